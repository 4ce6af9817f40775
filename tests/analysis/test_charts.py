"""Charts: valid Vega-Lite, in words, and files that need nobody else."""

from __future__ import annotations

import builtins
import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from scraper.analysis import charts
from scraper.analysis.chart_words import LANGUAGES, WORDS
from scraper.analysis.cited import cited_documents
from scraper.analysis.collocations import collocations
from scraper.analysis.counts import counts
from scraper.analysis.frequencies import frequencies
from scraper.analysis.keyness import keyness
from scraper.analysis.mentions import document_mentions, people_mentions
from scraper.analysis.rendering import html, save_chart, svg
from scraper.analysis.speakers import speakers, speakers_over_time
from scraper.analysis.trend import trend
from scraper.errors import LoaError, UsageError
from tests.web.browsing import browser, missing_browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scraper.analysis.chart_words import Language
    from scraper.store import Archive

ATTACK = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


def all_charts(archive: Archive, language: Language) -> Iterator[dict[str, Any]]:
    frame = archive.articles()
    people = people_mentions(archive)
    target = frequencies(["lũ lớn"] * 30)
    yield charts.counts_chart(counts(frame), language=language)
    yield charts.counts_chart(counts(frame, "portal", "day"), language=language)
    share = counts(frame, "portal", "year", of=frame)
    yield charts.counts_chart(share, value="share", language=language)
    yield charts.trend_chart(trend(frame, "bão"), language=language)
    yield charts.trend_chart(trend(frame, ["bão", "lúa"], "portal"), language=language)
    key = keyness(target, frequencies(["họp dân"] * 30))
    yield charts.keyness_chart(key, language=language)
    yield charts.collocations_chart(collocations(frame, "bão", min_count=1), language=language)
    yield charts.speakers_chart(speakers(people), language=language)
    yield charts.speakers_over_time_chart(speakers_over_time(people), language=language)
    flow = pd.DataFrame({"source": ["a"], "copier": ["b"], "articles": [3], "jaccard": [0.8]})
    yield charts.flows_chart(flow, language=language)
    yield charts.documents_chart(cited_documents(document_mentions(archive)), language=language)
    for spec in (
        charts.counts_chart(counts(frame.iloc[:0]), language=language),
        charts.keyness_chart(key.iloc[:0], language=language),
        charts.flows_chart(flow.iloc[:0], language=language),
    ):
        assert spec["description"] == WORDS[language]["empty"]
        yield spec


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_valid_described_and_drawn(archive: Archive, language: Language) -> None:
    altair = pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    for spec in all_charts(archive, language):
        altair.Chart.from_dict(spec)  # holds it to the schema
        json.dumps(spec, allow_nan=False)
        assert spec["title"]["text"]
        assert spec["description"] not in {"", spec["title"]["text"]}
        if language == "vi":
            assert "Articles" not in json.dumps(spec)
        root = ET.fromstring(svg(spec, language=language))
        assert [part.text for part in root[:2]] == [spec["title"]["text"], spec["description"]]


def test_both_languages_have_the_same_words() -> None:
    ours = {"syllables", "words", "other languages", "accents folded"}
    assert set(WORDS["vi"]) - ours == set(WORDS["en"])
    with pytest.raises(UsageError, match="charts speak"):
        charts.counts_chart(counts(pd.DataFrame({"published": []})), language="fr")  # type: ignore[arg-type]


def test_what_a_token_is_stands_below_the_title(archive: Archive) -> None:
    made = trend(archive.articles(), "bão")
    assert charts.trend_chart(made)["title"]["subtitle"].endswith("(tokens: syllables)")
    made.attrs["tokens"] = "words (pyvi 0.1.1); other languages: words; accents folded"
    subtitle = charts.trend_chart(made, language="vi")["title"]["subtitle"]
    assert subtitle.endswith("(đơn vị: từ (pyvi 0.1.1); ngôn ngữ khác: từ; bỏ dấu)")


def test_values_that_are_words_of_ours_stay_as_they_are(archive: Archive) -> None:
    """A section that is called "articles" is a name, not a word to translate."""
    frame = archive.articles().assign(section="articles")
    spec = charts.counts_chart(counts(frame, "section"), language="vi")
    assert {row["section"] for row in spec["data"]["values"]} == {"articles"}


def test_more_lines_than_colours_still_differ() -> None:
    frame = pd.DataFrame({"published": pd.Series(["2022-01-01"] * 20, dtype="datetime64[s]"),
                          "portal": [f"p{n}" for n in range(20)]})  # fmt: skip
    encoding = charts.counts_chart(counts(frame, "portal"))["encoding"]
    looks = zip(encoding["color"]["scale"]["range"],
                map(tuple, encoding["strokeDash"]["scale"]["range"]), strict=True)  # fmt: skip
    assert len(set(looks)) == 20


def test_html_asks_nobody_and_runs_nothing_of_the_archive() -> None:
    pytest.importorskip("vl_convert")
    frame = pd.DataFrame({"published": pd.Series(["2022-01-01"], dtype="datetime64[s]"),
                          "section": [ATTACK]})  # fmt: skip
    spec = charts.counts_chart(counts(frame, "section"), title=ATTACK)
    page = html(spec, language="vi")
    assert page.count("<script") == page.count("</script>") == 2
    assert "<img src=x" not in page
    assert not re.search(r"""(?:src|href)\s*=\s*["']https?:""", page)
    assert "cdn." not in page
    assert 'lang="vi"' in page
    (data,) = re.findall(r'<script type="application/json" id="spec">(.*?)</script>', page)
    assert json.loads(data) == spec


@pytest.mark.skipif(missing_browser() is not None, reason=str(missing_browser()))
def test_a_browser_draws_it_without_a_network(tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    frame = pd.DataFrame({"published": pd.Series(["2022-01-01"] * 2, dtype="datetime64[s]"),
                          "section": [ATTACK, "Tin tức"]})  # fmt: skip
    spec = charts.counts_chart(counts(frame, "section"), title=ATTACK)
    file = tmp_path / "chart.html"
    save_chart(spec, file)
    from selenium.webdriver.support.ui import WebDriverWait

    with browser() as chrome:
        chrome.get(file.as_uri())
        drawn = WebDriverWait(chrome, 20).until(
            lambda page: page.find_elements("css selector", "#chart svg text")
        )
        assert "Tin tức" in [text.text for text in drawn]
        label = chrome.find_element("id", "chart").get_attribute("aria-label")
        assert label == spec["description"]
        events = [
            json.loads(entry["message"])["message"] for entry in chrome.get_log("performance")
        ]
        asked = [event["params"]["request"]["url"] for event in events
                 if event["method"] == "Network.requestWillBeSent"]  # fmt: skip
        assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
        assert chrome.get_log("browser") == []  # no error, and no alert that was refused


def test_files(tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    spec = charts.speakers_chart(pd.DataFrame({"name": ["Lê An"], "articles": [3]}))
    for name, begin in (("a.png", b"\x89PNG"), ("a.svg", b"<svg"), ("a.HTML", b"<!DOCTYPE html>")):
        save_chart(spec, tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(begin)
    with pytest.raises(UsageError, match="ends in"):
        save_chart(spec, tmp_path / "a.gif")
    with pytest.raises(LoaError, match="cannot be written"):
        save_chart(spec, tmp_path / "none" / "a.png")


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name in {"vl_convert", "altair"}:
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"pip install 'loaphuong\[analysis\]'"):
        save_chart({}, tmp_path / "a.png")

"""Forgetting: the text is nowhere any more, all else is as it was, and it does not come back."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scraper.errors import LoaError, UsageError
from scraper.store import Archive, Task
from scraper.store.doctor import Examination, examine
from scraper.store.forget import forget
from scraper.store.kept import read_record
from scraper.store.warc import warc_folder
from scraper.store.warc_rewrite import members
from scraper.store.warc_writer import WarcWriter
from tests.store.building import BEGIN, article, crawl, edited, listing_of, url

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "Ông Lê Văn Bí Mật bị gọi lên phường vì chuyện con gà trống gáy sớm."
TITLE = "Chuyện con gà trống ở xóm Đông Bí Mật"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty articles; number 7 was edited, and the old text and the headline are the secret."""
    path = tmp_path_factory.mktemp("made") / "news.db"
    articles = [article(n) for n in range(1, 31)]
    secret = edited(article(7), SECRET)
    object.__setattr__(secret, "title", TITLE)
    object.__setattr__(secret, "lead", SECRET.upper())
    object.__setattr__(articles[5], "related", (type(articles[5].related[0])(secret.url, TITLE),))
    listings = [listing_of([secret, articles[8]], leads=leads) for leads in (True, False)]
    crawl(path, [*articles[:6], secret, *articles[7:]], listings=listings)
    crawl(path, [article(7, edition=1), article(8)], at=BEGIN + timedelta(days=1))
    return path


@pytest.fixture
def db(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / made.name


def everything(folder: Path) -> bytes:
    """The bytes of all files, packed ones unpacked, too."""
    found = b""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found += path.read_bytes()
            if path.suffix == ".gz":
                found += gzip.decompress(path.read_bytes())
    return found


def whole(path: Path) -> bool:
    with Archive(path, readonly=True) as archive:
        found = list(examine(archive, Examination(everything=True)))
        assert found == []
        return True


def test_the_text_is_in_no_file_any_more(db: Path) -> None:
    assert SECRET.encode() in everything(db.parent)
    with Archive(db) as archive:
        done = forget(archive, [7], "court order 12/2026")
        assert (done.articles, done.records, done.headlines, done.left) == (1, 4, 1, ())
        with pytest.raises(LoaError, match=r"no article 7 \(forgotten on .*court order 12/2026"):
            archive.get(7)
        with pytest.raises(LoaError, match="court order"):
            archive.get(url("x", 7))
        assert len(list(archive.rows())) == 29
        assert archive.search("Bí Mật").total == 0
    after = everything(db.parent)
    for text in (SECRET, SECRET.upper(), TITLE, "lần sửa 1", "bí mật", "b\u00ed m\u1eadt"):
        assert text.encode() not in after, text
    assert url("x", 7).encode() not in after
    assert whole(db)


def test_a_headline_alone_stays_on_listings_when_asked_and_that_is_said(db: Path) -> None:
    with Archive(db) as archive:
        done = forget(archive, [7], "order", keep_headlines=True)
    assert (done.records, done.headlines) == (3, 0)
    assert [what[:40] for what in done.left] == [f"1 kept pages in {warc_folder(db) / 'x'}"[:40]]
    after = everything(warc_folder(db))
    assert SECRET.encode() not in after
    assert after.count(TITLE.encode()) == 1


def test_a_headline_that_cannot_be_looked_for_is_said(tmp_path: Path) -> None:
    short = replace(article(1), title="Tin buồn")
    crawl(tmp_path / "news.db", [short, article(2)], listings=[listing_of([short], leads=False)])
    with Archive(tmp_path / "news.db") as archive:
        done = forget(archive, [1], "order")
    assert (done.records, done.headlines) == (1, 0)
    assert "1 headlines are too short" in " ".join(done.left)


def test_what_others_have_stays_and_is_still_proven(db: Path) -> None:
    with Archive(db) as archive:
        before = {n: archive.get(n) for n in range(1, 31) if n != 7}
        forget(archive, [7], "order")
        for n, old in before.items():
            new = archive.get(n)
            assert (new.title, new.body, new.bylines) == (old.title, old.body, old.bylines)
            for revision in archive.history(n):
                assert revision.evidence is not None
                assert revision.evidence.warc_file is not None
        with archive.reading() as connection:
            fetches = connection.execute(
                "SELECT id, url FROM fetches WHERE warc_file IS NOT NULL"
            ).fetchall()
        assert len(fetches) == 30  # 33 pages of two crawls; two of them were the article's, …
        for number, address in fetches:
            assert read_record(archive, number).url == address


def test_it_does_not_come_back(db: Path) -> None:
    with Archive(db) as archive:
        forget(archive, [7], "order")
        assert archive.queue("x", [Task(url("x", 7), "article", "x.example/7", title=TITLE)]) == 0
        (stored,) = archive.store([article(7)])
        assert stored.change is None
        assert stored.refused is not None
        assert stored.refused.endswith(": order")
    crawl(db, [article(7), article(9)], at=BEGIN + timedelta(days=2))
    with Archive(db) as archive:
        assert len(list(archive.rows())) == 29
        with archive.reading() as connection:
            (count,) = connection.execute(
                "SELECT count(*) FROM fetches WHERE url = ?", (url("x", 7),)
            ).fetchone()
        assert count == 0
        assert archive.store([article(31)])[0].article_id == 31


def test_its_number_is_given_to_no_other_article(db: Path) -> None:
    with Archive(db) as archive:
        forget(archive, [30], "order")
        assert archive.store([article(99)])[0].article_id == 31


def test_forgetting_again_changes_nothing(db: Path) -> None:
    with Archive(db) as archive:
        forget(archive, [7], "order")
        assert forget(archive, ["x.example/7", 7], "order").articles == 0


def test_it_is_refused_without_reason_article_or_while_crawled(db: Path) -> None:
    with Archive(db) as archive:
        with pytest.raises(UsageError, match="--reason"):
            forget(archive, [7], "  ")
        with pytest.raises(LoaError, match="no article 99: nothing was forgotten"):
            forget(archive, [7, 99], "order")
        writer = WarcWriter(db, "x", 3, "loa test")
        writer.write([])
        writer._rotate()  # a crawl has begun
        try:
            with pytest.raises(LoaError, match="a crawl of x runs"):
                forget(archive, [7], "order")
        finally:
            writer.close()
        assert archive.get(7).revision == 2


def test_a_damaged_file_is_cleaned_all_the_same_and_that_is_said(db: Path) -> None:
    first, *_ = sorted(warc_folder(db).rglob("*.warc.gz"))
    whole_file = first.read_bytes()
    offsets = [record.offset for record in members(first)]
    with Archive(db) as archive, archive.reading() as connection:
        (own,) = connection.execute(
            "SELECT warc_offset FROM fetches WHERE url = ? ORDER BY warc_file", (url("x", 7),)
        ).fetchone()
    hurt = offsets[offsets.index(own) - 3]
    torn = bytearray(whole_file)
    torn[hurt + 20 : hurt + 200] = bytes(180)
    first.write_bytes(torn)
    with Archive(db, readonly=True) as archive:
        kinds = [f.kind for f in examine(archive, Examination(everything=True))]
        assert "WARC file" in kinds
    with Archive(db) as archive:
        done = forget(archive, [7], "order")
    assert done.records == 4
    assert ["damaged" in what for what in done.left] == [True]
    after = b"".join(
        path.read_bytes()[member.offset : member.end]
        for path in sorted(warc_folder(db).rglob("*.warc.gz"))
        for member in members(path)
    )
    assert bytes(torn[hurt + 20 : hurt + 200]) in after
    unpacked = b"".join(
        gzip.decompress(path.read_bytes()[member.offset : member.end])
        for path in sorted(warc_folder(db).rglob("*.warc.gz"))
        for member in members(path)
        if member.head
    )
    assert b"WARC-Type: response" in unpacked
    assert SECRET.encode() not in unpacked

"""Labels of authors beside the element that a rule selects, or on one of its lines."""

from __future__ import annotations

import pytest

from scraper import extract
from scraper.portals import parse_profile

BODY = "<p>" + "Rada obce schválila rozpočet na příští rok a poděkovala všem. " * 4 + "</p>"


@pytest.mark.parametrize(
    ("markup", "css", "expected"),
    [
        ("<table><tr><th>작성자</th><td class=x>홍보담당관 김민수</td></tr></table>", ".x", ["김민수"]),
        ("<dl><dt>Autor</dt><dd class=x>Jana Nová</dd></dl>", ".x", ["Jana Nová"]),
        ("<p><b>Автор:</b> <span class=x>Ольга Смирнова</span></p>", ".x", ["Ольга Смирнова"]),
        ("<p>Autor: <a class=x>Jana Nová</a></p>", ".x", ["Jana Nová"]),
        ("<div class=x><b>Vloženo:</b> 13. 1. 2022<br><b>Autor:</b> Jana Nová<br><b>Změna:</b> 1. 2. 2022</div>", ".x", ["Jana Nová"]),
        ("<table><tr><th>조회수</th><td class=x>김민수</td></tr></table>", ".x", []),
        ("<p><b>Autor:</b> <span class=x>Administrator</span></p>", ".x", []),
        ("<p><b>Publié par</b> <span class=x>mairie</span></p>", ".x", []),
        ("<p><b>Zástupce:</b> <span class=x>starosta</span></p>", ".x", []),
    ],
)  # fmt: skip
def test_who_a_label_beside_the_element_names(markup: str, css: str, expected: list[str]) -> None:
    profile = parse_profile(
        {"name": "lhota", "home": "https://lhota.test/", "language": "cs", "timezone": "Europe/Prague",
         "fields": {"title": "h1", "body": ".t", "byline": css}}, "the test",
    )  # fmt: skip
    html = f"<html><body><h1>Rozpočet obce</h1>{markup}<div class=t>{BODY}</div></body></html>"
    article = extract(html, "https://lhota.test/a-1/", profile)
    assert [b.name for b in article.bylines] == expected

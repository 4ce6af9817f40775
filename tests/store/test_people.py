"""People and offices: counted under every name that was joined, and apart again when it is undone."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from scraper import Archive, Article, Byline, LoaError, PublishedAt
from scraper.analysis.people import suggestions
from scraper.errors import UsageError
from scraper.store.people import dossier, people
from scraper.store.people_merges import merges

if TYPE_CHECKING:
    from scraper.store.people import Person


def article(number: int, *bylines: Byline, day: str = "2024-05-17", **more: object) -> Article:
    made = Article(
        f"https://a.vn/{number}", f"a.vn/{number}", "a", f"Tin {number}", "Nội dung của tin.",
        bylines=bylines, published=PublishedAt(date.fromisoformat(day), "day"),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


ARTICLES = [
    article(1, Byline("Trần Ngọc Huyến", "Chánh Văn phòng"), day="2020-01-02", section=("Tin",)),
    article(2, Byline("TRẦN NGỌC HUYẾN", "Phó Chủ tịch"), day="2022-03-04", section=("Tin",)),
    article(3, Byline("Tran Ngoc Huyen"), day="2023-05-06", section=("Tin", "Văn hóa")),
    article(4, Byline("Ngọc Huyến", "Phó Chủ tịch"), Byline("Lê An", kind="photographer")),
    article(5, Byline("Lê Ân"), Byline("Lê Ân", kind="photographer"), published=None),
    article(6, Byline("Đại tá Nguyễn Văn Bình"), Byline("UBND phường Tứ Hạ", kind="organisation")),
    article(7, Byline("Nguyễn Văn Bình"), Byline("Jane Miller"), portal="b"),
    article(
        8, Byline("Miller, Jane"), Byline("T. N. H."), Byline("Lan"), Byline("LÂN"), portal="b"
    ),
]


@pytest.fixture
def stocked(archive: Archive) -> Archive:
    archive.store(ARTICLES)
    return archive


def listed(archive: Archive, query: str = "", **options: tuple[str, ...]) -> dict[str, Person]:
    with archive.reading() as connection:
        return {person.name: person for person in people(connection, query, **options)}


def test_names_are_counted_with_roles_and_days(stocked: Archive) -> None:
    found = listed(stocked)
    huyen = found["Trần Ngọc Huyến"]
    assert (huyen.articles, huyen.first, huyen.last) == (2, "2020-01-02", "2022-03-04")
    assert set(huyen.roles) == {"Chánh Văn phòng", "Phó Chủ tịch"}
    an = found["Lê Ân"]
    assert (an.articles, an.kinds) == (1, ("author", "photographer"))
    assert (an.first, an.last) == ("2026-01-02", "2026-01-02")  # undated: when it was first read
    assert set(listed(stocked, "ngoc huyen")) == {
        "Trần Ngọc Huyến",
        "Tran Ngoc Huyen",
        "Ngọc Huyến",
    }
    assert set(listed(stocked, "nguyen v", portals=("b",))) == {"Nguyễn Văn Bình"}
    assert set(listed(stocked, kinds=("organisation",))) == {"UBND phường Tứ Hạ"}
    with pytest.raises(UsageError, match="no letters"):
        listed(stocked, "…")


def test_joined_names_are_counted_as_one_and_found_by_either(stocked: Archive) -> None:
    made = stocked.merge_people("Trần Ngọc Huyến", "Ngọc Huyến", why="cùng chức vụ")
    assert [(m.person.name, m.into.name, m.at, m.why) for m in made] == [
        ("Ngọc Huyến", "Trần Ngọc Huyến", "2026-01-02T03:04:05Z", "cùng chức vụ")
    ]
    huyen = listed(stocked)["Trần Ngọc Huyến"]
    assert (huyen.articles, huyen.last) == (3, "2024-05-17")
    assert [variant.name for variant in huyen.variants] == ["Ngọc Huyến"]
    assert "Ngọc Huyến" not in listed(stocked)
    with stocked.reading() as connection:
        for name in ("Ngọc Huyến", "Trần Ngọc Huyến"):
            seen = dossier(connection, name)
            assert [(s.what, s.articles, s.first, s.last) for s in seen.roles] == [
                ("Phó Chủ tịch", 2, "2022-03-04", "2024-05-17"),
                ("Chánh Văn phòng", 1, "2020-01-02", "2020-01-02"),
            ]
            assert [(s.what, s.articles) for s in seen.sections] == [("a: Tin", 2), (None, 1)]
            assert [mention.title for mention in seen.latest] == ["Tin 4", "Tin 2", "Tin 1"]
    written = [str(row[0]) for row in stocked.rows(author="tran ngoc huyen", columns=["authors"])]
    assert written == ["Trần Ngọc Huyến", "TRẦN NGỌC HUYẾN", "Tran Ngoc Huyen", "Ngọc Huyến"]


def test_undone_in_any_order_each_decision_alone_is_taken_back(stocked: Archive) -> None:
    before = listed(stocked)
    stocked.merge_people("Lê An", "Lê Ân", into="Lê Ân")
    stocked.merge_people("Lê An", "Lan", into="Lan")  # joins what Lê An stands for now
    assert listed(stocked)["Lan"].articles == 3
    assert not stocked.merge_people("Lan", "Lê An")  # one already
    stocked.unmerge_people("Lê Ân")  # out of Lan, still the name of Lê An
    assert listed(stocked)["Lê Ân"].articles == 2
    assert listed(stocked)["Lan"].articles == 1
    with pytest.raises(UsageError, match="Lê An is itself joined into Lê Ân"):
        stocked.merge_people("Lan", "Lê An", into="Lê An")
    stocked.unmerge_people("Lê Ân")  # now of the name that stands: all that were joined into it
    assert listed(stocked) == before
    with stocked.reading() as connection:
        assert merges(connection) == []


def test_a_decision_stands_when_the_article_is_read_again(stocked: Archive) -> None:
    stocked.merge_people("Trần Ngọc Huyến", "Tran Ngoc Huyen")
    stocked.store([replace(ARTICLES[2], title="Tin sửa")])
    assert listed(stocked)["Trần Ngọc Huyến"].articles == 3


def test_wrong_names(stocked: Archive) -> None:
    with pytest.raises(LoaError, match="no person or office Nobody"):
        stocked.merge_people("Nobody", "Lê An")
    with pytest.raises(
        UsageError, match=r"le an may be Lê An \(\d+\), Lê Ân \(\d+\); give the num"
    ):
        stocked.merge_people("le an", "Lan")
    with pytest.raises(UsageError, match="two different names"):
        stocked.merge_people("Lê An", "LÊ AN")
    with pytest.raises(LoaError, match="joined with no other name"):
        stocked.unmerge_people("Lê An")
    for reference in ("9" * 40, "\ud800", "'; DROP TABLE people; --"):
        with pytest.raises(LoaError):
            stocked.merge_people(reference, "Lê An")


def test_no_circle_can_be_made_and_the_schema_refuses_the_smallest(stocked: Archive) -> None:
    stocked.merge_people("Lê An", "Lê Ân", into="Lê Ân")
    assert stocked.merge_people("Lê Ân", "Lê An") == []
    with pytest.raises(sqlite3.IntegrityError), stocked.transaction() as connection:
        connection.execute("INSERT INTO people_merges VALUES (1, 1, '2026-01-02T03:04:05Z', NULL)")


def test_variants_are_suggested_with_their_evidence(stocked: Archive) -> None:
    found = {
        tuple(sorted(n.name for n in s.names)): (set(s.evidence), s.doubtful)
        for s in suggestions(stocked)
    }
    assert found == {
        ("Tran Ngoc Huyen", "Trần Ngọc Huyến"): ({"accents left out"}, False),
        ("Ngọc Huyến", "Trần Ngọc Huyến"): ({"part of the name", "same role and portal"}, False),
        ("Lê An", "Lê Ân"): ({"accents differ"}, True),
        ("Nguyễn Văn Bình", "Đại tá Nguyễn Văn Bình"): ({"rank or title"}, False),
        ("Jane Miller", "Miller, Jane"): ({"order of words"}, False),
    }
    stocked.merge_people("Jane Miller", "Miller, Jane")
    stocked.merge_people("Ngọc Huyến", "Trần Ngọc Huyến", "Tran Ngoc Huyen")
    left = {tuple(sorted(n.name for n in s.names)) for s in suggestions(stocked)}
    assert left == {("Lê An", "Lê Ân"), ("Nguyễn Văn Bình", "Đại tá Nguyễn Văn Bình")}


def test_names_with_different_accents_are_doubtful_unless_a_role_joins_them(
    archive: Archive,
) -> None:
    archive.store([article(1, Byline("Lê Thị Hà")), article(2, Byline("Lê Thị Hạ"))])
    (only,) = suggestions(archive)
    assert only.doubtful
    archive.store(
        [article(3, Byline("Lê Thị Hà", "Bí thư")), article(4, Byline("Lê Thị Hạ", "Bí Thư"))]
    )
    (only,) = suggestions(archive)
    assert only.evidence == ("accents differ", "same role and portal")
    assert not only.doubtful


def test_the_frame_has_types(stocked: Archive) -> None:
    frame = stocked.people(kind="author")
    assert list(frame.columns[:3]) == ["id", "name", "kinds"]
    assert str(frame["first"].dtype) == "datetime64[s]"
    assert frame["articles"].dtype == "int64"
    assert len(stocked.people("khong co ai")) == 0


def test_a_merge_waits_in_one_transaction(stocked: Archive) -> None:
    with pytest.raises(LoaError):
        stocked.merge_people("Lê An", "Lê Ân", "Nobody")
    with sqlite3.connect(stocked.path) as db:
        assert db.execute("SELECT count(*) FROM people_merges").fetchone() == (0,)

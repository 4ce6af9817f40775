"""A text is stored once, and every revision can still be read whole, to the letter."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from scraper.model import Attachment, Byline, DocumentMention, Image, Link, PublishedAt
from scraper.store import Archive, codec
from scraper.store.doctor import Examination, examine
from scraper.store.forget import forget
from scraper.store.merge import merge
from scraper.store.migrations import VERSIONS
from tests.store.building import BEGIN, article
from tests.store.older import as_version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scraper import Article

DAY = timedelta(days=1)
ODD = 'Trích "dẫn" \\ và\ttab, xuống\ndòng, \x01\x1f\x7f, \u2028, 😀, /'
FILE = Attachment("https://x.example/1.pdf", ODD, media_type="application/pdf")
MOMENT = PublishedAt(datetime(2024, 5, 17, 10, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")), "minute")


def variants() -> list[Article]:
    """Articles with every form that a field can have."""
    full = article(1)
    return [
        full,
        replace(
            full, lead=None, bylines=(), tags=(), images=(), attachments=(), related=(),
            documents=(), section=(), published=None, language=None,
        ),
        replace(full, title=ODD, body=f"{ODD}\n\n{ODD}", lead=ODD, tags=(ODD, "b / c", "")),
        replace(full, published=MOMENT, updated=replace(MOMENT, precision="second")),
        replace(full, updated=PublishedAt(datetime(2024, 5, 17, 10, 30, tzinfo=UTC), "minute")),
        replace(full, section=(ODD, "Tin / tức", "a", "a")),
        replace(full, section=tuple(f"Mục {n}" for n in range(codec.MOST_SECTIONS + 2))),
        replace(full, bylines=(Byline(ODD, ODD, "author"), Byline("Lê An"), Byline("Lê An"))),
        replace(full, images=(Image("https://x.example/b.jpg", ODD, ODD, ODD), Image("a"))),
        replace(full, attachments=(FILE, Attachment("https://x.example/0.doc"))),
        replace(full, attachments=(FILE, replace(FILE, title="Khác"))),
        replace(full, related=(Link("https://x.example/9", ODD, MOMENT), Link("b", ""))),
        replace(full, title="Văn bản", documents=(DocumentMention("1/QĐ", None, None, ODD),)),
    ]  # fmt: skip


def contents(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return [
            (*row, json.loads(content))
            for *row, content in connection.execute(
                "SELECT article_id, number, changed, content_hash, content FROM revisions "
                "ORDER BY article_id, number"
            )
        ]


def is_whole(path: Path) -> bool:
    with Archive(path, readonly=True) as archive:
        return list(examine(archive, Examination(everything=True))) == []


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """One article for each variant, and one that went through all of them."""
    path = tmp_path / "made.db"
    with Archive(path) as archive:
        for n, shown in enumerate(variants()):
            archive.store([replace(shown, key=f"x.example/{n}")], seen_at=BEGIN)
            archive.store([replace(shown, key="x.example/all")], seen_at=BEGIN + n * DAY)
        archive.refresh_index()
    return path


def test_every_revision_is_given_back_to_the_letter(made: Path) -> None:
    given = {(row[0], row[1]): row[-1] for row in contents(made)}
    with Archive(made) as archive:
        through_all = archive.get("x.example/all").id
        for n, shown in enumerate(variants()):
            stored = archive.get(f"x.example/{n}")
            expected = codec.stored_form(shown)[0]
            assert given[stored.id, 1] == expected, n
            assert given[through_all, n + 1] == expected, n
            assert codec.encode(archive.history(stored.id)[0].article) == expected
    assert is_whole(made)


def test_only_what_was_superseded_is_stored_twice(made: Path) -> None:
    with closing(sqlite3.connect(made)) as connection:
        rows = connection.execute(
            "SELECT a.key, r.number = a.revision, r.content IS NOT NULL, n.previous IS NOT NULL "
            "FROM article_revisions AS r JOIN articles AS a ON a.id = r.article_id "
            "LEFT JOIN article_revisions AS n ON n.article_id = r.article_id AND n.number = r.number + 1"
        ).fetchall()
    odd = {"x.example/6", "x.example/10"}  # too deep a section, a file named twice
    assert {key for key, current, own, _ in rows if current and own} == odd
    assert all(with_next != current for _, current, _, with_next in rows)
    assert sum(own for _, current, own, _ in rows if not current) == len(odd)


def test_texts_of_files_that_are_read_later_do_not_touch_the_revision(tmp_path: Path) -> None:
    shown = replace(article(1), attachments=(Attachment("https://x.example/1", "Tờ trình"),))
    read = Attachment("https://x.example/1", "Tờ trình ", "application/pdf", text="Điều 1.")
    with Archive(tmp_path / "a.db") as archive:
        archive.store([shown], seen_at=BEGIN)
        before = contents(tmp_path / "a.db")
        archive.store([replace(shown, attachments=(read,))], seen_at=BEGIN + DAY)
        assert archive.get(1).attachments[0].text == "Điều 1."
    assert contents(tmp_path / "a.db") == before
    assert is_whole(tmp_path / "a.db")


def test_the_same_article_twice_in_one_transaction(tmp_path: Path) -> None:
    shown = article(1)
    editions = [shown, shown, replace(shown, title="Khác"), replace(shown, body="Khác"), shown]
    with Archive(tmp_path / "a.db") as archive:
        stored = archive.store(editions, seen_at=BEGIN)
        assert [each.change for each in stored] == [
            "new", "unchanged", "revision", "revision", "revision",
        ]  # fmt: skip
        titles = [revision.article.title for revision in archive.history(1)]
        assert titles == [shown.title, "Khác", shown.title, shown.title]
    assert is_whole(tmp_path / "a.db")


@pytest.mark.parametrize("version", range(1, 7))  # since then a text is stored once
def test_an_upgrade_keeps_every_revision(made: Path, tmp_path: Path, version: int) -> None:
    path = tmp_path / "old.db"
    as_version(version, made, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # A row that is damaged: what the revision says must survive, and be what is shown.
        connection.execute("UPDATE articles SET title = 'other' WHERE key = 'x.example/3'")
    Archive(path).close()
    assert contents(path) == contents(made)
    with Archive(path) as archive:
        found = list(examine(archive, Examination(everything=True, repair=True)))
        assert [finding.message for finding in found if finding.kind == "articles"] == [
            "article 5 differs from its last revision in: title"
        ]
    assert contents(path) == contents(made)
    assert is_whole(path)


@pytest.mark.parametrize("version", [1, len(VERSIONS) - 1])
def test_views_of_the_user_survive_an_upgrade(made: Path, tmp_path: Path, version: int) -> None:
    path = tmp_path / "old.db"
    as_version(version, made, path)
    views = {
        "mine": "SELECT count(*) FROM revisions WHERE json_extract(content, '$.title') <> ''",
        "yours": "SELECT count(*) FROM articles JOIN article_people ON article_id = id",
        "theirs": "SELECT count(*) FROM changes",
    }
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for name, query in views.items():
            connection.execute(f"CREATE VIEW {name} AS {query}")
        before = [connection.execute(f"SELECT * FROM {name}").fetchall() for name in views]
    with Archive(path) as archive, archive.reading() as connection:
        assert [connection.execute(f"SELECT * FROM {name}").fetchall() for name in views] == before


def test_a_merge_keeps_every_revision(made: Path, tmp_path: Path) -> None:
    path, other = tmp_path / "out.db", tmp_path / "other.db"
    shutil.copy(made, other)
    with Archive(other) as archive:
        file = replace(FILE, title="Tên mới", text="Điều 1.")
        late = replace(article(1), key="x.example/9", attachments=(file,))
        archive.store([late], seen_at=BEGIN + 40 * DAY)
        early = replace(article(1), key="x.example/0", title="Sớm hơn")
    merge([made, other], path)
    assert is_whole(path)
    expected = {json.dumps(row[1:]) for each in (made, other) for row in contents(each)}
    assert {json.dumps(row[1:]) for row in contents(path)} == expected
    with Archive(tmp_path / "third.db") as archive:
        archive.store([early], seen_at=BEGIN - DAY)
    merge([tmp_path / "third.db"], path)
    assert is_whole(path)
    with Archive(path) as archive:
        titles = [r.article.title for r in archive.history("x.example/0")]
    assert titles == ["Sớm hơn", article(1).title]


def test_articles_are_stored_after_others_were_forgotten(tmp_path: Path) -> None:
    one, two = article(1), replace(article(1), url="https://x.example/2", key="x.example/2")
    with Archive(tmp_path / "a.db") as archive, Archive(tmp_path / "a.db") as second:
        archive.store([one], seen_at=BEGIN)
        second.store([one], seen_at=BEGIN)
        forget(archive, [1], "order")  # and with it the only byline of its author
        assert archive.store([two], seen_at=BEGIN)[0].change == "new"
        assert archive.get("x.example/2").authors == two.authors
        forget(archive, ["x.example/2"], "order")
        third = replace(article(1), url="https://x.example/3", key="x.example/3")
        assert second.store([third], seen_at=BEGIN)[0].change == "new"
    assert is_whole(tmp_path / "a.db")


def test_memory_is_bounded_however_many_articles_a_transaction_has(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db") as archive:
        waited: list[int] = []

        def shown() -> Iterator[Article]:
            for n in range(1200):
                with archive.reading() as connection:  # of the same transaction
                    waited.append(
                        n - connection.execute("SELECT count(*) FROM articles").fetchone()[0]
                    )
                yield article(n)

        assert len(archive.store(shown(), seen_at=BEGIN)) == 1200
    assert max(waited) == 500

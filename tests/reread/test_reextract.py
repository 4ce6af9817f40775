"""Kept pages are read again: what changes, what never does, and that a second run changes nothing."""

from __future__ import annotations

import pytest

from scraper.errors import LoaError, UsageError
from scraper.reread import reextract
from scraper.reread.reextract import EXAMPLES
from scraper.store import Archive, Task
from scraper.store.doctor import examine

from .conftest import PROFILE, Town, page, url

BYLINE = 'byline = { css = ".by" }\n'


def revisions(town: Town) -> list[object]:
    return town.column(
        "SELECT r.article_id, r.number, r.reason, r.changed, r.fetch_id, r.seen_at "
        "FROM revisions AS r ORDER BY article_id, number"
    )


def test_a_better_rule_becomes_a_revision_once_and_only_when_asked(town: Town) -> None:
    base = PROFILE.replace('title = "h1"', 'title = "title"')
    town.profile(base=base)
    town.keep({n: page(f"Bridge {n} open") for n in (1, 2, 3, 4, 5)})
    seen = town.column("SELECT last_seen FROM articles")
    before = revisions(town)
    town.profile(BYLINE, base=base.replace('"title"', '"h1"'))
    (dry,) = reextract(town.db, dry_run=True)
    assert revisions(town) == before
    assert (dry.pages, dry.changed, dry.unchanged, dry.new) == (5, 5, 0, 0)
    assert dict(dry.fields) == {"bylines": 5}
    assert len(dry.examples) == EXAMPLES
    assert (dry.examples[0].before, dry.examples[0].after) == (None, "Ann Miller · author")

    (done,) = reextract(town.db)
    assert done == dry
    assert town.column("SELECT name FROM article_people") == ["Ann Miller"] * 5
    assert revisions(town)[1] == (1, 2, "extractor", '["bylines"]', 1, "2026-01-03T03:04:05Z")
    assert town.column("SELECT last_seen FROM articles") == seen
    versions = town.column("SELECT DISTINCT profile_version FROM revisions WHERE number = 2")
    assert len(versions) == 1
    assert versions[0]
    with Archive(town.db) as archive:  # the index knows
        assert archive.search("", author="Ann Miller").total == 5

    (again,) = reextract(town.db)
    assert (again.unchanged, again.changed) == (5, 0)
    assert len(revisions(town)) == 10


def test_only_the_last_response_counts(town: Town) -> None:
    town.keep({1: page("First", "Old text stands here.")})
    town.keep({1: page("First", "New text stands here.")})
    town.profile(BYLINE)
    (report,) = reextract(town.db)
    assert (report.pages, report.changed) == (1, 1)
    assert dict(report.fields) == {"bylines": 1}
    assert town.column("SELECT body FROM articles") == ["New text stands here."]


BLOCKED = b"<title>Blocked</title><p>Your request is blocked.</p>"


def test_a_refusal_page_at_the_last_look_hides_no_article(town: Town) -> None:
    town.keep({1: page("First")})
    town.keep({1: BLOCKED})
    town.keep({1: b"gone"}, status=404)
    town.profile(BYLINE)
    (report,) = reextract(town.db)
    assert (report.changed, report.refused.total()) == (1, 0)
    assert revisions(town)[-1] == (1, 2, "extractor", '["bylines"]', 1, "2026-01-03T03:04:05Z")


def test_what_would_be_refused_today_is_reported_and_stays(town: Town) -> None:
    cards = "<b class=card>x</b><b class=card>y</b>"
    town.keep({1: page("First"), 2: page("Second", extra=cards), 3: BLOCKED})
    stored = town.column("SELECT id, title, body, revision, gone FROM articles")
    town.profile(base=PROFILE.replace("[addresses]", 'listing = [".card"]\n[addresses]'))
    (report,) = reextract(town.db)
    assert report.refused == {"listing": 1}
    assert report.refusals == [(url(2), "listing")]
    assert (report.pages, report.unchanged, report.other, report.without) == (3, 1, 1, 0)
    assert town.column("SELECT id, title, body, revision, gone FROM articles") == stored


def test_an_article_whose_address_is_none_today_is_counted(town: Town) -> None:
    town.keep({1: page("First"), 2: page("Second")})
    town.profile(base=PROFILE.replace("\\d+)$", "1)$"))
    (report,) = reextract(town.db)
    assert (report.pages, report.unchanged, report.without) == (1, 1, 1)


def test_a_page_that_was_no_article_becomes_one(town: Town) -> None:
    town.keep({1: page("First")})
    town.profile("", base=PROFILE.replace('"h1"', '".nothing"').replace(".story", ".nothing"))
    town.keep({2: b"<title>Second</title><h1>Second</h1><div class=story>Short.</div>"})
    assert town.column("SELECT count(*) FROM articles") == [1]
    town.profile()
    (dry,) = reextract(town.db, dry_run=True)
    assert (dry.new, dry.unchanged) == (1, 1)
    (done,) = reextract(town.db)
    assert done.new == 1
    assert town.column("SELECT first_seen, last_seen, url FROM articles WHERE id = 2") == [
        ("2026-01-04T03:04:05Z", "2026-01-04T03:04:05Z", url(2))
    ]
    (again,) = reextract(town.db)
    assert (again.new, again.unchanged) == (0, 2)


def test_the_archive_keeps_its_names_for_articles(town: Town) -> None:
    town.keep({1: page("First"), 2: page("Second")})
    keys = town.column("SELECT key FROM articles")
    town.profile(BYLINE, base=PROFILE.replace("(?P<key>\\d+)", "\\d+"))
    (report,) = reextract(town.db)
    assert (report.new, report.changed) == (0, 2)
    assert town.column("SELECT key FROM articles") == keys


def test_records_that_cannot_be_read_are_counted_and_the_rest_is_read(town: Town) -> None:
    town.keep({1: page("First")})
    town.keep({2: page("Second"), 3: page("Third")})
    town.keep({4: page("Fourth")})
    first, second, _ = town.warc_files
    first.unlink()
    second.write_bytes(second.read_bytes()[:-500])
    town.profile(BYLINE)
    (report,) = reextract(town.db)
    assert report.unreadable.total() == 2
    assert report.unreadable["file missing"] == 1
    assert report.changed == 2


def test_many_pages_are_read_by_several_processes(town: Town) -> None:
    town.keep({n: page(f"Bridge {n} open") for n in range(300)})
    town.profile(BYLINE)
    told = []
    (dry,) = reextract(town.db, dry_run=True, jobs=1)
    (report,) = reextract(town.db, jobs=2, on_progress=lambda *told_: told.append(told_))
    assert report == dry
    assert report.changed == 300
    assert told[-1] == ("town", 300, 300)
    assert len(told) > 2


def test_a_damaged_article_is_mended_by_what_its_hash_proves(town: Town) -> None:
    town.keep({1: page("First"), 2: page("Second")})
    with Archive(town.db) as archive:
        before = archive.history(1)
        with archive.transaction() as connection:
            connection.execute("UPDATE articles SET title = 'x', section_id = NULL WHERE id = 1")
        assert [finding.kind for finding in examine(archive)] == ["revisions"]
    (report,) = reextract(town.db)
    assert (report.changed, report.unchanged) == (1, 1)
    with Archive(town.db) as archive:
        assert archive.history(1) == before
        assert list(examine(archive)) == []


def test_what_a_crawl_was_told_to_leave_out_stays_out(town: Town) -> None:
    town.keep({1: page("First")})
    with Archive(town.db) as archive, archive.transaction() as connection:
        connection.execute("DELETE FROM article_revisions")
        for table in ("changes", "articles"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("UPDATE frontier SET state='refused', reason='older than 2024-01-01'")
    (report,) = reextract(town.db)
    assert (report.new, report.other) == (0, 1)
    assert town.column("SELECT count(*) FROM articles") == [0]


def test_wrong_usage_is_one_sentence(town: Town) -> None:
    with pytest.raises(LoaError, match="no archive at"):
        reextract(town.db, dry_run=True)
    with Archive(town.db) as archive:
        archive.queue("town", [Task(url(1), "article", key="k")])
    with pytest.raises(UsageError, match="has no kept pages"):
        reextract(town.db)
    with pytest.raises(UsageError, match="has no kept pages of town"):
        reextract(town.db, ["town"])
    with pytest.raises(UsageError, match="has no portal 'city'"):
        reextract(town.db, ["city"])
    with pytest.raises(UsageError, match="at least 1"):
        reextract(town.db, jobs=0)
    town.keep({1: page("First")})
    (town.portals / "town.toml").rename(town.portals.parent / "town.toml")
    with pytest.raises(UsageError, match=r"no profile says how town is to be read; .*town\.toml"):
        reextract(town.db)
    (report,) = reextract(town.db, [str(town.portals.parent / "town.toml")])
    assert report.unchanged == 1

"""WARC files of other tools: what is taken from them, in which order, and only once."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.errors import UsageError
from scraper.reread import import_warc, reextract
from scraper.store import Archive
from scraper.store.kept import read_record

from .conftest import HOME, Town, page, url

if TYPE_CHECKING:
    from pathlib import Path

HTML = ("Content-Type", "text/html")


class Theirs:
    """A WARC file as warcio writes it."""

    def __init__(self, path: Path, *, packed: bool = True, version: str = "1.0") -> None:
        self.path = path
        self._out = io.BytesIO()
        self._writer = WARCWriter(self._out, gzip=packed, warc_version=version)
        self._writer.write_record(self._writer.create_warcinfo_record("a", {"software": "x"}))

    def add(
        self, uri: str, date: str, body: bytes, *headers: tuple[str, str], status: str = "200 OK"
    ) -> str:
        http = StatusAndHeaders(status, list(headers) or [HTML], protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            uri,
            "response",
            payload=io.BytesIO(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": date},
        )
        self._writer.write_record(record)
        self.path.write_bytes(self._out.getvalue())
        return str(record.rec_headers["WARC-Payload-Digest"])

    def revisit(self, uri: str, date: str, digest: str, of: str, of_date: str) -> None:
        http = StatusAndHeaders("200 OK", [HTML], protocol="HTTP/1.1")
        record = self._writer.create_revisit_record(uri, digest, of, of_date, http_headers=http)
        record.rec_headers.replace_header("WARC-Date", date)
        self._writer.write_record(record)
        self.path.write_bytes(self._out.getvalue())


DAY = "2024-01-0{}T00:00:00Z"


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("packed", [True, False])
def test_pages_of_a_known_portal_are_stored_with_their_date(
    town: Town, tmp_path: Path, packed: bool, version: str
) -> None:
    theirs = Theirs(tmp_path / "theirs.warc.gz", packed=packed, version=version)
    theirs.add(HOME, DAY.format(1), b"<a href=/news/1>One</a>")
    theirs.add("http://www.town.example/news/1?utm_source=x", DAY.format(1), page("One"))
    theirs.add(
        url(2), DAY.format(2), gzip.compress(page("Two")), HTML, ("Content-Encoding", "gzip")
    )
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page("Three")), page("Three"))
    theirs.add(url(3), DAY.format(3), chunked, HTML, ("Transfer-Encoding", "chunked"))
    theirs.add(url(4), DAY.format(3), b"none", status="404 Not Found")
    theirs.add(url(5), DAY.format(3), b"<title>Blocked</title><p>Your request is blocked.</p>")
    theirs.add(HOME + "logo.png", DAY.format(3), b"PNG", ("Content-Type", "image/png"))
    theirs.add("https://elsewhere.example/news/1", DAY.format(3), page("Elsewhere"))

    report = import_warc(town.db, [theirs.path])
    (part,) = report.portals
    assert (part.portal, part.pages, part.new, part.known) == ("town", 6, 3, 0)
    assert part.refused == {"blocked": 1}
    assert (report.elsewhere, report.ignored, report.damaged.total()) == (1, 1, 0)
    assert town.column("SELECT title FROM articles ORDER BY id") == ["One", "Two", "Three"]
    assert town.column("SELECT first_seen FROM articles ORDER BY id") == [
        DAY.format(n) for n in (1, 2, 3)
    ]
    assert town.column("SELECT DISTINCT warc_file FROM fetches") == [str(theirs.path)]
    assert town.column("SELECT count(*) FROM frontier") == [0]
    with Archive(town.db) as archive:
        assert archive.get(url(2)).published is not None
        assert archive.search("bridge").total == 3
        for fetch_id in town.column("SELECT fetch_id FROM revisions"):
            assert b"The bridge" in read_record(archive, int(str(fetch_id))).payload

    fetches = town.column("SELECT count(*) FROM fetches")
    again = import_warc(town.db, [theirs.path])
    assert (again.portals[0].known, again.portals[0].pages) == (6, 0)
    # The same captures in another file are the same captures.
    copy = tmp_path / "copy.warc.gz"
    copy.write_bytes(theirs.path.read_bytes())
    again = import_warc(town.db, [copy])
    assert (again.portals[0].known, again.portals[0].pages) == (6, 0)
    assert town.column("SELECT count(*) FROM fetches") == fetches
    (reread,) = reextract(town.db)
    assert (reread.pages, reread.unchanged) == (4, 3)


def test_captures_become_history_in_the_order_of_their_dates(town: Town, tmp_path: Path) -> None:
    late, early = Theirs(tmp_path / "a.warc.gz"), Theirs(tmp_path / "b.warc.gz")
    late.add(url(1), DAY.format(5), page("One", "Third text."))
    early.add("http://town.example/news/1", DAY.format(3), page("One", "Second text."))
    early.add(url(1), DAY.format(1), page("One", "First text."))
    report = import_warc(town.db, [late.path, early.path])
    assert (report.portals[0].new, report.portals[0].revisions) == (1, 2)
    history = (
        "SELECT seen_at, json_extract(content, '$.body'), reason FROM revisions ORDER BY number"
    )
    assert town.column(history) == [
        (DAY.format(1), "First text.", "portal"),
        (DAY.format(3), "Second text.", "portal"),
        (DAY.format(5), "Third text.", "portal"),
    ]
    seen = "SELECT first_seen, last_seen FROM articles"
    assert town.column(seen) == [(DAY.format(1), DAY.format(5))]


def test_what_is_older_than_the_archives_last_look_changes_no_article(
    town: Town, tmp_path: Path
) -> None:
    town.keep({1: page("One", "Text of today."), 2: page("Two")})
    with Archive(town.db) as archive, archive.transaction() as connection:
        connection.execute("UPDATE articles SET gone = '2026-03-01T00:00:00Z' WHERE id = 2")
    theirs = Theirs(tmp_path / "theirs.warc.gz")
    theirs.add(url(1), DAY.format(1), page("One", "Text of old."))
    theirs.add(url(2), "2026-02-01T00:00:00Z", page("Two", "After the look, before it was gone."))
    theirs.add(url(3), DAY.format(1), page("Three"))
    report = import_warc(town.db, [theirs.path])
    assert (report.portals[0].older, report.portals[0].new) == (2, 1)
    assert town.column("SELECT body, first_seen, gone FROM articles ORDER BY id LIMIT 2") == [
        ("Text of today.", DAY.format(1), None),
        ("The bridge is open again.", "2026-01-03T03:04:05Z", "2026-03-01T00:00:00Z"),
    ]
    theirs.add(url(1), "2026-04-01T00:00:00Z", page("One", "Text of tomorrow."))
    report = import_warc(town.db, [theirs.path])
    assert (report.portals[0].revisions, report.portals[0].known) == (1, 3)
    assert town.column("SELECT body FROM articles WHERE id = 1") == ["Text of tomorrow."]


def test_revisits_are_put_together_with_their_originals(town: Town, tmp_path: Path) -> None:
    first = Theirs(tmp_path / "a.warc.gz")
    digest = first.add(url(1), DAY.format(1), page("One"))
    first.revisit(url(1), DAY.format(2), digest, url(1), DAY.format(1))
    first.revisit(url(2), DAY.format(3), digest, url(1), DAY.format(1))
    first.revisit(url(3), DAY.format(3), "sha1:NONE", url(3), "1999-01-01T00:00:00Z")
    report = import_warc(town.db, [first.path])
    part = report.portals[0]
    assert (part.new, part.unchanged) == (2, 1)
    assert report.damaged == {"revisit without its original": 1}
    assert town.column("SELECT last_seen FROM articles WHERE id = 1") == [DAY.format(2)]
    # Later on, from another file: the original is in the archive.
    second = Theirs(tmp_path / "b.warc.gz")
    second.revisit(url(1), DAY.format(4), digest, url(1), DAY.format(1))
    report = import_warc(town.db, [second.path])
    assert (report.portals[0].unchanged, report.damaged.total()) == (1, 0)
    with Archive(town.db) as archive:
        for fetch_id in town.column("SELECT id FROM fetches"):
            assert read_record(archive, int(str(fetch_id))).payload == page("One")


def test_damaged_files_are_named_and_the_rest_is_stored(town: Town, tmp_path: Path) -> None:
    theirs = Theirs(tmp_path / "theirs.warc.gz")
    theirs.add(url(1), DAY.format(1), page("One"))
    size = theirs.path.stat().st_size
    theirs.add(url(2), DAY.format(1), page("Two"))
    theirs.add(
        url(3), DAY.format(1), gzip.compress(bytes(80_000_000)), HTML, ("Content-Encoding", "gzip")
    )
    theirs.add(url(4), DAY.format(1), page("Four"))
    data = bytearray(theirs.path.read_bytes())
    data[size + 40 : size + 60] = bytes(20)
    theirs.path.write_bytes(data)
    text = tmp_path / "notes.txt"
    text.write_text("notes")
    report = import_warc(town.db, [theirs.path, text])
    assert report.damaged == {"damaged or cut off": 1, "too large": 1, "no WARC file": 1}
    assert (str(theirs.path), size, "damaged or cut off") in report.places
    assert town.column("SELECT title FROM articles ORDER BY id") == ["One", "Four"]


def test_many_pages_are_read_by_several_processes_in_order(town: Town, tmp_path: Path) -> None:
    theirs = Theirs(tmp_path / "theirs.warc.gz", packed=False)
    for n in range(150):
        theirs.add(url(n), DAY.format(2), page("Title", f"Later text {n}."))
    for n in range(150):
        theirs.add(url(n), DAY.format(1), page("Title", f"Early text {n}."))
    told = []
    report = import_warc(
        town.db, [theirs.path], jobs=2, on_progress=lambda *told_: told.append(told_)
    )
    assert (report.portals[0].new, report.portals[0].revisions) == (150, 150)
    assert town.column("SELECT count(*) FROM articles WHERE body LIKE 'Later%'") == [150]
    assert told[-1] == ("town", 300, 300)


def test_the_archives_own_files_are_known_and_others_of_its_folder_are_relative(
    town: Town, tmp_path: Path
) -> None:
    town.keep({1: page("One")})
    (own,) = town.warc_files
    report = import_warc(town.db, [own])
    assert (report.portals[0].known, report.portals[0].pages) == (1, 0)
    fresh = tmp_path / "fresh.db"
    import_warc(fresh, [own])
    with Archive(fresh, readonly=True) as archive:
        assert archive.get(url(1)).first_seen == datetime(2026, 1, 3, 3, 4, 5, tzinfo=UTC)
    inside = Theirs(own.parent / "theirs.warc.gz")
    inside.add(url(2), DAY.format(1), page("Two"))
    import_warc(town.db, [inside.path])
    assert town.column("SELECT warc_file FROM fetches ORDER BY id DESC LIMIT 1") == [
        f"{own.parent.name}/theirs.warc.gz"
    ]


def test_one_portal_only_and_wrong_usage(town: Town, tmp_path: Path) -> None:
    (town.portals / "city.toml").write_text(
        'name = "city"\nhome = "https://city.example/"\nlanguage = "en"\n'
        "[addresses]\narticle = ['^/(?P<key>\\d+)$']\n"
    )
    theirs = Theirs(tmp_path / "theirs.warc.gz")
    theirs.add(url(1), DAY.format(1), page("One"))
    theirs.add("https://city.example/7", DAY.format(1), page("Seven", "A long text. " * 40))
    report = import_warc(town.db, [theirs.path], "town")
    assert ([part.portal for part in report.portals], report.elsewhere) == (["town"], 1)
    report = import_warc(town.db, [theirs.path])
    assert [(part.portal, part.new) for part in report.portals] == [("city", 1), ("town", 0)]
    with pytest.raises(UsageError, match="there is no portal 'village'"):
        import_warc(town.db, [theirs.path], "village")
    with pytest.raises(UsageError, match="there is no file"):
        import_warc(town.db, [tmp_path / "none.warc"])

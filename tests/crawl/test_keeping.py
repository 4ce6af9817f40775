"""Every answer of a crawl is kept as WARC, and every stored article can be read from there again."""

from __future__ import annotations

import gzip
import multiprocessing
import random
import resource
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from warcio.archiveiterator import ArchiveIterator

from scraper import extract
from scraper.crawl import CrawlOptions, crawl
from scraper.demo.site import DemoSite, Response
from scraper.errors import LoaError
from scraper.store import Archive
from scraper.store.kept import read_record
from scraper.store.warc import warc_folder

from .conftest import ScriptedSite, gold_ids, response, stored_ids
from .test_interrupted import when

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.demo.server import PortalServer
    from scraper.portals import Profile


def kept(db: Path) -> list[tuple[str, str, str]]:
    """Kind, address and status of every response in the archive's WARC files."""
    found = []
    for path in sorted(warc_folder(db).rglob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                if record.rec_type in ("response", "revisit"):
                    status = record.http_headers.get_statuscode()
                    url = record.rec_headers["WARC-Target-URI"]
                    found.append((record.rec_type, url, status))
                record.content_stream().read()
    return found


def check_evidence(db: Path, profile: Profile) -> None:
    """Every answered fetch has its record, and each article can be read again from its own."""
    with Archive(db, readonly=True) as archive:
        with archive.reading() as connection:
            fetches = connection.execute(
                "SELECT id, status, payload_sha256 FROM fetches WHERE status IS NOT NULL"
            ).fetchall()
            shown = connection.execute(
                "SELECT a.id, r.fetch_id FROM articles AS a "
                "JOIN revisions AS r ON r.article_id = a.id AND r.number = a.revision"
            ).fetchall()
        for fetch_id, status, digest in fetches:
            record = read_record(archive, fetch_id)
            assert record.status == status
            assert sha256(record.payload).hexdigest() == digest
        assert shown
        for article_id, fetch_id in shown:
            record = read_record(archive, fetch_id)
            again = extract(record.payload, record.url, profile, fetched_at=record.at)
            stored = archive.get(article_id)
            assert (again.title, again.body, again.key) == (stored.title, stored.body, stored.key)


def test_every_answer_is_kept_and_every_article_can_be_read_again(
    site: ScriptedSite, server: PortalServer, profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    moved = f"tc={site.articles[0].id}"

    def rule(target: str, count: int) -> Response | None:
        if target == "/robots.txt":
            return response(404)
        if target == "/":
            page = DemoSite.respond(site, target)
            links = b'<a href="/?tm=77">404</a> <a href="/?tm=78">301</a>'
            return replace(page, body=page.body.replace(b"</body>", links + b"</body>"))
        if "tm=77" in target:
            return response(404, "none")
        if "tm=78" in target:
            return response(301, "moved", Location="/?tm=2")
        if moved in target and count == 0:
            return response(500)
        return None

    site.rule = rule
    db = tmp_path / "news.db"
    crawl([profile], db, fast)
    answers = kept(db)
    assert len(answers) == len(server.log)
    assert {kind for kind, _, _ in answers} == {"response"}
    assert Counter(status for _, _, status in answers).keys() == {"200", "301", "404", "500"}
    assert (f"{server.url}robots.txt", "404") in {answer[1:] for answer in answers}
    check_evidence(db, profile)
    assert stored_ids(db) == gold_ids(site)


def test_what_did_not_change_is_kept_as_a_revisit(
    site: ScriptedSite, server: PortalServer, profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    db = tmp_path / "news.db"
    # Pages that differ at each look by a visitor counter are changed pages.
    site.rule = lambda target, _: (
        response(200, f'<a href="/?tm={len(target)}">a</a>') if "tc=" not in target else None
    )
    for _ in range(3):
        crawl([profile], db, replace(fast, full=True))
    kinds = Counter(kind for kind, _, _ in kept(db))
    assert kinds["revisit"] > 0
    assert kinds.total() == len(server.log)
    with Archive(db, readonly=True) as archive:
        with archive.reading() as connection:
            fetches = connection.execute("SELECT id, payload_sha256 FROM fetches").fetchall()
        assert fetches
        for fetch_id, digest in fetches:
            assert sha256(read_record(archive, fetch_id).payload).hexdigest() == digest


def test_compressed_answers_are_kept_as_they_came(
    site: ScriptedSite, profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    def rule(target: str, count: int) -> Response:
        page = DemoSite.respond(site, target)
        headers = (*page.headers, ("Content-Encoding", "gzip"))
        return Response(page.status, headers, gzip.compress(page.body))

    site.rule = rule
    db = tmp_path / "news.db"
    crawl([profile], db, replace(fast, limit=5))
    (path,) = warc_folder(db).rglob("*.warc.gz")
    with path.open("rb") as file:
        bodies = [
            record.raw_stream.read()
            for record in ArchiveIterator(file, no_record_parse=True)
            if record.rec_type == "response"
        ]
    assert all(b"Content-Encoding: gzip\r\n" in body for body in bodies)
    assert all(b"\r\n\r\n\x1f\x8b" in body for body in bodies)
    check_evidence(db, profile)


def test_a_killed_crawl_leaves_a_record_for_every_article(
    site: ScriptedSite, profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    db = tmp_path / "news.db"

    def kill() -> None:
        for child in multiprocessing.active_children():
            child.kill()

    with when(site.reached(75), kill), pytest.raises(LoaError, match="SIGKILL"):
        crawl([profile], db, fast)
    # What a kill in the middle of a write leaves behind.
    with max(warc_folder(db).rglob("*.warc.gz")).open("ab") as torn:
        torn.write(gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n")[:30])
    crawl([profile], db, fast)
    assert stored_ids(db) == gold_ids(site)
    check_evidence(db, profile)
    for path in warc_folder(db).rglob("*.warc.gz"):
        assert gzip.decompress(path.read_bytes()).endswith(b"\r\n\r\n")


def test_without_warc_nothing_is_kept(profile: Profile, fast: CrawlOptions, tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    crawl([profile], db, replace(fast, limit=3, warc=False))
    assert not warc_folder(db).exists()
    with Archive(db, readonly=True) as archive:
        with archive.reading() as connection:
            assert connection.execute("SELECT count(warc_file) FROM fetches").fetchone() == (0,)
        with pytest.raises(LoaError, match="was not kept"):
            read_record(archive, 1)


def test_a_warc_file_that_cannot_be_written_ends_the_crawl_in_one_sentence(
    site: ScriptedSite, profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    db = tmp_path / "news.db"
    warc_folder(db).write_text("in the way")
    with pytest.raises(LoaError, match=r"news\.warc/demo.* cannot be written"):
        crawl([profile], db, fast)
    assert stored_ids(db) == []
    warc_folder(db).unlink()
    (report,) = crawl([profile], db, fast)
    assert (report.outcome, stored_ids(db)) == ("done", gold_ids(site))


def test_a_full_disk_ends_the_crawl_in_one_sentence_and_the_next_one_goes_on(
    site: ScriptedSite,
    profile: Profile,
    fast: CrawlOptions,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A worker that is forked from another process would not have our limit.
    monkeypatch.setattr("scraper.crawl.run.PROCESSES", multiprocessing.get_context("spawn"))

    def rule(target: str, count: int) -> Response | None:
        if "tc=" not in target:
            return None
        page = DemoSite.respond(site, target)
        noise = b"<!-- " + random.Random(target).randbytes(60_000).hex().encode() + b" -->"
        return replace(page, body=page.body + noise)

    site.rule = rule
    db = tmp_path / "news.db"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000_000, hard))  # the crawl's process inherits it
    try:
        with pytest.raises(LoaError, match=r"disk with .*\.warc\.gz is full: .*make room"):
            crawl([profile], db, fast)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert 0 < len(stored_ids(db)) < len(site.articles)
    check_evidence(db, profile)
    (report,) = crawl([profile], db, fast)
    assert (report.outcome, stored_ids(db)) == ("done", gold_ids(site))
    check_evidence(db, profile)
    for path in warc_folder(db).rglob("*.warc.gz"):
        assert gzip.decompress(path.read_bytes()).endswith(b"\r\n\r\n")

"""WARC files as other tools see them, and what becomes of them when something fails."""

from __future__ import annotations

import gzip
import os
import resource
import zlib
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from warcio.archiveiterator import ArchiveIterator

from scraper.errors import LoaError
from scraper.store import Archive, Fetch, PageRecord, Task
from scraper.store.kept import read_record
from scraper.store.warc import Exchange, Original, pack, warc_folder
from scraper.store.warc_reader import UnreadableRecord, WarcFile
from scraper.store.warc_writer import Place, WarcWriter, cut_torn_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scraper.store.warc_reader import KeptResponse

URL = "http://x.example/?tc=1"
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def exchange(
    body: bytes = b"<p>Ch\xc3\xa0o", *headers: tuple[bytes, bytes], url: str = URL
) -> Exchange:
    return Exchange(
        url=url,
        at=AT,
        method="GET",
        request_headers=((b"User-Agent", b"loa"),),
        request_body=b"",
        status=200,
        headers=((b"Content-Type", b"text/html"), *headers),
        body=body,
        ip_address="192.0.2.7",
    )


def writer(archive: Archive, crawl_id: int = 1, **options: int) -> WarcWriter:
    return WarcWriter(archive.path, "x", crawl_id, "loa/1 (+me@x.example)", **options)


def fetched(archive: Archive, place: Place, body: bytes, crawl_id: int | None = None) -> int:
    digest = sha256(body).hexdigest()
    fetch = Fetch(
        URL, URL, AT, 200, payload_sha256=digest, size=len(body),
        warc_file=place.file, warc_offset=place.offset,
    )  # fmt: skip
    page = PageRecord(Task(URL, "listing"), fetch, "done")
    archive.record([page], portal="x", crawl_id=crawl_id)
    with archive.reading() as connection:
        return int(connection.execute("SELECT max(id) FROM fetches").fetchone()[0])


def test_other_tools_read_every_record_and_find_its_digests_right(archive: Archive) -> None:
    out = writer(archive)
    packed = gzip.compress(b"<p>packed", mtime=0)
    places = out.write(
        [
            pack(exchange()),
            pack(exchange(b"", url="http://x.example/?tc=2")),
            pack(exchange(packed, (b"Content-Encoding", b"gzip"))),
            pack(exchange(b"x", (b"X-Evil", b"a\r\nWARC-Type: metadata"), (b"Transfer-Encoding", b"chunked"))),
        ]
    )  # fmt: skip
    out.close()
    (path,) = warc_folder(archive.path).rglob("*.warc.gz")
    with path.open("rb") as file:
        records = [
            (record.rec_type, record.rec_headers, record.content_stream().read())
            for record in ArchiveIterator(file, check_digests="raise")
        ]
    kinds = [kind for kind, _, _ in records]
    assert kinds == ["warcinfo", *["response", "request"] * 4]
    assert b"robots: obey\r\n" in records[0][2]
    assert b"http-header-user-agent: loa/1 (+me@x.example)\r\n" in records[0][2]
    first = records[1][1]
    assert first.protocol == "WARC/1.1"
    assert first["WARC-Target-URI"] == URL
    assert first["WARC-Date"] == "2026-01-02T03:04:05Z"
    assert first["WARC-IP-Address"] == "192.0.2.7"
    assert records[2][1]["WARC-Concurrent-To"] == first["WARC-Record-ID"]
    assert [body for kind, _, body in records if kind == "response"] == [
        b"<p>Ch\xc3\xa0o", b"", b"<p>packed", b"x",
    ]  # fmt: skip
    with WarcFile(warc_folder(archive.path) / places[2].file) as warc:
        assert [warc.read(place.offset).payload for place in places] == [
            b"<p>Ch\xc3\xa0o", b"", b"<p>packed", b"x",
        ]  # fmt: skip
        assert warc.read(places[2].offset).header("content-length") == str(len(packed))
        assert warc.read(places[3].offset).header("transfer-encoding") is None


def test_a_full_file_is_followed_by_the_next(archive: Archive) -> None:
    out = writer(archive, max_bytes=1500)
    places = out.write([pack(exchange(b"%d" % n)) for n in range(6)])
    out.close()
    names = list(dict.fromkeys(place.file for place in places))
    assert len(names) > 1
    assert all(f"-{n:05d}-1.warc.gz" in name for n, name in enumerate(names, 1))
    for n, place in enumerate(places):
        path = warc_folder(archive.path) / place.file
        with WarcFile(path) as warc:
            assert warc.read(place.offset).payload == b"%d" % n
        assert gzip.decompress(path.read_bytes()).startswith(b"WARC/1.1\r\nWARC-Type: warcinfo")
    # A second crawl, or another archive that stood here, never writes into the same file.
    again = writer(archive)
    (place,) = again.write([pack(exchange())])
    again.close()
    assert place.file not in names


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_one_sentence_and_leaves_whole_records_only(archive: Archive) -> None:
    out = writer(archive)
    out.write([pack(exchange())])
    noise = [pack(exchange(sha256(b"%d" % n).digest() * 100)) for n in range(40)]
    with (
        files_at_most(5000),
        pytest.raises(LoaError, match=r"disk with .*\.gz is full: .*--no-warc"),
    ):
        out.write(noise)
    (path,) = warc_folder(archive.path).rglob("*.warc.gz")
    assert gzip.decompress(path.read_bytes()).count(b"WARC-Type: response") == 1
    places = out.write(noise)  # there is room again
    out.close()
    with WarcFile(path) as warc:
        assert warc.read(places[-1].offset).payload == sha256(b"39").digest() * 100


def test_a_full_disk_is_said_even_where_nothing_can_be_taken_away(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(file: int, size: int) -> None:
        raise OSError("no")

    monkeypatch.setattr(os, "ftruncate", fail)
    out = writer(archive)
    noise = [pack(exchange(sha256(b"%d" % n).digest() * 100)) for n in range(40)]
    with files_at_most(5000), pytest.raises(LoaError, match="is full"):
        out.write(noise)
    out.close()


def test_what_the_system_writes_in_pieces_is_written_once(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, pieces = os.write, iter([100, 7, 10**9, 200, 1, 10**9])
    monkeypatch.setattr(os, "write", lambda file, data: whole(file, data[: next(pieces)]))
    out = writer(archive)
    (place,) = out.write([pack(exchange(b"whole"))])
    out.close()
    path = warc_folder(archive.path) / place.file
    assert gzip.decompress(path.read_bytes()).count(b"WARC/1.1") == 3
    with WarcFile(path) as warc:
        assert warc.read(place.offset).payload == b"whole"


def test_a_folder_that_cannot_be_written_is_one_sentence(archive: Archive) -> None:
    warc_folder(archive.path).write_text("in the way")
    with pytest.raises(LoaError, match=r"news\.warc/x.* cannot be written: "):
        writer(archive).write([pack(exchange())])


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("torn", [1, 10, 200])
def test_a_torn_record_is_cut_off(archive: Archive, torn: int, known: bool) -> None:
    crawl_id = archive.begin_crawl("x")
    out = writer(archive, crawl_id)
    whole, last = (pack(exchange(body)) for body in (b"whole", b"torn"))
    (place,) = out.write([whole])
    path = warc_folder(archive.path) / place.file
    size = path.stat().st_size
    if known:
        fetched(archive, place, b"whole", crawl_id)
    with path.open("ab") as file:
        file.write(last.response[:torn])
    assert cut_torn_files(archive, "x") == []  # the crawl that writes it is still running
    out.close()
    assert cut_torn_files(archive, "x") == [path]
    assert path.stat().st_size == size
    assert cut_torn_files(archive, "x") == []


def test_a_long_record_before_the_torn_one_stays(archive: Archive) -> None:
    out = writer(archive, archive.begin_crawl("x"))
    long = pack(exchange(bytes(3_000_000)))
    (place,) = out.write([long])
    out.close()
    path = warc_folder(archive.path) / place.file
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(long.response[:-5])
    assert cut_torn_files(archive, "x") == [path]
    assert path.stat().st_size == size


def test_files_of_finished_crawls_and_of_others_are_left_alone(archive: Archive) -> None:
    crawl_id = archive.begin_crawl("x")
    out = writer(archive, crawl_id)
    (place,) = out.write([pack(exchange())])
    out.close()
    archive.finish_crawl(crawl_id, "done", {})
    path = warc_folder(archive.path) / place.file
    for file in (path, path.with_name("theirs.warc.gz")):
        with file.open("ab") as torn:
            torn.write(b"\x1f\x8b\x08 and so on")
    assert cut_torn_files(archive, "x") == []


def test_a_fetch_finds_its_record_and_its_digest_is_checked(archive: Archive) -> None:
    out = writer(archive)
    (place,) = out.write([pack(exchange(b"body"))])
    out.close()
    fetch_id = fetched(archive, place, b"body")
    kept = read_record(archive, fetch_id)
    assert (kept.status, kept.url, kept.at, kept.payload) == (200, URL, AT, b"body")
    assert kept.header("content-type") == "text/html"

    def reason(fetch_id: int) -> str:
        with pytest.raises(UnreadableRecord) as raised:
            read_record(archive, fetch_id)
        return raised.value.reason

    path = warc_folder(archive.path) / place.file
    assert reason(fetched(archive, place, b"another body")) == "digest does not match"
    assert reason(fetched(archive, Place(place.file, 1), b"body")) == "damaged or cut off"
    assert reason(fetched(archive, Place(place.file, 10**9), b"body")) == "no record there"
    assert reason(fetched(archive, Place(place.file, 0), b"body")) == "not an HTTP response"
    assert reason(fetched(archive, Place("x/none.warc.gz", 0), b"body")) == "file missing"
    record = pack(exchange(b"body")).response
    path.write_bytes(path.read_bytes()[: place.offset + len(record) - 15])
    assert reason(fetch_id) == "damaged or cut off"
    with pytest.raises(LoaError, match="no fetch 99"):
        read_record(archive, 99)


def raw(block: bytes, *headers: bytes, length: int | None = None) -> bytes:
    lines = (
        b"WARC/1.0", b"WARC-Type: response", b"WARC-Record-ID: <urn:uuid:1>",
        b"WARC-Target-URI: <http://x.example/>", b"WARC-Date: 2020-01-01T00:00:00Z",
        b"Content-Type: application/http; msgtype=response",
        b"Content-Length: %d" % (len(block) if length is None else length), *headers,
    )  # fmt: skip
    return b"\r\n".join(lines) + b"\r\n\r\n" + block + b"\r\n\r\n"


def http(body: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join((b"HTTP/1.1 200 OK", *headers)) + b"\r\n\r\n" + body


DEFLATED = zlib.compressobj(wbits=-15)
RAW_DEFLATE = DEFLATED.compress(b"<p>hello") + DEFLATED.flush()
# By hand, since Python cannot pack these: stored as they are (RFC 8878, RFC 7932), and 120,000 times "a".
ZSTD = b"\x28\xb5\x2f\xfd\x20\x08\x41\x00\x00<p>hello"
ZSTD_BOMB = (
    b"\x28\xb5\x2f\xfd\xa0"
    + (120_000).to_bytes(4, "little")
    + (120_000 << 3 | 0b011).to_bytes(3, "little")
    + b"a"
)
BROTLI = b"\x8b\x03\x80<p>hello\x03"


@pytest.mark.parametrize(
    ("block", "payload"),
    [
        (http(b"<p>hello"), b"<p>hello"),
        (http(gzip.compress(b"<p>hello", mtime=0), b"Content-Encoding: gzip"), b"<p>hello"),
        (http(gzip.compress(b"<p>hello", mtime=0), b"content-encoding: X-GZip"), b"<p>hello"),
        (http(zlib.compress(b"<p>hello"), b"Content-Encoding: deflate"), b"<p>hello"),
        (http(RAW_DEFLATE, b"Content-Encoding: deflate"), b"<p>hello"),
        (http(b"3\r\n<p>\r\n5\r\nhello\r\n0\r\n\r\n", b"Transfer-Encoding: chunked"), b"<p>hello"),
        # Undone by the tool that wrote the file, which left the header.
        (http(b"<p>hello", b"Transfer-Encoding: chunked"), b"<p>hello"),
        (http(b"<p>hello", b"Content-Encoding: gzip"), b"<p>hello"),
        (http(b"<p>hello", b"Content-Encoding: br"), b"<p>hello"),
        (http(b"<p>hello", b"Content-Encoding: zstd"), b"<p>hello"),
        (http(b"<p>hello", b"Content-Encoding: none"), b"<p>hello"),
        (http(BROTLI, b"Content-Encoding: br"), b"<p>hello"),
        (http(ZSTD, b"Content-Encoding: zstd"), b"<p>hello"),
        (http(gzip.compress(zlib.compress(b"<p>hello"), mtime=0), b"Content-Encoding: deflate, gzip"), b"<p>hello"),
        (http(ZSTD_BOMB, b"Content-Encoding: zstd"), "too large"),
        (http(b"", b"Content-Encoding: gzip"), b""),
        (http(b"<p>hello", b"Content-Encoding: made-up"), "unknown content encoding"),
        (http(gzip.compress(b"<p>hello", mtime=0)[:10] + b"<p>hello", b"Content-Encoding: gzip"), "content encoding broken"),
        (http(gzip.compress(bytes(10**6)), b"Content-Encoding: gzip"), "too large"),
        (http(zlib.compress(bytes(10**6)), b"Content-Encoding: deflate"), "too large"),
        (http(bytes(10**6)), "too large"),
        (b"not HTTP at all", "not an HTTP response"),
        (b"", "not an HTTP response"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("packed", [True, False])
def test_records_of_other_tools(
    tmp_path: Path, block: bytes, payload: bytes | str, packed: bool
) -> None:
    path = tmp_path / "theirs.warc"
    path.write_bytes(gzip.compress(raw(block)) if packed else raw(block))
    with WarcFile(path) as warc:
        if isinstance(payload, str):
            with pytest.raises(UnreadableRecord) as raised:
                warc.read(0, limit=100_000)
            assert raised.value.reason == payload
            assert f"{path}, byte 0" in str(raised.value)
        else:
            kept = warc.read(0, limit=100_000)
            assert (kept.url, kept.payload) == ("http://x.example/", payload)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (raw(http(b"hello"), length=10_000), "damaged or cut off"),
        (raw(http(b"hello"), length=2**31), "too large"),
        (raw(http(b"hello"), b"WARC-Block-Digest: sha1:AAAA"), "digest does not match"),
        (raw(http(b"hello")).replace(b"2020-01", b"when"), "damaged or cut off"),
        (b"WARC/1.0\r\n" + b"a" * 10**6, "damaged or cut off"),
        (b"hello", "damaged or cut off"),
    ],
)
def test_damaged_records_are_named(tmp_path: Path, record: bytes, reason: str) -> None:
    path = tmp_path / "damaged.warc.gz"
    path.write_bytes(gzip.compress(record, mtime=0))
    with WarcFile(path) as warc, pytest.raises(UnreadableRecord) as raised:
        warc.read(0)
    assert raised.value.reason == reason


def kept_of(path: Path, record: bytes) -> KeptResponse:
    path.write_bytes(record)
    with WarcFile(path) as warc:
        return warc.read(0)


def test_a_record_says_its_name_and_may_lack_all_it_can(tmp_path: Path) -> None:
    whole = raw(http(b"hello"))
    assert kept_of(tmp_path / "a.warc", whole).record_id == "<urn:uuid:1>"
    for field in (b"WARC-Record-ID: <urn:uuid:1>", b"WARC-Target-URI: <http://x.example/>"):
        whole = whole.replace(field + b"\r\n", b"")
    kept = kept_of(tmp_path / "b.warc", whole)
    assert (kept.record_id, kept.url, kept.payload) == ("", "", b"hello")


def test_a_revisit_has_no_payload_and_perhaps_no_block(tmp_path: Path) -> None:
    revisit = raw(http(b"part of it")).replace(b"response\r\nWARC-Rec", b"revisit\r\nWARC-Rec")
    kept = kept_of(tmp_path / "a.warc", revisit)
    assert (kept.status, kept.payload) == (200, b"")
    assert kept.original == Original("", "http://x.example/", "")
    bare = raw(b"").replace(b"response\r\nWARC-Rec", b"revisit\r\nWARC-Rec")
    assert kept_of(tmp_path / "b.warc", bare).status == 0


def test_a_record_takes_no_bytes_of_the_next_member(tmp_path: Path) -> None:
    long, following = raw(http(b"hello"), length=100), raw(http(b"x" * 1000))
    with pytest.raises(UnreadableRecord) as raised:
        kept_of(tmp_path / "a.warc.gz", gzip.compress(long) + gzip.compress(following))
    assert raised.value.reason == "damaged or cut off"

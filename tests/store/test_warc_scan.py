"""Whole WARC files are looked through, whatever has happened to them."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import pytest

from scraper.store.warc_reader import WarcFile
from scraper.store.warc_scan import Broken, Located, scan, torn

from .test_warc import http, raw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RECORDS = [raw(http(b"<p>%d" % n)).replace(b"x.example/", b"x.example/%d" % n) for n in range(5)]


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def seen(path: Path) -> tuple[list[str], list[str]]:
    """The last letters of the addresses that can really be read, and what is damaged."""
    found, broken = [], []
    with WarcFile(path) as warc:
        for record in scan(path):
            if isinstance(record, Broken):
                broken.append(record.reason)
            else:
                kept = warc.read(record.offset)
                assert kept.url == record.url
                assert kept.payload == b"<p>" + record.url[-1].encode()
                found.append(record.url[-1])
    return found, broken


DAMAGED = "damaged or cut off"
LONG = raw(http(b"<p>1"), length=5_000)
SHORT = raw(http(b"<p>1"), length=3)
HUGE = raw(http(b"<p>1"), length=2**31 + 7)
NEGATIVE = raw(http(b"<p>1"), length=-5)


@pytest.mark.parametrize(
    ("second", "broken"),
    [
        (LONG, [DAMAGED]),
        (HUGE, [DAMAGED]),
        (NEGATIVE, [DAMAGED]),
        (b"WARC/1.0\r\nContent-Type: text/html\r\n\r\n", [DAMAGED]),
        (b"WARC/1.0\r\n" + b"a" * 100_000 + b"\r\n\r\n", [DAMAGED]),
        (b"not a record\r\n\r\n", [DAMAGED]),
        (raw(http(b"x")).replace(b"2020-01", b"1st of"), [DAMAGED]),
        (raw(http(b"x")).replace(b"response", b"metadata"), []),
        (raw(http(b"x")).replace(b"application/http", b"text/html"), []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("packing", [gz, bytes])
def test_what_is_damaged_is_named_and_the_rest_is_found(
    tmp_path: Path, second: bytes, broken: list[str], packing: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "theirs.warc"
    records = [RECORDS[0], second, RECORDS[2], RECORDS[3]]
    path.write_bytes(b"".join(map(packing, records)))
    assert seen(path) == (["0", "2", "3"], broken)


def test_a_length_that_is_too_short_costs_its_own_record_only(tmp_path: Path) -> None:
    path = tmp_path / "theirs.warc"
    path.write_bytes(RECORDS[0] + SHORT + RECORDS[2])
    assert seen(path) == (["0", "2"], [DAMAGED])


def test_broken_packing_is_named_and_the_rest_is_found(tmp_path: Path) -> None:
    path = tmp_path / "theirs.warc.gz"
    members = [gz(record) for record in RECORDS]
    spoilt = bytearray(members[1])
    spoilt[60:80] = bytes(20)
    path.write_bytes(
        members[0] + bytes(spoilt) + members[2] + b"\x1f\x8b\x08 garbage" + members[3]
        + members[4][:-30]
    )  # fmt: skip
    assert seen(path) == (["0", "2", "3"], [DAMAGED] * 3)


def test_a_file_packed_as_a_whole_gives_its_first_record_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "theirs.warc.gz"
    path.write_bytes(gz(b"".join(RECORDS)))
    assert seen(path) == (["0"], ["not packed record by record"])


@pytest.mark.parametrize("content", [b"%PDF-1.7 and so on", gz(b"hello" * 100), b"\x1f\x8b\x08"])
def test_a_file_of_another_kind_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "theirs.warc.gz"
    path.write_bytes(content)
    assert seen(path) == ([], ["no WARC file"])
    path.write_bytes(b"")
    assert seen(path) == ([], [])


def test_bombs_are_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "theirs.warc.gz"
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = pack.compress(RECORDS[1]) + b"".join(pack.compress(bytes(1 << 20)) for _ in range(256))
    path.write_bytes(gz(RECORDS[0]) + bomb + pack.flush() + gz(RECORDS[2]))
    tracemalloc.start()
    assert seen(path) == (["0", "2"], [DAMAGED])
    assert tracemalloc.get_traced_memory()[1] < 8_000_000
    tracemalloc.stop()


def test_a_revisit_says_where_its_payload_is(tmp_path: Path) -> None:
    path = tmp_path / "theirs.warc"
    refers = (
        b"WARC-Refers-To: <urn:uuid:7>",
        b"WARC-Refers-To-Target-URI: <http://x.example/old>",
        b"WARC-Refers-To-Date: 2019-01-01T00:00:00Z",
    )
    path.write_bytes(
        raw(http(b""), *refers).replace(b"response\r\nWARC-Rec", b"revisit\r\nWARC-Rec")
    )
    (record,) = scan(path)
    assert isinstance(record, Located)
    assert record.original is not None
    assert (record.original.record_id, record.original.url) == (
        "<urn:uuid:7>",
        "http://x.example/old",
    )


@pytest.mark.parametrize("packing", [gz, bytes])
def test_a_response_says_its_name_and_its_digest_as_far_as_it_has_them(
    tmp_path: Path, packing: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "theirs.warc"
    named = raw(http(b"x"), b"WARC-Payload-Digest: sha1:AAAA")
    bare = raw(http(b"x")).replace(b"WARC-Record-ID: <urn:uuid:1>\r\n", b"")
    path.write_bytes(packing(named) + packing(bare))
    assert [
        (record.record_id, record.payload_digest, record.original)
        for record in scan(path)
        if isinstance(record, Located)
    ] == [("<urn:uuid:1>", "sha1:AAAA", None), ("", None, None)]


def test_what_unpacks_to_much_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "theirs.warc.gz"
    members = [gz(raw(http(bytes(2_000_000)))), gz(RECORDS[2])]
    path.write_bytes(b"".join(members))
    assert [record.offset for record in scan(path) if isinstance(record, Located)] == [
        0,
        len(members[0]),
    ]
    assert torn(path) == []


def test_every_damaged_place_counts_but_a_last_record_that_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "ours.warc.gz"
    members = [gz(record) for record in RECORDS]
    places = [sum(map(len, members[:n])) for n in range(5)]
    for n in (1, 3):
        spoilt = bytearray(members[n])
        spoilt[60:80] = bytes(20)
        members[n] = bytes(spoilt)
    path.write_bytes(b"".join(members))
    assert torn(path) == [places[1], places[3]]
    path.write_bytes(b"".join(members)[:-30])
    assert torn(path) == [places[1], places[3]]

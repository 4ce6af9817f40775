"""Hostile pages: saved pages broken in the ways that the web breaks them, and named monsters.

Deterministic: the same random source and pages give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

TAGS = (
    b"div", b"p", b"b", b"i", b"span", b"a", b"table", b"tr", b"td", b"ul", b"li", b"h1", b"h2", b"form",
    b"font", b"article", b"section", b"select", b"svg", b"math", b"template", b"noscript", b"button", b"pre",
    b"blockquote", b"nobr", b"dl", b"option", b"frameset", b"body", b"head", b"title", b"time", b"meta",
)  # fmt: skip

UNCLOSED = (
    b"<!--", b"<!-", b"<script>", b"<style>", b"<title>", b"<textarea>", b"<![CDATA[", b"<?php ", b"<a href=\"",
    b"<div class='", b"<svg><script>", b"<math><mi>", b"<plaintext>", b"<xmp>", b"<noscript>", b"<template>",
    b"<select>", b"<frameset>", b"</html></body>", b"<!DOCTYPE", b"<", b"</", b"&", b"&#", b"&#x", b"<iframe>",
)  # fmt: skip

HOSTILE_TEXT = (
    "1" * 5_000, "9" * 400 + "/" + "9" * 400 + "/2022", "01/01/2022 " * 400, "13/13/2022", "31/02/2023 25:61",
    "0000-00-00T00:00:00", "99999-99-99", "2022-01-13T08:30:00+99:99", "1e999", "ngày " * 500 + "13",
    "ngày" + " " * 5_000 + "13 tháng 1 năm 2022", "Thứ năm, " * 300, "8 giờ " * 400, "17h10," * 400,
    "Tác giả:" * 300, "Tác giả:" + " " * 5_000, "Tin, ảnh: " + "A - " * 1_000, "By " * 2_000, "Nguồn:" + ":" * 3_000,
    "(" * 3_000, ")" * 3_000, "[" * 3_000, "-" * 5_000, "/" * 3_000, "| " * 2_000, "A. B. " * 1_500, "@" * 3_000,
    "Số 123/QĐ-UBND, " * 300, "Quyết định số " * 500, "Nghị định " + "1" * 2_000 + "/2022/NĐ-CP", "số" + "/" * 3_000,
    "a" * 20_000, "ạ" * 10_000, "a\u0323" * 8_000, "\u202e\u200b\ufeff" * 2_000, "\u0301" * 8_000, "🏮" * 4_000,
    "\ud7ff\ue000\uffff", "İ" * 3_000, "ß" * 3_000, "ﷺ" * 1_000, "\u3000" * 5_000, "\t \n" * 4_000, "。" * 4_000,
    "令和" * 1_000 + "4年1月13日", "๑๓ มกราคม ๒๕๖๕ " * 200, "vor 3 " * 800, "hace " * 1_000, "il y a " * 800,
    "https://" + "a." * 2_000, "&amp;" * 3_000, "{" * 4_000, '{"@type":' * 800, "\\" * 5_000, "%s%n" * 1_000,
)  # fmt: skip
"""What tries regular expressions, parsers of dates and numbers, and Unicode."""

CHARSETS = (
    "utf-16",
    "utf-8-sig",
    "cp1258",
    "latin-1",
    "shift_jis",
    "utf-32",
    "koi8-r",
    "utf-7",
    "cp037",
)

Mutation = Callable[[bytes, Random, Sequence[bytes]], bytes]


def _cut(page: bytes, draw: Random) -> tuple[int, int]:
    start = draw.randrange(len(page) + 1)
    return start, min(len(page), start + draw.choice((1, 5, 40, 400, 4_000)))


def _put(page: bytes, piece: bytes, draw: Random) -> bytes:
    """Insert ``piece`` mostly between tags, where it is read, else anywhere."""
    at = draw.randrange(len(page) + 1)
    if draw.random() < 0.7 and (gap := page.find(b">", at)) >= 0:
        at = gap + 1
    return page[:at] + piece + page[at:]


def flip_bytes(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    changed = bytearray(page)
    for _time in range(draw.choice((1, 10, 100, 1_000)) if changed else 0):
        changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


def truncate(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    return page[: draw.randrange(len(page) + 1)]


def behead(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    return page[draw.randrange(len(page) + 1) :]


def delete(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    for _time in range(draw.randrange(1, 30)):
        start, end = _cut(page, draw)
        page = page[:start] + page[end:]
    return page


def duplicate(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    start, end = _cut(page, draw)
    return page[:end] + page[start:end] * draw.choice((1, 2, 20, 200)) + page[end:]


def duplicate_tag(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    start = page.find(b"<", draw.randrange(len(page) + 1))
    end = page.find(b">", start) + 1
    if start < 0 or not start < end < start + 5_000:
        return page
    return page[:end] + page[start:end] * draw.choice((1, 3, 50, 600)) + page[end:]


def nest(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    depth = draw.choice((5, 50, 500, 1_400, 5_000))
    opened = b"".join(b"<%b>" % draw.choice(TAGS) for _ in range(draw.randrange(1, 4)))
    return _put(page, opened * depth, draw)


def flood_attributes(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    count = draw.choice((10, 200, 2_000, 10_000))
    value = draw.choice((b"", b"=1", b"='>'", b'="x y"', b"=<", b'="'))
    names = b" ".join(
        b"%b%d%b" % (draw.choice((b"a", b"data-", b"on")), i, value) for i in range(count)
    )
    start = page.find(b"<", draw.randrange(len(page) + 1))
    end = page.find(b">", start)
    at = end if 0 <= start < end else len(page)
    return page[:at] + b" " + names + page[at:]


def flood_classes(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    name = draw.choice((b"related ", b"comment-", b"a-b_c ", b"elementor-", b"x" * 500))
    return page.replace(b'class="', b'class="' + name * draw.choice((1, 20, 400)), 40)


def put_nuls(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    for _time in range(draw.choice((1, 20, 300))):
        page = _put(page, b"\0" * draw.choice((1, 2, 50)), draw)
    return page


def put_text(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    text = draw.choice(HOSTILE_TEXT).encode("utf-8", "surrogatepass")
    return _put(page, text, draw)


def put_text_for_digits(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    """Hostile text where a date or a number stands, which is where dates are looked for."""
    places = [i for i in range(0, len(page), 7) if page[i : i + 1].isdigit()]
    if not places:
        return page
    at = draw.choice(places)
    return page[:at] + draw.choice(HOSTILE_TEXT).encode("utf-8", "replace") + page[at + 1 :]


def leave_open(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    return _put(page, draw.choice(UNCLOSED) * draw.choice((1, 1, 3, 300)), draw)


def bomb_entities(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    entity = draw.choice(
        (b"&amp;", b"&#0;", b"&#x110000;", b"&nbsp", b"&lt;script&gt;", b"&&&", b"&#1114112;")
    )
    return _put(page, entity * draw.choice((10, 1_000, 20_000)), draw)


def recode(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    return page.decode("utf-8", "replace").encode(draw.choice(CHARSETS), "replace")


def recode_half(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    middle = draw.randrange(len(page) + 1)
    half = page[middle:].decode("utf-8", "replace").encode(draw.choice(CHARSETS), "replace")
    return page[:middle] + half


def declare(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    name = draw.choice(
        (*CHARSETS, "x-user-defined", "none", "utf-8" * 200, "'\"><p>", "idna", "hex", "base64")
    )
    return b"<meta charset='" + name.encode() + b"'>" + page


def splice(page: bytes, draw: Random, pages: Sequence[bytes]) -> bytes:
    other = draw.choice(pages)
    return page[: draw.randrange(len(page) + 1)] + other[draw.randrange(len(other) + 1) :]


def shuffle(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    pieces = page.split(b"<", 2_000)
    start = draw.randrange(len(pieces))
    some = pieces[start : start + draw.choice((5, 50, 2_000))]
    draw.shuffle(some)
    pieces[start : start + len(some)] = some
    return b"<".join(pieces)


def drop_end_tags(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    return page.replace(b"</%b>" % draw.choice(TAGS), b"", draw.choice((1, 10, 1_000)))


def rename_tags(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    return page.replace(b"<%b" % draw.choice(TAGS), b"<%b" % draw.choice(TAGS), 200)


def repeat(page: bytes, draw: Random, _: Sequence[bytes]) -> bytes:
    return page * draw.choice((2, 3, 8)) if len(page) < 100_000 else page


MUTATIONS: tuple[Mutation, ...] = (
    flip_bytes, truncate, behead, delete, duplicate, duplicate_tag, nest, flood_attributes,
    flood_classes, put_nuls, put_text, put_text_for_digits, leave_open, bomb_entities, recode,
    recode_half, declare, splice, shuffle, drop_end_tags, rename_tags, repeat,
)  # fmt: skip


def mutate(pages: Sequence[bytes], draw: Random) -> tuple[bytes, str]:
    """One of ``pages``, broken in one to four ways; and the names of the ways."""
    page = draw.choice(pages)
    ways = draw.choices(MUTATIONS, k=draw.choice((1, 1, 2, 3, 4)))
    for way in ways:
        page = way(page, draw, pages)[:2_000_000]
    return page, " ".join(way.__name__ for way in ways)


def monsters() -> dict[str, Callable[[], bytes]]:
    """Pages that no mutation finds, by name; made when asked for, since each has megabytes."""
    mb = 1_000_000
    head = "<html><head><title>Hội nghị tổng kết năm 2021</title></head><body><h1>Hội nghị tổng kết năm 2021</h1>"
    text = (
        "<p>Sáng nay, UBND thị xã tổ chức hội nghị tổng kết công tác năm 2021 tại hội trường lớn.</p>"
        * 8
    )
    return {
        "nested divs": lambda: b"<div>" * (10 * mb // 5),
        "nested by turns": lambda: b"<div><b><i><p>" * (10 * mb // 14),
        "nested behind stray end tags": lambda: b"<div></x>" * (10 * mb // 9),
        "nested below the limit": lambda: (head + "<div>" * 1_400 + text).encode(),
        "nested boxes": lambda: (head + "<div class=related>" * 1_400 + text * 200).encode(),
        "nested formatting": lambda: (
            head + "<b><i><u><font>" * 350 + (text + "</p><p>") * 100
        ).encode(),
        "misnested formatting": lambda: (head + "<p><b><a><i>" * 30_000).encode(),
        "tables": lambda: (head + "<table><tr><td>" * 400 + text).encode(),
        "wide table": lambda: (head + "<table>" + "<tr>" + "<td>1" * 300_000).encode(),
        "a million attributes": lambda: b"<p " + b" ".join(b"a%d=1" % i for i in range(mb)) + b">x",
        "a million attributes unquoted": lambda: b"<p " + b"/".join(b"a%d" % i for i in range(mb)),
        "attributes in quotes": lambda: b'<p a="' + b"' b='>\" c=\"" * 300_000,
        "many tags of many attributes": lambda: (b"<p " + b"a b c d e f g h " * 60 + b">x") * 4_000,
        "text without tags": lambda: b"Sang nay thi xa to chuc. " * (10 * mb // 25),
        "text below the limit": lambda: (
            head + "<p>" + "Sáng nay, thị xã tổ chức. " * 140_000
        ).encode(),
        "one word": lambda: (head + "<p>" + "a" * mb + "</p>" + text).encode(),
        "one accented word": lambda: (head + "<p>" + "ạ" * mb + "</p>" + text).encode(),
        "spaces": lambda: (head + "<p>" + " " * 3 * mb + "</p>" + text).encode(),
        "line breaks": lambda: (head + "<br>\n" * 600_000 + text).encode(),
        "no-break spaces": lambda: (head + "<p>" + "\u00a0" * mb + "</p>" + text).encode(),
        "comment left open": lambda: (head + text + "<!--" + "x-" * (5 * mb)).encode(),
        "comments": lambda: (head + "<!-- x -->" * 300_000 + text).encode(),
        "script left open": lambda: (head + text + "<script>" + "a<b;" * (2 * mb)).encode(),
        "scripts": lambda: (head + "<script>var a=1</script>" * 120_000 + text).encode(),
        "script starts in comments": lambda: (head + "<!--<script>-->" * 200_000 + text).encode(),
        "styles and scripts by turns": lambda: (
            head + "<style>a</style><script>b</script>" * 90_000
        ).encode(),
        "base64": lambda: (
            head + f"<img src='data:image/png;base64,{'A' * 8 * mb}'>" + text
        ).encode(),
        "many base64": lambda: (
            head + f"<img src='data:a/b;base64,{'A' * 900}'>" * 4_000 + text
        ).encode(),
        "base64 starts": lambda: (head + "data:a/b;base64," * 200_000 + text).encode(),
        "100,000 links": lambda: (head + "<a href=/x>y</a>" * 100_000 + text).encode(),
        "100,000 different links": lambda: (
            head + "".join(f"<a href=/{i}>Tin {i}</a>" for i in range(100_000)) + text
        ).encode(),
        "links with dates": lambda: b"<a href='x'>1/1/2022 </a>" * 100_000,
        "linked headlines": lambda: (
            head + "<h3><a href=x>Một tiêu đề khá dài</a></h3>" * 60_000
        ).encode(),
        "lists": lambda: (head + "<ul><li><a href=x>Tin khác</a>" * 1_000 + text).encode(),
        "related labels": lambda: (
            head + "<div><p>Tin liên quan</p></div>" * 80_000 + text
        ).encode(),
        "named boxes": lambda: (
            head + "<div class='related widget'><p>x</p></div>" * 60_000 + text
        ).encode(),
        "paragraphs": lambda: (head + "<p>Một đoạn ngắn.</p>" * 150_000).encode(),
        "images": lambda: (
            head + text + "<img src=a.jpg><figcaption>Ảnh: A</figcaption>" * 60_000
        ).encode(),
        "entity bomb": lambda: (head + "<p>" + "&amp;" * 700_000 + "</p>" + text).encode(),
        "broken entities": lambda: (head + "<p>" + "&#x110000;&bogus;&" * 180_000 + text).encode(),
        "xml entity bomb": lambda: (
            b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
            + b"<p>&b;&b;</p>" * 200_000
        ),
        "dates": lambda: ("ngày 1 tháng " * 300_000).encode(),
        "dates in a line": lambda: (
            head + "<div class=date>" + "13/01/2022 08:30 " * 200_000
        ).encode(),
        "digits": lambda: (head + "<span class=date>" + "1" * mb + "</span>" + text).encode(),
        "byline of names": lambda: (
            head + text + "<p>Bài, ảnh: " + "Lê Văn A - " * 150_000
        ).encode(),
        "last paragraph of names": lambda: (head + text + "<p>Lê Văn A</p>" * 100_000).encode(),
        "document numbers": lambda: (
            head + "<p>" + "Quyết định số 123/QĐ-UBND ngày 1/1/2022, " * 80_000
        ).encode(),
        "json-ld": lambda: (
            "<script type='application/ld+json'>" + "[" * mb + "</script>" + head + text
        ).encode(),
        "wide json-ld": lambda: (
            "<script type='application/ld+json'>["
            + '{"@type":"NewsArticle","x":1},' * 15_000
            + "{}]</script>"
            + head
            + text
        ).encode(),
        "metas": lambda: (
            "<meta property='article:tag' content='x'>" * 80_000 + head + text
        ).encode(),
        "titles": lambda: ("<title>x</title>" * 150_000 + head + text).encode(),
        "one long title": lambda: ("<title>" + "Tin | " * 400_000 + "</title>" + text).encode(),
        "headlines": lambda: (head + "<h1>Hội nghị tổng kết</h1>" * 100_000 + text).encode(),
        "forms": lambda: (head + "<form><input><select><option>x" * 70_000 + text).encode(),
        "svg": lambda: (head + "<svg><foreignObject><p>" * 30_000 + text).encode(),
        "templates": lambda: (head + "<template><p>x" * 1_000 + text).encode(),
        "nul": lambda: b"\0" * mb,
        "utf-16 marks": lambda: b"\xff\xfe" * (5 * mb // 2),
        "invalid utf-8": lambda: head.encode() + b"\xe1\xbb" * mb + text.encode(),
        "long address": lambda: (head + f"<a href='/{'x/../' * 400_000}'>y</a>" + text).encode(),
        "base address": lambda: (
            f"<base href='http://{'[' * 9_000}'>" + head + "<a href=x>y</a>" * 9_000
        ).encode(),
        "legacy font": lambda: (
            head
            + "<font face='.VnTime'>"
            + "<p>Th\u00de x\u00b7 H\u00ad\u00acng Tr\u00b5</p>" * 40_000
        ).encode(),
    }

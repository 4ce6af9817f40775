"""Text that the markup itself sets in a legacy font: ``<font face=".VnTime">``, ``font-family: VNI-Times``.

There no letter needs to be judged: what stands in the font is converted, and what stands beside it in
another font is left alone.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from scraper.text.legacy import font_kind, is_unicode_vietnamese, to_unicode

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})((?:\s[^<>]{0,2000})?)>|<!--.{0,5000}?-->", re.DOTALL
)
_FONT = re.compile(
    r"""face\s{0,3}=\s{0,3}(?:"([^"]{1,80})"|'([^']{1,80})'|([^\s"'>]{1,80}))|font-family\s{0,3}:\s{0,3}(?:&quot;|["'])?([^;"'&]{1,80})""",
    re.IGNORECASE,
)
_MENTION = re.compile(
    r"""(?:face|font-family)\s{0,3}[=:]\s{0,3}(?:&quot;|["'\s]){0,3}(?:\.vn|vni)""", re.IGNORECASE
)
_BEGINNING = re.compile(r"V(?:(?<=\.V)n|NI-)")
"""".Vn" or "VNI-"; from the letter that is rare on a page, which takes a quarter of two plain searches."""

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_RAW = frozenset("script style textarea title".split())

MAX_DEPTH = 256
"""Open elements that are remembered; markup nested deeper is refused later anyway."""


def repair_markup(markup: str) -> str:
    """Convert the text of elements that name a TCVN3 or VNI font; other markup comes back as it is.

    Nearly every page names none, which a search for how their names begin tells. A font that also holds Unicode text on this page is only a leftover of an editor, and converts
    nothing.

    >>> repair_markup('<p>Tin: <font face=".VnTimeH">thÞ x·</font></p>')
    '<p>Tin: <font face=".VnTimeH">THỊ XÃ</font></p>'
    """
    if _BEGINNING.search(markup) is None or _MENTION.search(markup) is None:
        return markup
    pieces = list(_pieces(markup))
    left = {
        font_kind(font)
        for text, font in pieces
        if font and is_unicode_vietnamese(html.unescape(text))
    }
    return "".join(
        text if font is None or font_kind(font) in left else _converted(text, font)
        for text, font in pieces
    )


def _converted(text: str, font: str) -> str:
    plain = html.unescape(text)
    changed = to_unicode(plain, font)
    return text if changed == plain else html.escape(changed, quote=False)


def _pieces(markup: str) -> Iterator[tuple[str, str | None]]:
    """Tags and texts in order; a text with the legacy font that it stands in, a tag with None."""
    open_elements: list[tuple[str, str | None]] = []
    done = 0
    for match in _TOKEN.finditer(markup):
        font = open_elements[-1][1] if open_elements else None
        raw = bool(open_elements) and open_elements[-1][0] in _RAW
        if match.start() > done:
            yield markup[done : match.start()], None if raw else font
        yield match.group(), None
        done = match.end()
        name = (match[2] or "").lower()
        if not name or name in _VOID or (raw and not (match[1] and name == open_elements[-1][0])):
            continue
        if match[1]:
            _close(open_elements, name)
        elif len(open_elements) < MAX_DEPTH and not match[3].endswith("/"):
            open_elements.append((name, _font_of(match[3], font)))
    yield markup[done:], open_elements[-1][1] if open_elements else None


def _close(open_elements: list[tuple[str, str | None]], name: str) -> None:
    for index in range(len(open_elements) - 1, -1, -1):
        if open_elements[index][0] == name:
            del open_elements[index:]
            return


def _font_of(attributes: str, inherited: str | None) -> str | None:
    """The legacy font of an element, or None where it has another."""
    named = _FONT.search(attributes)
    if named is None:
        return inherited
    first = next(group for group in named.groups() if group).split(",")[0].strip(" '\"")
    return first if font_kind(first) else None

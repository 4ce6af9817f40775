"""Refuse markup that would cost the parser more than a page is worth.

lexbor follows the HTML standard, and the standard is quadratic in two places: the stack of open
elements (100,000 nested ``<div>`` took 12.9 s here) and the attributes of one tag (10,000 took
0.17 s). Both are bounded before parsing, by a scan that is linear in the length of the page.
"""

from __future__ import annotations

import re
from collections import Counter

from scraper.model import NotAnArticle

MAX_CHARACTERS = 4_000_000
"""Of a page, without the pictures embedded in it. The longest news pages seen have some 300,000."""

MAX_TAGS = 200_000
"""Start and end tags. Each selector walks all elements; the longest news pages seen have 20,000."""

MAX_DEPTH = 1_500
"""Open elements at once; browsers stop at 512."""

MAX_ATTRIBUTES = 3_000
"""Words inside one tag."""

LONG = 50_000
"""Characters from which it is worth looking for embedded pictures."""

SHORTEST = 3
"""Characters of a tag at least."""

FEW = 3_000
"""Pages with fewer tags than this cannot reach a costly depth: they are not scanned."""

FEW_SEPARATORS = 20_000
"""Pages with fewer places where an attribute could begin are not scanned for wide tags: one tag
with all of them would take 0.7 s."""

EMBEDDED = re.compile(r"data:[\w.+/-]{1,60};base64,[A-Za-z0-9+/=%\s]{1000,}")
OPENED = re.compile(r"<[sS](?:([tT][yY][lL][eE])|([cC][rR][iI][pP][tT])|([vV][gG])(?=[\s>]))")
"""Letter by letter: patterns that ignore case have no literal beginning, and are four times slower."""

STYLE, SCRIPT, SVG = 1, 2, 3
"""The groups of that pattern."""

ENDS = (
    ("", re.compile("$")),
    ("</style>", re.compile(r"</[sS][tT][yY][lL][eE]")),
    ("</script>", re.compile(r"</[sS][cC][rR][iI][pP][tT]")),
    ("</svg>", re.compile(r"</[sS][vV][gG]")),
)
"""The usual end tag of each, and how any begins."""

COMMENT = "<!--"

TAG = re.compile(r"<(/?[a-zA-Z][^\s/>]*)")
WHOLE_TAG = re.compile(r"""<[a-zA-Z](?:[^>"']++|"[^"]*+"?+|'[^']*+'?+)*+""")
"""A tag up to its end; possessive, so that its cost is linear in the page whatever the quotes do."""

QUOTED = re.compile(r"""=\s*+(?:"[^"]*+"?+|'[^']*+'?+)""")
CLOSED_BY_THEMSELVES = frozenset(
    "area base br col embed hr img input link meta param source track wbr "
    "p li td th tr tbody thead tfoot option dt dd".split()
)


def without_embedded_files(html: str) -> str:
    """Drop base64 pictures from a long page: they carry no text and can be most of it."""
    return EMBEDDED.sub("data:,", html) if len(html) > LONG and ";base64," in html else html


MAX_SCRIPTS = 100_000
"""Characters of a page's own scripts that are looked at."""


def inline_scripts(html: str) -> str:
    """The text of the scripts that stand in ``html`` itself, which is never run, only looked at."""
    found: list[str] = []
    low = html.lower()
    at = size = 0
    while size < MAX_SCRIPTS and (start := low.find("<script", at)) >= 0:
        opened = low.find(">", start)
        end = low.find("</script", opened) if opened >= 0 else -1
        if end < 0:
            break
        if end > opened + 1 and "ld+json" not in low[start:opened]:
            found.append(html[opened + 1 : end])
            size += end - opened
        at = end
    return "\n".join(found)[:MAX_SCRIPTS]


def without_scripts(html: str) -> str:
    """Drop scripts, style sheets and drawings from ``html``, JSON-LD apart: often most of a page.

    Such an element ends at the first end tag of its name, as in a browser; one that is never
    closed, that stands in an open comment, or a drawing with another in it, is left to the parser.
    Of scripts and drawings the elements stay without what they hold, since it tells something that they
    are there; of style sheets nothing stays.
    """
    kept: list[str] = []
    done = at = 0
    while (found := OPENED.search(html, at)) is not None:
        start, kind = found.start(), found.lastindex or 0
        opened = html.find(">", start)
        if kind == SVG and opened > 0 and html[opened - 1] == "/":
            at = opened
            continue
        usual, ending = ENDS[kind]
        # One character is found at once, and in most of them the first "<" is that of their end.
        end = html.find("<", opened) if opened >= 0 else -1
        plain = end >= 0 and html.startswith(usual, end)
        if end >= 0 and not plain:
            behind = ending.search(html, end)
            end = behind.start() if behind else -1
        if end < 0 or (start - at >= len(COMMENT) and _in_comment(html, at, start)):
            break
        at = end + len(usual) if plain else end
        if kind == STYLE:
            close = at if plain else html.find(">", end) + 1
            if close > 0:
                kept.append(html[done:start])
                done = close
            continue
        nested = kind == SVG and html.find("<svg", opened, end) >= 0
        if not nested and "ld+json" not in html[start:opened]:
            kept.append(html[done : opened + 1])
            done = end
    return "".join(kept) + html[done:] if kept else html


def _in_comment(html: str, at: int, start: int) -> bool:
    """Whether a comment that begins behind ``at`` is still open at ``start``."""
    comment = html.rfind(COMMENT, at, start)
    return comment >= 0 and html.rfind("-->", at, start) < comment


def check_markup(html: str, url: str = "") -> None:
    """Refuse a page whose markup is too large, too deep or too wide to be parsed in time.

    Args:
        html: the page, after :func:`without_embedded_files`.
        url: for the message.

    Raises:
        NotAnArticle: reason ``too large``.
    """
    if len(html) > MAX_CHARACTERS:
        raise NotAnArticle("too large", f"{len(html):,} characters of HTML", url)
    tags = html.count("<") if len(html) > SHORTEST * FEW else 0
    if tags > MAX_TAGS:
        raise NotAnArticle("too large", f"{tags:,} tags", url)
    if _may_be_wide(html):
        _check_attributes(html, url)
    if tags > FEW:
        _check_depth(html, url)


def _may_be_wide(html: str) -> bool:
    """Whether the page has enough separators for a tag with very many attributes.

    Each attribute needs white space, a slash or a closing quote before it, so their number bounds
    that of the attributes, wherever the tags begin and end.
    """
    if len(html) < FEW_SEPARATORS:
        return False
    separators = sum(map(html.count, " \n\t\r\f/")) + html.count('"') // 2 + html.count("'") // 2
    return separators > FEW_SEPARATORS


def _check_attributes(html: str, url: str) -> None:
    for tag in WHOLE_TAG.finditer(html):
        start, end = tag.span()
        if end - start > 2 * MAX_ATTRIBUTES:
            inside = QUOTED.sub("= ", html[start:end])
            words = len(inside.split()) + inside.count("/")
            if words > MAX_ATTRIBUTES and not _inside_script(html, start):
                raise NotAnArticle("too large", f"a tag with some {words:,} attributes", url)


def _inside_script(html: str, position: int) -> bool:
    """Whether what looks like a tag is text of a script or style sheet ("a<b")."""
    before = html[:position].lower()
    for name in ("script", "style"):
        opened = before.rfind(f"<{name}")
        if opened > before.rfind(f"</{name}"):
            # Within SVG a script's text is parsed as markup.
            return before.rfind("<svg", 0, opened) <= before.rfind("</svg", 0, opened)
    return False


def _check_depth(html: str, url: str) -> None:
    tags = TAG.findall(html)
    opening = Counter(tags)
    if (
        sum(n for t, n in opening.items() if t[0] != "/" and t.lower() not in CLOSED_BY_THEMSELVES)
        <= MAX_DEPTH
    ):
        return  # as many open at once as there are at all: so it is on nearly all pages
    open_tags: dict[str, int] = {}
    depth = 0
    for tag in tags:
        name = tag.lstrip("/").lower()
        if name in CLOSED_BY_THEMSELVES:
            continue
        count = open_tags.get(name, 0)
        if tag[0] != "/":
            open_tags[name] = count + 1
            depth += 1
            if depth > MAX_DEPTH:
                raise NotAnArticle("too large", f"more than {MAX_DEPTH:,} nested elements", url)
        elif count:
            open_tags[name] = count - 1
            depth -= 1

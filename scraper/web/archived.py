"""A portal's page as it was kept, made harmless: shown in a frame without scripts and network.

Three walls, each of which would do: nh3 (ammonia, on html5ever) keeps a short list of elements and
drops what could run or load; the answer's Content-Security-Policy allows nothing at all and gives
the page no origin; the frame around it is sandboxed.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import nh3

from scraper.errors import LoaError
from scraper.extraction.guard import check_markup, without_embedded_files
from scraper.store.kept import read_record
from scraper.text import decode

if TYPE_CHECKING:
    from scraper.store import Archive

TAGS = frozenset(
    "a abbr address article aside b bdi bdo blockquote br caption center cite code col colgroup dd "
    "del dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li main "
    "mark nav ol p pre q rp rt ruby s samp section small span strong sub summary sup table tbody td "
    "tfoot th thead time tr tt u ul var details font big".split()
)
"""What a text is made of; no picture, form, frame, style sheet or drawing."""

ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "ol": {"start", "type"},
}
"""No address of any kind: nothing can be followed or loaded."""

DROPPED = frozenset(
    "script style noscript template iframe object svg math title textarea select".split()
)
"""Elements that go with what they hold."""

_STYLE = (
    "body{font:1rem/1.6 serif;max-width:46rem;margin:1rem auto;padding:0 1rem;color:#1e1d1b;"
    "background:#fff;overflow-wrap:break-word}a{text-decoration:underline}table{border-collapse:collapse}"
    "td,th{padding:.2rem .5rem;vertical-align:top}"
)


def archived_page(archive: Archive, fetch_id: int, language: str, title: str) -> str:
    """The kept answer of a fetch as a harmless HTML document.

    Raises:
        LoaError: it was not kept, is damaged, no page, or too costly to show.
    """
    kept = read_record(archive, fetch_id)
    kind = (kept.header("content-type") or "").split(";")[0].strip().lower()
    if kind and kind not in {"text/html", "application/xhtml+xml", "text/plain"}:
        raise LoaError(f"the kept answer is no page but {kind}")
    text = decode(kept.payload, kept.header("content-type")).text
    return document(text, language, title)


def document(html: str, language: str, title: str) -> str:
    """``html`` of a portal as a harmless HTML document of its own.

    Raises:
        LoaError: it is too large or nested too deep to be shown.
    """
    html = without_embedded_files(html)
    check_markup(html)
    inner = nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(DROPPED),
        attributes={name: set(values) for name, values in ATTRIBUTES.items()},
        url_schemes=set(),
        link_rel=None,
        strip_comments=True,
    )
    return (
        f'<!DOCTYPE html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{inner}</body></html>"
    )

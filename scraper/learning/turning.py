"""Listings that are turned by a form or a script: the next page, without running anything.

Three kinds: buttons of a form, each with its page number; links that call a function with the page
number, which writes it into a field of a form or behind an address; and a list of page numbers to
choose from. What the function does is read, as far as it does no more than that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from scraper.learning.scripted import call_of, definition, moved_to
from scraper.portals.addresses import PAGE_PARAMETER
from scraper.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from selectolax.lexbor import LexborNode

    from scraper.extraction import Page

MAX_FORMS = 40
MAX_FIELDS = 300
MAX_CALLS = 300
MAX_LABEL = 40

ACTION = re.compile(r"""\.action\s*=\s*["']([^"'\n]{1,500})["']""")
CURRENT = re.compile(r"(?:^|[\s_-])(?:active|current|selected|on|cur)(?:$|[\s_-])", re.IGNORECASE)
TYPED = frozenset(("hidden", "text", "search", ""))
"""Types of inputs whose value is sent although nobody touched them."""


@dataclass(frozen=True, slots=True)
class Post:
    """A form to be sent.

    Attributes:
        action: where to.
        fields: what is sent, encoded.
        name: the field that turns the page, with its value: ``page=3``.
    """

    action: str
    fields: str
    name: str


@dataclass(frozen=True, slots=True)
class Turn:
    """The next page: its address, or the form that leads to it; and how it was recognised."""

    evidence: str
    url: str | None = None
    post: Post | None = None


@dataclass(frozen=True, slots=True)
class _Call:
    function: str
    values: tuple[str, ...]


def turn_by_form(page: Page, words: frozenset[str]) -> Turn | None:
    """The next page by a form's buttons or by its list of page numbers.

    Args:
        page: the listing.
        words: folded words and signs that say "next".
    """
    for form in page.select("form")[:MAX_FORMS]:
        found = _button(form, words) or _chosen(form)
        if found is not None and (turn := _sent(page, form, *found)) is not None:
            return turn
    return None


def _button(form: LexborNode, words: frozenset[str]) -> tuple[str, str] | None:
    """Name and value of the button that leads to the next page."""
    numbered: dict[int, tuple[str, str]] = {}
    current: int | None = None
    following: tuple[str, str] | None = None
    for node in form.css("button[name], input[type='submit' i][name]")[:MAX_CALLS]:
        attributes = node.attributes
        name, value = attributes.get("name") or "", attributes.get("value") or ""
        label = clean(node.text() or value).strip()
        off = "disabled" in attributes or CURRENT.search(attributes.get("class") or "")
        if is_number(label):
            numbered[int(label)] = (name, value or label)
            current = int(label) if off else current
        elif not off and says_next(label, words):
            following = name, value
    if len(numbered) < 2 and following is None:
        return None
    if len({name for name, _ in numbered.values()}) > 1:
        return None  # a keypad or a quiz, not pages
    at = current if current is not None else _gap(numbered)
    return numbered.get(at + 1, following) if numbered else following


def _chosen(form: LexborNode) -> tuple[str, str] | None:
    """Name and value of the page after the chosen one in a list of page numbers."""
    for node in form.css("select[name]")[:MAX_FORMS]:
        name = node.attributes.get("name") or ""
        options = [(o, o.attributes.get("value") or "") for o in node.css("option")[:5_000]]
        values = [value for _, value in options]
        if not PAGE_PARAMETER.match(name) or not all(map(is_number, values)) or len(values) < 2:
            continue
        at = next((n for n, (o, _) in enumerate(options) if "selected" in o.attributes), 0)
        if at + 1 < len(values):
            return name, values[at + 1]
    return None


def turn_by_script(page: Page, words: frozenset[str]) -> Turn | None:
    """The next page by links that call a function with its number.

    Arguments as for :func:`turn_by_form`.
    """
    numbered: dict[str, dict[int, _Call]] = {}
    following: dict[str, _Call] = {}
    marked: dict[str, int] = {}
    for node in page.select("[onclick], a[href^='javascript:' i]")[:MAX_CALLS]:
        label = clean(node.text()).strip()
        if not label or len(label) > MAX_LABEL or (call := _call(node)) is None:
            continue
        if is_number(label):
            numbered.setdefault(call.function, {})[int(label)] = call
            if _is_marked(node):
                marked[call.function] = int(label)
        elif says_next(label, words):
            following.setdefault(call.function, call)
    for function in numbered | following:
        pages = numbered.get(function, {})
        place = _place(pages)
        if place is None and pages:
            continue
        current = marked.get(function, _gap(pages) if pages else None)
        call = pages.get(current + 1) if current is not None else None
        call = call or _onwards(following.get(function), place, current)
        if call is None:
            continue
        index = place[0] if place else _only_number(call)
        if index is not None and (turn := _turned(page, call, index)) is not None:
            return turn
    return None


def _onwards(
    call: _Call | None, place: tuple[int, int] | None, current: int | None
) -> _Call | None:
    """``call`` of a link "next", unless its number says that it leads back or nowhere."""
    if call is None or place is None or current is None:
        return call
    index, offset = place
    value = call.values[index] if index < len(call.values) else ""
    return call if is_number(value) and int(value) - offset > current else None


def _call(node: LexborNode) -> _Call | None:
    found = call_of(node)
    return _Call(*found) if found is not None else None


def _place(pages: Mapping[int, _Call]) -> tuple[int, int] | None:
    """Which argument is the page number, and what is added to it; None when none always is."""
    calls = list(pages.items())
    for index in range(max((len(call.values) for _, call in calls), default=0)):
        values = [call.values[index] if index < len(call.values) else "" for _, call in calls]
        if not all(map(is_number, values)):
            continue
        offsets = {int(v) - number for v, (number, _) in zip(values, calls, strict=True)}
        if len(offsets) == 1 and (offset := offsets.pop()) in (0, -1):
            return index, offset
    return None


def _only_number(call: _Call) -> int | None:
    found = [n for n, value in enumerate(call.values) if is_number(value)]
    return found[0] if len(found) == 1 else None


def _gap(numbers: Iterable[int]) -> int:
    """The page that is shown: the one number that is no link; the first page when all are."""
    known = set(numbers)
    if 1 not in known:
        low = min(known, default=2)
        inner = [n for n in range(low, max(known, default=1)) if n not in known]
        return inner[0] if inner else (1 if low == 2 else low - 1)
    return next((n for n in range(1, max(known)) if n not in known), 1)


def _turned(page: Page, call: _Call, index: int) -> Turn | None:
    """What the function of ``call`` does with its argument ``index``."""
    value = call.values[index]
    found = definition(page, call.function)
    if found is None:
        return _by_usual_field(page, value)
    names, body = found
    if (target := moved_to(body, names, call.values)) is not None:
        url = page.absolute(target)
        words = f"a script leads to it: {call.function}({', '.join(call.values)})"
        return Turn(words, url) if _is_other(page, url) else None
    action = ACTION.search(body)
    for form in page.select("form")[:MAX_FORMS]:
        for field in _inputs(form):
            called = {field.attributes.get("name") or "", field.attributes.get("id") or ""} - {""}
            if not any(
                re.search(
                    rf"[\"'.#=\[]{re.escape(n)}[\"'\])]{{0,4}}\s*\.\s*(?:value\s*=[^=]|val\s*\()",
                    body,
                )
                for n in called
            ):
                continue
            name = field.attributes.get("name") or ""
            if name:
                return _sent(page, form, name, value, action[1] if action else None)
    return None


def _by_usual_field(page: Page, value: str) -> Turn | None:
    """The one hidden field that is called as page numbers are, where the script is not at hand."""
    found = [
        (form, field.attributes.get("name") or "")
        for form in page.select("form")[:MAX_FORMS]
        for field in _inputs(form)
        if (field.attributes.get("type") or "").lower() == "hidden"
        and PAGE_PARAMETER.match(field.attributes.get("name") or "")
    ]
    return _sent(page, found[0][0], found[0][1], value) if len(found) == 1 else None


def _sent(
    page: Page, form: LexborNode, name: str, value: str, action: str | None = None
) -> Turn | None:
    """The form as it is sent with ``value`` in its field ``name``."""
    target = action if action is not None else form.attributes.get("action")
    url = page.absolute(target) if target else page.url
    if url is None or not _is_own(page, url):
        return None
    fields = {**dict(form_values(form)), name: value}
    words = f"a form leads to it: {name}={value}"
    url = url.partition("#")[0]
    if (form.attributes.get("method") or "get").lower() != "post":
        parts = urlsplit(url)  # a browser replaces the query of the action
        url = urlunsplit(parts._replace(query=urlencode(fields)))
        return Turn(words, url) if _is_other(page, url) else None
    return Turn(words, post=Post(url, urlencode(fields), f"{name}={value}"))


def _inputs(form: LexborNode) -> list[LexborNode]:
    found = form.css("input[name], input[id]")[:MAX_FIELDS]
    return [n for n in found if (n.attributes.get("type") or "").lower() in TYPED]


def form_values(form: LexborNode) -> list[tuple[str, str]]:
    """What the form sends when nobody has touched it, buttons apart."""
    found = [
        (node.attributes.get("name") or "", node.attributes.get("value") or "")
        for node in _inputs(form)
    ]
    for node in form.css("select[name]")[:MAX_FORMS]:
        options = node.css("option")[:5_000]
        chosen = next((o for o in options if "selected" in o.attributes), None)
        if (chosen := chosen or next(iter(options), None)) is not None:
            value = chosen.attributes.get("value")
            found.append(
                (
                    node.attributes.get("name") or "",
                    clean(chosen.text()) if value is None else value,
                )
            )
    return [pair for pair in found if pair[0]]


def _is_own(page: Page, url: str) -> bool:
    return urlsplit(url).netloc == urlsplit(page.base).netloc


def _is_other(page: Page, url: str | None) -> bool:
    """Whether ``url`` is another page of the same host."""
    return url is not None and _is_own(page, url) and urljoin(url, "#") != urljoin(page.url, "#")


def _is_marked(node: LexborNode) -> bool:
    around = [node, *([node.parent] if node.parent is not None else [])]
    return any(
        CURRENT.search(n.attributes.get("class") or "") or n.attributes.get("aria-current")
        for n in around
    )


def is_number(text: str) -> bool:
    """Whether ``text`` is a page number."""
    return text.isascii() and text.isdigit() and len(text) <= 6


def says_next(label: str, words: frozenset[str]) -> bool:
    """Whether ``label`` is one of ``words``, with arrows or without."""
    plain = fold(label).strip(" .»›→>«‹←<|[]()")
    return plain in words if plain else label in words

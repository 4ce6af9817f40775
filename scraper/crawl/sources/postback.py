"""Pages of a listing that have no address of their own: ASP.NET's postbacks, and other forms.

The link to page 2 runs ``__doPostBack(target, argument)``, which sends the page's form with its
hidden fields. The next page's form comes with the answer, so the pages can only be had in a row.
Other systems send a form of their own, which often holds a token that the answer replaces.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode

if TYPE_CHECKING:
    from scraper.extraction import Page
    from scraper.learning import NextPage

MAX_FORM = 2 * 2**20
"""Characters of an encoded form; view states of 200,000 have been seen."""

MAX_FIELDS = 300
MOST_NAMED = 6
"""Fields that name a list, besides its page."""

PREFIX = "postback:"
FORM = "form:"
SHORT = 12
"""Characters of a field's value that says which list it is; tokens and states are longer."""


def form_of(found: NextPage, page: Page, url: str | None = None) -> tuple[str, str] | None:
    """The next page ``found`` of a listing that only a form leads to: its name and its form.

    Args:
        found: what :func:`~scraper.learning.pagination.next_page` says of the page.
        page: the listing.
        url: its address without the name of an earlier form; the page's own when None.

    Returns:
        An address that names the page, for the frontier (where the form is sent to, with the event
        or the page's field as fragment), and the form to send, encoded. None when the next page has an
        address.
    """
    if found.post is not None:
        turned, _, number = found.post.name.partition("=")
        lists = [
            f"{name}={value}"
            for name, value in parse_qsl(found.post.fields)
            if name != turned and 0 < len(value) <= SHORT
        ]
        fragment = quote("&".join([*lists[:MOST_NAMED], f"{turned}={number}"]), safe="=&")
        return f"{found.post.action}#{FORM}{fragment}", found.post.fields
    if found.postback is None:
        return None
    fields = dict(_hidden_fields(page))
    if "__VIEWSTATE" not in fields and not any(name.startswith("__") for name in fields):
        return None  # not ASP.NET's: a script of the portal's own
    target, argument = found.postback
    fields |= {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
    form = urlencode(fields)
    if len(form) > MAX_FORM:
        return None
    base = (url or page.url).partition("#")[0]
    return f"{base}#{PREFIX}{quote(target)},{quote(argument)}", form


def _hidden_fields(page: Page) -> list[tuple[str, str]]:
    found = []
    for node in page.select("input[type='hidden' i][name]")[:MAX_FIELDS]:
        attributes = node.attributes
        found.append((attributes.get("name") or "", attributes.get("value") or ""))
    return found


def whole_page(text: str) -> str:
    """The HTML of a partial answer (UpdatePanel); other text is returned as it is.

    A partial answer is a row of ``length|type|id|content|``: the panels' HTML, and the hidden fields
    that the next postback has to send.

    >>> whole_page("6|updatePanel|p1|<b>x</|1|hiddenField|__VIEWSTATE|v|")
    '<b>x</<input type="hidden" name="__VIEWSTATE" value="v">'
    """
    parts = []
    position = 0
    while True:
        bar = text.find("|", position)
        if bar < 0 or not text[position:bar].isdigit() or bar - position > 9:
            break
        length = int(text[position:bar])
        kind_end = text.find("|", bar + 1)
        name_end = text.find("|", kind_end + 1) if kind_end > 0 else -1
        if name_end < 0:
            break
        kind, name = text[bar + 1 : kind_end], text[kind_end + 1 : name_end]
        content = text[name_end + 1 : name_end + 1 + length]
        position = name_end + length + 2
        if kind == "updatePanel":
            parts.append(content)
        elif kind == "hiddenField":
            parts.append(f'<input type="hidden" name="{escape(name)}" value="{escape(content)}">')
    return "".join(parts) if parts else text

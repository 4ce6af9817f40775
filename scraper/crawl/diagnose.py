"""Why an answer cannot be read as a portal's page, in one sentence that says what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scraper.errors import LoaError
from scraper.extraction import Page
from scraper.extraction.refuse import check_soft_error
from scraper.model import NotAnArticle
from scraper.text import fold

if TYPE_CHECKING:
    from scraper.crawl.fetch import FetchedPage

FEW_LINKS = 5
FEW_WORDS = 60
"""A page with fewer links and words than these shows nothing that could be followed."""

WANTS_SCRIPT = re.compile(
    r"(?:enable|activate|turn on|requires?|need to (?:enable|have)|bat|cho phep|kich hoat|can)\s+(?:\w+\s+){0,3}"
    r"java ?script|java ?script (?:is|being) (?:disabled|required|not enabled)|"
    r"java ?script (?:aktivieren|erforderlich)|activer? java ?script|(?:active|habilite) java ?script"
)
ROOTS = (
    "#root, #app, #__next, #__nuxt, #___gatsby, app-root, [ng-app], [data-reactroot], [ng-version]"
)


class CannotSurvey(LoaError):
    """The portal cannot be looked at; the sentence says why and what to do."""


def readable_page(answer: FetchedPage, url: str) -> Page:
    """The page in ``answer``.

    Raises:
        CannotSurvey: it is an error, a refusal, not HTML, or shows nothing without JavaScript.
    """
    if answer.status in (401, 403, 406, 429):
        raise CannotSurvey(
            f"{url} refuses: it answers HTTP {answer.status}; ask the portal's administrators, or "
            "try again later with --contact, so that they know who asks"
        )
    if answer.status >= 500:
        raise CannotSurvey(f"{url} fails: it answers HTTP {answer.status}; try again later")
    if answer.status != 200:
        raise CannotSurvey(
            f"{url} is not there: it answers HTTP {answer.status}; check the address in a browser"
        )
    try:
        page = Page(answer.body, answer.url, answer.content_type)
    except NotAnArticle as refusal:
        raise CannotSurvey(
            f"{url} is no HTML page ({refusal.detail}); give the portal's home page"
        ) from refusal
    if page.tree.css_first("body *") is None and "<" not in page.html:
        raise CannotSurvey(f"{url} is no HTML page (plain text); give the portal's home page")
    if why := needs_javascript(page):
        raise CannotSurvey(
            f"{url} shows its news only by JavaScript ({why}), which Loa does not run; look for a "
            "feed or an older address of the same portal, and give that"
        )
    try:
        check_soft_error(page)
    except NotAnArticle as refusal:
        if refusal.reason in ("blocked", "login"):
            raise CannotSurvey(
                f"{url} does not show itself to a program: {refusal.detail or refusal.reason}; "
                "ask the portal's administrators for access"
            ) from refusal
        raise CannotSurvey(
            f"{url} shows no portal: {refusal.detail or refusal.reason}; check it in a browser"
        ) from refusal
    return page


def needs_javascript(page: Page) -> str | None:
    """The evidence that the page shows nothing until its scripts have run; None when it does."""
    body = page.tree.body
    links = sum(
        1 for a in page.select("body a[href]")[:200] if page.absolute(a.attributes.get("href"))
    )
    words = len(" ".join(page.paragraphs(body, 2_000)).split()) if body is not None else 0
    if links >= FEW_LINKS or words >= FEW_WORDS * 3:
        return None
    notes = " ".join(node.text() for node in page.select("noscript")[:5])
    shown = " ".join(page.paragraphs(body, 500)) if body is not None else ""
    if WANTS_SCRIPT.search(fold(f"{notes} {shown}"[:3_000])):
        return "it asks to enable JavaScript"
    root = page.first(ROOTS)
    if root is not None and len(page.text(root).split()) < FEW_WORDS:
        return "its content element is empty"
    if words < FEW_WORDS and page.tree.css("script"):
        return f"{links} links and {words} words besides its scripts"
    return None


REFRESH = re.compile(r"^\s*\d{0,3}(?:\.\d+)?\s*[;,]\s*url\s*=\s*['\"]?([^'\">\s]+)", re.IGNORECASE)


MOVED = re.compile(
    r"""\blocation(?:\.href)?\s*=\s*["']([^"'\s]{1,500})["']|\blocation\.(?:replace|assign)\(\s*["']([^"'\s]{1,500})["']\s*\)"""
)
"""A script that goes to an address which stands there in full."""


def refresh_target(page: Page) -> str | None:
    """Where ``<meta http-equiv=refresh>``, or a script, sends a page that has nothing else to say."""
    for node in page.select("meta[http-equiv][content]"):
        if (node.attributes.get("http-equiv") or "").lower() != "refresh":
            continue
        target = REFRESH.match(node.attributes.get("content") or "")
        url = page.absolute(target.group(1)) if target else None
        if url and url != page.url:
            return url
    if needs_javascript(page) is None:
        return None
    moved = MOVED.search(page.scripts)
    url = page.absolute(moved[1] or moved[2]) if moved else None
    return url if url and url != page.url else None

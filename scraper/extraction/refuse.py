"""Recognise what is not an article, whatever status it was served with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scraper.model import NotAnArticle
from scraper.text import clean, fold

if TYPE_CHECKING:
    from scraper.extraction.page import Page
    from scraper.model import RefusalReason
    from scraper.portals import Layout, Profile

SMALL = 1_500
"""Characters of visible text: a refusal page has less, an article page with its menus has more."""

SIGNS: tuple[tuple[RefusalReason, re.Pattern[str]], ...] = (
    ("blocked", re.compile(
        r"your request is blocked|request (?:has been )?(?:blocked|rejected)|access denied|"
        r"requested url was rejected|you have been blocked|attention required|just a moment|"
        r"checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|captcha|"
        r"ddos protection|web application firewall|incapsula|support id|truy cap bi (?:chan|tu choi)|"
        r"xac minh ban (?:la|khong phai)|403 forbidden|too many requests")),
    ("login", re.compile(
        r"(?:please |vui long )?(?:log ?in|sign in|dang nhap) (?:to|de) |you must (?:log|sign) ?in|"
        r"ban (?:can|phai|chua) dang nhap|yeu cau dang nhap|session (?:has )?expired|"
        r"phien (?:lam viec|dang nhap) (?:da )?het han|anmeldung erforderlich|"
        r"quen mat khau|forgot (?:your )?password")),
    ("error page", re.compile(
        r"\b(?:404|410|500|502|503)\b.{0,40}(?:not found|error|khong|gone|unavailable)|"
        r"(?:page|file|resource|article|content|url).{0,30}(?:not found|could not be found|"
        r"does not exist|doesn't exist|no longer (?:exists|available))|^not found\b|"
        r"(?:khong tim thay|khong ton tai|da bi xoa|da bi go|khong con ton tai)|server error in|"
        r"runtime error|user error|an error (?:has )?occurred|da xay ra loi|service unavailable|"
        r"trang (?:ban )?(?:yeu cau|tim kiem).{0,30}khong|seite nicht gefunden|page introuvable|"
        r"pagina no encontrada|bao tri he thong|under maintenance|database error|sql syntax")),
)  # fmt: skip

HEADINGS = "h1, h2, h3, h4, h5, h6"


def check_address(profile: Profile, url: str) -> None:
    """Refuse an address that the profile knows to be a listing or a static page.

    Raises:
        NotAnArticle: reason ``listing`` or ``static page``.
    """
    address = profile.classify(url)
    if address.kind == "listing":
        raise NotAnArticle("listing", "its address is that of a list", url)
    if address.kind == "static":
        raise NotAnArticle("static page", "its address is that of a page that is not news", url)


def check_unknown_address(page: Page, profile: Profile) -> None:
    """Refuse a page that has neither the address nor the fields of an article.

    For systems whose articles all have addresses of known shapes (``strict``); called when their
    rules did not find title, text and date. What the generic layer would read from such a page is
    an introduction, a form or a list, dated by the clock in its banner.

    Raises:
        NotAnArticle: reason ``listing`` or ``static page``.
    """
    strict = any(level.addresses.strict for _, level in profile.levels())
    if strict and profile.classify(page.url).kind != "article":
        check_generic_listing(page, 0)
        raise NotAnArticle("static page", "it has no article's address and no date", page.url)


def check_soft_error(page: Page) -> None:
    """Refuse block pages, log-ins and error pages that come with status 200.

    Only small pages are looked at as a whole; on larger ones only their titles: an article may
    well report that access was denied.

    Raises:
        NotAnArticle: reason ``blocked``, ``login``, ``error page`` or ``empty``.
    """
    body = page.tree.body
    text = " ".join(page.paragraphs(body)) if body is not None else ""
    title = fold(page.head_title)[:200]
    small = len(text) < SMALL
    if small and page.first("input[type=password]") is not None:
        raise NotAnArticle("login", "it asks for a password", page.url)
    for reason, sign in SIGNS:
        for where in (title, fold(text)) if small else (title,):
            if found := sign.search(where):
                words = clean(where[max(0, found.start() - 10) : found.end() + 30])
                raise NotAnArticle(reason, f"it says {words!r}", page.url)
    if not text:
        raise NotAnArticle("empty", "it has no visible text", page.url)


def check_layout(page: Page, layout: Layout) -> None:
    """Refuse a page that the layout's own marks show to be a listing or not news.

    Raises:
        NotAnArticle: reason ``listing`` or ``static page``.
    """
    for css in layout.static:
        if page.first(css) is not None:
            raise NotAnArticle("static page", f"it has {css}", page.url)
    if not layout.listing or page.first(", ".join(layout.listing)) is None:
        return
    for css in layout.listing:
        if (count := len(page.select(css))) >= 2:
            raise NotAnArticle("listing", f"{count} items match {css}", page.url)


def check_generic_listing(page: Page, body_length: int) -> None:
    """Refuse a page whose main matter is a row of linked headlines.

    A listing has several headings of one kind that are links, each with a little text beside it;
    an article has at most a few of them below a body that is longer than all of them together.

    Raises:
        NotAnArticle: reason ``listing``.
    """
    groups: dict[tuple[str | None, str], list[int]] = {}
    for heading in page.select(HEADINGS):
        link = heading.css_first("a[href]") or (
            heading.parent if heading.parent is not None and heading.parent.tag == "a" else None
        )
        if link is None:
            continue
        length = len(page.text(heading))
        if length >= 15:
            key = (heading.tag, heading.attributes.get("class") or "")
            groups.setdefault(key, []).append(length)
    for (tag, name), lengths in groups.items():
        if len(lengths) >= 4 and sum(lengths) * 3 > body_length:
            label = f"{tag}.{name.split()[0]}" if name.split() else str(tag)
            raise NotAnArticle("listing", f"{len(lengths)} linked headlines ({label})", page.url)

"""Recognise what is not an article, whatever status it was served with."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from scraper.extraction.page import pieces
from scraper.extraction.sanity import TITLE_SEPARATOR
from scraper.model import NotAnArticle
from scraper.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

    from scraper.extraction.page import Page
    from scraper.extraction.plans import Plan
    from scraper.model import RefusalReason
    from scraper.portals import Address, Profile

MAX_REFUSAL_TITLE = 120
"""Characters of a headline that may say that there is no article."""

SMALL = 1_500
"""Characters of visible text: a refusal page has less, an article page with its menus has more."""

MANY_PIECES = 20_000
"""Text runs and breaks; a page with more is not small, whatever they hold."""

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

LONG = 80
"""Characters of a paragraph that is more than a headline or a date."""

MAX_GAPS = 40
"""Gaps between paragraphs that are searched for headlines."""

ENOUGH_PROSE = 500
"""Characters in long paragraphs that are no listing's introduction."""

DECLARED = (
    "meta[property='og:type'][content='article' i], meta[property='article:published_time'], "
    "[itemprop~='articleBody']"
)
"""By these a page says that it is an article."""
NOT_AN_ARTICLE: tuple[tuple[RefusalReason, re.Pattern[str]], ...] = (
    ("blocked", re.compile(
        r"access denied|zugriff verweigert|acces (?:refuse|interdit)|acceso denegado|accesso negato|acesso negado|"
        r"(?:403 )?forbidden")),
    ("error page", re.compile(
        r"(?:error|fehler|erreur|loi)?\W*(?:404|410|500|503)?\W*(?:oops\W*|sorry\W*)?"
        r"(?:(?:the |this |that )?(?:requested )?page (?:was )?not found|"
        r"(?:this|that|the) page (?:does not seem to exist|does(?:n't| not) exist|can(?:'t|not) be found|could not be found)|"
        r"(?:die |diese )?seite (?:(?:wurde )?nicht gefunden|existiert nicht|scheint nicht zu existieren)|"
        r"page (?:introuvable|non trouvee)|cette page (?:n'existe pas|ne semble pas exister)|"
        r"pagina (?:no encontrada|non trovata|nao encontrada|niet gevonden)|"
        r"esta pagina no (?:existe|parece existir)|questa pagina (?:non esiste|sembra non esistere)|"
        r"esta pagina nao (?:existe|parece existir)|"
        r"khong tim thay (?:trang|noi dung|bai viet)|trang (?:nay )?khong ton tai|not found|nothing found|nicht gefunden|introuvable|no encontrad[oa]|non trovat[oa]|nao encontrad[oa]|"
        r"niet gevonden|error)|"
        r"(?:error |fehler |erreur |loi )?(?:404|410|500|503)")),
    ("login", re.compile(r"log ?in|sign in|user login|anmelden|anmeldung|connexion|iniciar sesion|accedi|dang nhap")),
    ("listing", re.compile(
        r"search(?: results)?(?: for .*)?|suchergebnisse.*|suche|resultats de (?:la )?recherche.*|"
        r"resultados de (?:la )?busqueda.*|risultati (?:della )?ricerca.*|ket qua tim kiem.*")),
)  # fmt: skip
"""Headlines that no article has: each must be the whole of it, folded."""

CAPTCHA = "input[name*=captcha i], img[src*=captcha i], .g-recaptcha, .h-captcha"
MANY_LINKS = 500

TOLD = 200
"""Characters of the longest paragraph from which a page tells something besides asking."""

HEADINGS = "h1, h2, h3, h4, h5, h6"


def check_address(address: Address, url: str) -> None:
    """Refuse an address that the profile knows to be a listing or a static page.

    Raises:
        NotAnArticle: reason ``listing`` or ``static page``.
    """
    if address.kind == "listing":
        raise NotAnArticle("listing", "its address is that of a list", url)
    if address.kind == "static":
        raise NotAnArticle("static page", "its address is that of a page that is not news", url)


def check_unknown_address(page: Page, profile: Profile, address: Address) -> None:
    """Refuse a page that has neither the address nor the fields of an article.

    For systems whose articles all have addresses of known shapes (``strict``); called when their
    rules did not find title, text and date. What the generic layer would read from such a page is
    an introduction, a form or a list, dated by the clock in its banner. A page that declares its own
    time of publication is read all the same.

    Raises:
        NotAnArticle: reason ``listing`` or ``static page``.
    """
    strict = any(level.addresses.strict for _, level in profile.levels())
    if not strict or page.first("meta[property='article:published_time']") is not None:
        return
    if address.kind != "article":
        check_generic_listing(page, [])
        raise NotAnArticle("static page", "it has no article's address and no date", page.url)


def check_soft_error(page: Page) -> None:
    """Refuse block pages, log-ins and error pages that come with status 200.

    Only small pages are looked at as a whole; on larger ones only their titles: an article may
    well report that access was denied.

    Raises:
        NotAnArticle: reason ``blocked``, ``login``, ``error page`` or ``empty``.
    """
    body = page.tree.body
    long = body is not None and _is_long(body)
    paragraphs = [] if body is None or long else page.paragraphs(body)
    text = " ".join(paragraphs)
    title = fold(page.head_title)[:200]
    small = not long and len(text) < SMALL
    # Many portals have a log-in form beside every article: only where nothing is told is it the page.
    told = max(map(len, paragraphs), default=0) >= TOLD
    if small and not told and page.first("input[type=password]") is not None:
        raise NotAnArticle("login", "it asks for a password", page.url)
    if small and not told and page.first(CAPTCHA) is not None:
        raise NotAnArticle("blocked", "it asks for the letters of a picture", page.url)
    for reason, sign in SIGNS:
        for where in (title, fold(text)) if small else (title,):
            if (found := sign.search(where)) and not _is_linked(page, found.group()):
                words = clean(where[max(0, found.start() - 10) : found.end() + 30])
                raise NotAnArticle(reason, f"it says {words!r}", page.url)
    if not (long or text):
        raise NotAnArticle("empty", "it has no visible text", page.url)


def _is_linked(page: Page, words: str) -> bool:
    """Whether ``words`` stand in the text of a link: they are said of another page."""
    return any(words in fold(page.text(a)) for a in page.select("a[href]")[:MANY_LINKS])


def _is_long(body: LexborNode) -> bool:
    """Whether the visible text is longer than ``SMALL``: most pages show it by their menus."""
    seen = number = 0
    for piece in islice(pieces(body), MANY_PIECES):
        seen += len("".join((piece or "").split()))
        if seen > SMALL:
            return True
        number += 1
    return number == MANY_PIECES


def check_headline(page: Page, title: str, body: Iterable[LexborNode]) -> None:
    """Refuse an error page, log-in or search that stands in the markup of an article.

    Args:
        page: the page.
        title: its headline, as the rules found it.
        body: the elements in which its text stands.

    Raises:
        NotAnArticle: reason ``blocked``, ``login``, ``error page`` or ``listing``.
    """
    for text in dict.fromkeys((title, TITLE_SEPARATOR.split(page.head_title, 1)[0])):
        headline = fold(text).replace("\u2019", "'").strip(" .!?\u2026\u2013-")
        if len(headline) > MAX_REFUSAL_TITLE:
            continue
        for reason, whole in NOT_AN_ARTICLE:
            if whole.fullmatch(headline):
                raise NotAnArticle(reason, f"its headline is {clean(text)!r}", page.url)
    if any(node.css_first("input[type=password]") is not None for node in body):
        raise NotAnArticle("login", "its text asks for a password", page.url)


def check_layout(page: Page, plan: Plan) -> None:
    """Refuse a page that the layout's own marks show to be a listing or not news.

    Raises:
        NotAnArticle: reason ``listing`` or ``static page``.
    """
    for css, part in plan.static:
        if page.select_first(part) is not None:
            raise NotAnArticle("static page", f"it has {css}", page.url)
    if page.select_first(plan.any_listing) is None:
        return
    for css, part in plan.listing:
        if (count := len(page.select_all(part))) >= 2:
            raise NotAnArticle("listing", f"{count} items match {css}", page.url)


def check_generic_listing(page: Page, paragraphs: list[str]) -> None:
    """Refuse a page whose main matter is a row of linked headlines.

    A listing has several headings of one kind that are links, each with a little text beside it. An
    article may have as many in a side box; but they do not stand between its paragraphs, and its
    text does not end with the first of them.

    Raises:
        NotAnArticle: reason ``listing``.
    """
    groups: dict[tuple[str | None, str], list[str]] = {}
    for heading in page.select(HEADINGS):
        link = heading.css_first("a[href]") or (
            heading.parent if heading.parent is not None and heading.parent.tag == "a" else None
        )
        if link is None:
            continue
        text = page.text(heading)
        if len(text) >= 15:
            key = (heading.tag, heading.attributes.get("class") or "")
            groups.setdefault(key, []).append(text)
    length = sum(map(len, paragraphs))
    for (tag, name), texts in groups.items():
        if len(texts) < 4 or sum(map(len, texts)) * 3 <= length:
            continue
        if _reads_as_article(page, paragraphs) and not _stand_between(page, texts, paragraphs):
            continue
        label = f"{tag}.{name.split()[0]}" if name.split() else str(tag)
        raise NotAnArticle("listing", f"{len(texts)} linked headlines ({label})", page.url)


def _reads_as_article(page: Page, paragraphs: list[str]) -> bool:
    """Whether the text is long enough to be an article, by itself or by what the page declares."""
    prose = sum(len(p) for p in paragraphs if len(p) >= LONG)
    return prose >= ENOUGH_PROSE or (prose >= LONG and page.first(DECLARED) is not None)


def _stand_between(page: Page, headlines: list[str], paragraphs: list[str]) -> bool:
    """Whether headlines stand between the paragraphs again and again, as in a row of teasers."""
    body = page.tree.body
    if body is None:
        return False
    text = "".join(body.text().split())
    marks = sorted(
        mark for p in paragraphs if len(p) >= LONG
        if (mark := text.find("".join(p.split())[:40])) >= 0
    )  # fmt: skip
    if len(marks) < 2:
        return not marks
    lines = ["".join(headline.split()) for headline in headlines]
    gaps = [
        any(text.find(line, start, end) >= 0 for line in lines)
        for start, end in pairwise(marks[:MAX_GAPS])
    ]
    return sum(gaps) >= 3 and sum(gaps) * 3 >= len(gaps)

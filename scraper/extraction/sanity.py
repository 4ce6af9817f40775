"""The checks that a found value must pass before it becomes a field: refuse rather than guess."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scraper.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scraper.model import Byline

NO_SECTION = frozenset(
    fold(name)
    for name in (
        "Trang chủ", "Trang chính", "Trang nhất", "Home", "Homepage", "Startseite", "Start", "Accueil", "Inicio", "Início", "Página inicial", "Pagina iniziale", "Hjem", "Forside", "Strona główna",
        "Main page", "Front page", "You are here", "Bạn đang ở đây", "Bạn đang ở", "Sie sind hier", "Aktuelle Seite",
        "Vous êtes ici", "Usted está aquí", "Estás aquí", "Chi tiết", "Chi tiết tin",
        "Xem chi tiết", "Tin chi tiết", "Uncategorized", "Chưa phân loại", "Uncategorised", "Non classé", "Sin categoría", "Senza categoria", "Sem categoria", "Unkategorisiert",
        "ホーム", "トップページ", "トップ", "หน้าแรก",
    )
)  # fmt: skip
"""Crumbs that lead back home or say nothing: never a section."""

NO_AUTHOR = frozenset(
    fold(name)
    for name in (
        "admin", "administrator", "admin1", "root", "quản trị", "quản trị viên", "quantri",
        "quản trị hệ thống", "webmaster", "superadmin", "super user", "superuser", "user", "editor",
        "test", "guest", "author", "tác giả", "anonymous", "ẩn danh", "unknown", "khác", "n/a",
        "system", "redaktion admin", "wordpress", "manager", "none", "null", "site admin", "webadmin",
        "system administrator", "administrador", "administrateur", "amministratore", "beheerder", "správce",
        "администратор", "адміністратор", "админ", "yönetici", "관리자", "최고관리자", "운영자", "管理员",
        "管理者", "ผู้ดูแลระบบ", "مدير الموقع",
    )
)  # fmt: skip

ACCOUNT = re.compile(r"[a-z0-9._-]+")
"""One word in small ASCII letters is the name of an account, not of a person."""

TITLE_SEPARATOR = re.compile(r"\s+[-–—|»«·:]+\s+|\s*[|»«]\s*")
DASH = re.compile(r"\s+[–—]\s+")
CRUMBS = re.compile(r"\s*(?:>>|»|›|→)\s*|\s+>\s+")
"""Marks that only ever part the steps of a path: no section has them in its name."""

MAX_TITLE = 500
MAX_SECTION = 80


def sane_title(text: str) -> str | None:
    """A title has letters and a length that a headline can have."""
    text = clean(text)
    return text if 2 <= len(text) <= MAX_TITLE and any(c.isalpha() for c in text) else None


def headline_of(head_title: str, site_names: Iterable[str]) -> str | None:
    """The headline inside a ``<title>`` like "Headline – Site name"."""
    parts = [p for p in TITLE_SEPARATOR.split(head_title) if p]
    if len(parts) > 1:
        sites = {fold(s) for s in site_names}
        rest = [p for p in parts if fold(p) not in sites]
        if len(rest) == len(parts):
            return sane_title(max(parts, key=len))
        start = head_title.find(rest[0]) if rest else -1
        if rest and start >= 0:
            end = head_title.rfind(rest[-1]) + len(rest[-1])
            return sane_title(head_title[start:end])
        return None
    if parts and fold(parts[0]) in {fold(s) for s in site_names}:
        return None
    return sane_title(head_title)


def sane_section(
    names: Sequence[str], *, title: str | None, site_names: Sequence[str], skip: Sequence[str] = ()
) -> tuple[str, ...]:
    """The section path without home, the portal's name, the article's title and repetitions."""
    unwanted = {fold(n) for n in (*site_names, *skip)}
    if title:
        unwanted |= {fold(title), fold(_plain_dashes(title))}
    path: list[str] = []
    wholes = [name for name in names if fold(clean(name)) not in unwanted]  # “« Headline » – of it”
    for name in (part for whole in wholes for part in CRUMBS.split(whole)):
        # " – " is what some systems make of the " - " that editors type (WordPress does).
        section = _plain_dashes(clean(name)).strip("»›>/|:· -–")
        folded = fold(section)
        if not section or len(section) > MAX_SECTION or folded in unwanted or folded in NO_SECTION:
            continue
        if title and len(section) > 20 and fold(title).startswith(fold(section).rstrip(".… ")):
            continue  # the title again, shortened for the breadcrumb
        if not path or fold(path[-1]) != fold(section):
            path.append(section)
    return tuple(path)


def _plain_dashes(text: str) -> str:
    return DASH.sub(" - ", text) if "\u2013" in text or "\u2014" in text else text


def sane_bylines(bylines: Iterable[Byline], site_names: Sequence[str]) -> tuple[Byline, ...]:
    """Bylines without accounts of the system ("admin", "phongvhtt") and the portal's own name."""
    unwanted = {fold(n) for n in site_names}
    kept: list[Byline] = []
    for byline in bylines:
        name = fold(byline.name)
        if name in NO_AUTHOR or name in unwanted or "@" in byline.name or byline in kept:
            continue
        if byline.kind == "source" or not ACCOUNT.fullmatch(byline.name):
            kept.append(byline)
    return tuple(kept)


def sane_paragraphs(paragraphs: list[str], title: str | None) -> list[str]:
    """The body without the title repeated as its first paragraph."""
    if not title or len(paragraphs) < 2 or len(paragraphs[0]) > 2 * len(title):
        return paragraphs
    return paragraphs[1:] if fold(paragraphs[0]) == fold(title) else paragraphs

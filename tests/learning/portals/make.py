"""From a description and a template to the pages of a portal, with what a correct reading gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from .stock import Article, Rates, Section, Writer, sections_of, write_articles
from .words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

ARTICLES = 64
OTHERS = 6
"""Listings, and as many static pages, of each portal."""

TEMPLATES = Path(__file__).parent / "templates"
FETCHED = datetime(2023, 9, 1, 10, 30)  # noqa: DTZ001

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
}
LONG = {
    "en": "{month} {d}, {y}", "de": "{d}. {month} {y}", "fr": "{d} {month} {y}", "es": "{d} de {month} de {y}",
    "th": "{d} {month} {thai}", "ja": "{y}年{m}月{d}日", "vi": "ngày {d} tháng {m} năm {y}",
    "ko": "{y}년 {m}월 {d}일", "ru": "{d} {month} {y}", "pl": "{d} {month} {y} r.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal to be generated.

    Attributes:
        name: also that of its template.
        address: pattern of an article's path, over ``id``, ``slug``, ``y``, ``m``, ``d``, ``top``,
            ``leaf``, ``path``, ``sid`` and ``stamp``; ``listing`` and ``static`` likewise.
        section: how much of the section path an article's page shows.
        author: where it names its author.
        dated: whether it shows the date of publication.
        lead: whether it shows the lead.
        sections: how many of the sections have articles; 0: all.
        mixed: of twenty pages of a sample, so many are listings or static pages.
        family: the family that its markup shows, or "".
        options: more for the template.
    """

    name: str
    language: str
    address: str
    listing: str = "/{path}/"
    static: str = "/info/{slug}.html"
    section: Literal["path", "leaf", "top", ""] = "path"
    author: Literal["element", "signed", ""] = ""
    dated: bool = True
    lead: bool = True
    sections: int = 0
    mixed: int = 0
    family: str = ""
    rates: Rates = field(default_factory=Rates)
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def host(self) -> str:
        """Its host name."""
        tld = {"vi": "gov.vn", "en": "org", "ja": "lg.jp", "th": "go.th", "ko": "go.kr"}.get(
            self.language, self.language
        )
        return f"{self.name.replace('_', '-')}.{tld}"


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page; ``truth`` (as in the fixtures' ``truth.json``) only where it is an article."""

    url: str
    html: str
    kind: Literal["article", "listing", "static"]
    truth: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Generated:
    """All pages of a portal.

    Attributes:
        sample: as a person would give them to ``learn``: articles first come first served, and
            among twenty of them ``Portal.mixed`` pages of other kinds.
    """

    portal: Portal
    articles: tuple[GeneratedPage, ...]
    others: tuple[GeneratedPage, ...]

    def sample(self, count: int) -> list[tuple[str, str]]:
        """(address, HTML) of ``count`` pages."""
        mixed = min(self.portal.mixed * count // 20, len(self.others))
        pages = (
            [*self.articles[: count - mixed], *self.others[:: len(self.others) // mixed][:mixed]]
            if mixed
            else self.articles[:count]
        )
        Random(self.portal.name).shuffle(pages := list(pages))
        return [(page.url, page.html) for page in pages]

    def rest(self, count: int) -> tuple[GeneratedPage, ...]:
        """The articles that ``sample(count)`` leaves."""
        return self.articles[count - min(self.portal.mixed * count // 20, len(self.others)) :]


def _long(day: datetime, language: str) -> str:
    months = MONTHS.get(language, "").split()
    return LONG[language].format(d=day.day, m=day.month, y=day.year, thai=day.year + 543,
                                 month=months[day.month - 1] if months else "")  # fmt: skip


def _era(day: datetime) -> str:
    return f"令和{day.year - 2018}年{day.month}月{day.day}日"


def _weekday(day: datetime) -> str:
    return ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")[
        day.weekday()
    ]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    environment.filters |= {
        "d": lambda day, form: day.strftime(form), "long": _long, "era": _era, "weekday": _weekday,
        "us": lambda day: f"{day.month}/{day.day}/{day.year}", "thai": lambda day: f"{day.day}/{day.month}/{day.year + 543}",
        "ago": lambda day: f"{(FETCHED - day).days} days ago",
    }  # fmt: skip
    return environment


def _slots(article: Article) -> dict[str, Any]:
    day, path = article.published, article.section.path
    return {
        "id": article.id, "slug": article.slug, "y": f"{day:%Y}", "m": f"{day:%m}", "d": f"{day:%d}",
        "top": path[0].slug, "leaf": path[-1].slug, "path": "/".join(s.slug for s in path), "sid": path[-1].id,
        "stamp": f"{day:%Y%m%d%H%M%S}{article.id % 1000:03}",
    }  # fmt: skip


class _Maker:
    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.words = WORDS[portal.language]
        self.sections = sections_of(self.words)
        used = self.sections[1 : 1 + portal.sections] if portal.sections else self.sections
        self.stock = write_articles(portal.language, portal.name, ARTICLES, portal.rates, used)
        self.template = _environment().get_template(f"{portal.name}.html")

    def path(self, article: Article) -> str:
        return self.portal.address.format(**_slots(article))

    def listing_path(self, section: Section) -> str:
        return self.portal.listing.format(
            top=section.path[0].slug,
            path="/".join(s.slug for s in section.path),
            leaf=section.slug,
            sid=section.id,
        )

    def static_path(self, slug: str) -> str:
        return self.portal.static.format(slug=slug)

    def page(self, seed: str, a: Article | None, **more: Any) -> str:
        random = Random(f"{self.portal.name} {seed}")
        others = random.sample([other for other in self.stock if other is not a], 16)
        return self.template.render(
            {
                "a": a, "items": None, "static": None, "related": others[:5], "hot": others[5:9], "documents": others[9:12],
                "events": others[12:16], "menu": self.sections, "w": self.words.labels, "lang": self.portal.language,
                "today": FETCHED, "site": self.words.labels["rights"].split(".")[0], "path": self.path,
                "listing_path": self.listing_path, "static_path": self.static_path, "n": random.randint(10, 99),
                "host": self.portal.host, **self.portal.options, **more,
            }
        )  # fmt: skip

    def truth(self, a: Article, html: str) -> dict[str, Any]:
        portal, path = self.portal, [s.name for s in a.section.path]
        shown = {"path": path, "leaf": path[-1:], "top": path[:1], "": []}[portal.section]
        return {
            "id": str(a.id), "url": self.url(self.path(a)), "title": a.title,
            "published": a.published.isoformat() if portal.dated else "",
            "section_path": " / ".join(shown), "section": shown[-1] if shown else "",
            "author": a.author if portal.author else "",
            "byline_in_body": a.signature if portal.author == "signed" else "",
            "lead": a.lead if portal.lead else "", "body_text": "\n\n".join(a.paragraphs),
            # Captions and cells are the article's, too.
            "inserted": " ".join(text for text in (a.caption, *(c for row in a.table for c in row))
                                 if str(escape(text)) in html and (text != a.caption or a.image)),
            "parts": ["lead", "body_text", "inserted", "byline_in_body"],
        }  # fmt: skip

    def url(self, path: str) -> str:
        return f"https://{self.portal.host}{path}"

    def make(self) -> Generated:
        articles = []
        for a in self.stock:
            html = self.page(str(a.id), a)
            articles.append(
                GeneratedPage(self.url(self.path(a)), html, "article", self.truth(a, html))
            )
        others = []
        for section in self.sections[:OTHERS]:
            items = [a for a in self.stock if section in a.section.path][:12] or self.stock[:12]
            html = self.page(section.slug, None, items=items, heading=section.name)
            others.append(GeneratedPage(self.url(self.listing_path(section)), html, "listing"))
        writer = Writer(self.portal.language, f"{self.portal.name} static")
        for number in range(OTHERS):
            label = self.words.labels[("contact", "about")[number % 2]]
            static = {"title": f"{label} {number + 1}", "paragraphs": [writer.paragraph() for _ in range(3)],
                      "date": FETCHED - timedelta(days=100 + number)}  # fmt: skip
            html = self.page(f"static {number}", None, static=static)
            others.append(
                GeneratedPage(self.url(self.static_path(f"p{number + 1}")), html, "static")
            )
        return Generated(self.portal, tuple(articles), tuple(others))


@lru_cache(maxsize=64)
def generate(portal: Portal) -> Generated:
    """All pages of ``portal``; the same each time."""
    return _Maker(portal).make()

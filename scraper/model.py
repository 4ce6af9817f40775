"""The nouns of Loa: what an article, a byline and a date are. No I/O, no parsing.

Every class is an immutable value: two articles with the same fields are equal, and a stored article
can be compared with a fresh one field by field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from scraper.errors import LoaError

if TYPE_CHECKING:
    from collections.abc import Mapping

Precision = Literal["day", "minute", "second"]
BylineKind = Literal["author", "photographer", "source", "organisation"]
RefusalReason = Literal[
    "blocked",  # the server answered with a refusal page ("Your request is blocked"), a captcha
    "login",  # the page asks for a password
    "error page",  # an error page, whatever its HTTP status
    "listing",  # a list of articles, also when served at an article's address
    "static page",  # a page that is not news (contact, introduction)
    "empty",  # no text where the article should be
    "not html",  # a picture, a PDF, JSON
    "too large",  # over the size or nesting that a page may have
]


@dataclass(frozen=True, slots=True)
class PublishedAt:
    """A local point in time that says how precise it is.

    Attributes:
        value: a plain ``date`` when ``precision`` is ``"day"``; otherwise a ``datetime`` that
            carries the portal's time zone. A day is never turned into midnight.
        precision: ``"day"``, ``"minute"`` or ``"second"``: what the page shows, not more.
    """

    value: date
    precision: Precision

    def __post_init__(self) -> None:
        is_moment = isinstance(self.value, datetime)
        if is_moment != (self.precision != "day"):
            raise ValueError(f"precision {self.precision!r} does not fit {self.value!r}")
        if isinstance(self.value, datetime) and self.value.tzinfo is None:
            raise ValueError(f"{self.value!r} has no time zone")

    @property
    def day(self) -> date:
        """The local calendar day."""
        return self.value.date() if isinstance(self.value, datetime) else self.value

    def isoformat(self) -> str:
        """ISO 8601, as long as the precision allows.

        >>> PublishedAt(date(2022, 1, 13), "day").isoformat()
        '2022-01-13'
        """
        if not isinstance(self.value, datetime):
            return self.value.isoformat()
        return self.value.isoformat(timespec="minutes" if self.precision == "minute" else "seconds")

    def __str__(self) -> str:
        return self.isoformat()


@dataclass(frozen=True, slots=True)
class Byline:
    """One name that a page gives for an article, with what it says about that name.

    Attributes:
        name: as written on the page, in Unicode NFC.
        role: office or function ("Chánh Văn phòng HĐND-UBND thị xã"), or None.
        kind: ``author`` (a person, pen names included), ``photographer``, ``source`` (where the
            text was taken from) or ``organisation`` (an office that signs as author).
    """

    name: str
    role: str | None = None
    kind: BylineKind = "author"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article (not of the page around it); ``url`` is absolute."""

    url: str
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the article offers; ``url`` is absolute.

    ``text`` is the extracted text, ``not_extracted`` the reason why there is none; both are None
    until somebody tried.
    """

    url: str
    title: str | None = None
    media_type: str | None = None
    text: str | None = None
    not_extracted: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its text; ``url`` is absolute, ``date`` is what stands beside the link."""

    url: str
    title: str = ""
    date: PublishedAt | None = None


@dataclass(frozen=True, slots=True)
class DocumentMention:
    """An official document cited in the text.

    Attributes:
        kind: the document's kind as written, lower case ("quyết định", "kế hoạch"), or None.
        number: number and symbol in canonical spelling ("123/QĐ-UBND").
        date: the day it was issued, if the text says so.
        text: the words of the mention as they stand in the text.
    """

    number: str
    kind: str | None = None
    date: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as a portal published it.

    Fields that no rule could establish are None or empty: an unsure field is not guessed.

    Attributes:
        url: the address it was read from.
        key: identity within the world: host and the portal's own id, the same for every address
            under which the portal serves this article.
        portal: name of the profile, or the host where no profile fits.
        body: paragraphs joined by a blank line. The lead is not repeated in it where the page
            marks it apart; the byline stays in it where the page keeps it there.
        section: names, outermost first.
        provenance: field name to the name of the rule that gave it.
    """

    url: str
    key: str
    portal: str
    title: str
    body: str
    lead: str | None = None
    published: PublishedAt | None = None
    updated: PublishedAt | None = None
    section: tuple[str, ...] = ()
    bylines: tuple[Byline, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    related: tuple[Link, ...] = ()
    documents: tuple[DocumentMention, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def authors(self) -> tuple[str, ...]:
        """Names of the bylines of kind ``author``, in the page's order."""
        return tuple(b.name for b in self.bylines if b.kind == "author")

    @property
    def text(self) -> str:
        """Lead and body as one reading text, paragraphs joined by a blank line."""
        return f"{self.lead}\n\n{self.body}".strip() if self.lead else self.body


class NotAnArticle(LoaError):
    """The page is not an article; ``reason`` says what it is instead.

    Attributes:
        reason: one of :data:`RefusalReason`.
        detail: the evidence, in words.
        url: the page's address.
    """

    def __init__(self, reason: RefusalReason, detail: str = "", url: str = "") -> None:
        self.reason: RefusalReason = reason
        self.detail = detail
        self.url = url
        where = f"{url} is" if url else "the page is"
        super().__init__(f"{where} not an article: {reason}{f' ({detail})' if detail else ''}")

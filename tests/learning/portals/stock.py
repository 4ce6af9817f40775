"""Invented articles, deterministic by seed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from scraper.text import fold

from .words import WORDS, Words

ROLES = {
    "vi": ("Tin, ảnh: {}", "Bài: {}", "{}"),
    "en": ("By {}",),
    "de": ("Von {}",),
    "fr": ("Par {}",),
    "es": ("Por {}",),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A section with its number and slug; ``parent`` is the one around it."""

    id: int
    name: str
    slug: str
    parent: Section | None = None

    @property
    def path(self) -> tuple[Section, ...]:
        """The section and those around it, outermost first."""
        return (*self.parent.path, self) if self.parent else (self,)


@dataclass(frozen=True, slots=True)
class Comment:
    """What a reader wrote."""

    name: str
    date: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article as editors enter it; ``signature`` is the line that signs the text, or ""."""

    id: int
    slug: str
    title: str
    lead: str
    paragraphs: tuple[str, ...]
    published: datetime
    updated: datetime
    section: Section
    author: str
    signature: str
    image: str
    caption: str
    files: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    gallery: int
    deadline: datetime
    views: int
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Rates:
    """Share of the articles that have a part; ``short`` are of one sentence, ``long`` of fifty paragraphs."""

    lead: float = 0.5
    author: float = 0.34
    image: float = 0.6
    files: float = 0.2
    table: float = 0.12
    gallery: float = 0.1
    comments: float = 0.4
    short: float = 0.05
    long: float = 0.05


def slug_of(text: str) -> str:
    """A slug in ASCII; empty for scripts that it cannot write."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def sections_of(words: Words) -> tuple[Section, ...]:
    """The portal's sections, each parent before its children."""
    found: list[Section] = []
    for number, (name, children) in enumerate(words.sections, 1):
        top = Section(number * 10, name, slug_of(name) or f"s{number}")
        found.append(top)
        found += [
            Section(number * 10 + n, child, slug_of(child) or f"s{number}{n}", top)
            for n, child in enumerate(children, 1)
        ]
    return tuple(found)


class Writer:
    """Writes articles in one language."""

    def __init__(self, language: str, seed: str) -> None:
        self.language = language
        self.words = WORDS[language]
        self.random = Random(f"{language} {seed}")
        self.people = [self.person() for _ in range(6)]

    def fill(self, patterns: tuple[str, ...]) -> str:
        """One of ``patterns``, its slots filled."""
        pick, words = self.random.choice, self.words
        text = pick(patterns).format(
            who=pick(words.who), does=pick(words.does), what=pick(words.what), where=pick(words.where),
            tail=pick(words.tail), n=self.random.randint(2, 400), d=self.random.randint(1, 28),
            m=self.random.randint(1, 12), year=self.random.randint(2019, 2023),
        )  # fmt: skip
        return text[0].upper() + text[1:]

    def paragraph(self) -> str:
        joint = "" if self.language == "ja" else " "
        return joint.join(self.fill(self.words.sentences) for _ in range(self.random.randint(1, 4)))

    def person(self) -> str:
        words = self.words
        return words.name.format(
            family=self.random.choice(words.family), given=self.random.choice(words.given)
        )

    def article(self, number: int, section: Section, rates: Rates) -> Article:
        random = self.random

        def has(rate: float) -> bool:
            return random.random() < rate

        published = datetime(2021, 1, 4, 8, 5) + timedelta(  # noqa: DTZ001
            days=random.randint(0, 900), minutes=random.randint(0, 700)
        )
        count = 1 if has(rates.short) else 50 if has(rates.long) else random.randint(2, 8)
        paragraphs = tuple(self.paragraph() for _ in range(count))
        if count == 1:
            paragraphs = (self.fill(self.words.sentences)[:120],)
        author = random.choice(self.people) if has(rates.author) else ""
        title = self.fill(self.words.titles)
        head = ("STT", "A", "B") if self.language == "vi" else ("No.", "A", "B")
        rows = tuple(
            (str(n), random.choice(self.words.where), str(random.randint(10, 99)))
            for n in (1, 2, 3)
        )
        return Article(
            id=number, slug=slug_of(title) or f"item-{number}", title=title,
            lead=self.fill(self.words.sentences) if has(rates.lead) and count > 1 else "",
            paragraphs=paragraphs, published=published,
            updated=published + timedelta(days=random.choice((0, 0, 1, 3, 12)), minutes=random.randint(1, 300)),
            section=section, author=author,
            signature=random.choice(ROLES.get(self.language, ("",))).format(author) if author else "",
            image=f"/files/{number}.jpg" if has(rates.image) else "", caption=self.fill(self.words.titles),
            files=tuple(f"/files/{number}-{n}.pdf" for n in range(random.randint(1, 3))) if has(rates.files) else (),
            table=(head, *rows) if has(rates.table) and count > 1 else (), gallery=4 if has(rates.gallery) else 0,
            deadline=published + timedelta(days=random.randint(10, 60)), views=random.randint(5, 9000),
            comments=tuple(
                Comment(self.person(), published + timedelta(hours=random.randint(3, 400)), self.fill(self.words.sentences))
                for _ in range(random.randint(1, 4))
            ) if has(rates.comments) else (),
        )  # fmt: skip


def write_articles(
    language: str, seed: str, count: int, rates: Rates, sections: tuple[Section, ...]
) -> list[Article]:
    """``count`` articles with titles that differ, in the order of their ids."""
    writer = Writer(language, seed)
    found: list[Article] = []
    titles: set[str] = set()
    number = 1000 + writer.random.randint(0, 300)
    while len(found) < count:
        number += writer.random.randint(1, 9)
        article = writer.article(number, writer.random.choice(sections), rates)
        if article.title in titles:
            article = replace(
                article, title=f"{article.title} ({number})", slug=f"{article.slug}-{number}"
            )
        titles.add(article.title)
        found.append(article)
    return found

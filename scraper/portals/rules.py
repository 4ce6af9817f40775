"""The part of a profile that says where a field stands on a page.

Rules are data: CSS selectors, labels and regular expressions, read from TOML and validated by
pydantic. How they are carried out is the business of ``scraper.extraction``.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

FieldName = Literal[
    "title", "lead", "body", "published", "updated", "section", "byline", "photographer", "source",
    "tags", "language", "image", "caption", "related",
]  # fmt: skip


class Model(BaseModel):
    """Profiles are immutable and refuse keys that nobody reads: a misspelt key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def check_regex(pattern: str) -> str:
    """Return ``pattern`` if it compiles; pydantic turns the ValueError into a named key."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
    return pattern


@lru_cache(maxsize=4_096)
def check_css(selector: str) -> str:
    """Return ``selector`` if lexbor, which will select with it, can read it.

    Raises:
        ValueError: it cannot; the message says why.
    """
    if not selector.strip():
        raise ValueError("is empty; give a CSS selector")
    try:
        _EMPTY.css_first(selector)
    except SelectolaxError as error:
        raise ValueError(
            f"{selector!r} is not a CSS selector that Loa can read; Scrapy's ::text and ::attr "
            "are not CSS, use the keys attr and regex of a rule"
            if "::" in selector
            else f"{selector!r} is not a CSS selector that Loa can read"
        ) from error
    return selector


def _as_day(value: Any) -> Any:
    """A TOML date, or a day as text; never a number of seconds, which pydantic would take."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return date.fromisoformat(value)
    raise ValueError(f"{value!s} is not a day; write it as 2022-01-31")


_EMPTY = LexborHTMLParser("<p></p>")
"""Selectors are compiled against it; that they are run on pages is no business of this room."""

Regex = Annotated[str, AfterValidator(check_regex)]
Css = Annotated[str, AfterValidator(check_css)]
Day = Annotated[
    date,
    BeforeValidator(
        _as_day, json_schema_input_type=Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    ),
]


class Rule(Model):
    """One way to find one field. Exactly one of ``css``, ``url`` and ``in_body`` says where.

    In TOML a bare string is short for ``{ css = "…" }``.
    """

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [place]} for place in ("css", "url", "in_body")]}
    )

    css: Css | None = Field(None, description="CSS selector of the element that holds the value")
    url: Regex | None = Field(None, description="regular expression over the page's address")
    in_body: Literal["last", "first"] | None = Field(
        None, description="the field is a paragraph at this end of the body (a signing line)"
    )
    attr: str | None = Field(None, description="take this attribute instead of the text")
    label: str | None = Field(
        None, description="take what follows this label; an element without it does not count"
    )
    regex: Regex | None = Field(
        None, description="take the first group of this regular expression over the text"
    )
    split: str | None = Field(None, description="the text holds several values, parted by this")
    take: Literal["first", "last", "all"] = Field(
        "first", description="which of several matching elements counts"
    )
    skip: tuple[str, ...] = Field(
        (), description="values that mean nothing here (a breadcrumb's 'Trang chủ'), case ignored"
    )

    @model_validator(mode="after")
    def _one_place(self) -> Rule:
        if sum(place is not None for place in (self.css, self.url, self.in_body)) != 1:
            raise ValueError("a rule needs exactly one of css, url, in_body")
        return self

    @property
    def label_for_provenance(self) -> str:
        """How provenance names this rule: its place, and what it takes from there."""
        if self.url is not None:
            return f"url {self.url}"
        if self.in_body is not None:
            return f"{self.in_body} paragraph of the body"
        name = self.css or ""
        if self.attr:
            name += f"@{self.attr}"
        if self.label:
            name += f" after {self.label!r}"
        return name


def _as_rules(value: Any) -> Any:
    """A string, a table or a list of both: all mean "these rules, in this order"."""
    values = value if isinstance(value, list | tuple) else [value]
    if not values:
        raise ValueError("has no rule; give a CSS selector, or leave the field out")
    for one in values:
        if not isinstance(one, str | dict | Rule):
            raise ValueError(
                f"{one!r} is no rule; give a CSS selector in quotes, a table such as "
                '{ css = "h1" }, or a list of those'
            )
    return tuple({"css": v} if isinstance(v, str) else v for v in values)


Rules = Annotated[
    tuple[Rule, ...],
    BeforeValidator(_as_rules, json_schema_input_type=str | Rule | list[str | Rule]),
]


class Markup(Model):
    """How pages of one design are recognised, and where their fields stand."""

    requires: tuple[Css, ...] = Field(
        (), description="CSS selectors; a page without one of them is not an article of this layout"
    )
    listing: tuple[Css, ...] = Field(
        (), description="CSS selectors that match twice or more on a list of articles only"
    )
    static: tuple[Css, ...] = Field(
        (), description="CSS selectors that match only on pages that are not news"
    )
    remove: tuple[Css, ...] = Field(
        (), description="CSS selectors of boxes that are not part of the article"
    )
    final: tuple[FieldName, ...] = Field(
        (),
        description="fields that only these rules may fill: the page's metadata is wrong there "
        "(NukeViet writes the site's name as author of every page)",
    )
    fields: dict[FieldName, Rules] = Field(
        default_factory=dict,
        description="field to the rules that find it; the first that gives a value counts",
    )


class Layout(Markup):
    """Where the fields stand in one era of a portal's design.

    ``from_`` and ``until`` (TOML ``from``, ``until``) say when pages of this layout were served.
    Which layout reads a page is decided by the page's markup; the days decide only which layout is
    tried first, and name it in provenance.
    """

    from_: Day | None = Field(
        None, alias="from", description="first day on which pages of this layout were served"
    )
    until: Day | None = Field(
        None, description="last day; without it the layout lasts until the next one begins"
    )

    @model_validator(mode="after")
    def _days_in_order(self) -> Layout:
        if self.from_ and self.until and self.from_ > self.until:
            raise ValueError(
                f"from ({self.from_}) is after until ({self.until}); exchange or correct the days"
            )
        return self

    @property
    def fits_everything(self) -> bool:
        """Whether no page could be told not to be of this layout."""
        return not (self.requires or "title" in self.fields or "body" in self.fields)

    @property
    def era(self) -> str:
        """How provenance names the layout by its days; "" when it has none."""
        if self.from_:
            return f"era {self.from_}"
        return f"era until {self.until}" if self.until else ""

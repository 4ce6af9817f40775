"""The part of a profile that says where a field stands on a page.

Rules are data: CSS selectors, labels and regular expressions, read from TOML and validated by
pydantic. How they are carried out is the business of ``scraper.extraction``.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

FieldName = Literal[
    "title", "lead", "body", "published", "updated", "section", "byline", "photographer", "source",
    "tags", "language", "image", "caption", "attachment", "related", "key",
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


class Rule(Model):
    """One way to find one field. Exactly one of ``css``, ``url`` and ``in_body`` says where.

    In TOML a bare string is short for ``{ css = "…" }``.
    """

    css: str | None = Field(None, description="CSS selector of the element that holds the value")
    url: str | None = Field(None, description="regular expression over the page's address")
    in_body: Literal["last", "first"] | None = Field(
        None, description="the field is a paragraph at this end of the body (a signing line)"
    )
    attr: str | None = Field(None, description="take this attribute instead of the text")
    label: str | None = Field(
        None, description="take what follows this label; an element without it does not count"
    )
    regex: str | None = Field(
        None, description="take the first group of this regular expression over the text"
    )
    split: str | None = Field(None, description="the text holds several values, parted by this")
    take: Literal["first", "last", "all"] = Field(
        "first", description="which of several matching elements counts"
    )
    skip: tuple[str, ...] = Field(
        (), description="values that mean nothing here (a breadcrumb's 'Trang chủ'), case ignored"
    )

    _regexes = field_validator("url", "regex")(
        lambda pattern: None if pattern is None else check_regex(pattern)
    )

    @model_validator(mode="after")
    def _one_place(self) -> Rule:
        if sum(place is not None for place in (self.css, self.url, self.in_body)) != 1:
            raise ValueError("a rule needs exactly one of css, url, in_body")
        if self.css is not None and not self.css.strip():
            raise ValueError("css is empty")
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
    return tuple({"css": v} if isinstance(v, str) else v for v in values)


Rules = Annotated[tuple[Rule, ...], BeforeValidator(_as_rules)]


class Layout(Model):
    """Where the fields stand in one era of a portal's design.

    ``from_`` and ``until`` (TOML ``from``, ``until``: days) say when pages of this layout were
    served; they are a record for the reader, and decide only which layout is tried first.
    """

    from_: str | None = Field(None, alias="from", pattern=r"^\d{4}-\d{2}-\d{2}$")
    until: str | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    requires: tuple[str, ...] = Field(
        (), description="CSS selectors; a page without one of them is not an article of this layout"
    )
    listing: tuple[str, ...] = Field(
        (), description="CSS selectors that match twice or more on a list of articles only"
    )
    static: tuple[str, ...] = Field(
        (), description="CSS selectors that match only on pages that are not news"
    )
    remove: tuple[str, ...] = Field(
        (), description="CSS selectors of boxes that are not part of the article"
    )
    final: tuple[FieldName, ...] = Field(
        (),
        description="fields that only these rules may fill: the system's metadata is wrong there "
        "(NukeViet writes the site's name as author of every page)",
    )
    fields: dict[FieldName, Rules] = Field(default_factory=dict)

"""A portal as data: what a profile and the family that it builds on may say.

Each key is explained for people in docs/profiles.md, and for editors in profile.schema.json.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import Field, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema  # noqa: TC002  # pydantic reads it
from pydantic_core import PydanticCustomError

from scraper.portals.addresses import (
    Address,
    Addresses,
    AddressKind,
    canonical_url,
    without_copy_marks,
)
from scraper.portals.rules import Layout, Markup, Model, Regex

if TYPE_CHECKING:
    from collections.abc import Iterator

Tls = Literal["verify", "unverified"]
DateOrder = Literal["dmy", "mdy", "ymd"]

NAME = re.compile(r"^[a-z0-9][a-z0-9_-]*$")
HOST = re.compile(r"[^\s/:?#@]+(?::\d{1,5})?")


class Detect(Model):
    """The marks by which a family is recognised; each hit is evidence that can be shown."""

    generator: Regex | None = Field(
        None, description='regular expression over <meta name="generator">, case ignored'
    )
    html: tuple[str, ...] = Field(
        (), description="strings that stand in the HTML of the pages: comments, class prefixes"
    )
    address: tuple[Regex, ...] = Field(
        (), description="regular expressions over path and query of a page's address"
    )
    cookie: tuple[str, ...] = Field(
        (), description="names, or beginnings of names, of cookies that the server sets"
    )


class Counter(Model):
    """A visitor counter: a name, and a regular expression whose first group is the number."""

    name: str = Field(description="what the counter counts: total, online, today")
    regex: Regex = Field(
        description="regular expression over the page's text; its first group is the number"
    )

    @field_validator("regex")
    @classmethod
    def _has_group(cls, pattern: str) -> str:
        if not re.compile(pattern).groups:
            raise ValueError(f"{pattern!r} has no group; put ( ) around the number")
        return pattern


class RuleSet(Markup):
    """What a family and a profile have in common: addresses, and where the fields stand."""

    name: str = Field(
        pattern=NAME.pattern,
        description="short name, as used on the command line; the name of the file without .toml",
    )
    title: str = Field("", description="the full name, for people")
    verified: str = Field("", description="on which pages the rules were verified, and when")
    notes: str = Field("", description="what whoever edits the rules should know")
    addresses: Addresses = Field(Addresses(), description="what an address is, by its form")
    layout: tuple[Layout, ...] = Field(
        (), alias="era", description="further layouts: earlier or later designs of the portal"
    )
    counters: tuple[Counter, ...] = Field(
        (), alias="counter", description="visitor counters that the pages show"
    )

    @cached_property
    def layouts(self) -> tuple[tuple[str, Layout], ...]:
        """The layouts in the order in which they are tried, each with its name for provenance.

        An era that has begun and has no end comes first, then the rules at the top of the file,
        then the eras that have ended, the latest first; eras without days come last. The name is
        "" for the rules at the top.
        """
        named = [(era.era or f"era {n}", era) for n, era in enumerate(self.layout, 1)]
        dated = sorted(
            (pair for pair in named if pair[1].from_ or pair[1].until),
            key=lambda pair: _span(pair[1]),
            reverse=True,
        )
        present = [pair for pair in dated[:1] if pair[1].until is None]
        past = [*dated[len(present) :], *(pair for pair in named if pair not in dated)]
        top = Layout.model_validate({key: getattr(self, key) for key in Markup.model_fields})
        says_something = top != Layout() or not named
        return (*present, *([("", top)] if says_something else []), *past)

    @model_validator(mode="after")
    def _eras_differ(self) -> RuleSet:
        for name, layout in self.layouts[:-1]:
            if layout.fits_everything:
                last = self.layouts[-1][0] or "the rules at the top"
                raise _at(
                    self._place(layout),
                    f"nothing says which pages {name or 'the rules at the top'} fits, so that "
                    f"{last} would never be tried; add a rule for title or body, or `requires`",
                )
        dated = sorted((era for era in self.layout if era.from_ or era.until), key=_span)
        for one, other in pairwise(dated):
            if other.from_ is None or other.from_ == one.from_:
                remedy = "begins when another one begins; give each its own `from`"
            elif one.until is not None and one.until >= other.from_:
                day = other.from_ - timedelta(days=1)
                remedy = f"begins before another one is over; set until = {day} in that one"
            else:
                continue
            raise _at(self._place(other), remedy)
        return self

    def _place(self, layout: Layout) -> str:
        """The key of ``layout`` in the file."""
        return next((f"era.{n}" for n, era in enumerate(self.layout) if era is layout), "fields")


def _at(key: str, message: str) -> PydanticCustomError:
    """An error that belongs to another key than that whose validator finds it."""
    return PydanticCustomError("at", "{message}", {"key": key, "message": message})


def _span(era: Layout) -> tuple[date, date]:
    return era.from_ or date.min, era.until or date.max


class Family(RuleSet):
    """What portals of one content management system have in common."""

    country: str = Field(
        "", pattern=r"^(?:[A-Z]{2})?$", description="ISO 3166 code, if all its portals are in one"
    )
    detect: Detect = Field(Detect(), description="the marks by which the family is recognised")


class Profile(RuleSet):
    """A portal: its addresses, and where its fields stand."""

    family: str | None = Field(None, description="the family whose rules come after these")
    home: str = Field("", description="the address at which a crawl starts")
    hosts: tuple[str, ...] = Field(
        (), description="host names of the portal, the canonical one first; www. is implied"
    )
    language: str = Field("vi", description="BCP 47 tag of the portal's language")
    timezone: str = Field(
        "Asia/Ho_Chi_Minh", description="IANA name; the portal's dates are local to it"
    )
    date_order: DateOrder = Field("dmy", description="how dates of three numbers are to be read")
    site_names: tuple[str, ...] = Field(
        (), description="what the portal calls itself: never an author, never a section"
    )
    tls: Tls = Field(
        "verify",
        description="`unverified` for a server whose certificate or chain is broken: anybody on the way "
        "can then change what it sends",
    )
    start: tuple[str, ...] = Field(
        (), description="further addresses (section listings) at which a crawl starts"
    )
    confidence: dict[str, float] = Field(
        default_factory=dict, description="learned profiles: field to 0..1"
    )
    family_rules: SkipJsonSchema[Family | None] = Field(None, exclude=True, repr=False)

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            near = get_close_matches(name, available_timezones(), n=1)
            meant = f"did you mean {near[0]}?" if near else "such as Asia/Ho_Chi_Minh"
            raise ValueError(f"{name!r} is not a time zone; use an IANA name, {meant}") from error
        return name

    @field_validator("home")
    @classmethod
    def _home_is_http(cls, home: str) -> str:
        return canonical_url(home) if home else home

    @field_validator("start")
    @classmethod
    def _starts_are_http(cls, starts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(canonical_url(start) for start in starts)

    @field_validator("hosts")
    @classmethod
    def _hosts_are_names(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if not HOST.fullmatch(host):
                name = urlsplit(host).netloc or host.strip("/ ")
                raise ValueError(f"{host!r} is not a host name; write it as {name!r}")
        return tuple(host.lower() for host in hosts)

    @model_validator(mode="before")
    @classmethod
    def _host_from_home(cls, data: Any) -> Any:
        home = data.get("home") if isinstance(data, dict) else None
        if home and isinstance(home, str) and not data.get("hosts"):
            data = {**data, "hosts": [urlsplit(home).netloc.lower().removeprefix("www.")]}
        return data

    def owns(self, host: str) -> bool:
        """Whether ``host`` (with its port, if any) is one of the portal's."""
        return host.lower().removeprefix("www.") in {h.removeprefix("www.") for h in self.hosts}

    def at(self, home: str) -> Profile:
        """The same profile for a portal that is served at another address, ``home``."""
        host = urlsplit(canonical_url(home)).netloc.removeprefix("www.")
        return self.model_copy(update={"home": canonical_url(home), "hosts": (host,)})

    def rules_version(self) -> str:
        """Twelve digits that change when a rule of the profile or its family changes."""
        # How a page is asked for says nothing about how it is read.
        levels = [level.model_dump(mode="json", exclude={"tls"}) for _, level in self.levels()]
        return sha256(json.dumps(levels, sort_keys=True).encode()).hexdigest()[:12]

    def levels(self) -> Iterator[tuple[str, RuleSet]]:
        """The profile, then its family: (name for provenance, rules)."""
        yield f"profile:{self.name}", self
        if self.family_rules is not None:
            yield f"family:{self.family_rules.name}", self.family_rules

    def classify(self, url: str) -> Address:
        """Say what ``url`` is on this portal; never raises.

        Identity (``key``) is the canonical host and the id: the scheme, ``www.``, parameter order
        and an alias host do not matter.
        """
        try:
            canonical = canonical_url(url)
        except ValueError:
            return Address(url, "ignored")
        parts = urlsplit(canonical)
        host = parts.netloc.removeprefix("www.")
        if self.hosts and host not in self.hosts and not self.owns(host):
            return Address(canonical, "foreign")
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if canonical == self.home:
            return Address(canonical, "listing")
        kind, ident = self._kind_of(path)
        owner = self.hosts[0].removeprefix("www.") if self.hosts else host
        plain = without_copy_marks(path, inner=kind != "article")
        if plain != path:
            first, first_ident = self._kind_of(plain)
            if first == "article" and (kind != "article" or first_ident != ident):
                return Address(canonical, "ignored", f"{owner}/{first_ident}")
        return Address(canonical, kind, f"{owner}/{ident}" if kind == "article" else None)

    def _kind_of(self, path: str) -> tuple[AddressKind, str | None]:
        kind, ident = self.addresses.kind_of(path)
        if kind == "other" and self.family_rules is not None:
            return self.family_rules.addresses.kind_of(path)
        return kind, ident

    def article_key(self, url: str) -> str:
        r"""The identity of the article at ``url``, also when no pattern knows the address.

        >>> Profile(name="x", addresses=Addresses(article=(r"[?&]tc=(?P<key>\d+)",))).article_key(
        ...     "https://www.x.vn/?cn=1&tc=7&gd=2")
        'x.vn/7'
        """
        canonical = canonical_url(url)
        parts = urlsplit(canonical)
        host = parts.netloc.removeprefix("www.")
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        owner = self.hosts[0].removeprefix("www.") if self.hosts and self.owns(host) else host
        for _, rules in self.levels():
            kind, ident = rules.addresses.kind_of(path)
            if kind == "article":
                return f"{owner}/{ident}"
        return f"{owner}{path}".rstrip("/")

"""A portal as data: the profile, the family that it builds on, and how both are read from TOML."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator, model_validator

from scraper.errors import LoaError
from scraper.portals.addresses import Address, Addresses, canonical_url
from scraper.portals.rules import FieldName, Layout, Model, check_regex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DateOrder = Literal["dmy", "mdy", "ymd"]


class ProfileError(LoaError):
    """A profile cannot be read; the message names file, key and remedy."""


class Detect(Model):
    """The marks by which a family is recognised; each hit is evidence that can be shown.

    Attributes:
        generator: regular expression over ``<meta name="generator">``.
        html: strings that stand in the HTML of the family's pages (comments, class prefixes).
        address: regular expressions over path and query.
        cookie: names (or prefixes) of cookies that the server sets.
    """

    generator: str | None = None
    html: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    cookie: tuple[str, ...] = ()

    _regexes = field_validator("address")(lambda ps: tuple(check_regex(p) for p in ps))


class Counter(Model):
    """A visitor counter: a name, and a regular expression whose first group is the number."""

    name: str
    regex: str

    _regex = field_validator("regex")(check_regex)


class Family(Model):
    """What portals of one content management system have in common."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    title: str = ""
    verified: str = Field("", description="on which pages the rules were verified, and when")
    notes: str = ""
    country: str = Field("", pattern=r"^(?:[A-Z]{2})?$", description="where all its portals are")
    detect: Detect = Detect()
    addresses: Addresses = Addresses()
    layout: tuple[Layout, ...] = Field((), alias="era")
    requires: tuple[str, ...] = ()
    listing: tuple[str, ...] = ()
    static: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    final: tuple[FieldName, ...] = ()
    fields: dict[str, Any] = Field(default_factory=dict)
    counters: tuple[Counter, ...] = Field((), alias="counter")

    @cached_property
    def layouts(self) -> tuple[Layout, ...]:
        """The layouts to try, newest first: the current one, then the ``[[era]]`` tables."""
        current = self._current()
        older = sorted(self.layout, key=lambda era: era.from_ or "", reverse=True)
        return (current, *older) if self.fields or self.requires else tuple(older) or (current,)

    @model_validator(mode="after")
    def _layout_is_valid(self) -> Family:
        self._current()
        return self

    def _current(self) -> Layout:
        return Layout(
            requires=self.requires,
            listing=self.listing,
            static=self.static,
            remove=self.remove,
            final=self.final,
            fields=self.fields,
        )


class Profile(Family):
    """A portal: its addresses, and where its fields stand.

    Attributes:
        name: short name, as used on the command line.
        home: the address at which a crawl starts.
        hosts: host names of the portal, the canonical one first; ``www.`` is implied.
        timezone: IANA name; the portal's dates are local to it.
        date_order: how numeric dates are to be read.
        site_names: what the portal calls itself; never an author, never a section.
        start: further addresses (section listings) at which a crawl starts.
        confidence: for learned profiles, field name to 0..1.
    """

    family: str | None = None
    home: str = ""
    hosts: tuple[str, ...] = ()
    language: str = "vi"
    timezone: str = "Asia/Ho_Chi_Minh"
    date_order: DateOrder = "dmy"
    site_names: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    confidence: dict[str, float] = Field(default_factory=dict)
    family_rules: Family | None = Field(None, exclude=True, repr=False)

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(
                f"{name!r} is not a time zone; use an IANA name such as Asia/Ho_Chi_Minh"
            ) from error
        return name

    @field_validator("home")
    @classmethod
    def _home_is_http(cls, home: str) -> str:
        return canonical_url(home) if home else home

    @model_validator(mode="before")
    @classmethod
    def _host_from_home(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("home") and not data.get("hosts"):
            data = {**data, "hosts": [urlsplit(data["home"]).netloc.lower().removeprefix("www.")]}
        return data

    def owns(self, host: str) -> bool:
        """Whether ``host`` (with its port, if any) is one of the portal's."""
        return host.lower().removeprefix("www.") in {h.removeprefix("www.") for h in self.hosts}

    def at(self, home: str) -> Profile:
        """The same profile for a portal that is served at another address."""
        host = urlsplit(canonical_url(home)).netloc.removeprefix("www.")
        return self.model_copy(update={"home": canonical_url(home), "hosts": (host,)})

    def levels(self) -> Iterator[tuple[str, Family]]:
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
        if self.hosts and not self.owns(host):
            return Address(canonical, "foreign")
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if canonical == self.home:
            return Address(canonical, "listing")
        kind, ident = self.addresses.kind_of(path)
        if kind == "other" and self.family_rules is not None:
            kind, ident = self.family_rules.addresses.kind_of(path)
        owner = self.hosts[0].removeprefix("www.") if self.hosts else host
        return Address(canonical, kind, f"{owner}/{ident}" if kind == "article" else None)

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


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises:
        ProfileError: the file is missing, is not UTF-8, or is not TOML (with the line).
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProfileError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path}: is not UTF-8 text; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{path}: is not valid TOML: {error}") from error


def explain(where: str, error: ValidationError) -> ProfileError:
    """Turn pydantic's report into one sentence: file, key, what is wrong, what to do."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"]) or "the whole file"
    message = str(first["msg"]).removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        message = "is not a key that Loa knows; correct its spelling or remove it"
    elif first["type"] == "missing":
        message = "is missing; add it"
    elif first["type"] == "literal_error":
        message = f"{first['input']!r} is not possible here; use {first['ctx']['expected']}"
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return ProfileError(f"{where}: {key}: {message}{more}")


def parse_family(data: dict[str, Any], where: str) -> Family:
    """Build a family from TOML data; ``where`` is named in errors."""
    try:
        return Family.model_validate(data)
    except ValidationError as error:
        raise explain(where, error) from error


def parse_profile(data: dict[str, Any], where: str, family: Family | None = None) -> Profile:
    """Build a profile from TOML data and the family it names; ``where`` is named in errors."""
    try:
        return Profile.model_validate({**data, "family_rules": family})
    except ValidationError as error:
        raise explain(where, error) from error


NAME = re.compile(r"^[a-z0-9][a-z0-9_-]*$")

"""A profile as the TOML file that a person reads and edits: only what differs from the defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomlkit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scraper.portals import Profile, Rule
    from scraper.portals.rules import Markup

HEAD = ("name", "title", "family", "home", "hosts", "tls", "language", "timezone", "date_order",
        "verified", "notes", "site_names", "start")  # fmt: skip
ALWAYS = frozenset({"name", "home", "hosts", "language", "timezone", "date_order"})
MARKS = ("requires", "listing", "static", "remove", "final")
ADDRESSES = ("article", "listing", "static", "ignore", "next")
WRAP = 90


def to_toml(profile: Profile, comments: Iterable[str] = ()) -> str:
    """The TOML text of ``profile``; reading it gives the same rules.

    Args:
        profile: what is to be written; what its family says is not repeated.
        comments: lines for the top of the file: where the profile comes from.
    """
    document = tomlkit.document()
    for line in comments:
        document.add(tomlkit.comment(line))
    for key in HEAD:
        value = getattr(profile, key)
        if key in ALWAYS or (value and value != type(profile).model_fields[key].default):
            document.add(key, _value(value))
    _add_marks(document, profile, MARKS)
    if profile.confidence:
        table = tomlkit.table()
        table.comment("0 to 1: how sure the place of each field is")
        for name, value in profile.confidence.items():
            table.add(name, value)
        document.add("confidence", table)
    addresses = {key: value for key in ADDRESSES if (value := getattr(profile.addresses, key))}
    if addresses:
        table = tomlkit.table()
        table.comment("regular expressions over path and query; (?P<key>…) is an article's id")
        for key, value in addresses.items():
            table.add(key, _value(value))
        document.add("addresses", table)
    if profile.fields:
        table = tomlkit.table()
        table.comment("where each field stands on an article's page: CSS selectors")
        _add_fields(table, profile)
        document.add("fields", table)
    if profile.layout:
        eras = tomlkit.aot()
        for era in profile.layout:
            table = tomlkit.table()
            for key, value in (("from", era.from_), ("until", era.until)):
                if value:
                    table.add(key, value)
            _add_marks(table, era, MARKS)
            inner = tomlkit.table()
            _add_fields(inner, era)
            table.add("fields", inner)
            eras.append(table)
        document.add("era", eras)
    return tomlkit.dumps(document)


def _add_marks(table: Any, markup: Markup, keys: Iterable[str]) -> None:
    for key in keys:
        if value := getattr(markup, key):
            table.add(key, _value(value))


def _add_fields(table: Any, markup: Markup) -> None:
    for name, rules in markup.fields.items():
        values = [_rule(rule) for rule in rules]
        table.add(name, values[0] if len(values) == 1 else _array(values))


def _rule(rule: Rule) -> Any:
    given: Mapping[str, Any] = rule.model_dump(exclude_defaults=True)
    if set(given) == {"css"}:
        return given["css"]
    table = tomlkit.inline_table()
    for key, value in given.items():
        table.add(key, _value(value))
    return table


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return _array(value)
    if isinstance(value, str) and "\\" in value and "'" not in value:
        return tomlkit.string(
            value, literal=True
        )  # a regular expression, without doubled backslashes
    return value


def _array(values: Iterable[Any]) -> Any:
    array = tomlkit.array()
    for value in values:
        array.append(_value(value))
    array.multiline(multiline=len(array.as_string()) > WRAP)
    return array

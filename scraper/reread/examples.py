"""A change, shown short: what a field was and what it would be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.store.rereading import Comparison

LENGTH = 120
"""Letters of a value that are shown."""


@dataclass(frozen=True, slots=True)
class Example:
    """One field of one article, before and after; None where it is empty."""

    field: str
    url: str
    before: str | None
    after: str | None


def examples_of(compared: Comparison) -> Iterator[Example]:
    """One example for each field that differs."""
    if compared.before is None:
        return
    for name in compared.changed:
        before, after = _shown(compared.before[name]), _shown(compared.after[name])
        pairs = enumerate(zip(before, after, strict=False))
        start = next((n for n, (a, b) in pairs if a != b), min(len(before), len(after)))
        # Of long texts the place where they part, with a little before it.
        start = max(0, start - LENGTH // 3) if max(len(before), len(after)) > LENGTH else 0
        yield Example(
            name, compared.article.url, _cut(before, start) or None, _cut(after, start) or None
        )


def _cut(text: str, start: int) -> str:
    end = start + LENGTH
    return f"{'… ' if start and text else ''}{text[start:end]}{' …' if len(text) > end else ''}"


def _shown(value: Any) -> str:
    """A field's JSON value in words."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\n\n", " ¶ ").replace("\n", " ")
    if isinstance(value, list):
        return "; ".join(_shown(item) for item in value)
    if isinstance(value, dict):
        if "precision" in value:
            return f"{value['value']} ({value['precision']})"
        return " · ".join(shown for item in value.values() if (shown := _shown(item)))
    return str(value)

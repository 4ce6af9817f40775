"""Exports: one module per format, all from the same stream of rows (``Archive.rows``)."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from scraper.export.csv import write_csv
from scraper.export.jsonl import write_jsonl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scraper.export.sink import Target


class Writer(Protocol):
    """What every format's function takes and returns."""

    def __call__(
        self,
        rows: Iterable[Sequence[object]],
        target: Target,
        *,
        columns: Sequence[str] = ...,
        bom: bool = ...,
    ) -> int:
        """Write ``rows`` to ``target``; returns their number."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format to export to.

    Attributes:
        suffix: of its files, with the dot.
        description: one line for the command's help.
        write: writes rows to a target and returns their number.
    """

    suffix: str
    description: str
    write: Writer


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "csv": Format(".csv", "comma-separated values (RFC 4180), one row per article", write_csv),
        "jsonl": Format(".jsonl", "JSON Lines, one article per line", write_jsonl),
    }
)

__all__ = ["FORMATS", "Format", "Writer", "write_csv", "write_jsonl"]

"""What a user may ask of an export besides its format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Options:
    """Choices that some formats have; the others ignore them.

    Attributes:
        bom: CSV and JSON Lines begin with a byte order mark, by which Excel recognises UTF-8.
        partition: Parquet becomes a folder with a file for each portal and year.
        columns: of a table, in this order; all when None.
    """

    bom: bool = False
    partition: bool = False
    columns: tuple[str, ...] | None = None

    def chosen(self, known: Sequence[str]) -> list[str]:
        """The columns to write, out of ``known``.

        Raises:
            UsageError: an unknown column, or none at all.
        """
        if self.columns is None:
            return list(known)
        if unknown := [name for name in self.columns if name not in known]:
            raise UsageError(f"{', '.join(unknown)} is no column; they are {', '.join(known)}")
        if not self.columns:
            raise UsageError("no column was asked for")
        return list(dict.fromkeys(self.columns))

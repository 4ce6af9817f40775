"""What a user may ask of an export besides its format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Choices that some formats have; the others ignore them.

    Attributes:
        bom: CSV and JSON Lines begin with a byte order mark, by which Excel recognises UTF-8.
        partition: Parquet becomes a folder with a file for each portal and year.
    """

    bom: bool = False
    partition: bool = False

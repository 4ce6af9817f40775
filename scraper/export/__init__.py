"""Exports: one module per format, all from the same stream of rows (:class:`Source`).

>>> list(FORMATS)
['csv', 'jsonl', 'parquet', 'xlsx', 'bibtex', 'ris', 'tei', 'corpus', 'datapackage']
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scraper.errors import UsageError
from scraper.export.options import Options
from scraper.export.sink import STDOUT, folder, opened
from scraper.export.source import Source, Wanted, source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scraper.export.sink import Target
    from scraper.store import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format to export to.

    Attributes:
        extension: of its files, with the dot; empty for a folder.
        media_type: of its files (IANA's name, where there is one); empty for a folder.
        description: one line for help and web page.
        writer: module and function that write it. It is loaded when it is used: nobody who lists
            the formats should wait for all of them.
        partitioned: the same for a folder of parts, where the format has one.
        text: whether people can read it on a terminal.
        bom: whether a byte order mark may stand before it.
        table: whether it has columns, of which some may be chosen.
    """

    extension: str
    media_type: str
    description: str
    writer: str
    partitioned: str = ""
    text: bool = True
    bom: bool = False
    table: bool = False

    @property
    def is_folder(self) -> bool:
        """Whether it is written as a folder of several files."""
        return not self.extension


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of an export.

    Attributes:
        articles: number of articles written.
        notes: what the user should know of the result, a sentence each: that texts were cut, say.
    """

    articles: int
    notes: tuple[str, ...]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "csv": Format(
            extension=".csv", media_type="text/csv; charset=utf-8", writer="csv:write_csv",
            description="comma-separated values (RFC 4180), one row per article", bom=True, table=True,
        ),
        "jsonl": Format(
            extension=".jsonl", media_type="application/x-ndjson", writer="jsonl:write_jsonl",
            description="JSON Lines, one article per line", bom=True, table=True,
        ),
        "parquet": Format(
            extension=".parquet", media_type="application/vnd.apache.parquet", text=False,
            writer="parquet:write_parquet", partitioned="parquet:write_partitions",
            description="typed columns for pandas, R, DuckDB", table=True,
        ),
        "xlsx": Format(
            extension=".xlsx", text=False, writer="excel:write_xlsx",
            media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            description="Excel", table=True,
        ),
        "bibtex": Format(
            extension=".bib", media_type="application/x-bibtex", writer="bibliography:write_bibtex",
            description="references for biblatex",
        ),
        "ris": Format(
            extension=".ris", media_type="application/x-research-info-systems",
            writer="bibliography:write_ris", description="references for Zotero, EndNote, Citavi",
        ),
        "tei": Format(
            extension=".xml", media_type="application/tei+xml", writer="tei:write_tei",
            description="a TEI P5 corpus",
        ),
        "corpus": Format(
            extension="", media_type="", writer="corpus:write_corpus",
            description="a folder of text files with metadata.csv, for AntConc, Sketch Engine",
        ),
        "datapackage": Format(
            extension="", media_type="", writer="package:write_package",
            description="a folder of CSV, its description (Frictionless) and a datasheet",
        ),
    }
)  # fmt: skip
"""All formats by name, in the order in which they are listed."""

FILES: Mapping[str, Format] = MappingProxyType(
    {name: made for name, made in FORMATS.items() if not made.is_folder}
)
"""Those that are one file, and so can be downloaded or piped."""


def export(
    archive: Archive,
    name: str,
    target: Target,
    wanted: Wanted = Wanted(),  # noqa: B008  # immutable
    options: Options = Options(),  # noqa: B008
    tell: Callable[[int], None] | None = None,
    processes: int | None = None,
) -> Exported:
    """Write articles in one format; the same archive gives the same bytes.

    Args:
        archive: where to read, all of one state of it.
        name: out of :data:`FORMATS`.
        target: a path, which appears when it is whole; ``"-"`` for standard output; or, for what
            is one file, a stream of bytes, which need not be seekable.
        wanted: which articles.
        options: choices that some formats have.
        tell: is told now and then how many articles were written so far.
        processes: how many read at most, where there are many articles and the format is made of
            rows; by the number of processors when None. The bytes do not depend on it.

    Raises:
        UsageError: an unknown format, an option that it has not, a folder that exists or that is
            wanted on standard output, or a filter that makes no sense.
        LoaError: the target cannot be written; nothing is left of it.
    """
    made = _format(name, options)
    write: Any = _loaded(made.partitioned if options.partition else made.writer)
    if not (made.is_folder or options.partition):
        with source(archive, wanted, tell, processes) as rows, opened(target) as stream:
            write(rows, stream, options)
        return Exported(rows.read, tuple(rows.notes))
    if target == STDOUT or not isinstance(target, str | Path):
        raise UsageError(f"{name} is a folder of files here: give the path of a new folder")
    with source(archive, wanted, tell, processes) as rows, folder(target) as place:
        write(rows, place, options)
    return Exported(rows.read, tuple(rows.notes))


def _format(name: str, options: Options) -> Format:
    made = FORMATS.get(name)
    if made is None:
        raise UsageError(f"there is no format {name}; they are {', '.join(FORMATS)}")
    if options.bom and not made.bom:
        fitting = ", ".join(n for n, f in FORMATS.items() if f.bom)
        raise UsageError(f"{name} has no byte order mark; {fitting} may have one")
    if options.partition and not made.partitioned:
        fitting = ", ".join(n for n, f in FORMATS.items() if f.partitioned)
        raise UsageError(f"{name} cannot be parted by portal and year; {fitting} can")
    if options.columns is not None and not made.table:
        fitting = ", ".join(n for n, f in FORMATS.items() if f.table)
        raise UsageError(f"{name} has no columns to choose; {fitting} have")
    return made


def _loaded(writer: str) -> Any:
    module, function = writer.split(":")
    return getattr(import_module(f"scraper.export.{module}"), function)


__all__ = ["FORMATS", "STDOUT", "Exported", "Format", "Options", "Source", "Wanted",
           "export"]  # fmt: skip

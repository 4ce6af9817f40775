"""Excel: one row per article, dates as Excel's dates, within the limits that Excel has.

Limits: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3 (1,048,576 rows in
a sheet, 32,767 characters in a cell, which Excel counts in UTF-16). What does not fit goes to
further sheets or is cut, with a mark in the cell, a line in the sheet ``cut`` and a note to the user.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError, FileSizeError

from scraper.errors import LoaError
from scraper.store.flat import FLAT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

    from scraper.export.options import Options
    from scraper.export.source import Source

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
MARK = " … [cut: {} characters in all]"

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  # xlsxwriter writes it as it is
"""Of every workbook: the present moment would make two exports of one archive differ."""

_FIRST_YEAR = 1900
"""The first that Excel has dates of; older ones stay text."""

_FORMATS = {"day": "yyyy-mm-dd", "minute": "yyyy-mm-dd hh:mm", "second": "yyyy-mm-dd hh:mm:ss"}
_LENGTHS = {10: "day", 16: "minute", 19: "second"}
_MOMENTS = frozenset({"published", "updated", "first_seen", "last_seen", "gone"})
_WIDTHS = {"title": 60, "lead": 40, "body": 40, "url": 30, "section_path": 30, "authors": 24}


def write_xlsx(source: Source, stream: BinaryIO, options: Options) -> None:
    """Write articles as a workbook; memory does not grow with their number.

    Raises:
        LoaError: it would be larger than Excel's files can be.
    """
    columns = options.chosen(FLAT_COLUMNS)
    pipe = _Pipe(stream)
    # A folder of our own for the parts of the workbook: what fails leaves none of them.
    with tempfile.TemporaryDirectory(prefix="loa-xlsx-") as parts:
        book = xlsxwriter.Workbook(pipe, {"constant_memory": True, "tmpdir": parts})
        book.set_properties({"created": CREATED})
        try:
            _Writer(book, source, columns).write()
            book.close()
        except FileCreateError as error:  # how xlsxwriter wraps what the disk or the reader says
            raise error.args[0] from error
        except FileSizeError as error:
            raise LoaError(
                "a sheet would be larger than the 2 GB that Excel's files have room for: narrow the "
                "filters, or export CSV or Parquet"
            ) from error
        finally:
            pipe.stop()


class _Pipe:
    """A stream that only goes forward, and takes no more after it was stopped.

    ZipFile writes its directory when it is collected, even into what failed and was closed.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream: BinaryIO | None = stream

    def write(self, data: bytes) -> int:
        return self._stream.write(data) if self._stream is not None else len(data)

    def flush(self) -> None:
        """Leave that to the owner of the stream."""

    def stop(self) -> None:
        self._stream = None


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook, source: Source, columns: Sequence[str]) -> None:
        self._book = book
        self._columns = columns
        self._source = source
        self._bold = book.add_format({"bold": True})
        self._formats = {name: book.add_format({"num_format": f}) for name, f in _FORMATS.items()}
        self._cut: list[tuple[int, str, int]] = []
        self._sheets = 0

    def write(self) -> None:
        sheet, line = self._sheet(), 0
        needed = list(dict.fromkeys(["id", *self._columns]))
        for batch in self._source.batches(needed):
            for row in batch.rows():
                line += 1
                if line == MOST_ROWS:
                    sheet, line = self._sheet(), 1
                self._row(sheet, line, dict(zip(needed, row, strict=True)))
        if self._sheets > 1:
            self._source.note(
                f"a sheet of Excel has {MOST_ROWS:,} rows: the articles are on {self._sheets} sheets"
            )
        self._list_cut()

    def _sheet(self) -> Any:
        self._sheets += 1
        sheet = self._book.add_worksheet(
            "articles" if self._sheets == 1 else f"articles {self._sheets}"
        )
        for place, name in enumerate(self._columns):
            sheet.set_column(place, place, _WIDTHS.get(name, 18 if name in _MOMENTS else 12))
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, self._columns, self._bold)
        return sheet

    def _row(self, sheet: Any, line: int, row: Mapping[str, str | int | None]) -> None:
        for place, name in enumerate(self._columns):
            value = row[name]
            if value is None or value == "":
                continue
            if isinstance(value, int):
                sheet.write_number(line, place, value)
            elif name in _MOMENTS and (moment := _moment(value)):
                sheet.write_datetime(line, place, moment[0], self._formats[moment[1]])
            else:
                # As a string whatever it looks like: "=1+1" is a title here and no formula.
                sheet.write_string(line, place, self._fitting(row["id"], name, value))

    def _fitting(self, article: Any, name: str, text: str) -> str:
        text = text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")  # no characters of XML
        if len(text) * 2 <= MOST_CHARACTERS:
            return text
        size = _units(text)
        if size <= MOST_CHARACTERS:
            return text
        self._cut.append((article, name, len(text)))
        mark = MARK.format(len(text))
        room = (MOST_CHARACTERS - len(mark)) * 2
        # A pair of surrogates that would be parted is left out.
        return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + mark

    def _list_cut(self) -> None:
        if not self._cut:
            return
        sheet = self._book.add_worksheet("cut")
        sheet.write_row(0, 0, ("id", "column", "characters"), self._bold)
        for line, values in enumerate(self._cut[: MOST_ROWS - 1], start=1):
            sheet.write_row(line, 0, values)
        self._source.note(
            f"what is longer than the {MOST_CHARACTERS:,} characters of a cell of Excel was cut, in "
            f"{len(self._cut):,} cells; the sheet “cut” lists them, and CSV has them whole"
        )


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _moment(text: str) -> tuple[datetime, str] | None:
    """A date as the page shows it, without its offset, and how precise it is; None for Excel's past."""
    shown = text[:-6] if text[-6:-5] in {"+", "-"} and "T" in text else text.removesuffix("Z")
    precision = _LENGTHS.get(len(shown))
    if precision is None or int(shown[:4]) < _FIRST_YEAR:
        return None
    return datetime.fromisoformat(shown), precision

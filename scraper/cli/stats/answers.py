"""What the commands of ``loa stats`` share: which articles, and in which form the answer comes."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, get_args

import click

from scraper.analysis.chart_words import LANGUAGES
from scraper.cli.options import ArticleFilters, db_option, filter_options
from scraper.cli.output import stderr
from scraper.cli.stages import patience
from scraper.cli.waiting import counted_aloud
from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from scraper.analysis.chart_style import Spec
    from scraper.analysis.chart_words import Language
    from scraper.analysis.corpus import ArticleText
    from scraper.analysis.tokens import Tokenizer
    from scraper.store import Archive

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Articles:
    """Which articles of which archive.

    Attributes:
        db: the archive's file.
        query: of a search, or empty.
        filters: as of ``loa search``.
    """

    db: Path
    query: str
    filters: ArticleFilters

    def frame(self, archive: Archive, *columns: str) -> pd.DataFrame:
        """Some columns of these articles; a terminal shows that it goes on."""
        with patience("reading the articles"):
            return archive.articles(self.query, columns=columns, **self.filters.as_arguments())

    def texts(self, archive: Archive, also: str = "") -> Iterator[ArticleText]:
        """These articles one by one; a terminal shows that it goes on.

        Args:
            archive: where to read.
            also: a query that has to find them, too.
        """
        from scraper.analysis.corpus import stream  # noqa: PLC0415

        query = " ".join(f"({part})" for part in (self.query, also) if part.strip())
        return counted_aloud(stream(archive, query, **self.filters.as_arguments()))


@dataclass(frozen=True, slots=True)
class Answer:
    """The form of the answer."""

    as_csv: bool
    as_json: bool
    chart: Path | None
    language: Language

    def give(
        self,
        frame: pd.DataFrame,
        shown: Callable[[], None],
        chart: Callable[[Language], Spec],
        nothing: str = "nothing found",
    ) -> None:
        """Print the frame as asked for, and write the chart.

        Args:
            frame: the rows; ``attrs`` stand in JSON beside them.
            shown: prints what a person reads.
            chart: makes the chart in a language.
            nothing: what is said where there is no row.
        """
        if self.chart is not None:
            from scraper.analysis.rendering import save_chart  # noqa: PLC0415

            save_chart(chart(self.language), self.chart, language=self.language)
            stderr().print(f"chart in {self.chart}", markup=False, soft_wrap=True)
        if self.as_json:
            document = {**{k: _plain(v) for k, v in frame.attrs.items()}, "rows": records(frame)}
            click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        elif self.as_csv:
            click.echo(
                frame.to_csv(index=False, lineterminator="\r\n", date_format="%Y-%m-%d"), nl=False
            )
        elif frame.empty:
            stderr().print(nothing)
        else:
            shown()


def stats_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add the filters of ``loa search`` and the forms of the answer.

    The command gets ``articles`` (:class:`Articles`) and ``answer`` (:class:`Answer`).
    """

    @click.option("--query", default="", metavar="QUERY", help="Only articles that a search finds.")
    @filter_options
    @click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
    @click.option("--chart", metavar="FILE", type=click.Path(path_type=Path),
                  help="Also draw a chart: FILE.html (works offline), FILE.svg or FILE.png.")  # fmt: skip
    @click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True,
                  help="Of the chart's words and numbers.")  # fmt: skip
    @db_option
    @wraps(command)
    def with_options(
        *args: Any,
        query: str,
        filters: ArticleFilters,
        as_csv: bool,
        as_json: bool,
        chart: Path | None,
        language: Language,
        db: Path,
        **rest: Any,
    ) -> R:
        if as_csv and as_json:
            raise UsageError("--csv and --json are two answers; ask for one")
        if chart is not None:
            from scraper.analysis.rendering import check_chart_path  # noqa: PLC0415

            check_chart_path(chart)
        return command(
            *args,
            articles=Articles(db, query, filters),
            answer=Answer(as_csv, as_json, chart, language),
            **rest,
        )

    return with_options


def token_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add ``--tokens`` and ``--fold``; the command gets ``tokenizer``."""
    from scraper.analysis.tokens import Unit  # noqa: PLC0415

    @click.option("--tokens", "unit", type=click.Choice(get_args(Unit)), default="syllables",
                  show_default=True,
                  help="What counts as one in Vietnamese; words need the extra [viet] and time.")  # fmt: skip
    @click.option("--fold", is_flag=True, help="Leave accents out: má, mà and ma are one.")
    @wraps(command)
    def with_tokenizer(*args: Any, unit: Unit, fold: bool, **rest: Any) -> R:
        from scraper.analysis.tokens import Tokenizer  # noqa: PLC0415

        tokenizer: Tokenizer = Tokenizer(unit, fold)
        return command(*args, tokenizer=tokenizer, **rest)

    return with_tokenizer


def every_option(default: str) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Add ``--every`` with the length of a period."""
    from scraper.analysis.periods import PERIODS  # noqa: PLC0415

    return click.option(
        "--every", type=click.Choice(PERIODS), default=default, show_default=True,
        help="Length of a period; weeks begin on Monday.",
    )  # fmt: skip


def by_option(command: Callable[..., R]) -> Callable[..., R]:
    """Add ``--by`` and ``--top``: split by a facet."""
    from scraper.analysis.charts import SERIES  # noqa: PLC0415
    from scraper.analysis.corpus import FACETS  # noqa: PLC0415

    command = click.option(
        "--top", type=click.IntRange(min=1), default=SERIES, show_default=True,
        help="With --by: so many values; the rest is summed up.",
    )(command)  # fmt: skip
    return click.option("--by", type=click.Choice(FACETS), help="Split by this.")(command)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows for JSON: days as text, None for what is missing."""
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):  # also pandas' moments, and its word for none
        return str(value)[:10] if value == value else None  # noqa: PLR0124
    if hasattr(value, "item"):  # a number of numpy
        return _plain(value.item())
    return None  # pandas.NA


def day(value: Any) -> str:
    """A day for people; empty where unknown."""
    return _plain(value) or ""

"""What a crawl shows while it runs: a live board on a terminal, plain lines elsewhere. To stderr."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Protocol, Self

from rich.live import Live
from rich.markup import escape
from rich.table import Table

from scraper.cli.output import duration, number, stderr
from scraper.crawl import Finished, Indexing, Noted, Started
from scraper.crawl import Progress as Step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from rich.console import Console

    from scraper.crawl import CrawlEvent

SECONDS = 10.0
"""Between two lines of a plain log."""


class View(Protocol):
    """Shows events; a context manager, so that a terminal is left as it was found."""

    def __call__(self, event: CrawlEvent) -> None:
        """Show ``event``."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def crawl_view() -> View:
    """The view that suits standard error."""
    return Board() if stderr().is_terminal else Lines()


def _state(step: Step) -> str:
    parts = [f"{number(step.new)} new"]
    if step.revised:
        parts.append(f"{number(step.revised)} changed")
    if step.unchanged:
        parts.append(f"{number(step.unchanged)} unchanged")
    if step.errors:
        parts.append(f"{number(step.errors)} errors")
    return " · ".join(parts)


@dataclass(slots=True)
class _Row:
    """One portal's line: its last step, and when the steps of the last seconds came."""

    step: Step | None = None
    begun: float = 0.0
    ended: str | None = None
    recent: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=50))

    def rate(self) -> float:
        """Requests a second of late."""
        if len(self.recent) < 2:
            return 0.0
        (first, fewer), (last, more) = self.recent[0], self.recent[-1]
        return (more - fewer) / (last - first) if last > first else 0.0


class Board:
    """A line per portal that fits 80 columns; what is over gives way to what runs.

    Args:
        console: the terminal.
        clock: seconds of a clock that only goes forward.
    """

    def __init__(
        self, console: Console | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        self._console = console or stderr()
        self._clock = clock
        self._rows: dict[str, _Row] = {}
        self._indexing: Indexing | None = None
        self._live = Live(
            get_renderable=self.render, console=self._console, refresh_per_second=4, transient=False
        )

    def __call__(self, event: CrawlEvent) -> None:
        """Show ``event``."""
        if isinstance(event, Indexing):
            self._indexing = event
            return
        row = self._rows.setdefault(event.portal, _Row(begun=self._clock()))
        if isinstance(event, Step):
            row.step = event
            row.recent.append((self._clock(), event.requests))
        elif isinstance(event, Noted):
            self._console.print(f"{event.portal}: {event.message}", markup=False)
        elif isinstance(event, Finished):
            report = event.report
            row.ended = report.outcome
            row.step = Step(
                event.portal,
                requests=report.requests,
                handled=report.handled,
                waiting=0,
                new=report.new,
                unchanged=report.unchanged,
                revised=report.revised,
                refused=report.refused.total(),
                errors=report.errors.total(),
                found=report.found,
            )

    def render(self) -> Table:
        """The table as things stand."""
        board = Table(
            box=None, pad_edge=False, show_edge=False, header_style="dim", padding=(0, 1, 0, 0)
        )
        board.add_column("portal", no_wrap=True, overflow="ellipsis", min_width=8, max_width=18)
        for name in ("pages", "waiting", "/s", "found", "new", "changed", "errors"):
            board.add_column(name, justify="right", no_wrap=True)
        board.add_column("", no_wrap=True)
        room = max(3, self._console.height - 4)
        running = [pair for pair in self._rows.items() if pair[1].ended is None]
        over = [pair for pair in self._rows.items() if pair[1].ended is not None]
        shown = [*over[max(0, len(over) - max(0, room - len(running))) :], *running[:room]]
        for name, row in shown:
            board.add_row(f"[bold]{escape(name)}[/]", *_cells([row]), row.ended or "…")
        if len(shown) < len(self._rows) or len(shown) > 1:
            words = f"{number(len(over))} of {number(len(self._rows))} done"
            board.add_row(f"[dim]{words}[/]", *_cells(list(self._rows.values())), "")
        if self._indexing is not None:
            done = f"{number(self._indexing.done)} of {number(self._indexing.total)}"
            board.caption = f"search index: {done} articles"
        return board

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()


def _cells(rows: Sequence[_Row]) -> list[str]:
    """The numbers of a line, summed over ``rows``."""
    steps = [row.step for row in rows if row.step is not None]
    rate = sum(row.rate() for row in rows if row.ended is None)
    errors = sum(step.errors for step in steps)
    return [
        number(sum(step.handled for step in steps)),
        number(sum(step.waiting for step in steps)),
        f"{rate:.1f}" if rate else "–",
        number(sum(step.found for step in steps)),
        number(sum(step.new for step in steps)),
        number(sum(step.revised for step in steps)),
        f"[red]{number(errors)}[/]" if errors else "0",
    ]


class Lines:
    """A log for pipes and cron: a line at begin and end, and one every ten seconds between."""

    def __init__(self) -> None:
        self._console = stderr()
        self._said: dict[str, float] = {}

    def __call__(self, event: CrawlEvent) -> None:
        """Say ``event``, if it is time."""
        if isinstance(event, Started):
            left = f", {number(event.waiting)} addresses wait" if event.waiting > 1 else ""
            self._say(event.portal, f"crawling {event.home}{left}")
        elif isinstance(event, Step):
            if monotonic() - self._said.get(event.portal, 0.0) >= SECONDS:
                total = event.handled + event.waiting
                self._say(
                    event.portal,
                    f"{number(event.handled)} of {number(total)} pages, {_state(event)}",
                )
        elif isinstance(event, Indexing):
            if monotonic() - self._said.get("search index", 0.0) >= SECONDS:
                words = f"{number(event.done)} of {number(event.total)} articles"
                self._say("search index", words)
        elif isinstance(event, Noted):
            self._say(event.portal, event.message)
        elif isinstance(event, Finished):
            report = event.report
            self._say(event.portal, f"{report.outcome} after {duration(report.seconds)}")

    def _say(self, portal: str, words: str) -> None:
        self._said[portal] = monotonic()
        self._console.print(f"{portal}: {words}", markup=False, soft_wrap=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to put back."""

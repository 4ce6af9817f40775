"""What a crawl shows while it runs: live bars on a terminal, plain lines elsewhere. To stderr."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Protocol, Self

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from scraper.cli.output import duration, number, stderr
from scraper.crawl import Finished, Noted, Started
from scraper.crawl import Progress as Step

if TYPE_CHECKING:
    from types import TracebackType

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
    return Bars() if stderr().is_terminal else Lines()


def _state(step: Step) -> str:
    parts = [f"{number(step.new)} new"]
    if step.revised:
        parts.append(f"{number(step.revised)} changed")
    if step.unchanged:
        parts.append(f"{number(step.unchanged)} unchanged")
    if step.errors:
        parts.append(f"{number(step.errors)} errors")
    return " · ".join(parts)


class Bars:
    """One bar per portal: addresses handled of those known so far, which grow as it goes."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(style="cyan"),
            TextColumn("[bold]{task.description} "),
            BarColumn(bar_width=32, style="grey37", complete_style="cyan", finished_style="green"),
            TextColumn(" {task.completed:.0f} of {task.total:.0f} pages "),
            TextColumn("[dim]{task.fields[state]} "),
            TimeElapsedColumn(),
            console=stderr(),
        )
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, event: CrawlEvent) -> None:
        """Show ``event``."""
        if isinstance(event, Started):
            self._tasks[event.portal] = self._progress.add_task(
                event.portal, total=max(1, event.waiting), state="begins"
            )
        elif isinstance(event, Step):
            self._progress.update(
                self._tasks[event.portal],
                completed=event.handled,
                total=max(1, event.handled + event.waiting),
                state=_state(event),
            )
        elif isinstance(event, Noted):
            self._progress.console.print(f"{event.portal}: {event.message}", markup=False)
        elif isinstance(event, Finished):
            report = event.report
            self._progress.update(
                self._tasks[event.portal],
                completed=report.handled,
                total=max(1, report.handled),
                state=f"{report.outcome} · {number(report.new)} new",
            )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()


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

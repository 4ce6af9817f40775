"""The summary of a crawl that a mail can carry: plain text, its first line a subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.cli.output import duration, symptoms_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from scraper.crawl import CrawlReport


def mail_summary(reports: Sequence[CrawlReport], db: Path) -> str:
    """What a crawl brought, in lines: the subject, what needs a person, what each portal gave.

    >>> from pathlib import Path
    >>> from scraper.crawl import CrawlReport
    >>> print(mail_summary([CrawlReport("hue", new=2, requests=9, seconds=75)], Path("news.db")))
    Loa: 2 new, 0 changed on 1 portal
    <BLANKLINE>
    hue: 2 new, 0 changed; 9 requests in 1 min 15 s
    <BLANKLINE>
    Archive: news.db
    """
    new, changed = sum(r.new for r in reports), sum(r.revised for r in reports)
    subject = f"Loa: {new} new, {changed} changed on {_portals(len(reports))}"
    wanting = [(report, list(_wanting(report))) for report in reports]
    count = sum(1 for _, lines in wanting if lines)
    if count:
        subject += f"; {_portals(count)} need{'s' if count == 1 else ''} a look"
    parts = [subject, "\n".join(line for _, lines in wanting for line in lines)]
    parts.append("\n".join(_brought(report) for report in reports if report.new or report.revised))
    quiet = [r.portal for r in reports if not (r.new or r.revised or r.error)]
    parts.append(f"nothing new: {', '.join(quiet)}" if quiet else "")
    return "\n\n".join([*filter(None, parts), f"Archive: {db}"])


def _portals(count: int) -> str:
    return f"{count} portal{'' if count == 1 else 's'}"


def _brought(report: CrawlReport) -> str:
    line = f"{report.portal}: {report.new} new, {report.revised} changed; "
    line += f"{report.requests} requests in {duration(report.seconds)}"
    return line if report.outcome == "done" else f"{line} ({report.outcome})"


def _wanting(report: CrawlReport) -> Iterator[str]:
    """What a person should look at, a line each."""
    if report.error:
        yield f"{report.portal}: {report.error}"
    if report.symptoms:
        yield symptoms_line(report.portal, report.symptoms)
    if report.errors:
        names = ", ".join(f"{name} ({count})" for name, count in report.errors.most_common())
        yield f"{report.portal}: given up: {names}; `loa status` says more"

"""``loa audit``: how complete the archive is for a portal."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from scraper.analysis.audit import audit, known_listings
from scraper.cli.check import told
from scraper.cli.options import contact_option, db_option, json_option, open_archive, private_option
from scraper.cli.output import number, print_json, show, show_paragraph, table
from scraper.crawl import CrawlOptions
from scraper.crawl.audit import MOST_REQUESTS, look_at
from scraper.crawl.target import resolve
from scraper.errors import UsageError
from scraper.portals import profile_files

if TYPE_CHECKING:
    from pathlib import Path

    from rich.table import Table

    from scraper.analysis.audited import Audit, Gap, Row
    from scraper.store import Archive

GAPS = 30
"""Gaps of the table, the longest; --json gives all."""

COLUMNS = ("portal", "audited_at", "section", "stored", "gone", "unread", "shown", "shown_exact",
           "total", "share", "undated", "first", "last", "longest_gap_days", "longest_gap_first",
           "longest_gap_last")  # fmt: skip

WORDS = (
    "stored: articles in the archive. unread: articles of which only an address is known. shown: what "
    "the portal itself counts or lists now (≥: at least; – : it does not say). total: the larger of "
    "stored + unread and shown + gone; articles that the portal neither shows nor links cannot be "
    "known. A section's row holds those below it. docs/audit.md gives the method."
)


@click.command("audit")
@click.argument("portal", metavar="PORTAL|URL")
@click.option("--live/--no-live", default=True, show_default=True,
              help="Ask the portal what it shows, or use what the archive has alone.")  # fmt: skip
@click.option("--requests", type=click.IntRange(3, 2_000), default=MOST_REQUESTS, show_default=True,
              metavar="N", help="Requests to the portal at most.")  # fmt: skip
@click.option("--delay", type=float, default=1.0, show_default=True, metavar="SECONDS",
              help="Pause after each answer; robots.txt may ask for more.")  # fmt: skip
@click.option("--csv", "as_csv", is_flag=True, help="Print the table of sections as CSV.")
@contact_option
@private_option
@db_option
@json_option
def command(
    portal: str,
    live: bool,
    requests: int,
    delay: float,
    as_csv: bool,
    contact: str | None,
    allow_private: bool,
    db: Path,
    as_json: bool,
) -> None:
    """Estimate how complete the archive is for a portal, and list the gaps.

    Counts the portal's sitemaps, its REST interface's total and its listings' pages, and looks for
    gaps in the articles' ids and dates.
    """
    if as_csv and as_json:
        raise UsageError("--csv and --json are two answers; ask for one")
    options = CrawlOptions(contact=contact, delay=delay, allow_private=allow_private)
    with open_archive(db) as archive:
        target = _target(archive, portal)
        shown, name = None, target
        if live:
            profile = resolve(target, options)
            name = profile.name
            listings, hints = known_listings(archive, name)
            with told(name) as on_step:
                shown = look_at(
                    profile, options,
                    listings=listings, hints=hints, most_requests=requests, on_step=on_step,
                )  # fmt: skip
        elif "://" in target:
            name = next((s.name for s in archive.status() if s.home == target), target)
        found = audit(archive, name, shown)
    if as_json:
        print_json(found)
    elif as_csv:
        _write(found)
    else:
        _show(found)


def _target(archive: Archive, portal: str) -> str:
    """What names the portal: its profile, else the address under which it was crawled."""
    if "://" in portal or portal in profile_files():
        return portal
    homes = {state.name: state.home for state in archive.status()}
    return homes.get(portal) or portal


def _write(found: Audit) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in (*found.sections, found.whole):
        gap, share = row.longest, row.share
        values = (
            *(found.portal, found.at, row.section, row.stored, row.gone, row.unread, row.shown),
            *("" if row.shown is None else "yes" if row.exact else "no", row.total),
            *(None if share is None else f"{share:.4f}", row.undated, row.first, row.last),
            *((gap.length, gap.first, gap.last) if gap else (None, None, None)),
        )
        writer.writerow(["" if value is None else value for value in values])


def _show(found: Audit) -> None:
    asked = "with what the portal shows" if found.live else "from the archive alone"
    show(f"[bold]{escape(found.portal)}[/], {found.at}, {asked}")
    show(_sections(found))
    show_paragraph(WORDS)
    if found.sources:
        rows = table(
            "counted by the portal", "articles", "stored", "note", right=("articles", "stored")
        )
        for source in found.sources:
            count = _shown(source.articles, source.exact)
            held = "" if source.stored is None else number(source.stored)
            rows.add_row(escape(source.name), count, held, escape(source.note))
        show(rows)
    if found.ids:
        rows = table("ids", "from", "to", "stored", "met", "density",
                     right=("from", "to", "stored", "met", "density"))  # fmt: skip
        for series in found.ids:
            rows.add_row(
                escape(f"{series.prefix}#"), str(series.first), str(series.last),
                number(series.stored), number(series.met), f"{series.density:.1%}",
            )  # fmt: skip
        show(rows)
    if gaps := [gap for gap in found.gaps if gap.unusual or (gap.met and gap.expected is None)]:
        show(_gaps(gaps))
    if found.not_read:
        rows = table("known, not stored", "reason", "articles", "linked by articles", "for example",
                     right=("articles", "linked by articles"))  # fmt: skip
        for one in found.not_read:
            rows.add_row(
                one.state, escape(one.reason or ""), number(one.articles), number(one.by_articles),
                escape(one.example),
            )  # fmt: skip
        show(rows)
    for note in found.notes:
        show_paragraph(f"Note: {note}.")


def _sections(found: Audit) -> Table:
    numbers = ("stored", "gone", "unread", "shown", "total", "share", "undated")
    rows = table("section", *numbers, "first", "last", "longest gap", right=numbers)
    for row in found.sections:
        rows.add_row(*_cells(row, escape(row.section)))
    rows.add_section()
    rows.add_row(*_cells(found.whole, "[bold]the whole portal[/]"))
    return rows


def _cells(row: Row, name: str) -> list[str]:
    gap = f"{row.longest.length} days from {row.longest.first}" if row.longest else "–"
    return [
        name, number(row.stored), number(row.gone), _count(row.unread),
        _shown(row.shown, row.exact), _count(row.total),
        "–" if row.share is None else f"{row.share:.1%}", number(row.undated),
        str(row.first or "–"), str(row.last or "–"), gap,
    ]  # fmt: skip


def _count(count: int | None) -> str:
    return "–" if count is None else number(count)


def _shown(count: int | None, exact: bool) -> str:
    return "–" if count is None else ("" if exact else "≥ ") + number(count)


def _gaps(gaps: list[Gap]) -> Table:
    rows = table("gap in", "from", "to", "length", "by chance", "met", right=("length", "met"))
    for gap in sorted(gaps, key=lambda gap: (gap.kind, -gap.length))[:GAPS]:
        where = gap.place or "the whole portal" if gap.kind == "days" else f"{gap.place}#"
        rows.add_row(
            escape(f"{gap.kind}: {where}"), gap.first, gap.last, number(gap.length),
            "cannot be said" if gap.expected is None else f"{gap.expected:.2g}",
            number(gap.met) if gap.kind == "ids" else "",
        )  # fmt: skip
    if len(gaps) > GAPS:
        rows.caption = f"{GAPS} of {number(len(gaps))}; --json gives all"
    return rows

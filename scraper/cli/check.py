"""``loa check``: whether portals still are what their profiles say."""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from scraper.cli.errors import complain
from scraper.cli.options import contact_option, db_option, json_option, open_archive, private_option
from scraper.cli.output import article_count, number, print_json, show, stderr, table
from scraper.crawl import CrawlOptions
from scraper.crawl.check import SAMPLE, Checkup, check_portal
from scraper.crawl.target import resolve
from scraper.errors import LoaError, UsageError
from scraper.portals import profile_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from rich.table import Table

    from scraper.store import Archive


@click.command("check")
@click.argument("portals", nargs=-1, metavar="[PORTAL|URL]...")
@click.option(
    "--live/--no-live",
    default=None,
    help="Look at the portal now, or never. By default only if the last crawl read too few articles.",
)
@click.option(
    "--sample",
    type=click.IntRange(2, 50),
    default=SAMPLE,
    show_default=True,
    metavar="N",
    help="Articles to read when the portal is looked at.",
)
@click.option(
    "--delay",
    type=float,
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="Pause after each answer; robots.txt may ask for more.",
)
@contact_option
@private_option
@db_option
@json_option
def command(
    portals: tuple[str, ...],
    live: bool | None,
    sample: int,
    delay: float,
    contact: str | None,
    allow_private: bool,
    db: Path,
    as_json: bool,
) -> None:
    """Check whether portals still are what their profiles say; all of the archive's without names.

    Compares how many articles have each field, what the listings show, the system and the forms of
    addresses with earlier crawls. Prints one line per problem, with what to do, and ends with
    status 1 if there is any.
    """
    options = CrawlOptions(contact=contact, delay=delay, allow_private=allow_private)
    results: list[Checkup] = []
    errors: dict[str, str] = {}
    with open_archive(db) if db.exists() else nullcontext(None) as archive:
        for target in _targets(portals, archive, db):
            try:
                profile = resolve(target, options)
                with told(profile.name) as on_step:
                    checked = check_portal(
                        profile, archive, options, live=live, sample=sample, on_step=on_step
                    )
            except UsageError:
                raise
            except LoaError as error:
                errors[target] = str(error)
                continue
            results.append(checked)
            if not as_json:
                _show(checked)
    if as_json:
        print_json({"checked": results, "errors": errors})
    for target, why in errors.items():
        complain(f"{target}: {why}")
    if errors or any(result.symptoms for result in results):
        sys.exit(1)


@contextmanager
def told(portal: str) -> Iterator[Callable[[str, int], None] | None]:
    """On a terminal, a line on standard error that says what the portal is asked for."""
    console = stderr()
    if not console.is_terminal:
        yield None
        return
    with console.status(f"{escape(portal)} …") as status:
        yield lambda words, requests: status.update(
            f"{escape(portal)}: request {requests + 1}, {escape(words)}"
        )


def _targets(portals: Sequence[str], archive: Archive | None, db: Path) -> Sequence[str]:
    """What the user named, else all of the archive; by address where there is no profile.

    A portal that was crawled by its address has a name in the archive and no profile of that name.
    """
    known = profile_files()
    homes = {state.name: state.home for state in archive.status()} if archive is not None else {}
    if not portals and not homes:
        raise UsageError(f"{db} holds no portal to check; name one, as in `loa check huongtra`")
    return [
        name if name in known else homes.get(name) or name
        for name in dict.fromkeys(portals or homes)
    ]


def _show(result: Checkup) -> None:
    if result.symptoms:
        for symptom in result.symptoms:
            click.echo(f"{result.portal}: {symptom.message}")
        return
    name, count = escape(result.portal), result.now.pages
    if not count:
        show(f"{name}: the {result.source} read no article, so only its listings could be checked")
        return
    show(f"[bold]{name}[/]: no problems, by {article_count(count)} ({result.source})")
    show(_coverage(result))


def _coverage(result: Checkup) -> Table:
    rows = table("field", "now", "by rules", "before", right=("now", "by rules", "before"))
    for name, count in result.now.fields.items():
        before = result.before.get(name)
        if not count.filled and not (before and before.filled):
            continue
        rows.add_row(
            name,
            _share(count.filled, count.articles),
            _share(count.by_rules, count.articles),
            _share(before.filled, before.articles) if before else "–",
        )
    return rows


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%} of {number(whole)}" if whole else "–"

"""``loa people``: the people and offices of bylines, and which names are one."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from scraper.analysis.people import COLUMNS, flat, suggestions
from scraper.cli.options import db_option, json_option, open_archive
from scraper.cli.output import article_count, number, print_json, show, stderr, table
from scraper.errors import UsageError
from scraper.store.people import KINDS, dossier, people
from scraper.store.people_merges import merges
from scraper.store.people_rejections import rejections

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rich.table import Table

    from scraper.store.people import Dossier, Person, Seen
    from scraper.store.people_merges import Merge
    from scraper.store.people_names import Name
    from scraper.store.people_rejections import Rejection

SHOWN = 50
"""Rows of the table; --json and --csv give all."""

SOME = 3
"""Roles and portals of a row."""


class ListByDefault(click.Group):
    """A group that lists when its first word names no command: ``loa people [QUERY]``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``list`` before what is no command and no call for help."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group("people", cls=ListByDefault)
def command() -> None:
    """List the people and offices of bylines, and say which names are one.

    `loa people [QUERY]` lists; QUERY is words of a name, accents and case are free.
    """


@command.command("list")
@click.argument("query", default="")
@click.option("--portal", "portals", multiple=True, metavar="NAME",
              help="Only this portal (repeatable).")  # fmt: skip
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS),
              help="Only bylines of this kind (repeatable).")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), help="Only so many, those with most articles.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@db_option
@json_option
def list_command(
    query: str,
    portals: tuple[str, ...],
    kinds: tuple[str, ...],
    limit: int | None,
    as_csv: bool,
    db: Path,
    as_json: bool,
) -> None:
    """List names with roles, number of articles, and first and last day (the default)."""
    if as_csv and as_json:
        raise UsageError("--csv and --json are two answers; ask for one")
    with open_archive(db) as archive, archive.reading() as connection:
        found = people(connection, query, portals=portals, kinds=kinds)[:limit]
    if as_json:
        print_json(found)
    elif as_csv:
        writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(flat(person) for person in found)
    elif not found:
        stderr().print("nobody found")
    else:
        _show_list(found)


@command.command("show")
@click.argument("reference", metavar="NAME|ID")
@db_option
@json_option
def show_command(reference: str, db: Path, as_json: bool) -> None:
    """Show one person or office: roles, portals, sections, with the days between which seen."""
    with open_archive(db) as archive, archive.reading() as connection:
        found = dossier(connection, reference)
    if as_json:
        print_json(found)
    else:
        _show_dossier(found)


@command.command("variants")
@db_option
@json_option
def variants_command(db: Path, as_json: bool) -> None:
    """List names that may be one, with the evidence; nothing is joined by it.

    Join them with `loa people merge`, or say with `loa people reject` that they are not one: then
    they are not listed again.
    """
    with open_archive(db) as archive:
        found = suggestions(archive)
    if as_json:
        print_json(found)
        return
    if not found:
        stderr().print("no two names look like one")
        return
    rows = table("names (articles)", "evidence", "to join them, or to tell them apart")
    for group in found:
        names = "\n".join(f"{escape(n.name)} ({number(n.articles)})" for n in group.names)
        evidence = ", ".join(group.evidence) + ("\n[yellow]may be two[/]" if group.doubtful else "")
        numbers = " ".join(str(n.id) for n in group.names)
        rows.add_row(names, evidence, f"loa people merge {numbers}\nloa people reject {numbers}")
    show(rows)


@command.command("merge")
@click.argument("names", nargs=-1, required=True, metavar="NAME|ID...")
@click.option("--into", metavar="NAME|ID",
              help="The name that stands for all. By default that with the most articles.")  # fmt: skip
@click.option("--why", metavar="TEXT", help="A note that is kept with the decision.")
@db_option
def merge_command(names: tuple[str, ...], into: str | None, why: str | None, db: Path) -> None:
    """Join names that belong to one person or office; undone by `loa people unmerge`.

    Bylines keep the name as the page writes it.
    """
    with open_archive(db, write=True) as archive:
        made = archive.merge_people(*names, into=into, why=why)
    if not made:
        stderr().print("they were joined before")
    _tell(made, "is now counted as")


@command.command("unmerge")
@click.argument("name", metavar="NAME|ID")
@db_option
def unmerge_command(name: str, db: Path) -> None:
    """Take a name out again; of a name that stands for others, take all of them out."""
    with open_archive(db, write=True) as archive:
        undone = archive.unmerge_people(name)
    _tell(undone, "is no longer counted as")


@command.command("merges")
@db_option
@json_option
def merges_command(db: Path, as_json: bool) -> None:
    """List which names were joined, when, and why."""
    with open_archive(db) as archive, archive.reading() as connection:
        found = merges(connection)
    if as_json:
        print_json(found)
    elif not found:
        stderr().print("no names were joined")
    else:
        _show_decisions("counted as", [(one.person, one.into, one.at, one.why) for one in found])


@command.command("reject")
@click.argument("names", nargs=-1, required=True, metavar="NAME|ID...")
@click.option("--why", metavar="TEXT", help="A note that is kept with the decision.")
@db_option
def reject_command(names: tuple[str, ...], why: str | None, db: Path) -> None:
    """Say that names are different people or offices; undone by `loa people unreject`.

    `loa people variants` does not suggest them together again, and they cannot be joined.
    """
    with open_archive(db, write=True) as archive:
        made = archive.reject_people(*names, why=why)
    if not made:
        stderr().print("that was decided before")
    _tell_apart(made, "are two from now on")


@command.command("unreject")
@click.argument("names", nargs=-1, required=True, metavar="NAME|ID...")
@db_option
def unreject_command(names: tuple[str, ...], db: Path) -> None:
    """Take back that names are different; of a single name, all that was rejected about it."""
    with open_archive(db, write=True) as archive:
        undone = archive.unreject_people(*names)
    _tell_apart(undone, "may be one again")


@command.command("rejections")
@db_option
@json_option
def rejections_command(db: Path, as_json: bool) -> None:
    """List which names were said to be different, when, and why."""
    with open_archive(db) as archive, archive.reading() as connection:
        found = rejections(connection)
    if as_json:
        print_json(found)
    elif not found:
        stderr().print("no names were said to be different")
    else:
        _show_decisions("is not", [(one.person, one.other, one.at, one.why) for one in found])


def _show_decisions(words: str, decisions: Iterable[tuple[Name, Name, str, str | None]]) -> None:
    """Two names each, with the time and the reason of what was decided."""
    rows = table("name", words, "decided (UTC)", "why")
    for one, other, at, why in decisions:
        names = (escape(f"{name.name} ({name.id})") for name in (one, other))
        rows.add_row(*names, at, escape(why or ""))
    show(rows)


def _tell_apart(decisions: list[Rejection], words: str) -> None:
    for one in decisions:
        click.echo(
            f"{one.person.name} ({one.person.id}) and {one.other.name} ({one.other.id}) {words}"
        )


def _tell(decisions: list[Merge], words: str) -> None:
    for one in decisions:
        click.echo(f"{one.person.name} ({one.person.id}) {words} {one.into.name} ({one.into.id})")


def _show_list(found: list[Person]) -> None:
    rows = table("id", "name", "kind", "roles", "articles", "first", "last", "portals",
                 right=("id", "articles"))  # fmt: skip
    for person in found[:SHOWN]:
        name = escape(person.name)
        if person.variants:
            name += f" [dim](also {escape(', '.join(v.name for v in person.variants))})[/]"
        rows.add_row(
            *(str(person.id), name, ", ".join(person.kinds), escape(_some(person.roles))),
            *(number(person.articles), person.first, person.last, escape(_some(person.portals))),
        )
    show(rows)
    if len(found) > SHOWN:
        show(f"the first {SHOWN} of {number(len(found))}; --csv gives all")


def _some(values: tuple[str, ...]) -> str:
    more = len(values) - SOME
    return "; ".join(values[:SOME]) + (f" and {more} more" if more > 0 else "")


def _show_dossier(found: Dossier) -> None:
    person = found.person
    days = person.first if person.first == person.last else f"{person.first} to {person.last}"
    show(
        f"[bold]{escape(person.name)}[/] ({person.id}): {article_count(person.articles)}, {days}, "
        f"as {', '.join(person.kinds)}"
    )
    if person.variants:
        show(_seen("name", found.names))
    show(_seen("role", found.roles))
    show(_seen("portal", found.portals))
    show(_seen("section", found.sections))
    rows = table("article", "day", "portal", "title", right=("article",))
    for mention in found.latest:
        rows.add_row(str(mention.id), mention.day, escape(mention.portal), escape(mention.title))
    show(rows)


def _seen(what: str, found: tuple[Seen, ...]) -> Table:
    rows = table(what, "articles", "first", "last", right=("articles",))
    for seen in found:
        rows.add_row(
            "[dim]none said[/]" if seen.what is None else escape(seen.what),
            number(seen.articles),
            seen.first,
            seen.last,
        )
    return rows

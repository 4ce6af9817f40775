"""Options that several commands share, so that they are called and behave the same everywhere."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.store import Archive

P = ParamSpec("P")
R = TypeVar("R")

DEFAULT_DB = "data/news.db"

db_option = click.option(
    "--db",
    "db",
    envvar="LOA_DB",
    default=DEFAULT_DB,
    show_default=True,
    show_envvar=True,
    type=click.Path(path_type=Path),
    help="The archive.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
contact_option = click.option(
    "--contact",
    envvar="LOA_CONTACT",
    show_envvar=True,
    metavar="ADDRESS",
    help="E-mail or web address at which administrators reach you; part of the user agent.",
)
private_option = click.option(
    "--allow-private",
    is_flag=True,
    help="Allow loopback, private and link-local addresses.",
)


@dataclass(frozen=True, slots=True)
class ArticleFilters:
    """Which articles: None lets all pass."""

    portal: tuple[str, ...]
    section: str | None
    author: str | None
    since: str | None
    until: str | None

    def as_arguments(self) -> dict[str, Any]:
        """The filters as arguments of ``Archive.search`` and ``Archive.rows``."""
        return {
            "portal": self.portal or None,
            "section": self.section,
            "author": self.author,
            "since": self.since,
            "until": self.until,
        }


def filter_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add ``--portal --section --author --since --until``; the command gets ``filters``."""

    @click.option("--portal", multiple=True, metavar="NAME", help="Only this portal (repeatable).")
    @click.option("--section", metavar="NAME", help="Only this section, at any level.")
    @click.option("--author", metavar="NAME", help="Only articles by this author.")
    @click.option("--since", metavar="DATE", help="First day of publication: 2022, 2022-01-13 …")
    @click.option("--until", metavar="DATE", help="Last day of publication.")
    @wraps(command)
    def with_filters(
        *args: Any,
        portal: tuple[str, ...],
        section: str | None,
        author: str | None,
        since: str | None,
        until: str | None,
        **kwargs: Any,
    ) -> R:
        filters = ArticleFilters(portal, section, author, since, until)
        return command(*args, filters=filters, **kwargs)

    return with_filters


def open_archive(db: Path, *, index: bool = False, write: bool = False) -> Archive:
    """The archive at ``db``, for reading; a missing one is never created.

    Args:
        db: the file; it must exist.
        index: open it so that a search may first index what a killed crawl left unindexed, where
            the file's permissions allow it.
        write: open it for writing.
    """
    from scraper.store import Archive  # noqa: PLC0415  # only commands that need it pay for it
    from scraper.store.connection import OlderArchive  # noqa: PLC0415

    if write and db.exists():
        return Archive(db)
    writable = db.is_file() and os.access(db, os.W_OK) and os.access(db.parent, os.W_OK)
    try:
        return Archive(db, readonly=not (index and writable))
    except OlderArchive:
        if not writable:
            raise
        # What reads should not ask for another command first: the old file is kept beside it.
        Archive(db).close()
        click.echo(
            f"{db} was brought up to this Loa's schema; the old file is kept as *.bak", err=True
        )
        return Archive(db, readonly=True)

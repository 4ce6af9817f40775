"""``loa add``: a profile for a portal that nobody has described yet."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from scraper.cli.errors import complain
from scraper.cli.options import contact_option, json_option, private_option
from scraper.cli.output import number, print_json, show, show_paragraph, stderr, stdout, table
from scraper.crawl import CrawlOptions
from scraper.crawl.propose import Proposal, propose
from scraper.crawl.survey import MOST_REQUESTS, survey
from scraper.errors import LoaError, UsageError
from scraper.portals import (
    canonical_url,
    profile_files,
    profile_for,
    profile_path,
    save_profile,
    site_host,
)
from scraper.portals.addresses import profile_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from rich.table import Table

    from scraper.crawl.propose import ReadPage
    from scraper.crawl.surveyed import Survey
    from scraper.portals import Profile

FIRST_WORDS = 90
"""Characters of an article's text that are shown."""

GAPS = 5
"""Columns between and around the two columns of the sample's table."""

LONG_RULE = 100
"""Characters of a rule that are shown: families list many alternatives in one."""

WIDE_ENOUGH = 140
"""Columns of a terminal on which an article fits into one row."""


@click.command("add")
@click.argument("url", metavar="URL")
@click.option("--name", metavar="NAME", help="Name of the profile; else made from the host name.")
@click.option("--yes", "-y", is_flag=True, help="Write the profile without asking.")
@click.option("--dry-run", is_flag=True, help="Only look and show; write nothing.")
@click.option(
    "--relearn",
    is_flag=True,
    help="After a redesign: learn the portal anew, and keep its old rules for old pages.",
)
@click.option(
    "--delay",
    type=float,
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="Pause between two requests; robots.txt may ask for more.",
)
@contact_option
@private_option
@json_option
def command(
    url: str,
    name: str | None,
    yes: bool,
    dry_run: bool,
    relearn: bool,
    delay: float,
    contact: str | None,
    allow_private: bool,
    as_json: bool,
) -> None:
    """Look at a portal, learn how it is to be read, and write its profile.

    URL is the portal's home page, or any page of it. Some 40 requests are made, one after the
    other and within robots.txt: the home page, feeds, sitemaps, listings and up to 20 articles. What
    was found is shown; the profile is written when you say yes, and `loa crawl NAME` uses it.
    """
    options = CrawlOptions(contact=contact, delay=delay, allow_private=allow_private)
    known, name = _before(url, name, yes=yes, dry_run=dry_run, relearn=relearn)
    with _progress() as on_step:
        found = survey(url, options, on_step)
    name = name or profile_name(site_host(found.home))
    if known is None and not dry_run:
        _check_free(name)
    proposal = propose(found, name, before=known if relearn else None)
    path = profile_path(name)
    if not as_json:
        _show(found, proposal, path)
    if dry_run:
        if as_json:
            print_json(_as_json(found, proposal, path, written=False))
        else:
            show("Nothing was written (--dry-run).")
        return
    written = yes or _asked(path)
    if written:
        save_profile(name, proposal.toml, replace=known is not None)
    if as_json:
        print_json(_as_json(found, proposal, path, written=written))
    if not written:
        complain("nothing was written")
        sys.exit(1)
    if not as_json:
        show(f"Written: [bold]{escape(str(path))}[/]")
        private = " --allow-private" if allow_private else ""
        show(f"Next: [bold]loa crawl {name}{private} --limit 20[/]")


def _before(
    url: str, name: str | None, *, yes: bool, dry_run: bool, relearn: bool
) -> tuple[Profile | None, str | None]:
    """The portal's profile until now, and the name of the new one, if it is known already.

    Raises:
        UsageError: the address or the name is none.
        LoaError: the portal has a profile, and nobody said that it is to be replaced.
    """
    if "://" not in url:
        raise UsageError(f"{url!r} is no address; give it with its scheme: https://{url}")
    try:
        known = profile_for(canonical_url(url))
    except ValueError as error:
        raise UsageError(str(error)) from error
    if name is not None:
        profile_path(name)
    if known is None:
        if relearn:
            complain(f"{site_host(url)} has no profile yet; it is learned for the first time")
        if name is not None and not dry_run:
            _check_free(name)
        return None, name
    own = profile_path(known.name).is_file()
    whose = "your own profile" if own else "a profile that comes with Loa"
    if relearn:
        if name not in (None, known.name):
            raise UsageError(f"--relearn keeps the name {known.name!r}; leave --name out")
        complain(f"{known.name} is {whose} of this portal; its rules are kept as an era")
        return known, known.name
    if dry_run or (yes and not own):
        complain(f"{known.name} is {whose} of this portal; it is learned anew")
        return known, name or known.name
    remedy = "" if own else ", or --yes to replace it by one of your own"
    raise LoaError(
        f"{site_host(url)} is known already: {known.name} is {whose}. Crawl it with "
        f"`loa crawl {known.name}`; add --relearn after a redesign{remedy}"
    )


def _check_free(name: str) -> None:
    path = profile_path(name)
    if path.exists() or name in profile_files():
        raise LoaError(
            f"there is another portal of the name {name!r} already "
            f"({profile_files().get(name, path)}); choose another with --name"
        )


def _asked(path: Path) -> bool:
    """Whether the user says yes; without a terminal nobody can be asked.

    Raises:
        LoaError: standard input is no terminal.
    """
    if not sys.stdin.isatty():
        raise LoaError(f"nothing was written: there is no terminal to ask at; --yes writes {path}")
    return click.confirm("Write this profile?", default=True, err=True)


def _progress() -> AbstractContextManager[Callable[[str, int], None] | None]:
    console = stderr()
    if not console.is_terminal:
        return nullcontext(None)
    return _Spinner()


class _Spinner:
    """A line on standard error that says what is being asked."""

    def __init__(self) -> None:
        self._status = stderr().status("Looking at the portal …")

    def __enter__(self) -> Callable[[str, int], None]:
        self._status.start()
        return lambda words, requests: self._status.update(
            f"Request {requests + 1} of at most {MOST_REQUESTS}: {escape(words)}"
        )

    def __exit__(self, *exception: object) -> None:
        self._status.stop()


# --- showing ---


def _show(found: Survey, proposal: Proposal, path: Path) -> None:
    show(f"[bold]{escape(found.title or found.hosts[0])}[/]")
    for label, words in _facts(found):
        show_paragraph(Text.assemble((f"{label}  ", "cyan"), words), 0)
    show("")
    show(_sample(proposal))
    show(_fields(proposal))
    for warning in proposal.warnings:
        show_paragraph(Text.assemble(("warning  ", "yellow"), warning), 0)
    show(f"\n{escape(str(path))}:")
    show(Padding(Text(proposal.toml.strip(), "dim"), (0, 0, 0, 2)))


def _facts(found: Survey) -> list[tuple[str, str]]:
    """What the visit found, line by line."""
    family = "unknown; all rules are learned"
    if found.detection is not None:
        evidence = "; ".join(found.detection.evidence)
        family = f"{found.detection.family.name}, because of {evidence}"
    robots = "allows it" if found.robots else "there is none"
    if found.crawl_delay:
        robots += f", and asks for {found.crawl_delay:g} s between requests"
    if found.refused:
        robots += f", and keeps {found.refused} addresses from being asked"
    feeds = ", ".join(f"{feed.url} ({len(feed.entries)} entries)" for feed in found.feeds)
    sitemaps = ", ".join(
        f"{site.url} ({number(len(site.pages))} addresses)" for site in found.sitemaps
    )
    following = next((x.next_page for x in found.listings if x.next_page), None)
    listings = f"{len(found.listings)} read, {sum(len(x.items) for x in found.listings)} links"
    if following is not None:
        listings += f"; next page: {following.evidence}"
    return [
        ("home    ", found.home),
        ("family  ", family),
        ("robots  ", robots),
        ("feeds   ", feeds or "none"),
        ("sitemaps", sitemaps or "none"),
        ("listings", listings),
        ("visit   ", f"{found.requests} requests, {len(found.articles)} pages sampled"),
    ]


def _sample(proposal: Proposal) -> Table:
    """The articles; on a narrow screen two lines for each, cut off where the screen ends."""
    if stdout().width >= WIDE_ENOUGH:
        rows = table("date", "title", "section", "author", "first words")
        for page in proposal.pages:
            day, title, section, author, words = _row(page)
            rows.add_row(day, f"[bold]{title}[/]", section, author, f"[dim]{words}[/]")
        return rows
    rows = table("date", "title / section · author · first words", right=("date",))
    room = stdout().width - len("2022-01-13") - GAPS
    for page in proposal.pages:
        day, title, *rest = _row(page)
        lines = [
            Text.from_markup(f"[bold]{title}[/]"),
            Text.from_markup(" · ".join(rest), style="dim"),
        ]
        for line in lines:
            line.truncate(room, overflow="ellipsis")
        rows.add_row(day, Text("\n").join(lines))
    return rows


def _row(page: ReadPage) -> tuple[str, str, str, str, str]:
    """Day, title, section, author and first words, as markup."""
    article = page.article
    if article is None:
        return "–", f"[yellow]no article: {escape(page.refusal)}[/]", escape(page.url), "–", "–"
    words = " ".join((article.lead or article.body).split())
    short = words if len(words) <= FIRST_WORDS else f"{words[: FIRST_WORDS - 1]}…"
    return (
        article.published.day.isoformat() if article.published else "–",
        escape(article.title),
        escape(" › ".join(article.section)) or "–",
        escape("; ".join(article.authors)) or "–",
        escape(short),
    )


def _fields(proposal: Proposal) -> Table:
    rows = table("field", "found", "sure", "rule", right=("found", "sure"))
    for report in proposal.fields:
        sure = f"{report.confidence:.0%}" if report.confidence is not None else "–"
        rule = report.rule.removeprefix(f"profile:{proposal.profile.name} ")
        rule = rule if len(rule) <= LONG_RULE else f"{rule[: LONG_RULE - 1]}…"
        rows.add_row(
            f"[cyan]{report.field}[/]", f"{report.found}/{report.of}", sure, escape(rule) or "–"
        )
    return rows


def _as_json(found: Survey, proposal: Proposal, path: Path, *, written: bool) -> dict[str, Any]:
    detection = found.detection
    return {
        "name": proposal.profile.name,
        "file": str(path),
        "written": written,
        "home": found.home,
        "hosts": found.hosts,
        "title": found.title,
        "family": {
            "name": detection.family.name, "score": detection.score, "evidence": detection.evidence,
            "used": proposal.profile.family == detection.family.name,
        } if detection else None,
        "robots": {"found": found.robots, "crawl_delay": found.crawl_delay, "refused": found.refused},
        "feeds": [{"url": f.url, "entries": len(f.entries)} for f in found.feeds],
        "sitemaps": [{"url": s.url, "addresses": len(s.pages)} for s in found.sitemaps],
        "listings": [
            {"url": x.url, "items": len(x.items), "next": x.next_page.url if x.next_page else None}
            for x in found.listings
        ],
        "sample": [
            {
                "url": page.url,
                "title": page.article.title if page.article else None,
                "published": page.article.published if page.article else None,
                "section": page.article.section if page.article else (),
                "authors": page.article.authors if page.article else (),
                "refusal": page.refusal or None,
            }
            for page in proposal.pages
        ],
        "fields": proposal.fields,
        "warnings": proposal.warnings,
        "requests": found.requests,
        "profile": proposal.toml,
    }  # fmt: skip

"""``loa doctor``: is the archive whole?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scraper.cli.options import db_option, json_option, open_archive
from scraper.cli.output import number, print_json, show
from scraper.cli.stages import stages
from scraper.store.doctor import SAMPLE, Examination, examine

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.store.finding import Finding


@click.command("doctor")
@click.option("--repair", is_flag=True, help="Rebuild what can be rebuilt; never a revision.")
@click.option(
    "--all", "everything", is_flag=True, help=f"Every kept page, not a sample of {SAMPLE}."
)
@db_option
@json_option
@click.pass_context
def command(
    context: click.Context, repair: bool, everything: bool, db: Path, as_json: bool
) -> None:
    """Check the archive: SQLite, tables, articles against revisions, index, and kept pages.

    One line for each thing that is wrong, with what to do. The exit status is 1 when something is
    wrong and was not repaired.
    """
    findings: list[Finding] = []
    with open_archive(db, write=repair) as archive, stages() as tell:
        for finding in examine(archive, Examination(everything, repair, tell)):
            findings.append(finding)
            if not as_json:
                _show(finding)
    wrong = [finding for finding in findings if not finding.repaired]
    if as_json:
        print_json({"archive": str(db), "whole": not wrong, "findings": findings})
    elif not findings:
        extent = "all kept pages" if everything else "a sample of the kept pages"
        show(f"{db} is whole ({extent} included).")
    elif not wrong:
        show(f"{number(len(findings))} things were repaired; {db} is whole.")
    if wrong:
        context.exit(1)


def _show(finding: Finding) -> None:
    remedy = "repaired" if finding.repaired else finding.advice
    click.echo(f"{finding.kind}: {finding.message}" + (f" ({remedy})" if remedy else ""))

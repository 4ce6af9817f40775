"""All fields of one set of pages, found in the order in which one helps to find the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.extraction.findings import Findings
from scraper.extraction.metadata import apply_metadata
from scraper.extraction.rules import Context
from scraper.extraction.sanity import sane_paragraphs
from scraper.learning.bodies import find_body
from scraper.learning.bylines import find_byline
from scraper.learning.cuts import find_cuts
from scraper.learning.dates import find_dates
from scraper.learning.fresh import fresh_texts
from scraper.learning.leads import find_lead
from scraper.learning.records import in_records
from scraper.learning.sections import find_section
from scraper.learning.titles import find_title
from scraper.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from scraper.learning.bodies import FoundBody
    from scraper.learning.bylines import FoundByline
    from scraper.learning.dates import FoundDate
    from scraper.learning.evidence import Evidence
    from scraper.learning.leads import FoundLead
    from scraper.learning.sections import FoundSection
    from scraper.learning.snapshot import Element
    from scraper.learning.template import Template
    from scraper.learning.titles import FoundTitle
    from scraper.model import PublishedAt
    from scraper.portals import Profile


@dataclass(frozen=True, slots=True)
class Fields:
    """What was found; None where no place is clearly that of the field.

    Attributes:
        cuts: selectors of boxes inside the text that are not the article's.
        metadata: what each page's metadata say, before any rule.
    """

    title: FoundTitle | None
    published: FoundDate | None
    updated: FoundDate | None
    body: FoundBody | None
    cuts: tuple[str, ...]
    lead: FoundLead | None
    section: FoundSection | None
    byline: FoundByline | None
    metadata: tuple[Findings, ...]

    @property
    def metadata_days(self) -> int:
        """Different days that the pages' metadata give: one for all pages is no date of theirs."""
        return len({found.published.day for found in self.metadata if found.published})


def find_fields(template: Template, evidence: Evidence, profile: Profile, now: datetime) -> Fields:
    """Find all fields.

    Args:
        template: the pages, compared.
        evidence: what they say of themselves.
        profile: language, time zone and order of dates; no rules.
        now: when the pages were fetched, for refusing dates of the future.
    """
    ctx = Context(profile, evidence.site_names, now)
    metadata = tuple(_metadata(template, page, ctx) for page in range(len(template)))
    records = in_records(template)
    title = find_title(template, evidence, records)
    titles: Mapping[int, Element] = title.elements if title else {}

    def read(text: str, machine: bool) -> PublishedAt | None:
        return (ctx.iso(text) if machine else None) or ctx.published(text)

    said = {n: found.published for n, found in enumerate(metadata) if found.published}
    if len({date.day for date in said.values()}) < 2:
        said = {}
    fresh = fresh_texts(template, titles, records)
    body = find_body(template, titles, fresh)
    bodies = body.elements if body else {}
    published, updated = find_dates(template, titles, bodies, records, said, read)
    title_texts = {page: element.text or "" for page, element in titles.items()}
    section = find_section(template, titles, evidence, title_texts, bodies)
    sections = frozenset(
        fold(name) for value in (section.values.values() if section else ()) for name in value
    )
    byline = find_byline(
        template, evidence, bodies, sections, _paragraphs(template, body, title_texts)
    )
    held: dict[int, list[Element]] = {}
    for other in (title, published, updated, section, byline):
        for page, element in other.elements.items() if other else ():
            held.setdefault(page, []).append(element)
    lead = find_lead(template, titles, bodies, fresh, held)
    cuts = find_cuts(template, bodies, fresh, held) if body and not body.every else ()
    return Fields(title, published, updated, body, cuts, lead, section, byline, metadata)


def _metadata(template: Template, page: int, ctx: Context) -> Findings:
    found = Findings()
    apply_metadata(template.snapshots[page].page, ctx, found)
    return found


def _paragraphs(
    template: Template, body: FoundBody | None, titles: Mapping[int, str]
) -> dict[int, Sequence[str]]:
    if body is None:
        return {}
    found: dict[int, Sequence[str]] = {}
    for number in body.elements:
        page = template.snapshots[number].page
        nodes = page.select(body.css) if body.every else page.select(body.css)[:1]
        lines = [line for node in nodes for line in page.paragraphs(node)]
        found[number] = sane_paragraphs(lines, titles.get(number))
    return found

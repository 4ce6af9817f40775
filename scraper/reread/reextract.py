"""Articles are rebuilt from the responses that were kept, with today's profiles and code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper.errors import UsageError
from scraper.model import NotAnArticle
from scraper.reread.examples import Example, examples_of
from scraper.reread.known import portals_with_pages, profile_in
from scraper.reread.pool import BATCH, batches, processors, work_through
from scraper.reread.reading import CaptureReader, sendable
from scraper.store import Archive
from scraper.store.records import Rereading
from scraper.store.rereading import (
    LatestCaptures,
    article_count,
    capture_of_revision,
    compare,
    left_out,
    stored_url,
)
from scraper.store.warc_reader import UnreadableRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from scraper.model import Article
    from scraper.portals import Profile
    from scraper.store.rereading import Capture

EXAMPLES = 3
"""Of each field, and of refused articles, that a report shows."""

WORTH_A_PROCESS = 8 * BATCH
"""Pages below which starting processes takes longer than reading them."""


@dataclass(slots=True)
class ReextractReport:
    """What reading one portal again brought, or would bring.

    Attributes:
        pages: responses read: the last one of each article's address.
        unchanged: articles that are as they were.
        changed: articles that got (or would get) a revision.
        new: articles found on pages that showed none before.
        other: pages that are no articles and were none, or that `--since` left out.
        refused: stored articles whose page would be refused today, by reason; they stay.
        unreadable: records that cannot be read, by reason.
        overtaken: articles that a crawl changed meanwhile; left as they are.
        without: stored articles of which no page was kept, or whose address is no article's in
            today's profile; left as they are.
        fields: articles in which a field changed, by field.
        examples: some of the changes.
        refusals: address and reason of some refused articles.
    """

    portal: str
    pages: int = 0
    unchanged: int = 0
    changed: int = 0
    new: int = 0
    other: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    overtaken: int = 0
    without: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)
    refusals: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: ReextractReport) -> None:
        """Take the counts of a batch."""
        for name in ("pages", "unchanged", "changed", "new", "other", "overtaken", "without"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.refused.update(other.refused)
        self.unreadable.update(other.unreadable)
        self.fields.update(other.fields)
        shown = Counter(example.field for example in self.examples)
        for example in other.examples:
            if shown[example.field] < EXAMPLES:
                shown[example.field] += 1
                self.examples.append(example)
        self.refusals = [*self.refusals, *other.refusals][:EXAMPLES]


def reextract(
    archive_path: Path,
    portals: Sequence[str] = (),
    *,
    dry_run: bool = False,
    jobs: int | None = None,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> list[ReextractReport]:
    """Read the kept pages of ``portals`` again and store what is read better than before.

    Only the last kept response of each article counts. Nothing is deleted: a page that would be
    refused today is reported, and its article stays. Revisions get the reason ``extractor``; a
    second run changes nothing. Processes are started as in :func:`scraper.crawl.crawl`: a script
    keeps the call below ``if __name__ == "__main__":``.

    Args:
        archive_path: the archive.
        portals: names of its portals, or profile files (…toml); all of which pages were kept when
            empty.
        dry_run: only say what would change.
        jobs: processes; as many as there are processors when None.
        on_progress: is told portal, pages done, and pages in all.

    Raises:
        UsageError: there is no such portal, or no profile for it, or no page was kept.
        LoaError: the archive cannot be read or written, or a process died.
    """
    if jobs is not None and jobs < 1:
        raise UsageError(f"{jobs} processes cannot do anything; it must be at least 1")
    with Archive(archive_path, readonly=dry_run) as archive:
        profiles = _profiles(archive, portals)
        reports = [
            _portal(archive, profile, dry_run, jobs or processors(), on_progress)
            for profile in profiles
        ]
        if not dry_run and any(report.changed or report.new for report in reports):
            archive.refresh_index()
    return reports


def _profiles(archive: Archive, portals: Sequence[str]) -> list[Profile]:
    kept = portals_with_pages(archive)
    if not portals:
        if not kept:
            raise UsageError(
                f"{archive.path} has no kept pages: they come with crawls (without --no-warc) and "
                "with `loa import`"
            )
        return [profile_in(archive, name) for name in kept]
    profiles = {}
    for name in portals:
        profile = profile_in(archive, name)
        if profile.name not in kept:
            raise UsageError(f"{archive.path} has no kept pages of {profile.name}")
        profiles[profile.name] = profile
    return list(profiles.values())


def _portal(
    archive: Archive,
    profile: Profile,
    dry_run: bool,
    jobs: int,
    on_progress: Callable[[str, int, int], None] | None,
) -> ReextractReport:
    report = ReextractReport(profile.name, without=article_count(archive, profile.name))
    version = profile.rules_version()

    def key_of(url: str) -> str | None:
        return profile.classify(url).key

    with LatestCaptures(archive, profile.name, key_of) as latest:
        total = len(latest)
        if total <= WORTH_A_PROCESS:
            jobs = 1
        arguments = (archive.path, profile, dry_run)
        for part, readings in work_through(_Rereader, arguments, batches(latest), jobs):
            report.add(part)
            if readings:
                stored = archive.rewrite(readings, profile_version=version)
                for reading, result in zip(readings, stored, strict=True):
                    if result is None:
                        report.overtaken += 1
                        name = "new" if reading.revision is None else "changed"
                        setattr(report, name, getattr(report, name) - 1)
            if on_progress is not None:
                on_progress(profile.name, report.pages, total)
    return report


class _Rereader:
    """Reads captures of one portal again and compares; in a process of its own, or in this one."""

    def __init__(self, archive_path: Path, profile: Profile, dry_run: bool) -> None:
        self._archive = Archive(archive_path, readonly=True)
        self._reader = CaptureReader(self._archive)
        self._profile = profile
        self._dry_run = dry_run

    def close(self) -> None:
        """Close archive and file."""
        self._reader.close()
        self._archive.close()

    def work(self, batch: Sequence[Capture]) -> tuple[ReextractReport, list[Rereading]]:
        """What the batch brings: counts, and what is to be stored."""
        report = ReextractReport(self._profile.name)
        found = [self._read(capture, report) for capture in batch]
        return report, [reading for reading in found if reading is not None]

    def _read(self, capture: Capture, report: ReextractReport) -> Rereading | None:
        report.pages += 1
        try:
            capture, article = self._article(capture)
        except UnreadableRecord as error:
            report.unreadable[error.reason] += 1
            key = self._profile.article_key(capture.final_url)
            if stored_url(self._archive, self._profile.name, key) is not None:
                report.without -= 1
            return None
        except NotAnArticle as refusal:
            self._refuse(capture, refusal, report)
            return None
        compared = compare(self._archive, article)
        if compared.revision is not None:
            report.without -= 1
        if compared.change == "unchanged":
            report.unchanged += 1
            return None
        if compared.change == "new":
            if left_out(self._archive, self._profile.name, capture.url):
                report.other += 1
                return None
            report.new += 1
        else:
            report.changed += 1
            report.fields.update(compared.changed)
            report.examples += examples_of(compared)
        if self._dry_run:
            return None
        return Rereading(
            article=sendable(compared.article),
            fetch_id=capture.fetch_id,
            seen_at=capture.at,
            payload_sha256=capture.payload_sha256,
            addresses=(capture.url, capture.final_url),
            revision=compared.revision,
        )

    def _article(self, capture: Capture) -> tuple[Capture, Article]:
        """The article, from an earlier response where the last one was a refusal page."""
        try:
            return capture, self._reader.extract(capture, self._profile)
        except NotAnArticle:
            key = self._profile.article_key(capture.final_url)
            before = capture_of_revision(self._archive, self._profile.name, key)
            if before is None or before.fetch_id == capture.fetch_id:
                raise
            return before, self._reader.extract(before, self._profile)

    def _refuse(self, capture: Capture, refusal: NotAnArticle, report: ReextractReport) -> None:
        key = self._profile.article_key(capture.final_url)
        url = stored_url(self._archive, self._profile.name, key)
        if url is None:
            report.other += 1
            return
        report.without -= 1
        report.refused[refusal.reason] += 1
        report.refusals.append((url, refusal.reason))

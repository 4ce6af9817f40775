"""WARC files of other tools become fetches and articles of the archive."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from scraper.errors import UsageError
from scraper.extraction import extract
from scraper.model import NotAnArticle
from scraper.portals import load_profile, profile_for
from scraper.reread.known import all_profiles, profile_in
from scraper.reread.pool import BATCH, batches, processors, work_through
from scraper.reread.reading import sendable
from scraper.store import Archive, Fetch
from scraper.store.imports import FoundResponses, is_imported
from scraper.store.kept import dated_original, joined
from scraper.store.records import Import
from scraper.store.warc import warc_folder
from scraper.store.warc_reader import UnreadableRecord, WarcFile
from scraper.store.warc_scan import Broken, Located, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from scraper.portals import Profile
    from scraper.store.imports import Found
    from scraper.store.warc_reader import KeptResponse

EXAMPLES = 5
"""Damaged places that a report names."""

WORTH_A_PROCESS = 8 * BATCH
"""Pages below which starting processes takes longer than reading them."""


@dataclass(slots=True)
class PortalImport:
    """What an import brought for one portal.

    Attributes:
        pages: responses taken: of any status, listings included.
        new, revisions, unchanged: what became of those that are articles.
        older: of those, captures from before the archive's own last look at the article: they are
            kept as fetches, and the article stays as it is.
        known: responses that the archive has already.
        refused: pages at an article's address that are none, by reason.
    """

    portal: str
    pages: int = 0
    new: int = 0
    revisions: int = 0
    unchanged: int = 0
    older: int = 0
    known: int = 0
    refused: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class ImportReport:
    """What an import brought.

    Attributes:
        elsewhere: responses of hosts that no profile knows (or of other portals than was asked).
        ignored: responses that are no pages by their address: pictures, scripts, print copies.
        damaged: records that cannot be read, by reason.
        places: file, offset and reason of some of them.
    """

    portals: list[PortalImport] = field(default_factory=list)
    elsewhere: int = 0
    ignored: int = 0
    damaged: Counter[str] = field(default_factory=Counter)
    places: list[tuple[str, int, str]] = field(default_factory=list)

    def damage(self, file: str, offset: int, reason: str) -> None:
        """Count a record that cannot be read."""
        self.damaged[reason] += 1
        if len(self.places) < EXAMPLES:
            self.places.append((file, offset, reason))


def import_warc(
    archive_path: Path,
    files: Sequence[Path],
    portal: str | None = None,
    *,
    jobs: int | None = None,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> ImportReport:
    """Store the responses of known portals that stand in ``files``, articles included.

    The files stay where they are, and the archive refers to them: inside its own WARC folder by
    their place there, elsewhere by their absolute path. Captures of one article are taken by their
    date; what is older than the archive's last look at the article is history and changes nothing
    of it. A second import of the same files changes nothing. Processes are started as in
    :func:`scraper.crawl.crawl`: a script keeps the call below ``if __name__ == "__main__":``.

    Args:
        archive_path: the archive, created when missing.
        files: WARC files of any version, packed record by record or not at all.
        portal: take only this portal's responses; a name, or a profile file (…toml).
        jobs: processes; as many as there are processors when None.
        on_progress: is told portal, pages done, and pages in all.

    Raises:
        UsageError: there is no such file or portal.
        LoaError: the archive cannot be written, or a process died.
    """
    for file in files:
        if not file.is_file():
            raise UsageError(f"there is no file {file}")
    report = ImportReport()
    with Archive(archive_path) as archive, FoundResponses() as found:
        chooser = _Chooser(archive, portal)
        for file in files:
            name = _name(archive, file)
            found.add(name, _responses(file, name, chooser, report))
        for name in found.portals():
            profile = chooser.profiles[name]
            archive.add_profile(profile)
            part = PortalImport(name)
            report.portals.append(part)
            _take(archive, profile, found, part, report, jobs or processors(), on_progress)
        if any(part.new or part.revisions for part in report.portals):
            archive.refresh_index()
    return report


class _Chooser:
    """Says to which portal a response belongs."""

    def __init__(self, archive: Archive, only: str | None) -> None:
        self.profiles: dict[str, Profile] = {}
        self._only = _asked_for(archive, only) if only is not None else None
        self._own = [self._only] if self._only else all_profiles(archive)
        self._by_host: dict[str, Profile | None] = {}

    def profile(self, url: str) -> Profile | None:
        """The profile for ``url``, None when no portal is known there."""
        try:
            host = urlsplit(url).netloc.rpartition("@")[2].lower()
        except ValueError:
            return None
        if host not in self._by_host:
            profile = next((p for p in self._own if p.classify(url).kind != "foreign"), None)
            if profile is None and self._only is None:
                profile = profile_for(url)
            self._by_host[host] = profile
            if profile is not None:
                self.profiles[profile.name] = profile
        return self._by_host[host]


def _asked_for(archive: Archive, name: str) -> Profile:
    try:
        return profile_in(archive, name)
    except UsageError:
        return load_profile(name)


def _name(archive: Archive, file: Path) -> str:
    """How the archive calls ``file``."""
    path, folder = file.resolve(), warc_folder(archive.path).resolve()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _responses(
    file: Path, name: str, chooser: _Chooser, report: ImportReport
) -> Iterator[tuple[str, str, str, Located]]:
    """The responses of known portals in ``file``; the others are counted."""
    try:
        for record in scan(file):
            if isinstance(record, Broken):
                report.damage(name, record.offset, record.reason)
                continue
            profile = chooser.profile(record.url)
            if profile is None:
                report.elsewhere += 1
                continue
            address = profile.classify(record.url)
            if address.kind in ("ignored", "foreign"):
                report.ignored += 1
                continue
            yield profile.name, address.key or address.url, address.url, record
    except UnreadableRecord as error:
        report.damage(name, 0, error.reason)


class _Read(NamedTuple):
    """What became of one response: an import, or the reason why it cannot be read."""

    found: Found
    page: Import | None
    damage: str | None = None
    refusal: str | None = None


def _take(
    archive: Archive,
    profile: Profile,
    found: FoundResponses,
    part: PortalImport,
    report: ImportReport,
    jobs: int,
    on_progress: Callable[[str, int, int], None] | None,
) -> None:
    total = found.count(profile.name)
    if total <= WORTH_A_PROCESS:
        jobs = 1

    def fresh() -> Iterator[Found]:
        for each in found.ordered(profile.name):
            if is_imported(archive, profile.name, each):
                part.known += 1
            else:
                yield each

    arguments = (archive.path, profile)
    for readings in work_through(_Importer, arguments, batches(fresh()), jobs):
        pages = [reading.page for reading in readings if reading.page is not None]
        changes = archive.record_imports(pages, portal=profile.name)
        refusals = [reading.refusal for reading in readings if reading.page is not None]
        for change, refusal in zip(changes, refusals, strict=True):
            _count(part, change, refusal)
        for reading in readings:
            if reading.damage is not None:
                report.damage(reading.found.file, reading.found.offset, reading.damage)
        if on_progress is not None:
            on_progress(profile.name, min(total, part.pages + part.known), total)


def _count(part: PortalImport, change: str | None, refusal: str | None) -> None:
    if change == "known":
        part.known += 1
        return
    part.pages += 1
    if change == "new":
        part.new += 1
    elif change == "revision":
        part.revisions += 1
    elif change == "unchanged":
        part.unchanged += 1
    elif change == "older":
        part.older += 1
    elif change == "forgotten":
        part.refused[change] += 1
    if refusal is not None:
        part.refused[refusal] += 1


class _Importer:
    """Reads responses of one portal; in a process of its own, or in this one."""

    def __init__(self, archive_path: Path, profile: Profile) -> None:
        self._archive = Archive(archive_path, readonly=True)
        self._folder = warc_folder(archive_path)
        self._profile = profile
        self._version = profile.rules_version()

    def close(self) -> None:
        """Close the archive."""
        self._archive.close()

    def work(self, batch: Sequence[Found]) -> list[_Read]:
        """Read each response and extract its article."""
        return [self._read(found) for found in batch]

    def _read(self, found: Found) -> _Read:
        try:
            kept = self._response(found)
        except UnreadableRecord as error:
            return _Read(found, None, damage=error.reason)
        content_type = _short(kept.header("content-type"))
        fetch = Fetch(
            url=found.url,
            final_url=found.uri,
            fetched_at=found.at,
            status=kept.status,
            etag=_short(kept.header("etag")),
            last_modified=_short(kept.header("last-modified")),
            content_type=content_type,
            payload_sha256=sha256(kept.payload).hexdigest(),
            size=len(kept.payload),
            warc_file=found.file,
            warc_offset=found.offset,
        )
        page = Import(fetch, None, (found.url, found.uri), self._version)
        if kept.status != 200 or self._profile.classify(found.uri).kind != "article":
            return _Read(found, page)
        try:
            article = extract(
                kept.payload,
                found.uri,
                self._profile,
                content_type=content_type,
                fetched_at=found.at,
            )
        except NotAnArticle as refusal:
            return _Read(found, page, refusal=refusal.reason)
        return _Read(found, replace(page, article=sendable(article)))

    def _response(self, found: Found) -> KeptResponse:
        with WarcFile(self._folder / found.file) as warc:
            kept = warc.read(found.offset)
        if not found.is_revisit:
            return kept
        if found.original is not None:
            file, offset = found.original
            with WarcFile(self._folder / file) as warc:
                return joined(kept, warc.read(offset))
        return joined(kept, dated_original(self._archive, kept))


def _short(header: str | None) -> str | None:
    return header[:500] if header else None

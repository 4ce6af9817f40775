"""Looking through a portal's WARC files for pages that are to be forgotten, and removing them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING

from scraper.errors import LoaError
from scraper.store import codec
from scraper.store.warc import safe_name, warc_folder
from scraper.store.warc_reader import UnreadableRecord, WarcFile
from scraper.store.warc_rewrite import NotRewritable, next_name, rewrite
from scraper.store.warc_scan import Broken, Located, scan
from scraper.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scraper.store.archive import Archive
    from scraper.store.erasure import Matter

_FILES = "SELECT DISTINCT warc_file FROM fetches WHERE portal = ? AND warc_file IS NOT NULL"
_OUTSIDE = """
SELECT DISTINCT warc_file, warc_offset FROM fetches WHERE portal = ?1 AND warc_file IS NOT NULL
AND (url IN (SELECT value FROM json_each(?2)) OR final_url IN (SELECT value FROM json_each(?2)))
"""


class Sweep:
    """Removes what matters from a portal's WARC files.

    Attributes:
        records: removed so far.
        headlines: records so far that show no more than a headline, removed or not.
        files: written anew so far.
        left: files that are not ours to change, in words.
    """

    def __init__(
        self,
        archive: Archive,
        matter: Matter,
        tell: Callable[[str, int, int], None],
        *,
        keep_headlines: bool,
    ) -> None:
        self._archive = archive
        self._root = warc_folder(archive.path)
        self._matter = matter
        self._tell = tell
        self._keep_headlines = keep_headlines
        self._digests: set[str] = set()
        self.records = 0
        self.headlines = 0
        self.files = 0
        self.left: list[str] = []

    def run(self) -> None:
        """Look through all files, in the order in which they were written.

        Raises:
            LoaError: a file cannot be written.
        """
        names = self._names()
        for done, name in enumerate(names):
            self._tell("reading the kept pages, WARC file", done, len(names))
            path = self._root / name
            try:
                doomed = self._doomed(path)
            except UnreadableRecord:
                continue  # missing or no WARC file: it has nothing that could be removed
            if doomed:
                self._remove(name, path, doomed)
        self._outside()
        self._headlines()

    def _names(self) -> list[str]:
        folder = self._root / safe_name(self._matter.portal)
        pending = self._pending()
        names = {path.relative_to(self._root).as_posix() for path in folder.glob("*.warc*")}
        with self._archive.reading() as connection:
            names |= {row[0] for row in connection.execute(_FILES, (self._matter.portal,))}
        return sorted(
            name
            for name in names - pending
            if not PurePath(name).is_absolute() and not name.endswith(".partial")
        )

    def _pending(self) -> set[str]:
        """Files that are replaced already and wait for their deletion."""
        with self._archive.reading() as connection:
            return {row[0] for row in connection.execute("SELECT warc_file FROM tombstone_files")}

    def _doomed(self, path: Path) -> set[int]:
        doomed: set[int] = set()
        torn = is_torn = False
        with WarcFile(path) as file:
            for record in scan(path):
                torn |= is_torn  # by what came before: a killed crawl's last record is no damage
                is_torn = isinstance(record, Broken)
                if isinstance(record, Located) and self._is_doomed(file, record):
                    doomed.add(record.offset)
                    if record.payload_digest is not None and record.original is None:
                        self._digests.add(record.payload_digest)
        if torn:
            self.left.append(
                f"{path.parent}, where a file is damaged: what stands there cannot be read; "
                "`loa doctor --all` says where"
            )
        return doomed

    def _is_doomed(self, file: WarcFile, record: Located) -> bool:
        if self._matter.is_own(record.url):
            return True
        if record.original is not None:
            return record.payload_digest in self._digests
        with suppress(UnreadableRecord):
            kept = file.read(record.offset)
            shown = self._matter.shown_by(decode(kept.payload, kept.header("content-type")).text)
            self.headlines += shown == "headline"
            return shown == "text" or (shown == "headline" and not self._keep_headlines)
        return False

    def _remove(self, name: str, path: Path, doomed: set[int]) -> None:
        new = next_name(name)
        try:
            moved = rewrite(path, self._root / new, doomed, self._archive.clock())
        except NotRewritable:
            self.left.append(
                f"{path} ({len(doomed)} records; it is not packed record by record: remove them, or "
                "the file, yourself)"
            )
            return
        except OSError as error:
            raise LoaError(
                f"{self._root / new} cannot be written: {error.strerror or error}; nothing is lost, "
                "run it again"
            ) from error
        with self._archive.transaction() as connection:
            connection.execute(
                "CREATE TEMP TABLE moved (before INTEGER PRIMARY KEY, after INTEGER)"
            )
            connection.executemany("INSERT INTO temp.moved VALUES (?, ?)", moved)
            connection.execute(
                "UPDATE fetches SET warc_file = NULL, warc_offset = NULL WHERE warc_file = ? "
                "AND warc_offset IN (SELECT value FROM json_each(?))",
                (name, codec.dumps(sorted(doomed))),
            )
            connection.execute(
                "UPDATE fetches SET warc_file = ?, warc_offset = ifnull("
                "(SELECT after FROM temp.moved WHERE before = warc_offset), warc_offset) "
                "WHERE warc_file = ?",
                (new, name),
            )
            connection.execute("DROP TABLE temp.moved")
            connection.execute(
                "INSERT OR IGNORE INTO tombstone_files (warc_file, tombstone_id) VALUES (?, ?)",
                (name, min(self._matter.articles.values())),
            )
        self.records += len(doomed)
        self.files += 1

    def _outside(self) -> None:
        """Name the records in files that belong to another tool: Loa never changes those."""
        names = codec.dumps(sorted(self._matter.addresses))
        with self._archive.reading() as connection:
            rows = connection.execute(_OUTSIDE, (self._matter.portal, names)).fetchall()
        self.left += [
            f"{file}, byte {offset} (a file that was imported: remove the record yourself)"
            for file, offset in rows
            if PurePath(file).is_absolute()
        ]

    def _headlines(self) -> None:
        """Name the kept pages that may still show a headline."""
        folder = self._root / safe_name(self._matter.portal)
        if self._keep_headlines and self.headlines:
            self.left.append(
                f"{self.headlines} kept pages in {folder} that show no more than a headline, as "
                "--keep-headlines asked; Loa no longer knows it, so look for it yourself"
            )
        if self._matter.indistinct:
            self.left.append(
                f"kept listings in {folder}: {self._matter.indistinct} headlines are too short, or too "
                "much like other articles' texts, to be looked for"
            )

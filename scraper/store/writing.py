"""What programs write into the archive: articles, outcomes of requests, portals, decisions.

Each method is one transaction: it is stored as a whole, or not at all.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from scraper.store import codec, coverage, crawls, people_merges, people_rejections
from scraper.store.article_rows import Form
from scraper.store.handle import Handle
from scraper.store.times import to_text
from scraper.store.writer import Sight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from scraper.model import Article
    from scraper.portals import Profile
    from scraper.store.people_merges import Merge
    from scraper.store.people_rejections import Rejection
    from scraper.store.records import (
        Import,
        ImportChange,
        PageRecord,
        Rereading,
        Stored,
        Task,
    )
    from scraper.store.writer import Reason


AHEAD = 500
"""Articles of one transaction that are prepared before it begins, at most."""


class WritableArchive(Handle):
    """The methods of :class:`scraper.store.Archive` that write."""

    # --- articles ------------------------------------------------------------------------------

    def store(
        self,
        articles: Iterable[Article],
        *,
        seen_at: datetime | None = None,
        reason: Reason = "portal",
        profile_version: str | None = None,
    ) -> list[Stored]:
        """Store articles in one transaction, each as new, unchanged or a revision.

        Args:
            articles: what was extracted.
            seen_at: when the portals showed them; now when None.
            reason: ``extractor`` when kept pages were read again by a better extractor: their
                revisions are told apart, and the articles do not count as seen anew.
            profile_version: of the profile that read them.
        """
        at = to_text(seen_at or self.clock())
        sight = Sight(at, reason, profile_version=profile_version)
        articles = iter(articles)
        with self.reading():  # so that no other thread writes between the two
            forms = self.writer.prepare(islice(articles, AHEAD), reason)
            with self.transaction():
                stored = [self.writer.write(form, sight) for form in forms]
                forms.clear()
                return stored + [self.writer.write(Form.of(each), sight) for each in articles]

    def record(
        self, pages: Iterable[PageRecord], *, portal: str, crawl_id: int | None = None
    ) -> list[Stored]:
        """Store the outcome of requests in one transaction, one result for each page.

        Fetch, article with its names and files, addresses found, what became of the address, and
        visitor counters are stored together or not at all, and the crawl's coverage is counted.

        Args:
            pages: what was asked for, and what came of it.
            portal: the portal's name.
            crawl_id: the crawl that asked, None outside of one.
        """
        pages = list(pages)
        with self.reading():
            forms = iter(self.writer.prepare(page.article for page in pages if page.article))
            with self.transaction() as connection:
                stored = [
                    self._recorder.record(
                        page, next(forms) if page.article else None, portal, crawl_id
                    )
                    for page in pages
                ]
                if crawl_id is not None:
                    coverage.count_pages(connection, crawl_id, pages)
                return stored

    def rewrite(
        self, readings: Iterable[Rereading], *, profile_version: str | None = None
    ) -> list[Stored | None]:
        """Store articles that were read again, in one transaction: new ones and revisions.

        An article that another program changed meanwhile is left as it is; its result is None.

        Args:
            readings: articles, each with what the archive knew of it when it was read again.
            profile_version: of the profile that read them.
        """
        readings = list(readings)
        with self.reading():
            forms = self.writer.prepare((reading.article for reading in readings), "extractor")
            with self.transaction():
                return [
                    self._recorder.rewrite(reading, form, profile_version)
                    for reading, form in zip(readings, forms, strict=True)
                ]

    def record_imports(self, pages: Iterable[Import], *, portal: str) -> list[ImportChange | None]:
        """Store another tool's responses in one transaction, those of one address by their date.

        Args:
            pages: responses, each with the article that was read from it.
            portal: the portal's name.

        Returns:
            What became of each: ``known`` (this very response is stored), ``older`` (the archive
            has a later state of the article, which stays), a change, or None without an article.
        """
        with self.transaction():
            return [self._recorder.record_import(page, portal) for page in pages]

    # --- portals and crawls --------------------------------------------------------------------

    def add_portal(
        self,
        name: str,
        *,
        title: str | None = None,
        home: str | None = None,
        family: str | None = None,
        language: str | None = None,
        timezone: str | None = None,
        hosts: Iterable[str] = (),
    ) -> None:
        """Add a portal, or bring what is known about it up to date.

        Args:
            name: what commands and tables call it.
            title: what it calls itself.
            home: address of its home page.
            family: the system that makes its pages.
            language: BCP 47.
            timezone: name in the IANA database.
            hosts: host names besides that of ``home``.
        """
        with self.transaction() as connection:
            connection.execute(
                "INSERT INTO portals (name, title, home, family, language, timezone, hosts, added_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (name) DO UPDATE SET title = excluded.title, home = excluded.home, "
                "family = excluded.family, language = excluded.language, "
                "timezone = excluded.timezone, hosts = excluded.hosts",
                (
                    *(name, title, home, family, language, timezone),
                    *(codec.dumps(list(hosts)), to_text(self.clock())),
                ),
            )

    def add_profile(self, profile: Profile) -> None:
        """Add the portal that ``profile`` describes, or bring what is known about it up to date."""
        self.add_portal(
            profile.name,
            title=profile.title or None,
            home=profile.home,
            family=profile.family,
            language=profile.language,
            timezone=profile.timezone,
            hosts=profile.hosts,
        )

    def begin_crawl(self, portal: str, options: Mapping[str, object] | None = None) -> int:
        """Note that a crawl of ``portal`` begins; returns its id.

        Args:
            portal: its name; added when unknown.
            options: what the crawl was asked to do, as JSON values.
        """
        at = to_text(self.clock())
        with self.transaction() as connection:
            self.writer.ensure_portal(portal, at)
            return crawls.begin(connection, portal, options or {}, at)

    def queue(self, portal: str, tasks: Iterable[Task]) -> int:
        """Put addresses (``tasks``) into the frontier of ``portal``; returns how many are new."""
        at = to_text(self.clock())
        with self.transaction():
            self.writer.ensure_portal(portal, at)
            return self._queue.add(portal, tasks, at)

    # --- decisions of the user -----------------------------------------------------------------

    def merge_people(
        self, *names: int | str, into: int | str | None = None, why: str | None = None
    ) -> list[Merge]:
        """Decide that names are one person's or office's; see :mod:`scraper.store.people_merges`.

        Args:
            names: numbers or names.
            into: the one that stands for all; the one with the most articles when None.
            why: a note that is kept with the decision.

        Returns:
            The decisions that were added.

        Raises:
            LoaError: there is no such name.
            UsageError: a name is ambiguous, there are fewer than two, or two of them were decided
                to be two.
        """
        with self.transaction() as connection:
            return people_merges.merge(
                connection, names, into=into, at=to_text(self.clock()), why=why
            )

    def unmerge_people(self, name: int | str) -> list[Merge]:
        """Take back by which decision a name was joined, or which joined others into it.

        Raises:
            LoaError: there is no such name, or it is joined with none.
            UsageError: the name is ambiguous.
        """
        with self.transaction() as connection:
            return people_merges.unmerge(connection, name, at=to_text(self.clock()))

    def reject_people(self, *names: int | str, why: str | None = None) -> list[Rejection]:
        """Decide that names are not one's; see :mod:`scraper.store.people_rejections`.

        Args:
            names: numbers or names, each two of which are two people or offices.
            why: a note that is kept with the decision.

        Returns:
            The decisions that were added.

        Raises:
            LoaError: there is no such name.
            UsageError: a name is ambiguous, there are fewer than two, or two are joined.
        """
        with self.transaction() as connection:
            return people_rejections.reject(connection, names, at=to_text(self.clock()), why=why)

    def unreject_people(self, *names: int | str) -> list[Rejection]:
        """Take back that names are two; of a single name, all that was decided of it.

        Raises:
            LoaError: there is no such name, or nothing was decided of it.
            UsageError: a name is ambiguous.
        """
        with self.transaction() as connection:
            return people_rejections.unreject(connection, names)

"""The files that an article offers, fetched politely and read."""

from __future__ import annotations

import dataclasses
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from scraper.crawl.fetch import PoliteVisit
from scraper.errors import LoaError
from scraper.extraction.attached import MAX_BYTES, attached_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.crawl import CrawlOptions
    from scraper.model import Article, Attachment

MAX_FILES = 20
"""Files of one article that are fetched."""

NOT_READ = frozenset(
    ".doc .xls .xlsx .ppt .pptx .odt .ods .odp .rtf .txt .csv .zip .rar .7z .gz .jpg .jpeg .png .gif .webp .tif .tiff "
    ".mp3 .mp4 .avi .mov .wav .wmv .exe .xml .ics".split()
)  # fmt: skip
"""What is not asked for, as it would not be read. An address without such an ending may be a document."""


def with_attachments(
    article: Article,
    options: CrawlOptions,
    *,
    asked: bool,
    located: bool,
    progress: Callable[[int, int], None],
) -> Article:
    """Fetch and read the article's files: each gets its text, or the reason why it has none.

    Args:
        article: as extracted.
        options: contact, pause, whether private addresses are allowed; the size of a file is limited by
            what is read of one, not by that of a page.
        asked: whether the page itself has just been fetched from its address.
        located: whether that address is known. The links of a saved page without one lead nowhere.
        progress: is told the number of files done, and of all.
    """
    visit = PoliteVisit(dataclasses.replace(options, max_size=MAX_BYTES))
    if asked:
        visit.answered(article.url)
    files: list[Attachment] = []
    for number, file in enumerate(article.attachments):
        progress(number, len(article.attachments))
        if number >= MAX_FILES:
            reason: str | None = f"only the first {MAX_FILES} files of an article are fetched"
            files.append(dataclasses.replace(file, not_extracted=reason))
        else:
            here = urlsplit(file.url).netloc == urlsplit(article.url).netloc
            files.append(_read(file, visit) if located or not here else _unlocated(file))
    return dataclasses.replace(article, attachments=tuple(files))


def _unlocated(file: Attachment) -> Attachment:
    reason = "the address of the saved page is not known; give it with --url"
    return dataclasses.replace(file, not_extracted=reason)


def _read(file: Attachment, visit: PoliteVisit) -> Attachment:
    ending = PurePosixPath(unquote(urlsplit(file.url).path)).suffix.lower()
    if ending in NOT_READ:
        return dataclasses.replace(
            file, not_extracted=f"{ending} files are not read, only PDF and DOCX"
        )
    try:
        page = visit.fetch(file.url)
    except LoaError as error:
        return dataclasses.replace(file, not_extracted=str(error))
    if page.status != 200:
        return dataclasses.replace(file, not_extracted=f"the server answers HTTP {page.status}")
    found = attached_text(page.body)
    return dataclasses.replace(file, text=found.text, not_extracted=found.not_extracted)

"""The child process of :mod:`scraper.extraction.attached`: file in, text out.

    python -m scraper.extraction.attached_worker pdf|docx SECONDS MEGABYTES < file > text

Exit status 3 with one sentence on standard error when there is no text to give.
"""

from __future__ import annotations

import contextlib
import io
import sys
from typing import TYPE_CHECKING

from scraper.extraction.attached import MAX_TEXT, NO_TEXT
from scraper.text import clean_paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_PAGES = 2_000


def _limit(seconds: int, megabytes: int) -> None:
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # Windows: the parent's timeout remains
        return
    limits = (
        (resource.RLIMIT_CPU, (seconds, seconds + 1)),
        (resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20)),
        (resource.RLIMIT_CORE, (0, 0)),
        (resource.RLIMIT_FSIZE, (0, 0)),  # readers write nothing
    )
    for name, values in limits:
        # macOS knows RLIMIT_AS and refuses to set it; the other limits still hold.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(name, values)


def _pdf(payload: bytes) -> Iterator[str]:
    import pypdfium2  # noqa: PLC0415

    document = pypdfium2.PdfDocument(payload)
    for number in range(min(len(document), MAX_PAGES)):
        page = document[number]
        words = page.get_textpage()
        yield words.get_text_bounded()
        words.close()
        page.close()


def _docx(payload: bytes) -> Iterator[str]:
    import docx  # noqa: PLC0415

    for block in docx.Document(io.BytesIO(payload)).iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield "\t".join(cell.text for cell in row.cells)
        else:
            yield block.text


READERS: dict[str, Callable[[bytes], Iterator[str]]] = {"pdf": _pdf, "docx": _docx}


def main(kind: str, seconds: str, megabytes: str) -> int:
    """Read standard input, write its text."""
    payload = sys.stdin.buffer.read()
    _limit(int(seconds), int(megabytes))
    try:
        text = clean_paragraphs("\n\n".join(_bounded(READERS[kind](payload))))
    except ImportError as error:
        return _say(f"{error.name} is not installed: pip install 'loaphuong[attachments]'")
    except MemoryError:
        return _say(f"reading it needs more than {megabytes} MB of memory")
    except Exception as error:  # whatever a reader raises on a broken file
        if "password" in str(error).lower():
            return _say("the file is protected by a password")
        return _say(f"the file is damaged ({type(error).__name__})")
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


def _bounded(parts: Iterator[str]) -> Iterator[str]:
    left = MAX_TEXT
    for part in parts:
        yield part[:left]
        left -= len(part)
        if left <= 0:
            return


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return NO_TEXT


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))

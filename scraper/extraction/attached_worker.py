"""The child process of :mod:`scraper.extraction.attached`: file in, text out.

    python -m scraper.extraction.attached_worker pdf|docx SECONDS MEGABYTES < file > text

Exit status 3 with one sentence on standard error when there is no text to give.
"""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from scraper.text import clean_paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_PAGES = 2_000


def _limit(seconds: int, megabytes: int) -> None:
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # Windows: the parent's timeout remains
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _pdf(payload: bytes) -> Iterator[str]:
    import pypdfium2  # noqa: PLC0415

    document = pypdfium2.PdfDocument(payload)
    for number in range(min(len(document), MAX_PAGES)):
        yield document[number].get_textpage().get_text_bounded()


def _docx(payload: bytes) -> Iterator[str]:
    import docx  # noqa: PLC0415

    for block in docx.Document(io.BytesIO(payload)).iter_inner_content():
        if hasattr(block, "rows"):
            yield "\n".join("\t".join(cell.text for cell in row.cells) for row in block.rows)
        else:
            yield block.text


READERS: dict[str, Callable[[bytes], Iterator[str]]] = {"pdf": _pdf, "docx": _docx}


def main(kind: str, seconds: str, megabytes: str) -> int:
    """Read standard input, write its text."""
    payload = sys.stdin.buffer.read()
    _limit(int(seconds), int(megabytes))
    try:
        text = "\n\n".join(READERS[kind](payload))
    except ImportError as error:
        print(
            f"{error.name} is not installed: pip install 'loaphuong[attachments]'", file=sys.stderr
        )
        return 3
    except MemoryError:
        print(f"reading needs more than {megabytes} MB of memory", file=sys.stderr)
        return 3
    except Exception as error:  # whatever a reader raises on a broken file
        print(f"the file is damaged or protected ({type(error).__name__})", file=sys.stderr)
        return 3
    sys.stdout.buffer.write(clean_paragraphs(text).encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))

"""Where an export goes: a file that appears whole or not at all, standard output, or a stream."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from scraper.errors import LoaError

if TYPE_CHECKING:
    from collections.abc import Iterator

Target = str | os.PathLike[str] | TextIO
"""A path, ``"-"`` for standard output, or a text stream that does not translate line ends."""


@contextmanager
def opened(target: Target) -> Iterator[TextIO]:
    """A text stream (UTF-8, line ends as written) to ``target``.

    A file is written under a temporary name beside ``target`` and renamed when the block ends; if
    the block fails, the temporary file is removed and what stood at ``target`` stays.

    Raises:
        LoaError: the file cannot be written, or the disk is full.
    """
    if not isinstance(target, str | os.PathLike):
        yield target
    elif target == "-":
        with _standard_output() as stream:
            yield stream
    else:
        with _file(Path(target)) as stream:
            yield stream


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:  # replaced by a stream that takes text only
        yield sys.stdout
        return
    stream = io.TextIOWrapper(buffer, encoding="utf-8", newline="", write_through=False)
    try:
        yield stream
        stream.flush()
    finally:
        # Detached, since closing it would close standard output; suppressed, since a reader that
        # has gone away (`loa export - | head`) was already reported by the write itself.
        with suppress(BrokenPipeError):
            stream.detach()


@contextmanager
def _file(path: Path) -> Iterator[TextIO]:
    if path.is_dir():
        raise LoaError(f"{path} is a directory: give the path of a file")
    temporary: Path | None = None
    writing = False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".partial"
        )
        temporary = Path(name)
        with open(descriptor, "w", encoding="utf-8", newline="") as stream:  # noqa: PTH123
            os.fchmod(descriptor, 0o666 & ~_umask())  # mkstemp's are for the owner alone
            writing = True
            yield stream
            writing = False
            stream.flush()
            os.fsync(descriptor)
        temporary.replace(path)
    except OSError as error:
        # An error that carries a file name of its own comes from elsewhere in the block.
        if writing and error.filename is not None:
            raise
        raise LoaError(
            f"{path} could not be written: {error.strerror or error}; nothing was left behind"
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current

"""Where an export goes: a file or folder that appears whole or not at all, standard output, a stream."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from scraper.errors import LoaError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

STDOUT = "-"

Target = str | os.PathLike[str] | BinaryIO
"""A path, ``"-"`` for standard output, or a stream of bytes."""


@contextmanager
def opened(target: Target) -> Iterator[BinaryIO]:
    """A stream of bytes to ``target``.

    A file is written under a temporary name beside ``target`` and renamed when the block ends; if
    the block fails, the temporary file is removed and what stood at ``target`` stays. A link is followed,
    so that it stays one. What is no file, such as a named pipe or ``/dev/null``, is written to.

    Raises:
        LoaError: the file cannot be written, or the disk is full.
    """
    if not isinstance(target, str | os.PathLike):
        yield target
    elif target == STDOUT:
        with _standard_output() as stream:
            yield stream
    else:
        path = Path(target)
        is_file = path.is_dir() or path.is_file() or not path.exists()
        with _file(path) if is_file else _device(path) as stream:
            yield stream


@contextmanager
def folder(target: str | os.PathLike[str]) -> Iterator[Path]:
    """An empty folder that becomes ``target`` when the block ends, and is removed if it fails.

    Raises:
        UsageError: something stands at ``target`` already; it is never replaced.
        LoaError: the folder cannot be written, or the disk is full.
    """
    path = Path(target)
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise UsageError(f"{path} exists already: remove it, or give the path of a new folder")
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(
            tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".partial")
        )
        temporary.chmod(0o777 & ~_umask())  # mkdtemp's are for the owner alone
        yield temporary
        temporary.replace(path)
    except OSError as error:
        inside = error.filename is None or str(error.filename).startswith(str(temporary or path))
        if temporary is not None and not inside:
            raise
        raise _not_written(path, error) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    sys.stdout.flush()
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


@contextmanager
def _device(path: Path) -> Iterator[BinaryIO]:
    """What stands at ``path`` and is neither file nor folder; to rename something over it ends it."""
    try:
        with path.open("wb") as stream:
            yield stream
    except BrokenPipeError:  # whoever reads the pipe has enough, which the command knows to say
        raise
    except OSError as error:
        if error.filename is not None and str(error.filename) != str(path):
            raise
        raise _not_written(path, error) from error


@contextmanager
def _file(path: Path) -> Iterator[BinaryIO]:
    if path.is_dir():
        raise LoaError(f"{path} is a directory: give the path of a file")
    temporary: Path | None = None
    writing = False
    try:
        place = Path(os.path.realpath(path))
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(
            dir=place.parent, prefix=f".{path.name[:100]}.", suffix=".partial"
        )
        temporary = Path(name)
        with _open(descriptor) as stream:
            os.fchmod(descriptor, 0o666 & ~_umask())  # mkstemp's are for the owner alone
            writing = True
            yield stream
            writing = False
            stream.flush()
            os.fsync(descriptor)
        # A link stays one: its target is replaced, on whose disk the temporary file is.
        temporary.replace(place)
    except OSError as error:
        # An error that carries a file name of its own comes from elsewhere in the block.
        if writing and error.filename is not None:
            raise
        raise _not_written(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _open(descriptor: int) -> BinaryIO:
    return open(descriptor, "wb")  # closed by who asks


def _not_written(path: Path, error: OSError) -> LoaError:
    sentence = f"{path} could not be written: {error.strerror or error}; nothing was left behind"
    full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    return LoaError(f"{sentence}: make room, or give a path on another disk" if full else sentence)


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current

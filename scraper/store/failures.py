"""What SQLite and the disk report, said in one sentence for the person at the command line.

Only conditions that the user can act on are translated; anything else is a bug of ours and keeps
its traceback. Codes: https://www.sqlite.org/rescode.html
"""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scraper.errors import LoaError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SENTENCES = {
    "SQLITE_BUSY": "{path} is locked: another program is writing to it; "
    "try again when it has finished",
    "SQLITE_LOCKED": "{path} is locked: another program is writing to it; "
    "try again when it has finished",
    "SQLITE_FULL": "the disk with {path} is full: the last step was undone, what was stored before "
    "is safe; make room and run it again",
    "SQLITE_READONLY": "{path} cannot be written: the file or its directory is read-only",
    "SQLITE_CANTOPEN": "{path} cannot be opened: look at the permissions of the file and of its "
    "directory",
    "SQLITE_PERM": "{path} cannot be opened: look at the permissions of the file and of its "
    "directory",
    "SQLITE_NOTADB": "{path} is not a Loa archive: the file is no SQLite database",
    "SQLITE_CORRUPT": "{path} is damaged: SQLite cannot read all of it; restore a copy, or rescue "
    "what is left with `sqlite3 {path} .recover`",
    "SQLITE_IOERR": "the disk reports an error on {path}; look at the disk, then run it again",
}
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another program's lock stood in the way."""
    return _primary(error) in {"SQLITE_BUSY", "SQLITE_LOCKED"}


def is_full(error: sqlite3.Error) -> bool:
    """Whether a disk had no room."""
    return _primary(error) == "SQLITE_FULL"


def _primary(error: sqlite3.Error) -> str:
    """The primary result code: ``SQLITE_READONLY`` for ``SQLITE_READONLY_DIRECTORY``."""
    name = str(getattr(error, "sqlite_errorname", ""))
    return "_".join(name.split("_")[:2])


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite reports about ``path`` into a LoaError of one sentence.

    Raises:
        LoaError: locked, full, read-only, damaged, or no database at all.
    """
    try:
        yield
    except sqlite3.Error as error:
        sentence = _SENTENCES.get(_primary(error))
        if sentence is None:
            raise
        raise LoaError(sentence.format(path=path)) from error
    except OSError as error:
        if error.errno not in _NO_SPACE:
            raise
        raise LoaError(_SENTENCES["SQLITE_FULL"].format(path=path)) from error

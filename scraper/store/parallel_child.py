"""What a process does that reads parts of an archive for another one (:mod:`scraper.store.parallel`).

It is told what to do by lines of JSON on its standard input, and answers on its standard output with
pieces of bytes, each behind a :data:`HEAD`, or in memory that both share. Only the program that started
it ever speaks to it. When that ends, however it ends, so do the pipes, and with them this process.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import struct
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from scraper.errors import LoaError
from scraper.store import shared
from scraper.store.flat import BY_ID, flat_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from scraper.store.flat import Batch, FlatReader

    class Read(Protocol):
        """Reads columns of the articles of a part, or of all; see ``FlatReader.batches``."""

        def __call__(self, columns: Sequence[str], *, size: int | None = None) -> Iterator[Batch]:
            """Batches by id."""

    Work = Callable[[Read, Sequence[str]], Iterator[tuple[int, bytes | memoryview]]]
    """Makes of batches, which it reads by the first argument, and of columns, which are the second,
    pieces of bytes, each with the number of its articles."""

HEAD = struct.Struct("<cIQ")
"""What a piece is, how many articles it holds, and how many bytes follow."""

READY, FIXED, PIECE, SHARED, DONE, REFUSED, BROKEN = b"R", b"S", b"P", b"M", b"D", b"L", b"T"
"""The archive is open; the state is fixed; a piece of a part; the same, but in shared memory; the part's
end; a LoaError's sentence; the traceback of any other error."""

TAKEN = "taken"
"""What the parent says of each shared piece."""

_MAPPED = 1 << 40
"""Bytes of the file that are read without a copy: all that this SQLite allows, usually 2 GB. What is
lost while it is mapped ends the process by a signal, which here is only that of a child."""


def serve(job: Mapping[str, Any]) -> None:
    """Do what is asked for until standard input ends.

    Args:
        job: ``archive``, the path of the file; ``work``, module and function that make pieces of
            batches; ``columns`` for it; ``channel``, the descriptor of the socket over which pieces
            are shared, None where they go to standard output.
    """
    gc.disable()  # nothing here is part of a cycle, and looking for some costs a tenth of the time
    orders = sys.stdin.buffer
    # What anything else prints must not stand between the pieces.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    with suppress(BrokenPipeError):  # nobody reads any more
        try:
            _work(job, orders, answers)
        except LoaError as error:
            _answer(answers, REFUSED, str(error).encode())
        except BrokenPipeError:
            raise
        except Exception:
            _answer(answers, BROKEN, traceback.format_exc().encode(errors="replace"))
        answers.flush()
    os._exit(0)  # nothing is left to be tidied up, and a broken pipe is no news


def _work(job: Mapping[str, Any], orders: BinaryIO, answers: BinaryIO) -> None:
    module, function = job["work"].split(":")
    work: Work = getattr(import_module(module), function)
    channel = None if job["channel"] is None else socket.socket(fileno=job["channel"])
    with flat_reader(Path(job["archive"])) as reader:
        _answer(answers, READY)
        for line in orders:
            order = json.loads(line)
            if order is None:
                reader.renew()
                _answer(answers, FIXED)
                continue
            reader.connection.execute("PRAGMA mmap_size = 0")  # let go of the last part's pages
            reader.connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
            for rows, piece in work(part_of(reader, order), job["columns"]):
                if channel is None or not len(piece):
                    _answer(answers, PIECE, piece, rows)
                    continue
                shared.leave(channel, piece)
                _answer(answers, SHARED, rows=rows)
                # A pipe is full soon; memory is not. So the next one is handed over only when this
                # one was taken.
                if not orders.readline():
                    raise BrokenPipeError
            _answer(answers, DONE)


def part_of(reader: FlatReader, part: Mapping[str, Any]) -> Read:
    """A function that reads one part.

    Args:
        reader: of the archive.
        part: ``between``, first and last id; or ``ids``, those that are wanted.
    """
    if "between" in part:
        where, values = "a.id BETWEEN ? AND ?", part["between"]
    else:
        where, values = BY_ID, [json.dumps(part["ids"])]

    def read(columns: Sequence[str], *, size: int | None = None) -> Iterator[Batch]:
        return reader.batches(columns, where, values, size)

    return read


def _answer(answers: BinaryIO, kind: bytes, piece: bytes | memoryview = b"", rows: int = 0) -> None:
    answers.write(HEAD.pack(kind, rows, memoryview(piece).nbytes))
    answers.write(piece)
    if kind != PIECE:
        answers.flush()

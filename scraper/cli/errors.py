"""What went wrong, in one sentence on standard error, and the exit status that goes with it."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from scraper.errors import LoaError

if TYPE_CHECKING:
    from collections.abc import Callable

INTERRUPTED = 130
"""128 + SIGINT, as shells report it."""

PIPE_CLOSED = 141
"""128 + SIGPIPE: who read our output has had enough (``loa search … | head``)."""

OUT_OF_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What a write to a redirected standard output fails with when its disk fails it."""


class PipeClosed(Exception):
    """Nobody reads our output any more. Click would end with status 1 on a BrokenPipeError."""


def guarded(run: Callable[[], Any]) -> NoReturn:
    """Call ``run`` and exit: 0 done, 1 could not do it, 2 wrong usage, 130 interrupted.

    Only errors that are meant for the user become a sentence; bugs keep their traceback.
    """
    try:
        status = run()
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(error.exit_code)
    except click.UsageError as error:
        name = error.ctx.command_path if error.ctx else "loa"
        message = error.format_message().rstrip(".")
        complain(f"{message[:1].lower()}{message[1:]} (see `{name} --help`)")
        sys.exit(error.exit_code)
    except click.ClickException as error:
        complain(error.format_message())
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted")
        sys.exit(INTERRUPTED)
    except (PipeClosed, BrokenPipeError):
        _give_up_stdout()
        sys.exit(PIPE_CLOSED)
    except OSError as error:
        # A file that has a name is the business of the room that opened it, which says more.
        if error.errno not in OUT_OF_ROOM or error.filename is not None:
            raise
        _give_up_stdout()
        complain(f"standard output cannot be written: {error.strerror}")
        sys.exit(LoaError.exit_status)
    except LoaError as error:
        complain(str(error))
        sys.exit(error.exit_status)
    sys.exit(status if isinstance(status, int) else 0)


def _give_up_stdout() -> None:
    """Point standard output nowhere: Python would complain once more when it flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(sentence: str) -> None:
    """Write ``sentence`` to standard error, under the program's name."""
    click.echo(f"loa: {sentence}", err=True)

"""The errors that Loa raises on purpose.

Each message is one sentence for the person at the command line: it names the thing, the place and
the next step. The command line prints it and exits with ``exit_status``; anything else that is
raised is a bug and keeps its traceback.
"""

from __future__ import annotations


class LoaError(Exception):
    """Something could not be done, for a reason that the user can act on."""

    exit_status = 1


class UsageError(LoaError):
    """The request itself is wrong (an unknown portal, an option that contradicts another)."""

    exit_status = 2

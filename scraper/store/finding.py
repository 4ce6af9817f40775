"""Something that is wrong with an archive, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        kind: what was checked, in one or two words.
        message: what is wrong, and where.
        advice: what to do; empty when it was repaired.
        repaired: whether it was put right.
        repairable: whether ``--repair`` puts it right.
    """

    kind: str
    message: str
    advice: str
    repaired: bool = False
    repairable: bool = False


def repairable(kind: str, message: str, *, repaired: bool) -> Finding:
    """A finding that ``--repair`` puts right, or has put right."""
    advice = "" if repaired else "`loa doctor --repair` rebuilds it"
    return Finding(kind, message, advice, repaired=repaired, repairable=True)

"""Two histories of one article made one: in the order in which the states were seen.

A state that was known to hold already when it was seen again is no revision. Merging the same
history again changes nothing: each of its states is found where it was put, or in effect there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from scraper.store import codec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Signature = tuple[str, str]
Event = tuple[str, str]
"""When, and ``gone`` or ``back``."""


@dataclass(frozen=True, slots=True)
class State:
    """One revision of an article, in whichever archive it stands.

    Attributes:
        row_id: of the revision in the merged archive, None while it is not there.
        fetch: identity of the fetch behind it; see :mod:`scraper.store.merge`.
    """

    row_id: int | None
    seen_at: str
    content_hash: str
    reason: str
    changed: str
    profile_version: str | None
    extractor_version: str
    provenance: str
    content: str
    fetch: tuple[Any, ...] | None = field(default=None, compare=False)

    def signature(self) -> Signature:
        """What two states have in common that are the same: compared fields and derived ones."""
        content = json.loads(self.content)
        derived = codec.dumps([content[name] for name in codec.DERIVED])
        return codec.digest(codec.fingerprint(content)), derived


def joined(known: Sequence[State], others: Iterable[State]) -> list[State]:
    """``known`` with what ``others`` add to it, without equal neighbours."""
    states = [(state, state.signature()) for state in known]
    for other in others:
        mine = other.signature()
        before = [each for each in states if each[0].seen_at < other.seen_at]
        same_second = [each for each in states if each[0].seen_at == other.seen_at]
        if mine in {signature for _, signature in [*before[-1:], *same_second]}:
            continue
        states.insert(len(before) + len(same_second), (other, mine))
    kept: list[tuple[State, Signature]] = []
    for each in states:
        if not kept or kept[-1][1] != each[1]:
            kept.append(each)
    return [state for state, _ in kept]


def described(states: Sequence[State]) -> list[State]:
    """The states with ``changed`` and ``reason`` as their new neighbours make them."""
    found: list[State] = []
    before: dict[str, Any] | None = None
    for state in states:
        content = json.loads(state.content)
        reason, changed = state.reason, list[str]()
        if before is not None:
            changed = codec.changed_fields(before, content)
            derived = codec.changed_derived(before, content)
            if not changed:
                reason = "extractor"  # what Loa derives differs, and nothing that the portal said
            if reason == "extractor":
                changed += derived
        found.append(replace(state, changed=codec.dumps(changed), reason=reason))
        before = content
    return found


def log_of(states: Sequence[State], events: Iterable[Event]) -> list[tuple[str, str, int]]:
    """Time, kind and revision of all that happened to the article, in its order."""
    entries = [
        (state.seen_at, 0, "revision" if number > 1 else "new", number)
        for number, state in enumerate(states, 1)
    ]
    for at, kind in set(events):
        number = max(1, sum(state.seen_at <= at for state in states))
        entries.append((at, 1 if kind == "back" else 2, kind, number))
    return [(at, kind, number) for at, _, kind, number in sorted(entries)]

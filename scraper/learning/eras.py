"""After a redesign: the rules that held until now become an era of the profile, the new ones current."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scraper.portals import Layout

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from scraper.portals import Family, Profile
    from scraper.portals.addresses import Addresses
    from scraper.portals.profile import RuleSet


def with_era(old: Profile, new: Profile, day: date) -> Profile:
    """``new`` with the layout of ``old`` as an era that ended on ``day``.

    Old pages go on being read: by the era's rules, or by the family that both share. Where the
    family changed, the era takes over the old family's rules. Addresses of both are known, the old
    patterns first where they still fit, since they give articles their keys.

    Args:
        old: the profile until now.
        new: the profile learned from the portal as it is.
        day: when the change was seen.
    """
    moved = old.family_rules if old.family != new.family else None
    counters = (*old.counters, *(moved.counters if moved is not None else ()), *new.counters)
    return new.model_copy(
        update={
            "name": old.name,
            "title": old.title or new.title,
            "hosts": tuple(dict.fromkeys((*new.hosts, *old.hosts))),
            "notes": old.notes,
            "tls": old.tls,
            "counters": tuple({counter.name: counter for counter in reversed(counters)}.values()),
            "site_names": tuple(dict.fromkeys((*old.site_names, *new.site_names))),
            "addresses": _addresses(old, moved, new),
            "layout": _eras(old, moved, day),
        }
    )


def _eras(old: Profile, moved: Family | None, day: date) -> tuple[Layout, ...]:
    """The eras of ``old`` and its current rules, those of a family that was left among them."""
    eras = old.layout
    if old.fields or old.requires or moved is not None:
        current = [level for level in (old, moved) if level is not None]
        last = max((era.until for era in eras if era.until), default=None)
        since = last + timedelta(days=1) if last else None
        # Two changes on one day: no day of its own is left for the one between them.
        until = None if since and since > day else day
        eras = (_layout(current, since if until else None, until), *eras)
    return (*eras, *(moved.layout if moved is not None else ()))


def _layout(levels: Sequence[RuleSet], since: date | None, until: date | None) -> Layout:
    """One layout of the rules at the top of ``levels``, the first of which counts for a field."""

    def joined(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(css for level in levels for css in getattr(level, name)))

    return Layout.model_validate(
        {
            "from": since,
            "until": until,
            **{name: joined(name) for name in ("requires", "listing", "static", "remove", "final")},
            "fields": {
                name: rules for level in reversed(levels) for name, rules in level.fields.items()
            },
        }
    )


def _addresses(old: Profile, moved: Family | None, new: Profile) -> Addresses:
    before = [old.addresses, *([moved.addresses] if moved is not None else [])]

    def merged(name: str) -> tuple[str, ...]:
        patterns = (p for rules in (*before, new.addresses) for p in getattr(rules, name))
        return tuple(dict.fromkeys(patterns))

    following = dict.fromkeys(a.next for a in (new.addresses, *before) if a.next)
    return new.addresses.model_copy(
        update={
            **{name: merged(name) for name in ("article", "listing", "static", "ignore")},
            "next": ", ".join(following) or None,
        }
    )

"""Which parts of a layout can find anything on a page.

A family lists the class names of many themes, and a page has those of one. The pages of a portal
have the same of the names that a layout asks for, so that the selectors worth trying are worked out
once for a portal and not once for a page: trying the others took half of the time of reading a page.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper.extraction.page import alternatives, possible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scraper.extraction.page import Page
    from scraper.portals import Layout, Rule

MAX_LAYOUTS = 512
MAX_PLANS = 256
"""Sets of names that are remembered for one layout; pages of hostile portals may have any number."""


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that can find something.

    Attributes:
        rule: the rule.
        css: its selector without the alternatives that the page cannot have; "" when it has none.
        label: its name for provenance.
    """

    rule: Rule
    css: str
    label: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a layout is worth trying on a page; selectors that cannot match are left out.

    Attributes:
        fields: field to steps, in the order in which they are tried.
        requires: what must be there, and whether each of it can be.
        static: marks of pages that are not news, each as written and as selected.
        listing: marks of lists, likewise.
        any_listing: one selector for all of them.
        remove: one selector for all boxes that are cut.
    """

    fields: Mapping[str, tuple[Step, ...]]
    requires: tuple[str, ...]
    static: tuple[tuple[str, str], ...]
    listing: tuple[tuple[str, str], ...]
    any_listing: str
    remove: str


@dataclass(slots=True)
class _Plans:
    """The plans of one layout; the layout is kept, so that its ``id`` stays its own."""

    layout: Layout
    names: frozenset[str]
    by_names: dict[frozenset[str], Plan] = field(default_factory=dict)


_plans: OrderedDict[int, _Plans] = OrderedDict()


def plan_for(page: Page, layout: Layout) -> Plan:
    """The parts of ``layout`` whose classes and ids stand on ``page``."""
    plans = _plans.get(id(layout))
    if plans is None:
        plans = _plans[id(layout)] = _Plans(layout, _names(layout))
        if len(_plans) > MAX_LAYOUTS:
            _plans.popitem(last=False)
    present = plans.names & page.names
    plan = plans.by_names.get(present)
    if plan is None:
        if len(plans.by_names) >= MAX_PLANS:
            plans.by_names.clear()
        plan = plans.by_names[present] = _plan(layout, present)
    return plan


def _names(layout: Layout) -> frozenset[str]:
    selectors = [rule.css for rules in layout.fields.values() for rule in rules if rule.css]
    selectors += (*layout.requires, *layout.static, *layout.listing, *layout.remove)
    return frozenset(
        name for css in selectors for _, needed in alternatives(css) for name in needed
    )


def _plan(layout: Layout, present: frozenset[str]) -> Plan:
    listing = _marks(layout.listing, present)
    return Plan(
        fields={
            name: tuple(
                Step(rule, css, rule.label_for_provenance)
                for rule in rules
                if (css := possible(rule.css, present) if rule.css else "") or rule.css is None
            )
            for name, rules in layout.fields.items()
        },
        requires=tuple(possible(css, present) for css in layout.requires),
        static=_marks(layout.static, present),
        listing=listing,
        any_listing=", ".join(css for _, css in listing),
        remove=", ".join(css for _, css in _marks(layout.remove, present)),
    )


def _marks(selectors: Iterable[str], present: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """The selectors that can match, each as it is written and as it is selected."""
    return tuple((css, part) for css in selectors if (part := possible(css, present)))

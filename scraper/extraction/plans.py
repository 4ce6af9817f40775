"""Which rules of a layout can find anything on a page.

A family lists the class names of many themes, and a page has those of one. The pages of a portal
have the same of the names that a layout asks for, so that the rules worth trying are worked out once
for a portal and not once for a page: trying the others took half of the time of reading a page.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper.extraction.page import alternatives

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scraper.extraction.page import Page
    from scraper.portals import Layout, Rule

MAX_LAYOUTS = 512
MAX_PLANS = 256
"""Sets of names that are remembered for one layout; pages of hostile portals may have any number."""

Plan = dict[str, tuple[tuple["Rule", str], ...]]
"""Field to the rules that can find something, each with its name for provenance."""


@dataclass(slots=True)
class _Plans:
    """The plans of one layout; the layout is kept, so that its ``id`` stays its own."""

    layout: Layout
    names: frozenset[str]
    by_names: dict[frozenset[str], Plan] = field(default_factory=dict)


_plans: OrderedDict[int, _Plans] = OrderedDict()


def rules_for(page: Page, layout: Layout) -> Mapping[str, tuple[tuple[Rule, str], ...]]:
    """The rules of ``layout`` whose classes and ids stand on ``page``, by field."""
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
    return frozenset(
        name
        for rules in layout.fields.values()
        for rule in rules
        if rule.css
        for _, needed in alternatives(rule.css)
        for name in needed
        if name[0] != "="
    )


def _plan(layout: Layout, present: frozenset[str]) -> Plan:
    return {
        name: tuple(
            (rule, rule.label_for_provenance)
            for rule in rules
            if rule.css is None or _can_match(rule.css, present)
        )
        for name, rules in layout.fields.items()
    }


def _can_match(css: str, present: frozenset[str]) -> bool:
    return any(
        all(name[0] == "=" or name in present for name in needed) for _, needed in alternatives(css)
    )

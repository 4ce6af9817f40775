"""The articles that a listing page lists, whatever system made it, and without a profile.

Links whose paths of tags and classes agree are a group, as the items of one list are made by one
template. What a group says for itself (dates, headlines, teasers, length of the texts) decides
whether it is a list of articles or a menu, a tag cloud, a row of buttons.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from scraper.learning.anchors import READ_ELSEWHERE, collect_anchors, label_before
from scraper.learning.groups import Group, address_shape, read_groups
from scraper.portals import guess_locale

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from selectolax.lexbor import LexborNode

    from scraper.extraction import Page
    from scraper.model import PublishedAt
    from scraper.portals import Locale

ENOUGH = 3.0
"""Points that make a group of links a list of articles; see :func:`_points`."""

UNLIKE = 5.0
"""Points that it needs where its addresses look unlike those of the page's main list."""

MATTER = 3
"""How many times larger a list counts that stands where the page says that its matter is."""

MAIN_IDS = frozenset(("main", "content", "main-content", "maincontent", "primary", "contentarea"))

GRID_CLASS = re.compile(r"(?:^|\s)(?:col|span|grid|column|cell)[\w-]*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """An article as a listing names it.

    Attributes:
        url: its canonical address.
        title: the longest text that the item's links give it.
        date: the day (or moment) beside it, or None.
    """

    url: str
    title: str
    date: PublishedAt | None = None


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of articles on a page.

    Attributes:
        items: each address once, in the page's order.
        side: whether it stands beside the page's matter (a box "most read", a ticker).
        points: how much it looks like a list of articles.
        path: its links' path of tags and classes, outermost first.
    """

    items: tuple[Item, ...]
    side: bool
    points: float
    path: str


def find_items(
    page: Page, *, locale: Locale | None = None, now: datetime | None = None
) -> list[Item]:
    """The articles that ``page`` lists as its matter, in the page's order.

    Menus, footers, tag clouds, calendars, pagination, language switches, files and boxes at the side
    are left out; a featured article joins the list. A page that is no listing gives few or none.

    Args:
        page: the page; it is not changed.
        locale: how its dates are written; guessed from the page when None.
        now: when it was fetched, for "3 giờ trước" and for refusing dates in the future.
    """
    found: dict[str, Item] = {}
    for part in find_lists(page, locale=locale, now=now):
        for item in part.items if not part.side else ():
            known = found.get(item.url)
            if known is None or (known.date is None and item.date is not None):
                found[item.url] = _merged(known, item)
    return list(found.values())


def _merged(known: Item | None, item: Item) -> Item:
    if known is None:
        return item
    return Item(item.url, max(known.title, item.title, key=len), item.date or known.date)


def find_lists(
    page: Page, *, locale: Locale | None = None, now: datetime | None = None
) -> list[ItemList]:
    """All lists of articles on ``page``, in the page's order, those at the side among them.

    Arguments as for :func:`find_items`.
    """
    place = locale or guess_locale(page.html, urlsplit(page.url).netloc)
    anchors = collect_anchors(page)
    order = {id(anchor): number for number, anchor in enumerate(anchors)}
    groups = read_groups(page, anchors, place, now)
    for group in groups:
        group.points = _points(group)
    groups = _without_companions(groups)
    accepted = _accepted(page, groups)
    first = {id(g): min(order[id(a)] for e in g.entries for a in e.anchors) for g in accepted}
    accepted.sort(key=lambda g: first[id(g)])
    return [
        ItemList(
            tuple({e.url: Item(e.url, e.title, e.date) for e in reversed(g.entries)}.values())[
                ::-1
            ],
            g.side,
            g.points,
            g.signature,
        )
        for g in accepted
    ]


def _points(group: Group) -> float:
    """How much a group looks like articles; a menu gets at most 2, a plain list of news 3 or more."""
    entries = group.entries
    if not any(a.local for e in entries for a in e.anchors):
        return 0.0
    foreign = sum(not e.anchors[0].local for e in entries)
    points = 0.0
    dated = _share(e.date is not None for e in entries)
    points += 3.0 if dated >= 0.5 else dated * 3
    points += 2.0 if _share(e.heading for e in entries) >= 0.5 else 0.0
    length = group.length
    points += 3.0 if length >= 45 else 2.0 if length >= 35 else 1.0 if length >= 24 else 0.0
    points += 2.0 if median(e.teaser for e in entries) >= 40 else 0.0
    points += 0.5 if _share(e.image for e in entries) >= 0.5 else 0.0
    points += 1.0 if _share(_looks_like_article(e.url) for e in entries) >= 0.6 else 0.0
    points -= 3.0 if _share(e.anchors[0].inline for e in entries) >= 0.5 else 0.0
    if foreign * 2 > len(entries):
        points -= 4.0
    return points


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def _looks_like_article(url: str) -> bool:
    """Whether an address names one thing: a long slug, a number, a date in its path."""
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    if last.count("-") + last.count("_") >= 4 or re.search(r"\d{3,}", last):
        return True
    if re.search(r"/(?:19|20)\d\d/\d", parts.path):
        return True
    return any(re.fullmatch(r"\d{2,}", value) for _, value in parse_qsl(parts.query))


def _without_companions(groups: list[Group]) -> list[Group]:
    """Drop groups that belong to another group's items: pictures, dates, section links, headings."""
    ranked = sorted(groups, key=lambda g: (not g.texted, -g.points, -g.area))
    ranked = [g for g in ranked if not any(_is_headed_by(o, g) for o in ranked if o is not g)]
    kept: list[Group] = []
    for group in ranked:
        if not any(_is_companion(group, other) for other in kept):
            kept.append(group)
    return kept


def _is_headed_by(list_: Group, head: Group) -> bool:
    """Whether ``head`` are the headlines (or "show more") of blocks that hold items of ``list_``."""
    if not (list_.texted and head.texted) or list_.points < ENOUGH:
        return False
    urls_in: dict[int, set[str]] = defaultdict(set)
    boxes = {e.box.mem_id: e.url for e in head.entries}
    for entry in list_.entries:
        for key in entry.anchors[0].ids:
            if key in boxes and boxes[key] != entry.url:
                urls_in[key].add(entry.url)
    many = sum(map(len, urls_in.values())) >= 2 * len(urls_in) > 0
    if many:
        better = list_.points >= head.points or list_.length >= head.length * 0.8
        return len(urls_in) * 2 >= len(boxes) and better
    return len(urls_in) >= 0.8 * len(boxes) and list_.length >= head.length + 10


def _is_companion(group: Group, other: Group) -> bool:
    """Whether ``group`` are further links of the items of ``other``, which is the better list."""
    urls = {e.url for e in group.entries}
    boxes = {e.box.mem_id: e.url for e in other.entries}
    own = [e for e in group.entries for a in e.anchors if a.signature == group.signature]
    same = sum(any(boxes.get(k) == e.url for a in e.anchors for k in a.ids) for e in group.entries)
    if same * 2 > len(urls) or (not group.texted and urls <= {e.url for e in other.entries}):
        return True
    within = sum(any(k in boxes for a in e.anchors for k in a.ids) for e in own)
    weaker = group.points < other.points or (other.texted and not group.texted)
    return within == len(own) and weaker


def _accepted(page: Page, groups: list[Group]) -> list[Group]:
    """The groups that are lists of articles, each marked when it stands at the side."""
    strong = [g for g in groups if len(g.entries) > 1 and g.points >= ENOUGH]
    for group in strong:
        group.side = _named_side(page, group)
    inner = [g for g in strong if not g.side] or strong
    if not inner:
        lone = [g for g in groups if g.points >= UNLIKE and not _named_side(page, g)]
        return lone if len(lone) == 1 else []
    main = max(inner, key=lambda g: g.area * (MATTER if _in_main(g) else 1))
    main.side = False
    shapes = {address_shape(e.url) for e in main.entries}
    accepted = [main]
    for group in strong:
        if group is main:
            continue
        alike = _share(address_shape(e.url) in shapes for e in group.entries) >= 0.5
        if not alike and group.points < UNLIKE:
            continue
        group.side = group.side or _is_column_beside(main, group)
        accepted.append(group)
    for group in groups:  # a featured article, the one item of a block
        if len(group.entries) > 1 or _named_side(page, group):
            continue
        entry = group.entries[0]
        if address_shape(entry.url) in shapes and len(entry.title) >= 20 and group.points >= 2:
            group.side = _is_column_beside(main, group)
            accepted.append(group)
    return accepted


def _in_main(group: Group) -> bool:
    """Whether the page marks the group's place as its matter."""
    around = group.entries[0].anchors[0].nodes[:-1]
    return any(
        n.tag == "main" or n.attributes.get("role") == "main" or n.attributes.get("id") in MAIN_IDS
        for n in around
    )


def _named_side(page: Page, group: Group) -> bool:
    """Whether the page itself says that the group stands at the side."""
    if _share(e.anchors[0].region == "side" for e in group.entries) >= 0.5:
        return True
    first = group.entries[0]
    return any(label_before(page, node) in READ_ELSEWHERE for node in _up(first.box, 4))


def _up(node: LexborNode, most: int) -> Iterable[LexborNode]:
    current: LexborNode | None = node
    for _ in range(most):
        if current is None or current.tag == "body":
            return
        yield current
        current = current.parent


def _region(group: Group) -> tuple[LexborNode, ...]:
    """The ancestors that all items of a group share, outermost first."""
    chains = [e.anchors[0].nodes for e in group.entries]
    depth = min(map(len, chains)) - 1
    ids = [tuple(n.mem_id for n in chain) for chain in chains]
    while depth > 0 and len({i[:depth] for i in ids}) > 1:
        depth -= 1
    return chains[0][:depth]


def _is_column_beside(main: Group, other: Group) -> bool:
    """Whether ``other`` fills a narrower column beside the one in which ``main`` stands."""
    ours, theirs = _region(main), _region(other)
    depth = 0
    while depth < min(len(ours), len(theirs)) and ours[depth].mem_id == theirs[depth].mem_id:
        depth += 1
    if depth >= len(ours) or depth >= len(theirs) or other.area >= main.area:
        return False
    pair = ours[depth], theirs[depth]
    if all(node.tag in ("td", "th") for node in pair):
        return True
    return all(GRID_CLASS.search(node.attributes.get("class") or "") for node in pair)

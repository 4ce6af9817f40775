"""What the addresses of a portal have in common: which are articles, by which id, and which lists.

Addresses are grouped by *form*: the names of the parameters, and the path with numbers, dates and
slugs replaced by what they are. The id is what differs in every address of a form: a number where
there is one, else the slug.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from scraper.portals import canonical_url
from scraper.portals.addresses import FILES, IGNORED, NOISE, Addresses

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_PATTERNS = 4

ODD = 0.15
"""Share of the addresses up to which those of another form are not believed to be of articles."""

MAX_LISTINGS = 12
PAGED = r"(?:/(?:page|trang|p)[-/]?\d+)?"
"""What further pages of a listing add to its path."""

DATED = re.compile(r"(?:19|20)\d\d(?:[-/]\d{1,2}){0,2}")
TRAILING = re.compile(
    r"^(?P<slug>.*?)(?P<mark>[-_.]|[-_.]?(?:id|post|art|a|d|n|p|c)[-_]?)?(?P<number>\d{2,20})(?P<end>\.\w{2,5})?$",
    re.IGNORECASE,
)
ENDING = re.compile(r"\.(?:html?|aspx?|php|jsp|chn|tpo|epi|do)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LearnedAddresses:
    """Patterns for a profile, and how far they can be relied on.

    Attributes:
        addresses: the patterns.
        covered: share of the article addresses that the patterns know.
        warnings: what a person should look at.
    """

    addresses: Addresses
    covered: float
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Url:
    path: str
    query: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        tail = "&".join(f"{name}={value}" for name, value in self.query)
        return f"{self.path}?{tail}" if tail else self.path


def learn_addresses(
    articles: Sequence[str], listings: Iterable[str] = (), others: Iterable[str] = ()
) -> LearnedAddresses:
    """Learn the patterns.

    Args:
        articles: addresses of article pages.
        listings: addresses of section listings (from breadcrumbs, pagination, a survey).
        others: addresses of menus and footers, which are no articles.
    """
    own = _parsed(articles)
    lists = _parsed(listings)
    rest = [url for url in _parsed(others) if url not in own and url not in lists]
    patterns: list[str] = []
    warnings: list[str] = []
    known: set[_Url] = set()
    for form in _forms(own):
        # A few odd addresses are no form of articles: some page got into the sample.
        if (known and len(form) <= ODD * len(own)) or known.issuperset(form):
            continue
        pattern = _pattern(form, [*lists, *rest])
        if pattern is None or pattern in patterns or len(patterns) >= MAX_PATTERNS:
            continue
        patterns.append(pattern)
        known |= {url for url in own if re.search(pattern, url.text)}
    foreign = [u for u in [*lists, *rest] if any(re.search(p, u.text) for p in patterns)]
    if foreign:
        warnings.append(
            f"the pattern of articles also fits {foreign[0].text}, which may be a list or a static page"
        )
    listing = _listing_patterns(lists, own)
    covered = len(known) / len(own) if own else 0.0
    return LearnedAddresses(
        Addresses(article=tuple(patterns), listing=listing), round(covered, 2), tuple(warnings)
    )


def escape(text: str) -> str:
    """``text`` as a regular expression that a person can read: hyphens are no special character."""
    return re.escape(text).replace("\\-", "-")


def _parsed(urls: Iterable[str]) -> list[_Url]:
    found: dict[_Url, None] = {}
    for url in urls:
        try:
            parts = urlsplit(canonical_url(url))
        except ValueError:
            continue
        query = tuple(
            sorted(
                p for p in parse_qsl(parts.query, keep_blank_values=True) if not NOISE.match(p[0])
            )
        )
        address = _Url(parts.path, query)
        if FILES.search(parts.path) or any(re.search(p, address.text) for p in IGNORED):
            continue
        found[address] = None
    return list(found)


def _forms(urls: Sequence[_Url]) -> list[list[_Url]]:
    """The addresses grouped by form, the most frequent first."""
    groups: dict[_Form, list[_Url]] = defaultdict(list)
    for url in urls:
        groups[_form(url)].append(url)
    for form in [form for form in groups if form.kind == "number"]:
        slugs = form._replace(kind="slug")
        if len(groups[form]) < len(groups.get(slugs, ())):
            groups[slugs] += groups.pop(form)  # headlines that end in a number: "… lần thứ 35"
    return sorted(groups.values(), key=lambda group: (-len(group), group[0].text))


class _Form(NamedTuple):
    """What addresses have in common: parameters, what ends the path, its ending, a slash after it."""

    names: frozenset[str]
    kind: str
    ending: str
    slash: bool


def _form(url: _Url) -> _Form:
    segments = [s for s in url.path.split("/") if s]
    last = segments[-1] if segments else ""
    stem = ENDING.sub("", last)
    kind = "number" if TRAILING.match(stem) and not _is_date_like(stem) else "slug"
    ending = found.group().lower() if (found := ENDING.search(last)) else ""
    ids = frozenset(name for name, value in url.query if value.isdigit())
    names = frozenset(name for name, _ in url.query)
    end = "" if url.query and ids else kind if segments else ""
    return _Form(names, end, ending, url.path.endswith("/"))


def _pattern(form: Sequence[_Url], others: Sequence[_Url]) -> str | None:
    """A regular expression for one form, with the id as group ``key``; None when nothing differs.

    A number is worth more than a slug, which changes with the headline: a pattern of slugs is taken
    only where it tells apart what the number does not, or where there is none.
    """
    if (found := _by_parameter(form, others) or _by_number(form, others)) is not None:
        return found
    slugs = _by_slug(form, others)
    if slugs is not None and _fits(slugs, form, others):
        return slugs
    return _by_number(form, ()) or slugs


def _by_parameter(form: Sequence[_Url], others: Sequence[_Url]) -> str | None:
    """The parameter whose value is another in every address: ``?cn=82&tc=1022``."""
    names = set.intersection(*({name for name, _ in url.query} for url in form))
    found: list[tuple[bool, int, str]] = []
    for name in sorted(names):
        values = [dict(url.query)[name] for url in form]
        distinct = len(set(values)) / len(values)
        if distinct < 1.0 or not all(values):
            continue
        elsewhere = sum(any(name == n for n, _ in other.query) for other in others)
        found.append((not all(v.isdigit() for v in values), elsewhere, name))
    if not found:
        return None
    name = min(found)[2]
    numbers = all(dict(url.query)[name].isdigit() for url in form)
    key = r"\d+" if numbers else r"[^&]+"
    if len({url.path for url in form}) > 1 or form[0].path == "/":
        return rf"[?&]{escape(name)}=(?P<key>{key})"
    return rf"^{escape(form[0].path)}\?(?:.*&)?{escape(name)}=(?P<key>{key})"


def _by_number(form: Sequence[_Url], others: Sequence[_Url]) -> str | None:
    """The number at the end of the path: ``/tin-tuc/tieu-de-12345.html``, ``/node/12``, ``/12-slug``."""
    paths = [url.path.rstrip("/") for url in form]
    lasts = [path.rpartition("/")[2] for path in paths]
    ending = _common_ending(lasts)
    bodies = [last[: len(last) - len(ending)] if ending else last for last in lasts]
    numbers = [match for b in bodies if (match := re.search(r"(?:^|[-_.,a-zA-Z])(\d{1,20})$", b))]
    slash = "/?" if any(url.path.endswith("/") for url in form) else ""
    tail = rf"{escape(ending)}{slash}(?:\?|$)"
    differ = len(numbers) == len(bodies) and len({m[1] for m in numbers}) == len(form)
    if differ and not all(_is_date_like(b) for b in bodies):
        before = {m.string[: m.start(1)][-1:] for m in numbers}
        mark = escape(before.pop()) if len(before) == 1 else "[-_.,/]"
        shortest = min(len(m[1]) for m in numbers)
        digits = rf"\d{{{shortest - 1},}}" if shortest >= 3 else r"\d+"
        prefix = _common_folder(paths) if not mark else ""
        pattern = rf"{prefix}{mark or '/'}(?P<key>{digits}){tail}"
        return pattern if _fits(pattern, form, others) else None
    leading = [match for b in bodies if (match := re.match(r"(\d{1,20})[-_.,](?=\D)", b))]
    if len(leading) == len(bodies) and len({m[1] for m in leading}) == len(form):
        pattern = rf"/(?P<key>\d+)[-_.,][^/?]+{tail}"
        return pattern if _fits(pattern, form, others) else None
    folders = [[s for s in path.split("/") if s.isdigit() and len(s) >= 2] for path in paths]
    if all(folders):
        for place in (-1, 0):
            values = [numbers_[place] for numbers_ in folders]
            if len(set(values)) == len(form) and not all(
                re.fullmatch(r"(?:19|20)\d\d|\d\d?", v) for v in values
            ):
                pattern = rf"/(?P<key>\d{{2,}})/[^/?]+{tail}"
                return pattern if _fits(pattern, form, others) else None
    return None


def _is_date_like(body: str) -> bool:
    return bool(re.search(r"(?:19|20)\d\d$", body)) and not re.search(r"\d{5,}$", body)


def _common_folder(paths: Sequence[str]) -> str:
    """The folder in which all paths stand, as a pattern; empty when they stand in several."""
    folders = {path.rpartition("/")[0] for path in paths}
    return f"^{escape(folders.pop())}" if len(folders) == 1 else ""


def _common_ending(lasts: Sequence[str]) -> str:
    endings = {found.group() if (found := ENDING.search(last)) else "" for last in lasts}
    return endings.pop() if len(endings) == 1 else ""


def _by_slug(form: Sequence[_Url], others: Sequence[_Url]) -> str | None:
    """The path itself: dates and folders that all share are spelled out, the rest is open."""
    split = [[s for s in url.path.split("/") if s] for url in form]
    if not all(split):
        return None
    depths = {len(s) for s in split}
    ending = _common_ending([s[-1] for s in split])
    # The shortest slug seen is not the shortest that there is; hyphens tell news from "/contact".
    hyphens = max(0, min(4, *(s[-1].count("-") for s in split)) - 1)
    slug = rf"[^/?.-]+(?:-[^/?.-]*){{{hyphens},}}" if hyphens else r"[^/?.]+"
    slash = "/?" if any(url.path.endswith("/") for url in form) else ""
    if len(depths) == 1:
        steps = []
        for position in range(depths.copy().pop() - 1):
            values = [s[position] for s in split]
            steps.append(_step(values))
        head = "".join(f"/{step}" for step in steps)
    else:
        first = {s[0] for s in split}
        same = len(first) == 1 and min(depths) > 1
        start, fewest = (f"/{escape(first.pop())}", 2) if same else ("", 1)
        head = rf"{start}(?:/[^/?]+){{{min(depths) - fewest},{max(depths) - fewest + 1}}}"
    tail = rf"{escape(ending)}{slash}(?:\?|$)"
    pattern = rf"^{head}/{slug}{tail}"
    if not all(re.search(pattern, url.text) for url in form):
        return None
    clashing = [url for url in others if re.search(pattern, url.text)]
    # Lists that stand in folders of their own are left out by name: "/category/…".
    folders = {url.path.split("/")[1] for url in clashing if url.path.count("/") > 1}
    if clashing and len(folders) <= MAX_PATTERNS and not folders & {s[0] for s in split}:
        named = "|".join(sorted(map(escape, folders)))
        apart = rf"^(?!/(?:{named})/){head}/{slug}{tail}"
        if named and _fits(apart, form, others):
            return apart
    stricter = rf"^{head}/[^/?.-]+(?:-[^/?.-]*){{{hyphens + 1},}}{tail}"
    return stricter if clashing and _fits(stricter, form, others) else pattern


def _step(values: Sequence[str]) -> str:
    distinct = set(values)
    if len(distinct) == 1:
        value = values[0]
        return r"\d{4}" if re.fullmatch(r"(?:19|20)\d\d", value) else escape(value)
    if all(re.fullmatch(r"(?:19|20)\d\d", v) for v in distinct):
        return r"\d{4}"
    if all(re.fullmatch(r"\d{1,2}", v) for v in distinct):
        return r"\d{1,2}"
    if all(v.isdigit() for v in distinct):
        return r"\d+"
    return r"[^/?]+"


def _fits(pattern: str, form: Sequence[_Url], others: Sequence[_Url]) -> bool:
    """Whether a pattern knows all addresses of its form and none of the others.

    One of the others that has an article's id is that article at a second address.
    """
    matches = [re.search(pattern, url.text) for url in form]
    keys = {match.groupdict().get("key") for match in matches if match is not None} - {None}
    return all(matches) and not any(
        (match := re.search(pattern, url.text)) and match.groupdict().get("key") not in keys
        for url in others
    )


def _listing_patterns(lists: Sequence[_Url], articles: Sequence[_Url]) -> tuple[str, ...]:
    """Patterns for listings: by the parameter, or the folder, that they have and articles have not."""
    patterns: list[str] = []
    article_names = {name for url in articles for name, _ in url.query}
    with_query = [url for url in lists if url.query]
    names: dict[str, int] = defaultdict(int)
    for url in with_query:
        for name, _ in url.query:
            if name not in article_names:
                names[name] += 1
    patterns += [
        rf"[?&]{escape(name)}="
        for name, count in sorted(names.items(), key=lambda n: (-n[1], n[0]))
    ][:2]
    folders: dict[str, set[str]] = defaultdict(set)
    for url in lists:
        path = url.path.rstrip("/")
        if path and not any(re.search(p, url.text) for p in patterns):
            folder, _, last = path.rpartition("/")
            folders[folder].add(last)
    for folder, lasts in folders.items():
        steps = sorted(escape(last) for last in lasts)
        one = steps[0] if len(steps) == 1 else f"(?:{'|'.join(steps)})"
        inside = any(a.path.startswith(f"{folder}/") for a in articles) if folder else True
        patterns.append(
            rf"^{escape(folder)}/[^/?]+"
            if len(steps) > 1 and not inside
            else rf"^{escape(folder)}/{one}{PAGED}/?(?:\?|$)"
        )
    return tuple(
        pattern
        for pattern in patterns[:MAX_LISTINGS]
        if not any(re.search(pattern, article.text) for article in articles)
    )

"""What an address on a portal is, and which article it names.

An address is classified by patterns of the profile; identity does not depend on the scheme, on
``www.``, on the order of parameters or on session and campaign parameters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import Field, field_validator
from w3lib.url import canonicalize_url

from scraper.portals.rules import Css, Model, Regex

AddressKind = Literal["article", "listing", "static", "ignored", "foreign", "other"]

MAX_URL = 2_048
"""Longer addresses are never followed: no portal needs them and traps grow them."""

NOISE = re.compile(
    r"^(utm_\w+|fbclid|gclid|zarsrc|jsessionid|phpsessid|aspsessionid\w*|sid|sessionid|_gl)$",
    re.IGNORECASE,
)
"""Parameters that never change what a page shows: campaign marks and session ids."""

FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|tiff?|css|js|mjs|json|woff2?|ttf|eot|mp[34]|m4[av]|avi|mov|wmv"
    r"|flv|webm|wav|ogg|pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|rar|7z|gz|exe|apk|ics|vcf)$",
    re.IGNORECASE,
)
"""Paths that end so are files, never pages."""

NO_NEWS = (
    ("a print copy or a form", r"[?&](?:print|in|tmpl=component|format=(?:pdf|raw)|replytocom|share|add-to-cart)="),
    ("a log-in or the machine's own page", r"/(?:wp-admin|wp-login|wp-json|xmlrpc|user/login|users/login|login|logout|dang-nhap|cgi-bin)\b"),
    ("a search", r"[?&](?:s|search|keyword|tukhoa)="),
    ("a search", r"[?&]q=(?!node(?:/|%2F)\d)"),
    ("a download", r"savefile"),
    ("a click on a banner", r"(?:banner|quang-?cao|adv?s?)[-_/.]?(?:click|redirect|hit)|[?&](?:banner_?id|bannerclick|adclick)="),
)  # fmt: skip
"""What no portal uses for news, and the addresses by which it is known."""

IGNORED = tuple(pattern for _, pattern in NO_NEWS)

COPY_QUERY = re.compile(
    r"^(?:(?:m|mobile|ismobile|amp|print|printable|in)=(?:1|true|yes|on)?|amp|print|outputtype=amp"
    r"|view=(?:print|amp|mobile)|format=amp|device=mobile|tmpl=component|print=\w*)$",
    re.IGNORECASE,
)
COPY_END = re.compile(r"/(?:amp|print|amp\.html|print\.html)/?$|\.amp(?=\.html?$|$)", re.IGNORECASE)
COPY_BEGIN = re.compile(r"^/(?:amp|print|mobile|m)(?=/)", re.IGNORECASE)
COPY_HINT = re.compile(r"[/.](?:amp|print|mobile|m)", re.IGNORECASE)
"""How addresses say that they show a page once more, for paper, for phones or as AMP; and what those of
them have in their path that do."""

VIEW_QUERY = re.compile(
    r"^(?:(?:sort|order|sort_?by|order_?by|sort_?order|orderdir|dir|direction|filter_order(?:_dir)?)=.*"
    r"|(?:view|layout|display|mode)=(?:list|grid|table|compact|cards?|tiles?|thumbs?|map|full)?)$",
    re.IGNORECASE,
)
"""Parameters that show the same list in another order or look."""

PLAIN = re.compile(
    r"(?P<place>https?://[a-z0-9][a-z0-9.-]*(?::(?!(?:80|443)(?!\d))[1-9]\d{0,3})?)(?P<path>/[\w/-]*(?:\.\w+)?/?)?"
    r"(?:\?(?P<query>[\w.&=-]+))?",
    re.ASCII,
)
"""Addresses in which nothing but the order of the parameters can differ from the canonical form."""

COOKIELESS = re.compile(r"/\((?:[ASF]\([^()/]*\))+\)(?=/|$)")
"""ASP.NET's session id in the path: ``/(S(a1b2))/tin.aspx``."""


PAGE_PARAMETER = re.compile(
    r"^(?:page|p|pg|paged|pageno|page_?(?:num(?:ber)?|index|id)|trang|start|offset|limitstart"
    r"|b_start(?::int)?|_\w*cur|currentpage|curpage)$",
    re.IGNORECASE,
)
PAGE_SEGMENT = re.compile(r"/(?:page|trang|p)[-/]?\d{1,6}(?=/|\.\w{1,5}$|$)", re.IGNORECASE)
"""How addresses say which page of a listing they are, or how many of its items come before."""


@dataclass(frozen=True, slots=True)
class Address:
    """A classified address.

    Attributes:
        url: canonical URL: what is requested and stored.
        key: host and the portal's own id, for articles, and for copies of them, which are never asked
            for and so are ``ignored``; None otherwise.
    """

    url: str
    kind: AddressKind
    key: str | None = None


@lru_cache(maxsize=1_024)
def canonical_url(url: str) -> str:
    """Return ``url`` in its canonical form: parameters sorted, noise and fragment dropped.

    Raises:
        ValueError: ``url`` is not an absolute http(s) address, or over :data:`MAX_URL`.

    >>> canonical_url("HTTP://Example.vn:80/?tc=7&gd=1&utm_source=x#top")
    'http://example.vn/?gd=1&tc=7'
    """
    if len(url) > MAX_URL:
        raise ValueError(f"the address is longer than {MAX_URL} characters")
    if (plain := _plain_url(url)) is not None:
        return plain
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is not an http address")
    port = parts.port  # raises ValueError when it is no number
    host = parts.hostname.lower()
    if port and (parts.scheme.lower(), port) not in (("http", 80), ("https", 443)):
        host = f"{host}:{port}"
    path = COOKIELESS.sub("", parts.path)
    path = re.sub(r";(?:jsessionid|phpsessid)=[^/;?]*", "", path, flags=re.IGNORECASE)
    query = parts.query
    if query:
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode([pair for pair in pairs if not NOISE.match(pair[0])])
    return str(canonicalize_url(urlunsplit((parts.scheme.lower(), host, path or "/", query, ""))))


def _plain_url(url: str) -> str | None:
    """The canonical form of an ordinary address, None where that takes more than ordering parameters.

    Nearly all addresses are ordinary, and quoting each part anew takes a hundred times as long.
    """
    match = PLAIN.fullmatch(url)
    if match is None:
        return None
    place = match["place"] + (match["path"] or "/")
    if match["query"] is None:
        return place
    pairs = []
    for parameter in match["query"].split("&"):
        name, equals, value = parameter.partition("=")
        if not equals or not name or "=" in value or NOISE.match(name):
            return None
        pairs.append((name, value))
    pairs.sort()
    return f"{place}?{'&'.join([f'{name}={value}' for name, value in pairs])}"


def site_host(url: str) -> str:
    """The host (with a port that is not the default) of ``url``, without ``www.``."""
    return urlsplit(canonical_url(url)).netloc.rpartition("@")[2].removeprefix("www.")


def profile_name(host: str) -> str:
    """A profile name for ``host``.

    >>> profile_name("127.0.0.1:8080"), profile_name("www.huongtra.gov.vn")
    ('127-0-0-1-8080', 'huongtra-gov-vn')
    """
    return re.sub(r"[^a-z0-9]+", "-", host.lower().removeprefix("www.")).strip("-") or "portal"


def without_copy_marks(path: str, *, inner: bool = True) -> str:
    """``path`` (path and query) without what makes it the address of a copy.

    Args:
        path: as :meth:`Addresses.kind_of` takes it.
        inner: take away a first segment (``/mobile/``), too; a section may have that name.

    >>> without_copy_marks("/tin/7-duong.html?m=1"), without_copy_marks("/amp/tin/7/")
    ('/tin/7-duong.html', '/tin/7/')
    """
    place, _, query = path.partition("?")
    if not query and COPY_HINT.search(place) is None:  # nearly all
        return place or "/"
    place = COPY_END.sub("", place) or "/"
    if inner:
        place = COPY_BEGIN.sub("", place)
    kept = "&".join(part for part in query.split("&") if part and not COPY_QUERY.match(part))
    return f"{place}?{kept}" if kept else place


def without_view(url: str) -> str:
    """``url`` without parameters that only say in which order and look a list is shown.

    >>> without_view("https://x.vn/tin?order=asc&page=2&sort=date")
    'https://x.vn/tin?page=2'
    """
    place, _, query = url.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not VIEW_QUERY.match(part))
    return f"{place}?{kept}" if kept else place


def why_ignored(path: str) -> str | None:
    """What the page at ``path`` is that no portal uses for news, None when nothing says so.

    >>> why_ignored("/?s=cau")
    'a search'
    """
    return next((what for what, pattern in NO_NEWS if re.search(pattern, path)), None)


class Addresses(Model):
    """The address patterns of a profile: regular expressions over path and query.

    A pattern of ``article`` names the id in a group ``key``; without that group the whole path and
    query is the id.
    """

    strict: bool = Field(
        False,
        description="every article's address matches `article`: a page at another address is one "
        "only if the rules find its title, text and date",
    )
    article: tuple[Regex, ...] = Field(
        (), description="articles; the group (?P<key>…) is the portal's own id of the article"
    )
    listing: tuple[Regex, ...] = Field((), description="pages that list articles")
    static: tuple[Regex, ...] = Field((), description="pages that are not news")
    ignore: tuple[Regex, ...] = Field((), description="addresses that are never asked for")
    alias: tuple[Regex, ...] = Field(
        (),
        description="second addresses of articles (a node number, a short link): such a page names the "
        "article's own address in its link rel=canonical",
    )
    next: Css | None = Field(None, description="CSS selector of the link to a listing's next page")

    @field_validator("article")
    @classmethod
    def _group_is_key(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            named = re.compile(pattern).groupindex
            if named and "key" not in named:
                raise ValueError(
                    f"{pattern!r} names a group {next(iter(named))!r}; the group of the article's "
                    "id is called key: (?P<key>…)"
                )
        return patterns

    def kind_of(self, path: str) -> tuple[AddressKind, str | None]:
        """Classify ``path`` (path and query): its kind, and the id when it is an article's."""
        return _kind_of(path, self.ignore, self.static, self.article, self.listing)


@lru_cache(maxsize=1_024)
def _kind_of(
    path: str,
    ignore: tuple[str, ...],
    static: tuple[str, ...],
    article: tuple[str, ...],
    listing: tuple[str, ...],
) -> tuple[AddressKind, str | None]:
    """What ``path`` is; remembered, since one page asks for its own address several times."""
    if _found(ignore, path) or _found(IGNORED, path):
        return "ignored", None
    if _found(static, path):
        return "static", None
    for pattern in _compiled(article):
        if match := pattern.search(path):
            named = match.groupdict().get("key")
            return "article", named if named is not None else path.strip("/")
    if FILES.search(path.partition("?")[0]):
        return "ignored", None
    return ("listing" if _found(listing, path) else "other"), None


def _found(patterns: tuple[str, ...], path: str) -> bool:
    """Whether one of ``patterns`` is found in ``path``."""
    for pattern in _compiled(patterns):  # noqa: SIM110  # ``any`` takes twice as long
        if pattern.search(path):
            return True
    return False


@lru_cache(maxsize=4_096)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, patterns))

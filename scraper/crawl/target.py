"""From what the user names (a portal, or an address) to the profile that is crawled."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.crawl.fetch import FetchError, fetch_page
from scraper.crawl.hosts import check_permission
from scraper.crawl.robots import parse_robots
from scraper.errors import LoaError, UsageError
from scraper.portals import (
    Profile,
    canonical_url,
    detect,
    families,
    guess_locale,
    load_profile,
    profile_for,
    profile_name,
    site_host,
)
from scraper.text import decode

if TYPE_CHECKING:
    from scraper.crawl.options import CrawlOptions


def resolve(target: str, options: CrawlOptions) -> Profile:
    """The profile for ``target``: a portal's name, a profile file, or an address.

    For an address of a host without a profile its page is looked at, politely: when its system is
    one of the known families, that family's rules make the profile.

    Raises:
        UsageError: no portal has this name; or the address is not http, or may not be asked.
        LoaError: the page cannot be had, or nothing says how the portal is to be read.
    """
    if "://" not in target:
        return load_profile(target)
    try:
        url = canonical_url(target)
    except ValueError as error:
        raise UsageError(str(error)) from error
    return profile_for(url) or _ad_hoc(url, options)


def _ad_hoc(url: str, options: CrawlOptions) -> Profile:
    host = site_host(url)
    check_permission(Profile(name="unknown", home=url), options)
    parts = urlsplit(url)
    rules = f"{parts.scheme}://{parts.netloc}/robots.txt"
    try:
        robots = fetch_page(rules, options)
    except FetchError as error:
        raise FetchError(str(error).replace(rules, url)) from error  # the user named the portal
    if robots.status == 200 and not parse_robots(robots.body).allowed(url):
        raise LoaError(f"{host} does not want to be crawled there: robots.txt forbids {url}")
    page = fetch_page(url, options)
    if page.status != 200:
        raise FetchError(f"{url} cannot be crawled: it answers HTTP {page.status}")
    html = decode(page.body, page.content_type).text
    found = detect(html, page.url, page.cookies)
    if found is None:
        raise LoaError(
            f"no profile fits {host}, and its page shows no system that Loa knows; "
            f"`loa add {url}` learns one from a few of its pages"
        )
    home = canonical_url(page.url)
    hosts = tuple(dict.fromkeys((site_host(home), host)))
    if len(hosts) > 1 and not options.contact:
        check_permission(Profile(name="unknown", home=home), options)
    place = guess_locale(html, host, found.family.country, by_text=True)
    return Profile(
        name=profile_name(host),
        title=host,
        home=home,
        hosts=hosts,
        family=found.family.name,
        family_rules=families()[found.family.name],
        language=place.language,
        timezone=place.timezone,
        date_order=place.date_order,
    )

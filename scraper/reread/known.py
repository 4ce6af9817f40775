"""The profile for a portal of an archive, as it was crawled."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from scraper.errors import UsageError
from scraper.portals import Profile, families, guess_locale, load_profile

if TYPE_CHECKING:
    from scraper.store import Archive

_PORTAL = "SELECT home, family, language, timezone, hosts FROM portals WHERE name = ?"


def portals_with_pages(archive: Archive) -> list[str]:
    """Names of the portals of which responses were kept."""
    with archive.reading() as connection:
        rows = connection.execute(
            "SELECT name FROM portals AS p WHERE EXISTS (SELECT 1 FROM fetches AS f "
            "WHERE f.portal = p.name AND f.warc_file IS NOT NULL) ORDER BY name"
        ).fetchall()
    return [row[0] for row in rows]


def all_profiles(archive: Archive) -> list[Profile]:
    """The profiles of the archive's portals; those that nothing describes are left out."""
    with archive.reading() as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM portals ORDER BY name")]
    found = []
    for name in names:
        with suppress(UsageError):
            found.append(profile_in(archive, name))
    return found


def profile_in(archive: Archive, name: str) -> Profile:
    """Today's profile for the portal ``name`` of the archive; a name that ends in .toml is a file.

    A portal that was crawled elsewhere than its profile says (a copy, a test) keeps its address;
    one that was crawled by its address alone has its family's rules.

    Raises:
        UsageError: the archive has no such portal, or nothing says how it is to be read.
    """
    given = load_profile(name) if name.endswith(".toml") else None
    name = given.name if given is not None else name
    with archive.reading() as connection:
        row = connection.execute(_PORTAL, (name,)).fetchone()
    if row is None:
        raise UsageError(f"the archive has no portal {name!r}; `loa status` lists them")
    home, family, language, timezone, hosts = row
    try:
        profile = given or load_profile(name)
    except UsageError:
        rules = families().get(family) if family else None
        if rules is None or not home:
            raise UsageError(
                f"no profile says how {name} is to be read; give the file that it was crawled with "
                f"(…/{name}.toml)"
            ) from None
        names = tuple(json.loads(hosts))
        place = guess_locale("", names[0] if names else "", rules.country)
        return Profile(
            name=name,
            home=home,
            hosts=names,
            family=family,
            family_rules=rules,
            language=language or place.language,
            timezone=timezone or place.timezone,
            date_order=place.date_order,
        )
    moved = bool(home) and profile.classify(home).kind == "foreign"
    return profile.at(home) if moved else profile

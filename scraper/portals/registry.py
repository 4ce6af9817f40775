"""Which profiles and families there are: the shipped ones, and the user's own, which come first."""

from __future__ import annotations

import os
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import platformdirs

from scraper.errors import UsageError
from scraper.portals.addresses import canonical_url
from scraper.portals.profile import (
    NAME,
    Family,
    Profile,
    ProfileError,
    parse_family,
    parse_profile,
    read_toml,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SHIPPED = Path(str(resources.files("scraper.portals")))


def user_folder() -> Path:
    """The folder of the user's own profiles: ``$LOA_PORTALS``, else the platform's config place."""
    own = os.environ.get("LOA_PORTALS")
    return Path(own) if own else _default_folder()


@lru_cache(maxsize=1)
def _default_folder() -> Path:
    return platformdirs.user_config_path("loa") / "portals"


@lru_cache(maxsize=1)
def families() -> dict[str, Family]:
    """All families by name."""
    files = sorted((SHIPPED / "families").glob("*.toml"))
    return {f.stem: parse_family(read_toml(f), str(f.name)) for f in files}


def read_profile(path: Path) -> Profile:
    """Read one profile file together with the family it names.

    Raises:
        ProfileError: with file, key and remedy.
    """
    data = read_toml(path)
    family = data.get("family")
    if family is not None and family not in families():
        known = ", ".join(sorted(families()))
        raise ProfileError(f"{path}: family: {family!r} is unknown; use one of {known}")
    return parse_profile(data, str(path), families().get(family) if family else None)


def profile_files() -> dict[str, Path]:
    """Profile name to file; the user's own override shipped ones of the same name."""
    folders = (SHIPPED / "profiles", user_folder())
    return {f.stem: f for folder in folders for f in sorted(folder.glob("*.toml"))}


def load_profile(name: str | Path) -> Profile:
    """Load a profile by its name, or from a TOML file by its path.

    Raises:
        UsageError: there is no profile of that name; the message lists near ones.
        ProfileError: the file is not a valid profile.
    """
    if isinstance(name, Path) or name.endswith(".toml"):
        return read_profile(Path(name))
    path = profile_files().get(name) if NAME.match(name) else None
    if path is None:
        known = ", ".join(sorted(profile_files()))
        raise UsageError(
            f"there is no portal {name!r}; known portals: {known}. "
            "`loa portals` lists them, `loa add URL` makes a profile for a new one"
        )
    return read_profile(path)


def profiles() -> Iterator[Profile]:
    """All profiles, by name."""
    for _, path in sorted(profile_files().items()):
        yield read_profile(path)


@lru_cache(maxsize=8)
def _by_host(folder: str, changed: int) -> dict[str, Profile]:
    del folder, changed  # only the cache's key: the user's folder, and when a file came or went
    return {h.removeprefix("www."): p for p in profiles() for h in p.hosts}


def profile_for(url: str) -> Profile | None:
    """The profile whose hosts include that of ``url``, or None."""
    try:
        host = urlsplit(canonical_url(url)).netloc.removeprefix("www.")
    except ValueError:
        return None
    own = os.environ.get("LOA_PORTALS") or str(_default_folder())
    try:
        changed = os.stat(own).st_mtime_ns  # noqa: PTH116  # called once a page
    except OSError:
        changed = 0
    return _by_host(own, changed).get(host)

"""Which profiles and families there are: the shipped ones, and the user's own, which come first."""

from __future__ import annotations

import os
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import platformdirs

from scraper.errors import UsageError
from scraper.portals.addresses import canonical_url
from scraper.portals.parse import Problem, ProblemsError, parse_family, parse_profile, read_toml
from scraper.portals.profile import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.portals.profile import Family, Profile

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
    if family is None or family in families():
        return parse_profile(data, str(path), families().get(family) if family else None)
    near = get_close_matches(str(family), families(), n=1)
    meant = f"did you mean {near[0]}?" if near else f"use one of {', '.join(sorted(families()))}"
    problems = [Problem(str(path), "family", f"{family!r} is unknown; {meant}")]
    try:
        parse_profile({**data, "family": None}, str(path))
    except ProblemsError as error:
        problems += error.problems
    raise ProblemsError(problems)


def profile_files() -> dict[str, Path]:
    """Profile name to file; the user's own override shipped ones of the same name."""
    folders = (SHIPPED / "profiles", user_folder())
    return {f.stem: f for folder in folders for f in sorted(folder.glob("*.toml"))}


@dataclass(frozen=True, slots=True)
class KnownPortal:
    """A profile and where it comes from."""

    profile: Profile
    file: Path
    source: Literal["shipped", "own"]


def known_portals() -> tuple[list[KnownPortal], list[Problem]]:
    """All portals by name, and what keeps others from being read."""
    found: list[KnownPortal] = []
    problems: list[Problem] = []
    for _, path in sorted(profile_files().items()):
        source: Literal["shipped", "own"] = "shipped" if path.is_relative_to(SHIPPED) else "own"
        try:
            found.append(KnownPortal(read_profile(path), path, source))
        except ProblemsError as error:
            problems += error.problems
    return found, problems


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
    profile = read_profile(path)
    if profile.name != name:
        raise ProblemsError([misnamed(path, profile.name)])
    return profile


def misnamed(path: Path, name: str) -> Problem:
    """A profile ``name`` in a file of another name: it could be found under neither."""
    return Problem(
        str(path),
        "name",
        f"{name!r} differs from the name of the file; call the file {name}.toml, "
        f'or write name = "{path.stem}"',
    )


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

"""All that can be wrong with profile files, found before a crawl does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.portals.parse import Problem, ProblemsError
from scraper.portals.registry import SHIPPED, misnamed, profile_files, read_profile, user_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from scraper.portals.profile import Profile


def portal_files() -> list[Path]:
    """Every profile file: the shipped ones, and the user's own, also where one hides another."""
    folders = (SHIPPED / "profiles", user_folder())
    return [file for folder in folders for file in sorted(folder.glob("*.toml"))]


def validate(files: Sequence[Path] | None = None) -> list[Problem]:
    """Check ``files``, or all of :func:`portal_files`; an empty list says that they are right.

    What no single file can tell is compared with all profiles that are in use: two portals must
    not share a host, or nobody could say whose article an address is.
    """
    problems: list[Problem] = []
    checked: dict[Path, Profile] = {}
    for file in portal_files() if files is None else files:
        try:
            profile = read_profile(file)
        except ProblemsError as error:
            problems += error.problems
            continue
        checked[file] = profile
        problems += _alone(file, profile)
    return [*problems, *_shared_hosts(checked)]


def _alone(file: Path, profile: Profile) -> Iterator[Problem]:
    """What is wrong with a file that can be read."""
    if profile.name != file.stem:
        yield misnamed(file, profile.name)
    if not profile.home:
        yield Problem(
            str(file), "home", "is missing; add the address of the portal's home page (http…)"
        )
    elif not profile.owns(profile.home.split("/")[2]):
        host = profile.home.split("/")[2]
        yield Problem(
            str(file), "hosts", f"does not name {host}, the host of home; add it, or correct home"
        )
    for start in profile.start:
        if not profile.owns(start.split("/")[2]):
            yield Problem(
                str(file), "start", f"{start} is on a host that hosts does not name; add it there"
            )


def _shared_hosts(checked: dict[Path, Profile]) -> Iterator[Problem]:
    """Hosts of ``checked`` that belong to another portal, too."""
    in_use = dict(checked)
    for name, file in profile_files().items():
        # A file that is checked takes the place of the one that it would override.
        if name in {path.stem for path in checked}:
            continue
        try:
            in_use[file] = read_profile(file)
        except ProblemsError:
            continue  # that file is not asked about, or its problems are named already
    owners: dict[str, tuple[Path, Profile]] = {}
    for file, profile in in_use.items():
        for host in {host.removeprefix("www.") for host in profile.hosts}:
            first, owner = owners.setdefault(host, (file, profile))
            if owner.name == profile.name:
                continue
            asked, other = (file, owner.name) if file in checked else (first, profile.name)
            yield Problem(
                str(asked),
                "hosts",
                f"{host} is a host of the portal {other!r}, too; remove one of the two profiles, or "
                f"call this one {other!r} to override it",
            )

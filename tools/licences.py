"""Write docs/licences.md: what Loa brings along, and under which licence, from installed metadata.

``python tools/licences.py`` writes the page; ``--check`` only says what is wrong: a distribution of the core whose
licence is not known, or one that cannot be combined with the GPL (a researcher may have to).
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PAGE = Path(__file__).resolve().parent.parent / "docs" / "licences.md"
OURS = "loaphuong"

SPDX: Mapping[str, str] = {
    "academic free license (afl)": "AFL",
    "apache": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache software license 2.0": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd-3-clause license": "BSD-3-Clause",
    "gnu general public license v2 (gplv2)": "GPL-2.0-only",
    "gnu lesser general public license v2 or later (lgplv2+)": "LGPL-2.0-or-later",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "lgpl": "LGPL-2.1-or-later",
    "lgpl-2.1+": "LGPL-2.1-or-later",
    "mit license": "MIT",
    "mozilla public license 1.1 (mpl 1.1)": "MPL-1.1",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "public domain": "Public domain",
    "python software foundation license": "PSF-2.0",
    "the unlicense (unlicense)": "Unlicense",
    "zope public license": "ZPL-2.1",
}
"""What old metadata says, in lower case, to SPDX's identifier. "BSD" without a number is counted as 3-Clause."""

COMPATIBLE = frozenset(
    "0BSD Apache-2.0 Apache-2.0-WITH-LLVM-exception BSD-2-Clause BSD-3-Clause CC0-1.0 HPND ISC LGPL-2.0-or-later "
    "LGPL-2.1-or-later MIT MIT-0 MPL-2.0 PSF-2.0 Python-2.0 Unlicense Zlib ZPL-2.1".split()
) | {"Public domain"}
"""SPDX identifiers of licences that the Free Software Foundation calls compatible with GPL 3, the GPL itself left out.

Source: https://www.gnu.org/licenses/license-list.html
"""

KNOWN: Mapping[str, str] = {
    "regex": "by way of dateparser: its licence of Python 1.6 (CNRI-Python) is that of the engine behind Python's own "
    "`re`, which every Python has; read by the letter, the FSF's list calls that version incompatible with the GPL",
}
"""Distributions of the core that do not fit, each looked at by a person, with what was found."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A distribution that an installation brings along.

    Attributes:
        licence: SPDX expression, or what the metadata says where that is not known.
    """

    name: str
    licence: str

    @property
    def fits(self) -> bool:
        """Whether one of the licences that may be chosen can be combined with the GPL."""
        return _fits(self.licence.replace(" WITH ", "-WITH-"))


def _fits(expression: str) -> bool:
    """Judge an SPDX expression; parentheses first, and AND before OR."""
    while (inner := re.search(r"\(([^()]*)\)", expression)) is not None:
        judged = "MIT" if _fits(inner[1]) else "no"
        expression = f"{expression[: inner.start()]}{judged}{expression[inner.end() :]}"
    return any(
        all(part.strip() in COMPATIBLE for part in choice.split(" AND "))
        for choice in expression.split(" OR ")
    )


def licence(found: Distribution) -> str:
    """The licence that a distribution's metadata names: SPDX where it can be told."""
    expression = found.metadata["License-Expression"]
    if expression:
        return str(expression)
    classified = [
        line.rpartition(" :: ")[2]
        for line in found.metadata.get_all("Classifier") or []
        if line.startswith("License :: ") and not line.endswith(":: OSI Approved")
    ]
    written = str(found.metadata["License"] or "").strip()
    # A whole text in the field begins with its name; a classifier says less than a short name.
    first = written.splitlines()[0].strip() if written else ""
    short = SPDX.get(first.lower(), first)
    if short and all(
        part.strip(" ()") in COMPATIBLE for part in re.split(r"\s+(?:OR|AND)\s+", short)
    ):
        return short
    names = [SPDX.get(name.lower(), name) for name in classified]
    return " OR ".join(dict.fromkeys(names)) or short or "not named"


def brought(requirements: Iterable[str], seen: set[str]) -> list[Brought]:
    """What is installed because of ``requirements``, all below it included, by name.

    Args:
        requirements: Lines such as ``mkdocs>=1.6; python_version >= "3.11"``.
        seen: Canonical names that are left out; what is found is added.
    """
    found = []
    waiting = [(Requirement(line), frozenset[str]()) for line in requirements]
    while waiting:
        wanted, extras = waiting.pop()
        environment = {**default_environment(), "extra": ""}
        if wanted.marker and not any(
            wanted.marker.evaluate({**environment, "extra": extra}) for extra in (extras or {""})
        ):
            continue
        name = canonicalize_name(wanted.name)
        if name in seen or name == OURS:
            continue
        try:
            have = distribution(name)
        except PackageNotFoundError:
            continue
        seen.add(name)
        found.append(Brought(have.metadata["Name"], licence(have)))
        waiting += [(Requirement(line), frozenset(wanted.extras)) for line in have.requires or []]
    return sorted(found, key=lambda each: each.name.lower())


def parts() -> dict[str, list[Brought]]:
    """The core's distributions under "core", and what each extra adds to it."""
    lines = distribution(OURS).requires or []
    extras = sorted(distribution(OURS).metadata.get_all("Provides-Extra") or [])

    def of(extra: str) -> list[str]:
        return [
            line
            for line in lines
            if (marker := Requirement(line).marker) is not None
            and "extra" in str(marker)
            and marker.evaluate({**default_environment(), "extra": extra})
        ]

    plain = [line for line in lines if "extra ==" not in line]
    seen: set[str] = set()
    made = {"core": brought(plain, seen)}
    for extra in extras:
        # The marker that chose the extra is not to be judged again.
        made[extra] = brought([line.partition(";")[0] for line in of(extra)], set(seen))
    return made


HEAD = """\
# Licences

<!-- Written by tools/licences.py from installed metadata: run `make reference`. -->

Loa is under the MIT licence. This is what an installation brings along, with the licence that each distribution's own
metadata names (SPDX identifiers; where there is a choice, all are named). What is in the core can be combined with the
GPL, versions 3 and later, and nothing in it is under the GPL alone; a test holds that. Exceptions:

EXCEPTIONS

"BSD" without a number in old metadata is counted as BSD-3-Clause. Wheels may contain libraries of others, which their
own folders of licences name.
""".replace("EXCEPTIONS", "\n".join(f"- `{name}`, {why}." for name, why in KNOWN.items()))


def page(made: Mapping[str, list[Brought]]) -> str:
    """The whole page."""
    blocks = [HEAD]
    for part, items in made.items():
        title = "The core" if part == "core" else f"What `[{part}]` adds"
        rows = [
            f"| {each.name} | {each.licence}{'' if each.fits else ' (not known to fit the GPL)'} |"
            for each in items
        ]
        blocks.append(
            "\n".join([f"## {title}\n", "| distribution | licence |", "|---|---|", *rows]) + "\n"
        )
    return "\n".join(blocks)


def main(arguments: list[str]) -> int:
    """Write the page, or check the core."""
    made = parts()
    wrong = [each for each in made["core"] if not each.fits and each.name not in KNOWN]
    for each in wrong:
        print(
            f"{each.name}: {each.licence}: not known to be compatible with the GPL", file=sys.stderr
        )
    if arguments != ["--check"]:
        PAGE.write_text(page(made), encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

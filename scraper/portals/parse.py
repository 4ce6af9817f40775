"""From TOML to profiles and families; what is wrong is said with file, key and remedy."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from scraper.errors import LoaError
from scraper.portals.profile import Family, Profile, RuleSet
from scraper.portals.rules import FieldName, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=RuleSet)

LIST = 'must be a list: {key} = ["…"]'
TABLE = "must be a table: [{key}]"
TYPES = {
    "string_type": 'must be text in quotes: {key} = "…"',
    "tuple_type": LIST,
    "list_type": LIST,
    "dict_type": TABLE,
    "model_type": TABLE,
    "model_attributes_type": TABLE,
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "missing": "is missing; add it",
}
"""Pydantic's type of an error to words for somebody who knows TOML and no Python."""

SEVERAL = ("era", "counter")
"""Keys that hold several tables, each under the key in double brackets."""


class ProfileError(LoaError):
    """A profile cannot be read; the message names file, key and remedy."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a profile file.

    Attributes:
        file: path, as the user knows it.
        key: dotted key; "" when the whole file is meant.
        message: what is wrong, and what to do.
    """

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: {self.message}"


class ProblemsError(ProfileError):
    """A file has problems; the message is the first one's, with the number of the others."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        super().__init__(f"{self.problems[0]}{more}")


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; the mark that Windows editors put before UTF-8 does not matter.

    Raises:
        ProfileError: the file is missing, is empty, is not UTF-8, or is not TOML (with the line).
    """
    where = str(path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        why = f"cannot be read ({error.strerror})"
    except UnicodeDecodeError:
        why = "is not UTF-8 text; save it as UTF-8"
    except tomllib.TOMLDecodeError as error:
        hint = ""
        if "escape" in str(error) or "'\\\\'" in str(error):
            hint = r"; write regular expressions in single quotes: '\d+'"
        why = f"is not valid TOML: {error}{hint}"
    else:
        if data:
            return data
        why = "is empty; begin with name, home and family (docs/profiles.md shows how)"
    raise ProblemsError([Problem(where, "", why)])


def parse_family(data: dict[str, Any], where: str) -> Family:
    """Build a family from TOML data; ``where`` is named in errors."""
    return _validated(Family, data, where)


def parse_profile(data: dict[str, Any], where: str, family: Family | None = None) -> Profile:
    """Build a profile from TOML data and the family it names; ``where`` is named in errors.

    Raises:
        ProblemsError: with all that is wrong.
    """
    problems = []
    if "family_rules" in data:
        problems.append(_unknown(where, ("family_rules",), Profile))
    if data.get("hosts") == []:
        message = "is empty; name the portal's host, or leave the key out to take that of home"
        problems.append(Problem(where, "hosts", message))
    return _validated(Profile, {**data, "family_rules": family}, where, problems)


def _validated(
    model: type[M], data: dict[str, Any], where: str, problems: Iterable[Problem] = ()
) -> M:
    found = list(problems)
    try:
        made = model.model_validate(data)
    except ValidationError as error:
        found += [_explained(where, each, model) for each in error.errors()]
        raise ProblemsError(found) from error
    if found:
        raise ProblemsError(found)
    return made


def _explained(where: str, error: ErrorDetails, model: type[BaseModel]) -> Problem:
    """Turn one entry of pydantic's report into a problem with a remedy."""
    loc = tuple(part for part in error["loc"] if part != "[key]")
    if error["type"] == "extra_forbidden" or "[key]" in error["loc"]:
        return _unknown(where, loc, model)
    name = next((part for part in reversed(loc) if isinstance(part, str)), "")
    message = TYPES.get(error["type"], "").format(key=name)
    if loc and loc[0] == name and name in SEVERAL and message:
        message = f"must be tables with two brackets, one for each: [[{name}]]"
    elif not message:
        message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "literal_error":
        message = f"{error['input']!r} is not possible here; use {error['ctx']['expected']}"
    elif error["type"] == "string_pattern_mismatch":
        message = f"{error['input']!r} does not have the form {error['ctx']['pattern']}"
    key = ".".join(map(str, loc))
    if error["type"] == "at":
        key = error["ctx"]["key"]
    return Problem(where, key, message)


def _unknown(where: str, loc: tuple[str | int, ...], model: type[BaseModel]) -> Problem:
    """A key that nobody reads: most often it is misspelt, or stands in the wrong table."""
    name = str(loc[-1])
    known = _keys(model, loc[:-1])
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    if near:
        remedy = f"did you mean {near[0]}?"
    elif len(loc) > 1 and name in _keys(model, ()):
        remedy = "it belongs to the top of the file, above the first [table]"
    else:
        remedy = f"correct its spelling or remove it; possible here: {', '.join(sorted(known))}"
    return Problem(where, ".".join(map(str, loc)), f"is not a key that Loa knows; {remedy}")


def _keys(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    """The keys that are possible in the table at ``loc`` of a file that ``model`` describes."""
    here: type[BaseModel] = model
    in_fields = False
    for part in loc:
        if isinstance(part, int) or in_fields:
            in_fields = False
            continue
        for name, info in here.model_fields.items():
            if part != (info.alias or name):
                continue
            if name == "fields":
                here, in_fields = Rule, True
            else:
                here = next(_models(info.annotation), here)
    if in_fields:
        return list(get_args(FieldName))
    return [
        info.alias or name for name, info in here.model_fields.items() if name != "family_rules"
    ]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)

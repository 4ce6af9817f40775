"""docs/profiles.md and the JSON Schema say of the profile format what the models say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from scraper.portals import Profile, families, parse_profile, schema
from scraper.portals.addresses import Addresses
from scraper.portals.profile import Counter, Detect, Family, RuleSet
from scraper.portals.rules import Layout, Rule
from scraper.portals.validate import portal_files
from tests.portals.test_mistakes import GOOD, MISTAKES

if TYPE_CHECKING:
    from pydantic import BaseModel

PAGE = Path(__file__).resolve().parents[2] / "docs" / "profiles.md"
MODELS: dict[str, type[BaseModel]] = {
    "Profile": Profile,
    "Addresses": Addresses,
    "Rule": Rule,
    "Era": Layout,
    "Counter": Counter,
    "Family": Family,
    "Detect": Detect,
}
NEEDED: dict[str, dict[str, Any]] = {
    "Profile": {"name": "x"},
    "Family": {"name": "x"},
    "Counter": {"name": "x", "regex": "(x)"},
}
"""What a model needs besides the key that an example shows."""


def keys(model: type[BaseModel]) -> dict[str, Any]:
    return {
        info.alias or name: info
        for name, info in model.model_fields.items()
        if name != "family_rules"
    }


def documented() -> dict[str, list[list[str]]]:
    """Heading to the rows of its table: key, type, default, meaning, example."""
    text = PAGE.read_text(encoding="utf-8")
    return {
        part.split("\n", 1)[0].strip(): [
            [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
            for line in part.splitlines()
            if line.startswith("| ") and not line.startswith("| key |")
        ]
        for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    }


@pytest.mark.parametrize("heading", MODELS)
def test_every_key_is_documented_and_none_that_does_not_exist(heading: str) -> None:
    expected = set(keys(MODELS[heading]))
    if heading == "Family":
        expected -= set(keys(RuleSet))
    assert {row[0] for row in documented()[heading]} == expected


def test_the_page_names_the_keys_that_a_family_shares_with_a_profile() -> None:
    text = PAGE.read_text(encoding="utf-8")
    listed = re.search(r"that are no portal's own \(([^)]*)\)", text)
    assert listed
    assert set(re.split(r",\s*", listed[1])) == set(keys(RuleSet))


@pytest.mark.parametrize("heading", MODELS)
def test_the_examples_and_defaults_are_true(heading: str) -> None:
    model = MODELS[heading]
    for key, _, default, meaning, example in documented()[heading]:
        assert meaning
        data = tomllib.loads(example.strip("`"))
        assert list(data) == [key]
        needed = NEEDED.get(heading, {})
        if heading == "Rule" and key not in ("css", "url", "in_body"):
            needed = {"css": "x"}
        if heading == "Era" and key in ("from", "until"):
            needed = {"requires": ["h1"]}
        made = model.model_validate({**needed, **data})
        info = keys(model)[key]
        if default == "required":
            assert info.is_required()
        elif default.startswith("`"):
            (stated,) = tomllib.loads(f"x = {default.strip('`')}").values()
            actual = info.get_default(call_default_factory=True, validated_data={})
            assert actual == (tuple(stated) if isinstance(stated, list) else stated), key
        assert made is not None


def test_the_fields_are_all_named() -> None:
    (row,) = [row for row in documented()["Profile"] if row[0] == "fields"]
    listed = re.search(r"Fields: ([\w, ]+)", row[3])
    assert listed
    named = set(listed[1].split(", "))
    assert named == set(schema.profile_schema()["properties"]["fields"]["propertyNames"]["enum"])


def test_the_worked_profiles_parse() -> None:
    text = PAGE.read_text(encoding="utf-8")
    pieces = [
        re.sub(r"^ +", "", block, flags=re.MULTILINE)
        for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    ]
    assert len(pieces) == 7
    for whole in ("".join(pieces[:3]), *pieces[3:5], GOOD + pieces[5], pieces[6]):
        data = tomllib.loads(whole)
        family = families()[data["family"]] if "family" in data else None
        profile = parse_profile(data, "docs/profiles.md", family)
        jsonschema.validate(_plain(data), schema.profile_schema())
        if profile.name == "elmwood" and profile.fields:
            address = profile.classify(
                "http://elmwood.example/news/2024/bridge-reopens-417.html?utm_source=x"
            )
            assert (address.kind, address.key) == ("article", "elmwood.example/417")
            assert profile.classify("https://www.elmwood.example/news/page/2/").kind == "listing"


def _plain(data: Any) -> Any:
    """TOML's days as the text that editors hand to a schema."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data.isoformat() if hasattr(data, "isoformat") else data


def test_the_schema_is_not_stale() -> None:
    assert schema.FILE.read_text(encoding="utf-8") == schema.as_text(), (
        "run `python -m scraper.portals.schema`"
    )


def test_the_schema_accepts_what_is_shipped() -> None:
    checker = jsonschema.Draft202012Validator(schema.profile_schema())
    jsonschema.Draft202012Validator.check_schema(schema.profile_schema())
    for file in portal_files():
        checker.validate(_plain(tomllib.loads(file.read_text(encoding="utf-8"))))


@pytest.mark.parametrize(
    "rule",
    [
        '"h1"',
        '{ css = "h1", take = "last" }',
        "['h1', { url = '/(\\d+)' }]",
        '[{ in_body = "last" }]',
    ],
)
def test_the_schema_accepts_the_short_forms(rule: str) -> None:
    data = tomllib.loads(f"{GOOD}[fields]\nbyline = {rule}\n")
    jsonschema.validate(data, schema.profile_schema())
    assert parse_profile(data, "x").fields["byline"]


@pytest.mark.parametrize(
    "mistake",
    [
        "misspelt key", "misspelt field", "misspelt key of a rule", "misspelt key of an era",
        "number for text", "text for a list", "date order", "no name", "no home", "day that is none",
        "rule without a place", "name with spaces",
    ],
)  # fmt: skip
def test_the_schema_sees_the_mistakes_that_an_editor_can_see(mistake: str) -> None:
    data = _plain(tomllib.loads(MISTAKES[mistake][0]))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema.profile_schema())

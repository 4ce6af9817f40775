"""The profile format as JSON Schema, for editors.

The schema is a file of the package, ``profile.schema.json``; a test says when it is stale, and
``python -m scraper.portals.schema`` writes it anew.
"""

from __future__ import annotations

import json
from typing import Any

from scraper.portals.profile import Profile
from scraper.portals.registry import SHIPPED

FILE = SHIPPED / "profile.schema.json"
ADDRESS = "https://json-schema.org/draft/2020-12/schema"


def profile_schema() -> dict[str, Any]:
    """The JSON Schema of a profile file, short forms included."""
    schema = Profile.model_json_schema(by_alias=True)
    _simplify(schema)
    return {
        "$schema": ADDRESS,
        "title": "A portal profile of Loa",
        **schema,
        "description": "What makes one news portal different from another; see docs/profiles.md.",
        "required": ["name", "home"],
    }


def as_text() -> str:
    """The content of :data:`FILE`."""
    return json.dumps(profile_schema(), ensure_ascii=False, indent=2) + "\n"


def _simplify(node: Any) -> None:
    """Drop what no TOML file can hold (null), and titles that editors would show as names."""
    if isinstance(node, dict):
        if isinstance(node.get("title"), str):
            del node["title"]
        if node.get("default", ...) is None:
            del node["default"]
        if isinstance(node.get("anyOf"), list):
            choices = [choice for choice in node.pop("anyOf") if choice != {"type": "null"}]
            node.update(choices[0] if len(choices) == 1 else {"anyOf": choices})
        for value in node.values():
            _simplify(value)
    elif isinstance(node, list):
        for value in node:
            _simplify(value)


if __name__ == "__main__":
    FILE.write_text(as_text(), encoding="utf-8")

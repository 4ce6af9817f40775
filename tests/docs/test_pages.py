"""The manual says what the code says: commands, licences, links."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import cli_docs
import click
import licences
import mkdocs_links
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scraper.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md"))
)
LINK = re.compile(r"\]\((?P<target>[^)\s#]*)(?:#(?P<anchor>[^)\s]*))?\)")


def without_code(markdown: str) -> str:
    return re.sub(r"^[ \t]*```.*?^[ \t]*```", "", markdown, flags=re.DOTALL | re.MULTILINE)


def anchors(markdown: str) -> set[str]:
    """The anchors of a page's headings, as both GitHub and the site make them."""
    heads = re.findall(r"^#+ (.*)$", without_code(markdown), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for match in LINK.finditer(without_code(text)):
        target, anchor = match["target"], match["anchor"]
        if re.match(r"[a-z]+:", target):
            continue
        file = (ROOT / page).parent / target if target else ROOT / page
        assert file.exists(), f"{page} links {target}"
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file.read_text(encoding="utf-8")), match[0]


def test_commands_page_is_what_the_commands_say() -> None:
    assert cli_docs.PAGE.read_text(encoding="utf-8") == cli_docs.page(), "run `make reference`"


def test_commands_page_names_every_command_and_option() -> None:
    parts = re.split(r"^#+ (loa .*)$", cli_docs.page(), flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    found = [(" ".join(path), command) for path, command in cli_docs.commands(main, ("loa",))][1:]
    assert set(sections) == {name for name, _ in found}
    for name, command in found:
        for option in command.params:
            if isinstance(option, click.Option):
                for form in (*option.opts, *option.secondary_opts):
                    assert form in sections[name], f"{name} {form}"
                assert option.help


def test_licences_of_the_core_fit_and_are_listed() -> None:
    core = licences.parts()["core"]
    assert len(core) > 40
    assert not [each for each in core if not each.fits and each.name not in licences.KNOWN]
    page = licences.PAGE.read_text(encoding="utf-8").lower()
    # Another Python, or another version of a library, may bring one more or less.
    missing = [each.name for each in core if f"| {each.name.lower()} |" not in page]
    assert len(missing) <= 5, f"run `make reference`: {missing}"


@pytest.mark.parametrize(
    ("licence", "fits"),
    [
        ("MIT", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("Apache-2.0 AND MIT", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only AND (Apache-2.0 OR MIT)", False),
        ("Apache-2.0 AND GPL-2.0-only", False),
        ("AGPL-3.0", False),
        ("not named", False),
    ],
)
def test_what_fits_with_the_gpl(licence: str, fits: bool) -> None:
    assert licences.Brought("x", licence).fits is fits


def test_links_of_the_repository_become_links_of_the_site() -> None:
    def turned(text: str, source: str) -> str:
        return mkdocs_links.site_links(text, source)

    assert turned("[w](docs/warc.md#a)", "README.md") == "[w](warc.md#a)"
    assert turned("[b](bench/README.md)", "README.md") == "[b](bench/index.md)"
    assert turned("[b](../bench/README.md)", "docs/method.md") == "[b](bench/index.md)"
    assert turned("[w](warc.md)", "docs/audit.md") == "[w](warc.md)"
    assert turned("[w](docs/warc.md)", "README.vi.md") == "[w](../warc.md)"
    assert turned("[g](docs/vi/getting-started.md)", "README.vi.md") == "[g](getting-started.md)"
    assert turned("[e](https://e.example/x)", "README.md") == "[e](https://e.example/x)"
    assert turned("[l](LICENSE)", "README.md") == "l (`LICENSE`)"
    assert turned("```\n[x](nowhere.md)\n```", "README.md") == "```\n[x](nowhere.md)\n```"
    with pytest.raises(FileNotFoundError, match=r"README\.md links nowhere\.md"):
        turned("[x](nowhere.md)", "README.md")


def test_the_lock_has_everything_and_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *(line for each in project["project"]["optional-dependencies"].values() for line in each),
        *project["dependency-groups"]["dev"],
        *project["dependency-groups"]["docs"],
    ]
    missing = {str(canonicalize_name(Requirement(line).name)) for line in wanted} - locked
    assert not missing, "run `make lock`"
    assert "://" not in text

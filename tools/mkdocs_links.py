"""Hooks of MkDocs: pages that live outside docs/, and links that work in the repository and on the site.

The README is the site's first page, the changelog and the benches have their places on it, too. A link is
written as it works in the repository (``docs/warc.md`` in the README, ``../bench/README.md`` in a
page of docs/); here it becomes the link that works on the site. A link to a file that is no page
of the site becomes the file's name, so that the site never points at nothing.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent

OUTSIDE = {
    "README.md": "index.md",
    "README.vi.md": "vi/index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "bench/README.md": "bench/index.md",
    "bench/RESULTS.md": "bench/results.md",
}
"""Path in the repository to path on the site, for pages that do not live in docs/."""

_INSIDE = {page: source for source, page in OUTSIDE.items()}
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\[\]]+)\]\((?P<target>[^)\s#]+)(?P<anchor>#[^)\s]*)?\)")
_FENCED = re.compile(r"^[ \t]*(```|~~~).*?^[ \t]*\1[ \t]*$", re.DOTALL | re.MULTILINE)


def site_path(repository_path: str) -> str | None:
    """Path on the site of a file of the repository, None if it is no page there.

    Args:
        repository_path: Relative to the repository's top, with slashes.
    """
    if repository_path in OUTSIDE:
        return OUTSIDE[repository_path]
    if repository_path.startswith("docs/") and (ROOT / repository_path).is_file():
        return repository_path.removeprefix("docs/")
    return None


def site_links(markdown: str, source: str) -> str:
    """Turn the links of a page as they work in the repository into links as they work on the site.

    Args:
        markdown: The page's text.
        source: The page's path in the repository.

    Raises:
        FileNotFoundError: A link leads to a file that the repository does not have.
    """
    here = site_path(source)
    if here is None:
        return markdown

    def turn(match: re.Match[str]) -> str:
        text, target, anchor = match["text"], match["target"], match["anchor"] or ""
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            return match[0]
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        if not (ROOT / wanted).exists():
            raise FileNotFoundError(f"{source} links {target}: the repository has no {wanted}")
        page = site_path(wanted)
        if page is None:
            return text if text.startswith("`") else f"{text} (`{wanted}`)"
        return f"[{text}]({posixpath.relpath(page, posixpath.dirname(here) or '.')}{anchor})"

    parts, end = [], 0
    for code in _FENCED.finditer(markdown):
        parts += [_LINK.sub(turn, markdown[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, _LINK.sub(turn, markdown[end:])])


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that live outside docs/."""
    from mkdocs.structure.files import File  # noqa: PLC0415  # the tests read links without MkDocs

    for source, page in OUTSIDE.items():
        path = ROOT / source
        if path.is_file():
            files.append(File.generated(config, page, content=path.read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Make the links of a page work on the site."""
    del config, files
    path = page.file.src_uri
    return site_links(markdown, _INSIDE.get(path, f"docs/{path}"))

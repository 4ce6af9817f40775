"""An article as a reference: plain text, BibTeX, RIS, CSL-JSON, each with the time it was archived.

A page of a portal may change or vanish, so a reference names the revision that was read, when Loa
saw it, and the digest of the page that is kept as evidence. Names are given whole: nothing says
which part of a Vietnamese, a Spanish or an organisation's name comes first in an index.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scraper.text import fold

if TYPE_CHECKING:
    from datetime import date, datetime

    from scraper.store.revisions import Revision

SPECIAL = str.maketrans(
    {"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "%": r"\%", "&": r"\&", "#": r"\#",
     "_": r"\_", "$": r"\$", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)  # fmt: skip
"""Characters that TeX takes for commands. ``\\{`` would do for TeX, but BibTeX and biber count the braces
of a value also behind a backslash, and lose the rest of the file where they do not match."""

_UNWRITTEN = re.compile("[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufeff\ufffe\uffff]")
"""Control characters, after white space was made one space, and what is no character: TeX stops at some,
and none is ever seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a citation says.

    Attributes:
        id: the archive's number of the article.
        portal: the portal's short name; ``publisher`` is its full one.
        names: authors, else the organisations that sign.
        day: the day of publication.
        revision: number of the revision that was read, which the portal showed at ``seen_at``.
        digest: SHA-256 of the page that was read, or an empty text where none is known.
    """

    id: int
    portal: str
    publisher: str
    title: str
    names: tuple[str, ...]
    day: date | None
    url: str
    language: str
    revision: int
    seen_at: datetime
    digest: str

    @classmethod
    def of(cls, revision: Revision, portal_title: str) -> Reference:
        """The reference to one revision of an article."""
        article, evidence = revision.article, revision.evidence
        organisations = tuple(b.name for b in article.bylines if b.kind == "organisation")
        return cls(
            id=revision.article_id,
            portal=article.portal,
            publisher=portal_title or article.portal,
            title=article.title,
            names=article.authors or organisations,
            day=article.published.day if article.published else None,
            url=article.url,
            language=article.language or "",
            revision=revision.number,
            seen_at=revision.seen_at,
            digest=(evidence.payload_sha256 or "") if evidence else "",
        )

    @property
    def key(self) -> str:
        """A name for the entry: portal, year, first words of the title, and the number.

        The number makes it unlike any other of the archive, however many articles share a title.
        """
        year = str(self.day.year) if self.day else "nd"
        words = re.findall(r"[a-z0-9]+", fold(self.title))[:3]
        name = re.sub(r"[^a-z0-9]+", "", fold(self.portal))
        return "-".join([name, year, *words, str(self.id)])

    @property
    def archived(self) -> str:
        """When Loa saw this revision, and which it is."""
        seen = f"{self.seen_at:%Y-%m-%dT%H:%M:%SZ}"
        digest = f", page sha256:{self.digest}" if self.digest else ""
        return f"archived {seen}, revision {self.revision}{digest}"


def as_text(reference: Reference) -> str:
    """One line: who, what, where, when, archived when."""
    who = f"{', '.join(reference.names)}. " if reference.names else ""
    day = reference.day.isoformat() if reference.day else "n.d."
    title = reference.title
    return f"{who}“{title}”. {reference.publisher}, {day}. {reference.url} ({reference.archived})."


def as_bibtex(reference: Reference) -> str:
    """An ``@online`` entry (biblatex manual, 2.1.1) in UTF-8."""
    values = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in reference.names),
        "title": f"{{{_tex(reference.title)}}}",
        "organization": _tex(reference.publisher),
        "date": reference.day.isoformat() if reference.day else "",
        "url": reference.url.replace("{", "%7B").replace("}", "%7D"),
        "urldate": f"{reference.seen_at:%Y-%m-%d}",
        "langid": _tex(reference.language),
        "note": _tex(reference.archived),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in values.items() if value]
    return "\n".join([f"@online{{{reference.key},", *lines, "}"])


def as_ris(reference: Reference) -> str:
    """A record of type ELEC (RIS, Research Information Systems 2001); lines end in CRLF."""
    day = reference.day
    lines = [("TY", "ELEC"), *(("AU", name) for name in reference.names)]
    lines += [("TI", reference.title), ("T2", reference.publisher)]
    if day:
        lines += [("PY", str(day.year)), ("DA", f"{day:%Y/%m/%d}")]
    lines += [("UR", reference.url), ("Y2", f"{reference.seen_at:%Y/%m/%d}")]
    lines += [("LA", reference.language), ("N1", reference.archived), ("ER", "")]
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in lines if value or tag == "ER")


def as_csl(reference: Reference) -> str:
    """One CSL-JSON item (citationstyles.org, CSL 1.0.2 data schema) of type ``webpage``."""
    seen = reference.seen_at
    item: dict[str, Any] = {
        "id": reference.key,
        "type": "webpage",
        "title": reference.title,
        "container-title": reference.publisher,
        "URL": reference.url,
        "accessed": {"date-parts": [[seen.year, seen.month, seen.day]]},
        "note": reference.archived,
    }
    if reference.names:
        item["author"] = [{"literal": name} for name in reference.names]
    if day := reference.day:
        item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    if reference.language:
        item["language"] = reference.language
    return json.dumps([item], ensure_ascii=False, indent=2)


STYLES = {"text": as_text, "bibtex": as_bibtex, "ris": as_ris, "csl": as_csl}
"""Name of a style to the function that writes it."""


def _tex(text: str) -> str:
    return _line(text).translate(SPECIAL)


def _line(text: str) -> str:
    return _UNWRITTEN.sub("", " ".join(text.split()))

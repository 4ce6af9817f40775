"""TEI P5 for corpus tools: one ``teiCorpus``, a ``TEI`` with a header of its own for each article.

The elements are those of the TEI Guidelines' header and core modules (https://tei-c.org/guidelines/p5/):
what the page says stands in ``sourceDesc``, whom it names with role in ``titleStmt``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import orjson

from scraper import __version__
from scraper.errors import LoaError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

    from scraper.export.options import Options
    from scraper.export.source import Source

COLUMNS = ("id", "portal", "url", "title", "lead", "body", "published", "updated", "section_path",
           "tags", "language", "first_seen", "seen_at", "revision", "bylines")  # fmt: skip

NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no place for, not even escaped (section 2.2)."""

_ROLES = {"photographer": "photographer", "source": "source", "organisation": "organisation"}

_BEGIN = """<?xml version="1.0" encoding="UTF-8"?>
<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">
<teiHeader>
<fileDesc>
<titleStmt><title>{title}</title></titleStmt>
<publicationStmt><p>Exported from an archive of Loa; the texts belong to the portals that published them.</p></publicationStmt>
<sourceDesc><p>News pages of {portals}.</p></sourceDesc>
</fileDesc>
<encodingDesc>
<appInfo><application ident="loa" version="{version}"><label>Loa</label></application></appInfo>
<samplingDecl><p>{sampling}</p></samplingDecl>
</encodingDesc>
</teiHeader>
"""
_END = "</teiCorpus>\n"


def write_tei(source: Source, stream: BinaryIO, options: Options) -> None:
    """Write articles as one TEI corpus.

    Raises:
        LoaError: there is no article: TEI has no empty corpus.
    """
    del options
    titles = source.portal_titles()
    begun = False
    for batch in source.batches(COLUMNS):
        if not begun:
            stream.write(_begin(source, titles).encode())
            begun = True
        rows = (dict(zip(COLUMNS, row, strict=True)) for row in batch.rows())
        stream.write("".join("".join(_article(row, titles)) for row in rows).encode())
    if not begun:
        raise LoaError(
            "no article was found, and TEI has no corpus without texts: widen the filters"
        )
    stream.write(_END.encode())


def _begin(source: Source, titles: Mapping[str, str]) -> str:
    where, parameters = source.condition
    with source.facts() as db:
        names = db.execute(
            f"SELECT DISTINCT a.portal FROM articles AS a WHERE {where} ORDER BY 1",  # noqa: S608
            parameters,
        ).fetchall()
    portals = ", ".join(titles[name] for (name,) in names)
    short = portals if len(names) <= 5 else f"{len(names)} portals"
    filters = "; ".join(f"{name} = {value}" for name, value in source.wanted.described().items())
    return _BEGIN.format(
        title=_text(f"News articles of {short}"),
        portals=_text(portals),
        version=_version(),
        sampling=_text(f"Articles that these filters let through: {filters}" if filters
                       else "All articles of the archive"),
    )  # fmt: skip


def _version() -> str:
    """Loa's, as TEI wants versions: numbers with points between them."""
    return ".".join(re.findall(r"\d+", __version__)[:3])


def _article(row: Mapping[str, str | int | None], titles: Mapping[str, str]) -> Iterator[str]:
    title = _text(row["title"])
    bylines = orjson.loads(str(row["bylines"] or "[]"))
    authors = "".join(f"<author>{_person(b)}</author>" for b in bylines if b["kind"] == "author")
    others = "".join(
        f"<respStmt><resp>{_ROLES[b['kind']]}</resp><name>{_person(b)}</name></respStmt>"
        for b in bylines if b["kind"] != "author"
    )  # fmt: skip
    publisher = f"<publisher>{_text(titles.get(str(row['portal']), row['portal']))}</publisher>"
    language = row["language"]
    spoken = f" xml:lang={_attribute(language)}" if language else ""
    yield f'<TEI xml:id="article-{row["id"]}"{spoken}>\n<teiHeader>\n<fileDesc>\n'
    yield f"<titleStmt><title>{title}</title>{authors}{others}</titleStmt>\n"
    yield f"<publicationStmt>{publisher}{_date(row['published'])}"
    yield f'<idno type="loa">{row["id"]}</idno><idno type="portal">{_text(row["portal"])}</idno>'
    yield f'<idno type="URL">{_text(row["url"])}</idno></publicationStmt>\n'
    yield f"<sourceDesc><bibl><title>{title}</title>{authors}{publisher}{_date(row['published'])}"
    yield f"<ref target={_target(row['url'])}>{_text(row['url'])}</ref></bibl></sourceDesc>\n</fileDesc>\n"
    yield "<profileDesc>\n"
    if language:
        yield f"<langUsage><language ident={_attribute(language)}>{_text(language)}</language></langUsage>\n"
    if classes := _keywords("section", row["section_path"], " / ") + _keywords(
        "tags", row["tags"], "; "
    ):
        yield f"<textClass>{classes}</textClass>\n"
    yield "</profileDesc>\n<revisionDesc>\n"
    if row["updated"]:
        yield f"<change{_when(row['updated'])}>changed, as the portal says: {_text(row['updated'])}</change>\n"
    yield f"<change{_when(row['seen_at'])}>revision {row['revision']}, first seen {_text(row['seen_at'])}</change>\n"
    if row["first_seen"] != row["seen_at"]:
        yield f"<change{_when(row['first_seen'])}>article first seen {_text(row['first_seen'])}</change>\n"
    yield f"</revisionDesc>\n</teiHeader>\n<text><body>\n<head>{title}</head>\n"
    if row["lead"]:
        yield _paragraphs(row["lead"], ' rend="lead"')
    yield _paragraphs(row["body"])
    yield "</body></text>\n</TEI>\n"


def _person(byline: Mapping[str, str | None]) -> str:
    role = f" <roleName>{_text(byline['role'])}</roleName>" if byline["role"] else ""
    return f"{_text(byline['name'])}{role}"


def _keywords(name: str, joined: str | int | None, sign: str) -> str:
    if not joined:
        return ""
    terms = "".join(f"<term>{_text(term)}</term>" for term in str(joined).split(sign))
    return f'<keywords n="{name}">{terms}</keywords>'


def _date(published: str | int | None) -> str:
    return f"<date{_when(published)}>{_text(published)}</date>" if published else ""


def _when(moment: str | int | None) -> str:
    """The day: XML Schema has no moment without seconds, so that the whole stands in the text."""
    return f' when="{str(moment)[:10]}"'


def _paragraphs(text: str | int | None, attributes: str = "") -> str:
    """A ``p`` for each paragraph; the body must have one, even if it is empty."""
    return "".join(
        f"<p{attributes}>{_text(paragraph).replace(chr(10), '<lb/>')}</p>\n"
        for paragraph in str(text).split("\n\n")
    )


def _text(value: object) -> str:
    return escape(NO_XML.sub("\ufffd", str(value)), {"\r": "&#13;"})


def _attribute(value: object) -> str:
    return quoteattr(NO_XML.sub("\ufffd", str(value)))


def _target(url: object) -> str:
    """An address as TEI's pointers want it: without white space."""
    return _attribute(re.sub(r"\s", "%20", str(url)))

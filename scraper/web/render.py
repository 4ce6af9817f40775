"""Templates: all of them escape, and none may name what it was not given."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from scraper import __version__
from scraper.web import assets
from scraper.web.visit import Answer, safe_link

if TYPE_CHECKING:
    from scraper.search import Snippet
    from scraper.web.visit import Visit

LANGUAGE_LENGTH = 35
"""Characters of a language tag that is put into ``lang`` (BCP 47 recommends no less)."""


@cache
def environment() -> Environment:
    """The templates of this package."""
    made = Environment(
        loader=PackageLoader("scraper.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["safe_link"] = safe_link
    made.filters["marked"] = marked
    made.filters["paragraphs"] = paragraphs
    made.tests["language_tag"] = is_language
    made.tests["whole_or_part"] = lambda value: isinstance(value, int | float)
    return made


def page(visit: Visit, template: str, *, status: int = 200, **values: object) -> Answer:
    """The page that ``template`` makes of ``values``."""
    voice = visit.voice
    text = environment().get_template(template).render(
        visit=visit,
        url=visit.url,
        say=voice.say,
        many=voice.many,
        term=voice.term,
        word=voice.term,
        figure=voice.figure,
        number=voice.number,
        percent=voice.percent,
        when=voice.when,
        language=voice.language,
        asset=lambda name: visit.url(f"static/{name}", v=assets.mark(name)),
        version=__version__,
        **values,
    )  # fmt: skip
    return Answer(text, status)


def marked(snippet: Snippet) -> Markup:
    """A snippet with its hits in ``<mark>``."""
    parts, at = [Markup()], 0
    for start, end in snippet.spans:
        parts += [escape(snippet.text[at:start]), Markup("<mark>{}</mark>").format(snippet.text[start:end])]  # fmt: skip
        at = end
    return Markup("").join([*parts, escape(snippet.text[at:])])


def paragraphs(text: str) -> list[str]:
    """A body's paragraphs."""
    return [part for part in (p.strip() for p in text.split("\n\n")) if part]


def is_language(value: object) -> bool:
    """Whether ``value`` can stand in a ``lang`` attribute."""
    text = str(value or "")
    return 0 < len(text) <= LANGUAGE_LENGTH and text.isascii() and text.replace("-", "").isalnum()

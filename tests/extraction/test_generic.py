"""Pages that no profile or family explains: the body, what stands around it, and its date."""

from __future__ import annotations

import pytest
from lxml import html

from scraper import NotAnArticle, Profile, extract
from scraper.extraction.boxes import prune
from scraper.extraction.dense import densest

BARE = Profile(name="bare", language="en", timezone="Europe/London")
URL = "https://news.example/2022/council-opens-library"
TITLE = "Council opens the new library"
TEXT = [
    "The council opened the new library on the market square this morning after two years of work.",
    "The building has three floors, a reading room for children and forty desks for students to use.",
    "Mayor Ann Field thanked the builders and said that the old library would become a youth centre.",
    "Opening hours are from nine to seven on weekdays, and the cafe opens an hour before the library.",
    "The costs of nine million pounds were shared by the council, the county and a public appeal.",
    "A bus from the station stops at the door every quarter of an hour from Monday to Saturday night.",
]
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)


def page(body: str, head: str = "") -> str:
    return (
        f"<html><head><title>{TITLE} - The Example</title>{head}</head>"
        f"<body><h1>{TITLE}</h1>{body}</body></html>"
    )


def paragraphs(markup: str) -> list[str]:
    return extract(markup, URL, BARE).body.split("\n\n")


def pruned(markup: str) -> str:
    body = html.document_fromstring(f"<html><body>{markup}</body></html>").find("body")
    prune(body)
    return " ".join(body.text_content().split())


@pytest.mark.parametrize(
    "name",
    [
        "l-sidebar-fixed article-body",
        "toggle-group hideOnInit",
        "print",
        "with-related",
        "social-page menu",
        "widget",
    ],
)
def test_a_box_that_holds_the_article_stays_whatever_it_is_called(name: str) -> None:
    assert paragraphs(page(f"<div class='{name}'>{BODY}</div>")) == TEXT
    assert paragraphs(page(f"<div id='{name}'>{BODY}</div>")) == TEXT


def test_every_paragraph_of_a_page_builder_is_called_a_widget() -> None:
    body = "".join(
        f"<div class='elementor-element elementor-widget'><p>{p}</p></div>" for p in TEXT
    )
    assert paragraphs(page(body)) == TEXT


@pytest.mark.parametrize("label", ["Read more", "Related", "Lesen Sie auch", "Xem thêm"])
def test_a_label_inside_the_article_does_not_end_it(label: str) -> None:
    teaser = f"<div><strong>{label}:</strong> <a href=/x>Another story of some length</a></div>"
    middle = "".join(f"<p>{p}</p>" for p in TEXT[:3])
    rest = "".join(f"<p>{p}</p>" for p in TEXT[3:])
    assert set(TEXT) <= set(paragraphs(page(f"<div>{middle}{teaser}{rest}</div>")))


def test_a_labelled_list_of_links_goes_with_its_label() -> None:
    items = "".join(
        f"<li><a href=/{i}>Another story number {i}</a> 1/2/2022</li>" for i in range(5)
    )
    left = pruned(f"<div>{BODY}</div><h3>Related articles</h3><ul>{items}</ul><p>{TEXT[0]}</p>")
    assert "Another story" not in left
    assert "Related" not in left
    assert left.endswith(TEXT[0])


def test_comments_go_even_when_they_are_longer_than_the_article() -> None:
    comments = (
        "<p>I have been waiting for this library since my childhood, and so has my aunt.</p>" * 40
    )
    left = pruned(f"<div>{BODY}{BODY}</div><div id=comments>{comments}</div>")
    assert "my aunt" not in left
    assert TEXT[-1] in left


def test_menus_and_furniture_go() -> None:
    menu = "".join(f"<li><a href=/{i}>Section {i}</a></li>" for i in range(6))
    left = pruned(f"<nav>Menu</nav><ul>{menu}</ul>{BODY}<footer>Imprint</footer><script>x</script>")
    assert "Section" not in left
    assert "Menu" not in left
    assert "Imprint" not in left


def test_pruning_ends_however_deep_and_long_the_boxes_are() -> None:
    pruned("<div class='related menu'>" * 200 + "<p>" + "word " * 300_000)


MENU = "<div>" + "".join(f"<a href=/{i}>A link of the menu</a> " for i in range(50)) + "</div>"


def dense(markup: str) -> list[str]:
    return densest(
        html.document_fromstring(f"<html><body>{markup}</body></html>").find("body")
    ).paragraphs


def test_the_densest_element_is_the_article() -> None:
    assert dense(f"{MENU}<div>{BODY}</div>{MENU}") == TEXT
    assert dense("<p>short</p>") == []


def test_captions_and_linked_teasers_are_not_its_text() -> None:
    extras = "<figure><figcaption>The mayor cuts the ribbon in front of the new library on the square today."
    extras += "</figcaption></figure><p><a href=/x>Read more: the long story of how the old library closed</a></p>"
    half = "".join(f"<p>{p}</p>" for p in TEXT[:3])
    rest = "".join(f"<p>{p}</p>" for p in TEXT[3:])
    assert dense(f"<div>{half}{extras}{rest}</div>") == TEXT


def test_a_closing_sentence_and_subheadings_are_its_text() -> None:
    markup = f"<div>{BODY}<h2>What comes next</h2><p>{TEXT[0]}</p><p>Bo Hill contributed to this.</p><p>Share</p></div>"
    assert dense(markup) == [*TEXT, "What comes next", TEXT[0], "Bo Hill contributed to this."]


def test_ideographs_say_more_than_letters() -> None:
    lines = ["市は今日、駅前の広場に新しい図書館を開いた。市長は関係者に感謝した。"] * 3
    assert dense("<div>" + "".join(f"<p>{line}</p>" for line in lines) + "</div>") == lines


def test_a_long_table_is_read_in_time() -> None:
    article = extract(page(BODY + "<table><tr>" + "<td>1" * 50_000), URL, BARE)
    assert article.provenance["body"] == "generic density"
    assert TEXT[0] in article.body


SIDE = "".join(
    f"<div><h3><a href=/{i}>A headline of the side box, number {i}</a></h3></div>"
    for i in range(30)
)
ROW = "".join(
    f"<div><h3><a href=/{i}>A headline in a row of teasers, number {i}</a></h3><p>{TEXT[i % 6]} {i}</p></div>"
    for i in range(12)
)


def test_headlines_beside_an_article_make_no_listing() -> None:
    assert set(TEXT) <= set(paragraphs(page(f"<div>{BODY}</div><div>{SIDE}</div>")))


def test_headlines_between_the_paragraphs_make_a_listing() -> None:
    with pytest.raises(NotAnArticle) as refusal:
        extract(page(ROW), URL, BARE)
    assert refusal.value.reason == "listing"


def day(markup: str) -> str | None:
    article = extract(markup, URL, BARE)
    return str(article.published.day) if article.published else None


STAMP = "<time datetime='2022-03-04T09:30:00+00:00'>4 March</time>"
TEASER = (
    "<div><h3><a href=/x>Another story</a></h3><time datetime='2021-01-02'>2 January</time></div>"
)


@pytest.mark.parametrize(
    ("body", "published"),
    [
        (f"<p>{STAMP}</p>{BODY}", "2022-03-04"),
        ("<p>Published on 4 March 2022</p>" + BODY, "2022-03-04"),
        (f"{BODY}<p>Posted {STAMP} in News</p>", "2022-03-04"),
        (f"<p>Meeting: <time datetime='2022-04-01'>1 April</time></p><p>{STAMP}</p>{BODY}", None),
        (
            f"<p>{STAMP}, last changed <time datetime='2022-04-01'>1 April</time></p>{BODY}",
            "2022-03-04",
        ),
        (f"{BODY}{TEASER}", None),
        (f"{TEASER}{BODY}", None),
        (f"{BODY}<p>{STAMP}</p><p><time datetime='2022-05-06'>6 May</time></p>", None),
        (f"{BODY}<ul><li>{STAMP} <a href=/x>Another story</a></li></ul>", None),
        (BODY + "<p><time class=updated datetime='2022-05-06'>6 May</time></p>", None),
        (BODY + "<p>Applications close on 5 June 2022.</p>", None),
        (BODY, None),
    ],
)
def test_the_date_is_the_articles_or_none(body: str, published: str | None) -> None:
    assert day(page(body)) == published

"""When a portal counts as changed, and when not."""

from __future__ import annotations

import random
from itertools import product
from math import comb

import pytest

from scraper.crawl.health import history, less_by_chance, less_than_expected, symptoms
from scraper.crawl.observed import Observer, form_of
from scraper.portals import Address, families, parse_profile
from scraper.store import AddressForm, FieldCount, Observation

HOME = "https://mine.example/"


def profile(**more: object):  # type: ignore[no-untyped-def]
    data = {"name": "mine", "home": HOME, "family": "huecit", **more}
    return parse_profile(data, "test", families()["huecit"])


def seen(articles: int = 150, **fields: tuple[int, int]) -> Observation:
    """An observation where all is well but for ``fields``: (filled, by rules)."""
    counts = dict.fromkeys(("title", "body", "published"), (articles, articles))
    counts |= fields
    return Observation(
        fields={name: FieldCount(articles, *count) for name, count in counts.items()},
        listings={HOME: 20, f"{HOME}?tm=1": 10, f"{HOME}?tm=2": 10},
        family="huecit",
    )


def subjects(now: Observation, *before: Observation, **more: object) -> list[tuple[str, str]]:
    return [(s.kind, s.subject) for s in symptoms(now, before, profile(**more))]


def test_fishers_exact_test_is_exact() -> None:
    for n, m, k, j in product((1, 4, 10), (3, 20), (0, 1, 3), (0, 2, 3)):
        if k > n or j > m:
            continue
        hits, total = k + j, n + m
        exact = sum(
            comb(hits, x) * comb(total - hits, n - x)
            for x in range(max(0, n - (total - hits)), k + 1)
        ) / comb(total, n)
        assert less_by_chance(k, n, j, m) == pytest.approx(exact)


def test_the_binomial_test_is_exact() -> None:
    exact = sum(comb(20, k) * 0.95**k * 0.05 ** (20 - k) for k in range(17))
    assert less_than_expected(16, 20, 0.95) == pytest.approx(exact)
    assert less_than_expected(20, 20, 1.0) == 1
    assert less_than_expected(19, 20, 1.0) == 0


def test_large_archives_are_compared_as_well() -> None:
    assert less_by_chance(100_000, 200_000, 900_000, 1_000_000) == 0
    assert less_by_chance(180_000, 200_000, 900_000, 1_000_000) > 0.4


def test_what_is_as_it_was_is_no_symptom() -> None:
    assert subjects(seen(), seen()) == []
    assert subjects(seen(10), seen(150)) == []
    assert subjects(seen(10)) == []


@pytest.mark.parametrize(
    ("filled", "articles", "dropped"), [(9, 10, False), (7, 10, True), (0, 3, True)]
)
def test_a_date_that_is_found_less_often(filled: int, articles: int, dropped: bool) -> None:
    now = seen(articles, published=(filled, filled))
    assert subjects(now, seen()) == ([("field", "published")] if dropped else [])


def test_rules_that_find_nothing_are_a_drop_although_the_fallback_does() -> None:
    now = seen(10, title=(10, 0))
    (symptom,) = symptoms(now, [seen()], profile())
    assert symptom.message == (
        "title: found by the rules on 0 of 10 articles, before on 150 of 150; look at an article, "
        "then `loa add https://mine.example/ --relearn`"
    )


def test_fields_that_depend_on_the_news_may_vary() -> None:
    before = seen(500, images=(300, 300), bylines=(400, 400))
    assert subjects(seen(100, images=(35, 35), bylines=(60, 60)), before) == []
    assert subjects(seen(100, images=(2, 2), bylines=(60, 60)), before) == [("field", "images")]


def test_without_a_history_a_working_profile_is_the_measure() -> None:
    assert subjects(seen(20, published=(18, 18))) == []
    assert subjects(seen(20, published=(10, 10))) == [("field", "published")]
    assert subjects(seen(20, title=(20, 0))) == [("field", "title")]
    assert subjects(seen(20, section=(0, 0))) == []
    assert subjects(seen(10, body=(4, 4))) == [("field", "body")]
    few = seen(3)
    assert subjects(seen(20, published=(10, 10)), few) == [("field", "published")]


def test_crawls_that_bring_little_do_not_hide_a_change() -> None:
    bad = [seen(3, published=(0, 0)) for _ in range(10)]
    assert subjects(seen(10, published=(0, 0)), *bad, seen()) == [("field", "published")]


def test_a_lasting_change_becomes_normal() -> None:
    bad = seen(600, published=(0, 0))
    assert history([bad, seen()])["published"] == FieldCount(600, 0, 0)
    assert subjects(seen(10, published=(0, 0)), bad, seen()) == []


def listings(**articles: int) -> Observation:
    return Observation(
        listings={f"{HOME}{name}": n for name, n in articles.items()}, family="huecit"
    )


def test_an_emptied_listing() -> None:
    before = listings(a=10, b=12, c=0)
    assert subjects(listings(a=10, b=12, c=0), before) == []
    assert subjects(listings(a=10, c=0), before) == []
    assert subjects(listings(a=10, b=1, c=0), before) == [("listing", f"{HOME}b")]
    (symptom,) = symptoms(listings(a=0, b=0), [before], profile())
    assert symptom.message.startswith(
        "2 listings are (nearly) empty, such as https://mine.example/b"
    )
    # A crawl that saw it empty first does not silence the next one.
    assert subjects(listings(a=10, b=0), listings(a=10, b=0), before) == [("listing", f"{HOME}b")]


def test_listings_without_any_article_where_there_is_no_history() -> None:
    assert subjects(listings(a=0, b=0)) == [("listing", f"{HOME}a")]
    assert subjects(listings(a=0, b=3)) == []


def family(name: str | None) -> Observation:
    return Observation(listings={HOME: 9}, family=name)


@pytest.mark.parametrize(
    ("now", "before", "changed"),
    [
        ("huecit", ["huecit"], False),
        ("wordpress", ["huecit"], True),
        ("", ["huecit"], True),
        ("", ["", "huecit"], True),
        (None, ["huecit"], False),
        ("huecit", [], False),
        ("", [], False),
        ("wordpress", [], True),
        ("wordpress", ["", "wordpress"], False),
    ],
)
def test_another_system(now: str | None, before: list[str | None], changed: bool) -> None:
    assert bool(symptoms(family(now), [family(b) for b in before], profile())) == changed


def test_a_profile_that_was_learned_anew_need_not_show_its_familys_marks() -> None:
    era = {"from": "2025-01-01", "fields": {"title": "h1", "body": ".text"}}
    assert subjects(family(""), family("huecit"), era=[era]) == []
    assert subjects(family("drupal"), family("huecit"), era=[era]) == [("family", "drupal")]
    bare = parse_profile({"name": "mine", "home": HOME}, "test")
    assert symptoms(family(""), [family("huecit")], bare) == ()
    assert symptoms(family("huecit"), [family("huecit")], bare) == ()
    assert symptoms(family("drupal"), [family("")], bare)


def addresses(*forms: tuple[str, int], articles: int = 9) -> Observation:
    return Observation(
        listings={HOME: articles},
        unknown=tuple(AddressForm(form, n, f"{HOME}x") for form, n in forms),
        family="huecit",
    )


def test_a_form_of_address_that_no_rule_knows() -> None:
    known = addresses(("a/*", 30))
    assert subjects(addresses(("a/*", 30)), known) == []
    assert subjects(addresses(("a/*", 30), ("b/*", 9)), known) == []
    assert subjects(addresses(("a/*", 30), ("b/*", 40)), known) == [("address", "b/*")]
    assert subjects(addresses(("b/*", 40)), addresses(("b/*", 40)), known) == [("address", "b/*")]
    # Without a history only where no article is shown.
    assert subjects(addresses(("a/*", 30))) == []
    assert ("address", "a/*") in subjects(addresses(("a/*", 30), articles=0))


def test_forms_leave_the_values_out() -> None:
    same = {
        form_of(
            "https://www.mine.example/tin-tuc/hoi-nghi-doi-thoai-voi-nguoi-dan-123.html?b=1&a=2"
        ),
        form_of("https://mine.example/tin-tuc/khai-giang-nam-hoc-moi-7.html?a=&b="),
    }
    assert same == {"mine.example/tin-tuc/*.html?a&b"}
    assert form_of("https://mine.example/2024/05/17/") == "mine.example/*/*/*/"
    assert form_of("https://mine.example/contact") == "mine.example/contact"


def test_boxes_that_every_listing_shows_are_not_its_articles() -> None:
    observer = Observer()
    box = [Address(f"{HOME}?tc={n}", "article", f"mine.example/{n}") for n in range(5)]
    for n in range(6):
        own = [Address(f"{HOME}?tc=9{n}", "article", f"mine.example/9{n}")] if n else []
        observer.listing(f"{HOME}?tm={n}", [*box, *own])
        observer.listing(f"{HOME}?tm={n}&page=2", box)
    result = observer.result({})
    assert list(result.listings.values()) == [0, 1, 1, 1, 1, 1]
    assert result.family is None


def test_chance_alone_hardly_ever_alarms_and_half_of_the_dates_missing_nearly_always() -> None:
    rng = random.Random(7)

    def drawn(articles: int, published: float = 0.99) -> Observation:
        shares = {
            "published": published,
            "section": 0.97,
            "bylines": 0.8,
            "images": 0.45,
            "tags": 0.1,
        }
        counts = {
            name: sum(rng.random() < p for _ in range(articles)) for name, p in shares.items()
        }
        return Observation(
            fields={name: FieldCount(articles, count, count) for name, count in counts.items()}
        )

    known = profile()
    alarms = sum(bool(symptoms(drawn(10), [drawn(200)], known)) for _ in range(500))
    assert alarms <= 5
    noticed = sum(bool(symptoms(drawn(10, 0.5), [drawn(200)], known)) for _ in range(200))
    assert noticed >= 170

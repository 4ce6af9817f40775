"""The language of a page that does not say it, or that says what its template came with.

Scripts tell most languages; those that share one are told apart by the small words without which
no text is written. That suffices for whole pages and costs nothing: models that know a hundred
languages take seconds to load (py3langid: 3 s, once in each process).
"""

from __future__ import annotations

import re
from collections import Counter

MAX_READ = 20_000
"""Characters that are looked at."""

MIN_WORDS = 20
"""Words below which small words prove nothing."""

MIN_SHARE = 0.05
"""Share of a text's words that must be small words of its language; in prose a fifth to a half are."""

CLEAR = 1.25
"""By how much the best language must beat the next one."""

_SCRIPTS = (
    ("ko", re.compile(r"[가-힣]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("lo", re.compile(r"[\u0e80-\u0eff]")),
    ("km", re.compile(r"[\u1780-\u17ff]")),
    ("my", re.compile(r"[\u1000-\u109f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("si", re.compile(r"[\u0d80-\u0dff]")),
)
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_PERSIAN = re.compile(r"[پچژگی]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
VIETNAMESE = re.compile(r"[ơưđăĐƠƯ]|[\u1ea0-\u1ef9]")
"""Letters that Vietnamese has and no other language of portals shares in such number."""

_SMALL_WORDS = {
    "en": "the of and to in is for on that with are be by this from at was will as have an or not which has its we our",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus au sur se ce il pas ne sont avec cette aux ou son être été nous vous",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más o este ha sus esta entre sobre también fue",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao das seu sua ou ser são pela pelo",
    "it": "di e il la che in a per un è del da non con si le dei una i della sono al nel alla ha gli anche più delle dal come lo ed",
    "nl": "de het een en van in is dat op te zijn met voor die niet aan er om ook als bij door naar uit maar wordt worden deze nog over hebben",
    "pl": "w i na z do się jest nie o że to od dla po przez ze oraz za jak które który są przy roku ich lub tym może będzie została zostały",
    "cs": "a v se na je že s z do o to jsou pro i který které k ve by byl od po při za nebo jako své také bude budou roce však",
    "sk": "a v sa na je že s z do o to sú pre aj ktorý ktoré k vo by bol od po pri za alebo ako svoje tiež bude budú roku však",
    "hu": "a az és hogy nem is egy van ez meg de csak volt el már azt mint még ki kell után lesz által vagy minden amely szerint között",
    "ro": "și de la în a cu pe din care pentru că nu este un o mai să sunt prin al au fost ale ca sau cele dintre după această",
    "hr": "i u na je se za su da od s o kao a koji do te ili iz koje će bi nije što po sve biti kako godine prema",
    "sl": "in je v na se za da so s z ki o pri po ne od do tudi kot bo ali iz ter še k pa ima bodo leta",
    "sv": "och i att det som en på är av för med den till inte har de om ett från men kan vi så var ska eller vid blir under",
    "nb": "og i det er på som til av for med en at den ikke har de om et fra men kan vi så var skal eller ved blir hos etter også",
    "da": "og i det er på som til af for med en at den ikke har de om et fra men kan vi så var skal eller ved bliver hos efter også",
    "fi": "ja on ei että se oli ovat joka kun mutta myös hän niin tai ovat sekä mukaan kuin voi jo ole tämä vuoden kanssa ennen jotka",
    "et": "ja on ei et see oli ning ka kui mis oma kes või aga välja olid tema nii selle veel aasta siis üle",
    "lv": "un ir no ar par uz kas tika ka lai bet arī gada tiek vai kā šo pēc līdz ne jau būs gan",
    "lt": "ir yra kad į iš su tai buvo bei kaip apie bus ne už nuo savo per kuris dėl taip metų jau arba",
    "tr": "ve bir bu da de için ile olarak çok daha olan en gibi kadar sonra ne var her ise veya tarafından olduğu oldu göre yer",
    "id": "dan yang di dengan untuk pada dari ini ke dalam itu tidak akan oleh juga para adalah atau bisa ada telah sebagai kepada serta tersebut",
    "ms": "dan yang di dengan untuk pada dari ini ke dalam itu tidak akan oleh juga adalah atau boleh ada telah sebagai kepada serta tersebut bagi ialah daripada",
    "tl": "ang ng sa na at mga ay ni para si kay din rin nang hindi ito kung may pa po nila kanilang",
    "vi": "và của là các cho có được trong với những không đã tại về một để này người khi từ theo đến cũng trên sẽ phải năm",
    "ca": "de la i el que en a per les del un amb una als és dels més no al va ha són aquest aquesta també o",
    "eu": "eta da ez du bat dira izan ere hau dute egin dela zuen baina duen ditu den zen",
    "gl": "de a e o que do da en un para unha os non con se na as no dos das é máis ao tamén este esta",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")
_MARKUP = re.compile(r"<(?:script|style)\b.{0,20000}?</(?:script|style)>|<[^<>]{0,2000}>", re.DOTALL | re.IGNORECASE)  # fmt: skip


def visible(html: str) -> str:
    """About what a page shows, for looking at its letters; no parser is needed for that."""
    return _MARKUP.sub(" ", html[: 10 * MAX_READ])


def detect_language(text: str) -> str:
    """The language of ``text`` (ISO 639-1), or "" where it is too short or unclear.

    >>> detect_language("Глава района рассказал жителям о ремонте дорог и о том, что будет дальше. " * 4)
    'ru'
    >>> detect_language("Burmistrz ogłosił program, który jest dla mieszkańców i dla szkół na rok. " * 4)
    'pl'
    """
    text = text[:MAX_READ]
    latin = len(_LATIN.findall(text))
    counts = {language: len(pattern.findall(text)) for language, pattern in _SCRIPTS}
    if counts["ja"] * 20 > counts["zh"] > 0:  # Japanese writes in both
        counts["ja"] += counts.pop("zh")
    counts["cyrillic"], counts["arabic"] = len(_CYRILLIC.findall(text)), len(_ARABIC.findall(text))
    script, letters = max(counts.items(), key=lambda item: item[1])
    # A syllable of Hangul or a character of Han is worth some three letters.
    if letters * 2 > latin and letters >= MIN_WORDS:
        if script == "cyrillic":
            return _cyrillic(text)
        if script == "arabic":
            return "fa" if len(_PERSIAN.findall(text)) * 50 > letters else "ar"
        return script
    if len(VIETNAMESE.findall(text)) * 25 > latin:
        return "vi"
    return _latin(text)


def _cyrillic(text: str) -> str:
    lower = text.lower()
    marks = Counter({letter: lower.count(letter) for letter in "іїєґўыэёјњљћђѓќъщ"})
    if marks["ў"]:
        return "be"
    if marks["ї"] + marks["є"] + marks["ґ"] > marks["ы"] + marks["э"]:
        return "uk"
    if marks["ј"] + marks["љ"] + marks["њ"] > marks["ы"]:
        return "mk" if marks["ѓ"] + marks["ќ"] > marks["ћ"] + marks["ђ"] else "sr"
    if marks["ы"] + marks["э"] + marks["ё"]:
        return "ru"
    return "bg" if marks["ъ"] > marks["щ"] else "ru"


def _latin(text: str) -> str:
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < MIN_WORDS:
        return ""
    counts = Counter(words)
    hits = {language: sum(counts[word] for word in small) for language, small in _WORDS.items()}
    (best, most), (_, second) = sorted(hits.items(), key=lambda item: -item[1])[:2]
    if most < MIN_SHARE * len(words):
        return ""
    if most >= CLEAR * second:
        return best
    return _of_pair(best, hits, counts)


_PAIRS = {
    frozenset(("nb", "da")): (("nb", "av etter kommune være"), ("da", "af efter kommune være blev hvor")),
    frozenset(("id", "ms")): (("ms", "bagi ialah boleh daripada kerajaan majlis"), ("id", "bisa kabupaten pemerintah bupati kota desa")),
    frozenset(("cs", "sk")): (("cs", "je že jsou pro který při"), ("sk", "sa aj sú pre ktorý pri")),
    frozenset(("pt", "gl")): (("pt", "não uma do são pela"), ("gl", "non unha máis tamén")),
    frozenset(("es", "gl")): (("es", "los las el y con por"), ("gl", "os as unha non")),
    frozenset(("es", "ca")): (("es", "los las el y con por"), ("ca", "els les i amb per")),
    frozenset(("es", "pt")): (("es", "el los las y con"), ("pt", "o os as e com não")),
    frozenset(("hr", "sl")): (("hr", "i su koji će što"), ("sl", "in so ki bo tudi")),
}  # fmt: skip
"""Neighbours that share most small words, and those that they do not share."""


def _of_pair(best: str, hits: dict[str, int], counts: Counter[str]) -> str:
    other = sorted(hits, key=lambda language: -hits[language])[1]
    sides = _PAIRS.get(frozenset((best, other)))
    if sides is None:
        return ""
    scores = {language: sum(counts[word] for word in words.split()) for language, words in sides}
    (first, most), (_, least) = sorted(scores.items(), key=lambda item: -item[1])
    return first if most > least else ""

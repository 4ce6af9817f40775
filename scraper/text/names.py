"""What looks like the name of a person, and what like the name of an office."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from scraper.text import caseless
from scraper.text.fold import exact, fold
from scraper.text.name_lists import (
    AREAS,
    CLEAR_SURNAMES,
    DOUBLE_SURNAMES,
    GIVEN,
    NOT_A_NAME,
    OFFICE,
    OFFICE_WORDS,
    PLACES,
    SURNAMES,
)
from scraper.text.syllables import is_syllable

OFFICE_ANYWHERE = re.compile(
    r"\b(?:ubnd|hdnd|ubmttq\w*|mttq\w*|ttxvn|cttdt|ttdt|bbt|ban bien tap|cong thong tin|trang thong tin|"
    r"trung tam|department|council|city of|town of|county of|office of|pressestelle|redaktion|stadtverwaltung|"
    r"government|municipality|communications?|bureau|agency|ministry|authority|division|committee|police|"
    r"ayuntamiento|mairie|gemeinde|landratsamt|newsroom|editorial|editors?|"
    r"comunicacao|ascom|assessoria|prefeitura|secretaria|camara municipal|comunicacion|prensa|municipio|municipalidad|comunicazione|ufficio|comune|"
    r"gemeente|kommune|kommunen|kommun|urzad|gmina|starostwo|biuro|redakcja|obec|urad|mesto|belediye\w*|mudurlugu|"
    r"dinas|diskominfo|kominfo|humas|pemerintah|kecamatan|kelurahan|sekretariat|"
    r"администрац\w+|пресс-служб\w+|управлени\w+|отдел\w*|департамент\w*|комитет\w*|мэри[яи]|редакци[яи]|рада|управління|відділ\w*|редакція)\b"
)

ROLE = re.compile(
    r"^p\. ?\w{2,}|\b(?:chu tich|pho chu tich|chanh van phong|pho chanh|bi thu|pho bi thu|truong ban|pho truong|truong phong|"
    r"giam doc|pho giam doc|hieu truong|can bo|chuyen vien|phong vien|bien tap vien|cong tac vien|ctv|btv|pv|"
    r"vp|van phong|phong|ban|so|trung tam|ubnd|hdnd|dai|doan|hoi|cong an|to|truong|thu ky|uy vien|dai bieu|giao vien|"
    r"officer|manager|director|editor|reporter|mayor|coordinator|specialist|secretary|clerk|spokes\w+|"
    r"correspondent|staff|writer|assistant|administrator|chief|superintendent|analyst|planner|journalist|photographer|"
    r"burgermeister\w*|pressesprecher\w*|referent\w*|leiter\w*|maire|adjoint\w*|alcalde\w*|concejal\w*|journaliste|periodista)\b"
)
"""Words (folded) that make what follows a name its bearer's office."""

RANKS = re.compile(
    r"^(?:(?:Thượng|Trung|Thiếu|Đại)\s(?:úy|uý|tá|tướng|Úy|Tá)|Th\.?S\.?|ThS\.?|TS\.?|PGS\.?|GS\.?|BS\.?|CN\.?|KS\.?|LS\.?|"
    r"Bác sĩ|Thạc sĩ|Tiến sĩ|Luật sư|Kỹ sư|Nhà báo|Nhà thơ|Nhà văn|Đồng chí|đ/c|Đ/c|Ông|Bà|Anh|Chị|"
    r"PV\.?|BTV\.?|CTV\.?|Phóng viên|Cộng tác viên|Biên tập viên|"
    r"Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?|Prof\.?|Cllr\.?|Councillor|Herr|Frau|M\.|Mme|Sr\.|Sra\.|Don|Doña)(?:\s*[-.]\s*|\s+)(?=[^\W\d_])"
)
"""Ranks, degrees and titles before a name; kept as the role where nothing else says one."""

PROSE = re.compile(
    r"\b(?:đã|được|sẽ|đang|là|có|diễn ra|kết thúc|tổ chức|cho|tại|của|với|trong|để|nhằm|hội nghị|hội thảo|hội thi|hội thao|"
    r"khai mạc|bế mạc|thăm|tặng|chúc|đề nghị|yêu cầu|thông báo|kính|mời|is|are|was|were|will|has|have|had|ist|sind|wird|est|sont)\b",
    re.IGNORECASE,
)
"""Words that make a short line a sentence: an office's name has none of them."""

_PARTICLES = frozenset(
    "von van der den de la le du di da dos del das el al bin ter zu zum y e i af av ten op los las".split()
)
_NOT_FIRST = frozenset(
    "von zu zum zur the der die das am im les los las el al para por par".split()
)
"""Words that begin headlines, and no name that stands without a label."""
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*\.?$")
_ELIDED = re.compile(r"(?:d|l|dell|dall|o)['’](?=[^\W\d_])", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.\s?){1,4}(?:[^\W\d_]+\.?)?$")
_SIGNED_INITIALS = re.compile(
    r"(?:[A-ZĐ][A-Za-zđ]?\.\s?){1,3}[A-ZĐÂÊÔƠƯÁÀẢÝÚ](?:[a-zà-ỹ]{1,6})?\.?$"
)
_PEN_NAME = re.compile(r"[^\W\d_]{1,12}\d{0,2}$")


@lru_cache(maxsize=2_048)
def is_name(text: str, *, labelled: bool = False) -> bool:
    """Whether ``text`` can be a person's name.

    Args:
        text: clean text.
        labelled: a label ("Tác giả:") says that it is a name; pen names and initials count then.

    >>> is_name("Trần Ngọc Huyến"), is_name("trong thời gian tới"), is_name("UBND phường Tứ Hạ")
    (True, False, False)
    """
    if labelled and caseless.is_labelled_name(text):
        return True
    if (
        not 2 <= len(text) <= 60
        or any(c.isdigit() for c in text)
        or any(c in text for c in '?!:;@/\\"“”…%')
    ):
        return labelled and bool(_PEN_NAME.match(text)) and len(text) >= 2
    if exact(text) in NOT_A_NAME or is_office(text):
        return False
    if _INITIALS.match(text) and len(text) >= 3:
        if (
            (last := text.rsplit(maxsplit=1)[-1]).isupper()
            and last.isalpha()
            and not is_syllable(last)
        ):
            return False  # "P. TNMT" is an office
        return labelled or text.count(".") >= 2 or _SIGNED_INITIALS.match(text) is not None
    words = text.split()
    if len(words) > 7 or not all(_NAME_WORD.match(w) or w.lower() in _PARTICLES for w in words):
        return False
    proper = [_ELIDED.sub("", w) for w in words if w.lower() not in _PARTICLES]
    if not labelled and words[0].lower() in _NOT_FIRST:
        return False
    if (
        not proper
        or not all(w[0].isupper() for w in proper)
        or words[-1].lower() in _PARTICLES - {"y", "e", "i"}
    ):
        return False
    if len(words) == 1:
        return labelled
    if labelled:
        return True
    return is_vietnamese_name(text) if _is_vietnamese(words) else exact(text) not in PLACES


def is_vietnamese_name(text: str) -> bool:
    """Whether ``text`` alone, without a label, is the name or the pen name of a Vietnamese person.

    Family name and given names, or two or three given names ("Minh An"). Places are none, although
    many are called like persons.

    >>> is_vietnamese_name("Minh An"), is_vietnamese_name("Hương Trà"), is_vietnamese_name("Văn Hóa")
    (True, False, False)
    """
    whole = exact(text)
    if whole in NOT_A_NAME or whole in PLACES or is_office(text):
        return False
    if _SIGNED_INITIALS.match(text):
        return True
    words = text.replace("-", " ").split()
    spoken = [exact(word) for word in words]
    if not 2 <= len(words) <= 7 or not all(word[0].isupper() for word in words):
        return False
    known = all(word in GIVEN for word in spoken[1:])
    if spoken[0] in SURNAMES and known:
        return True
    clear = spoken[0] in CLEAR_SURNAMES or " ".join(spoken[:2]) in DOUBLE_SURNAMES
    if clear and 3 <= len(words) <= 6:
        return not any(phrase in whole for phrase in _NEVER_IN_NAMES)
    return known and spoken[0] in GIVEN and len(words) <= 3


_NEVER_IN_NAMES = tuple(
    map(exact, ("nghị quyết", "hội nghị", "công trình", "dự án", "đại hội", "chính quyền"))
)


def _is_vietnamese(words: list[str]) -> bool:
    """Whether all words are Vietnamese syllables, and one has a letter that is not English."""
    return not all(w.isascii() for w in words) and all(is_syllable(w) for w in words)


def is_place(text: str, surroundings: str) -> bool:
    """Whether ``surroundings``, the text of the article, speaks of ``text`` as a place.

    >>> is_place("Thanh Hà", "Người dân xã Thanh Hà thu hoạch lúa.")
    True
    """
    if exact(text) in PLACES:
        return True
    # Found as it stands: a pattern of each name would have to be compiled first.
    name, told = unicodedata.normalize("NFC", text).lower(), surroundings.lower()
    start = told.find(name)
    while start >= 0:
        end = start + len(name)
        if _PLACE_WORD.search(told, max(0, start - MAX_PLACE_WORD), start) and not (
            told[end : end + 1].isalnum() or told[end : end + 1] == "_"
        ):
            return True
        start = told.find(name, start + 1)
    return False


MAX_PLACE_WORD = 25
_PLACE_WORD = re.compile(
    r"(?<!\w)(?:xã|phường|thị trấn|thị xã|huyện|quận|tỉnh|thành phố|TP\.?|thôn|làng|đường|phố|sông|núi|chợ|cầu|đình|chùa|hồ|"
    r"khu phố|khu vực|tổ dân phố|trường(?: THCS| THPT| tiểu học| mầm non)?)\s\Z",
    re.IGNORECASE,
)
"""What says that the name behind it is a place's."""


@lru_cache(maxsize=2_048)
def is_office(text: str) -> bool:
    """Whether ``text`` names an office, an organisation or a medium rather than a person."""
    if OFFICE_ANYWHERE.search(fold(text)) or caseless.is_office(text):
        return True
    words = exact(text).split()
    if not words:
        return False
    # "Ban", "Hội", "Sơn" may be parts of names: an office goes on in lower case or is longer.
    starts = words[0] in OFFICE or " ".join(words[:2]) in OFFICE
    if not starts:
        if words[0] == "đoàn" and len(words) > 1 and text.split()[1] in ("phường", "xã", "thị", "TNCS", "TN"):  # fmt: skip
            return True
        return words[-1] in OFFICE and words[0] not in SURNAMES and text.isascii()
    if words[0] in SURNAMES and len(words) <= 4 and all(w[0].isupper() for w in text.split()):
        return " ".join(words[:2]) in OFFICE
    return True


def signs_as_office(text: str) -> bool:
    """Whether a line without a label is the name of an office and nothing more.

    Capitals begin its parts, and what stands in small letters belongs to the names of offices: a
    headline that an office begins ("Hội Nông dân ra quân đầu năm") goes on in other words.
    """
    if not is_office(text) or PROSE.search(_QUOTED_OFFICES.sub("", text)):
        return False
    words = text.replace("-", " ").replace("–", " ").replace(",", " ").split()
    if (
        len(words) == 2
        and all(is_syllable(w) and w.istitle() for w in words)
        and exact(words[1]) in GIVEN
    ):
        return False  # "Trường An" may be a person, or a place
    first = exact(words[0])
    if not words[0][0].isupper() or (first in AREAS and exact(" ".join(words[:2])) not in _ORGANS):
        return False
    return len(words) <= 16 and all(
        word[0].isupper() or word[0].isdigit() or exact(word) in OFFICE_WORDS or not word[0].isalnum()
        for word in words
    )  # fmt: skip


_QUOTED_OFFICES = re.compile(r"tổ chức(?=\s(?:-|và|cán bộ)|$)", re.IGNORECASE)
_ORGANS = frozenset(exact(o) for o in ("thị ủy", "thị đoàn", "thành ủy", "thành đoàn", "tỉnh ủy", "tỉnh đoàn", "huyện ủy", "huyện đoàn", "xã đoàn"))  # fmt: skip


def is_role(text: str) -> bool:
    """Whether ``text``, standing behind a name, is an office or function."""
    return bool(ROLE.search(fold(text))) or is_office(text)

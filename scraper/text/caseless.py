"""Names of people and of offices in scripts without capital letters.

Capitals are what tells a name from a phrase in Latin, Greek and Cyrillic. Where a script has none,
only a label ("작성자", "ผู้เขียน:") can say that a name follows, and the words by which offices are
called must keep those apart.
"""

from __future__ import annotations

import re

_HAN = r"\u3400-\u9fff々\u3040-\u30ff"
_HAN_NAME = re.compile(rf"[{_HAN}]{{2,6}}(?:[ ·・][{_HAN}]{{1,6}})?$")
_KOREAN_NAME = re.compile(r"[가-힣]{2,4}$")
_KOREAN_OFFICE_AND_NAME = re.compile(r"([가-힣]{2,16}[과실팀국청소원관처읍면동])\s([가-힣]{2,4})$")

_KOREAN_OFFICE = re.compile(r"[가-힣 ]{1,30}[시청과실팀읍처]$|[가-힣 ]{2,30}(?:담당관|센터|위원회|사업소|보건소|도서관|주민센터|행정복지센터)$")  # fmt: skip
"""Endings of offices that hardly any given name has."""

_KOREAN_SURNAMES = frozenset("김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥인맹제모")  # fmt: skip
"""The first syllables of the surnames of nearly all Koreans (census of 2015)."""

_KOREAN_PLACE = re.compile(r"[가-힣]{1,8}[국소동면구군도]$")
"""Endings of offices and places that given names have too ("길동")."""

_HAN_OFFICE = re.compile(r"(?:[局部處处科室厅廳署课課委会會院所办辦网網社报報台臺校府庁館馆]|课题组|编辑部|中心|センター|本站)$")  # fmt: skip

_SOUTHERN = r"\u0e00-\u0e7f\u0e80-\u0eff\u1780-\u17ff\u1000-\u109f"
_SEMITIC = r"\u0590-\u05ff\u0600-\u06ff"
_INDIC = r"\u0900-\u0dff"
_WORDS = re.compile(
    rf"(?:[{_SOUTHERN}]{{2,25}}|[{_SEMITIC}]{{2,20}}|[{_INDIC}]{{2,25}})"
    rf"(?:\s(?:[{_SOUTHERN}]{{2,25}}|[{_SEMITIC}]{{2,20}}|[{_INDIC}]{{2,25}})){{1,3}}$"
)
"""Given name and family name: one word alone may be anything."""

_SOUTHERN_OFFICE = re.compile(
    r"^(?:เทศบาล|สำนัก|องค์การ|กอง|ฝ่าย|งาน|ศูนย์|กรม|โรงเรียน|ประชาสัมพันธ์|ผู้ดูแล|อบต|อบจ|ทต|จังหวัด|อำเภอ|ຫ້ອງການ|ພະແນກ|ກົມ|ក្រសួង|សាលា|"
    r"بلدية|وزارة|مكتب|إدارة|ادارة|شهرداری|اداره|روابط عمومی|עיריית|מועצ|דובר|אגף|מחלקת)"
)
"""Words with which offices begin."""


def is_labelled_name(text: str) -> bool:
    """Whether ``text``, which a label calls a name, is a person's.

    >>> is_labelled_name("김민수"), is_labelled_name("서울시"), is_labelled_name("สมชาย ใจดี")
    (True, False, True)
    """
    if is_office(text):
        return False
    return bool(_HAN_NAME.match(text) or _KOREAN_NAME.match(text) or _WORDS.match(text))


def is_office(text: str) -> bool:
    """Whether ``text`` is called as offices, media or places are, in one of these scripts.

    >>> is_office("홍보담당관"), is_office("홍길동"), is_office("市政府办公室")
    (True, False, True)
    """
    if text[:1].isascii():
        return False
    if _KOREAN_OFFICE.match(text) or _SOUTHERN_OFFICE.match(text):
        return True
    if _KOREAN_PLACE.match(text):
        return not (text[0] in _KOREAN_SURNAMES and len(text) <= 3)
    return _HAN_OFFICE.search(text) is not None and len(text) > 2


def office_and_name(text: str) -> tuple[str, str] | None:
    """The office and the name of "홍보담당관 김민수", as Korean boards write them.

    >>> office_and_name("자치행정과 이영희")
    ('자치행정과', '이영희')
    """
    match = _KOREAN_OFFICE_AND_NAME.match(text)
    return (match[1], match[2]) if match and is_labelled_name(match[2]) else None

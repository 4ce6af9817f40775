"""Names of months, days and relative times, and calendars with other years, by language."""

from __future__ import annotations

_NAMES = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
}
_SHORT = {
    "en": "jan feb mar apr may jun jul aug sep oct nov dec",
    "de": "jan feb mär apr mai jun jul aug sep okt nov dez",
    "fr": "janv févr mars avr mai juin juil août sept oct nov déc",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez",
    "th": "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.",
}
_MORE = {"sept": 9, "setiembre": 9, "jänner": 1, "feber": 2, "fevr": 2, "fév": 2, "aout": 8, "juill": 7, "maerz": 3,
         "mrz": 3, "marz": 3, "decembre": 12, "fevrier": 2}  # fmt: skip

MONTHS: dict[str, int] = dict(_MORE)
for _table in (_SHORT, _NAMES):
    for _names in _table.values():
        for _number, _name in enumerate(_names.split(), 1):
            MONTHS.setdefault(_name.rstrip("."), _number)
"""Month name or abbreviation (lower case, no final dot) to 1..12. The tables agree where languages
share a name."""

JAPANESE_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
"""Era to the year before its first: 令和4年 is 2022."""

BUDDHIST = 543
"""Thai years are those of the Buddhist era: 2565 is 2022."""

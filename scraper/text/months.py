"""Names of months and weekdays, and calendars with other years, in the languages of local government."""

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
    "pl ": "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "cs ": "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
}
_SHORT = {
    "en": "jan feb mar apr may jun jul aug sep oct nov dec",
    "de": "jan feb mär apr mai jun jul aug sep okt nov dez",
    "fr": "janv févr mars avr mai juin juil août sept oct nov déc",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez",
    "nl": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "id": "jan feb mar apr mei jun jul agu sep okt nov des",
    "pl": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    "th": "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.",
}
_MORE = {"sept": 9, "setiembre": 9, "jänner": 1, "feber": 2, "fevr": 2, "fév": 2, "aout": 8, "juill": 7, "maerz": 3,
         "mrz": 3, "marz": 3, "decembre": 12, "fevrier": 2, "marco": 3, "agt": 8, "ags": 8, "genn": 1, "nop": 11,
         "มค": 1, "กพ": 2, "มีค": 3, "เมย": 4, "พค": 5, "มิย": 6, "กค": 7, "สค": 8, "กย": 9, "ตค": 10, "พย": 11, "ธค": 12}  # fmt: skip

MONTHS: dict[str, int] = dict(_MORE)
for _table in (_SHORT, _NAMES):
    for _names in _table.values():
        for _number, _name in enumerate(_names.split(), 1):
            MONTHS.setdefault(_name.rstrip("."), _number)
"""Month name or abbreviation (lower case, no final dot) to 1..12. The tables agree where languages
share a name."""

VIETNAMESE_MONTHS = {
    name: number
    for number, names in enumerate(
        ("một giêng", "hai", "ba", "tư bốn", "năm", "sáu", "bảy bẩy", "tám", "chín", "mười"), 1
    )
    for name in names.split()
} | {"mười một": 11, "mười hai": 12, "chạp": 12}
"""What may stand behind "tháng": WordPress writes "Tháng Chín 5, 2022"."""

WEEKDAYS = (
    *"monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun".split(),
    *"montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so".split(),
    *"lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
    *"lunes martes miércoles jueves viernes sábado domingo".split(),
    *"lunedì martedì mercoledì giovedì venerdì sabato domenica".split(),
    *"segunda-feira terça-feira quarta-feira quinta-feira sexta-feira segunda terça quarta quinta sexta".split(),
    *"maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split(),
    *"poniedziałek wtorek środa czwartek piątek sobota niedziela".split(),
    *"pondělí úterý středa čtvrtek pátek sobota neděle".split(),
    *"senin selasa rabu kamis jumat jum'at sabtu minggu".split(),
)  # fmt: skip
"""Weekdays that may stand between a date and its time; what they say is not checked."""

JAPANESE_ERAS = {
    "令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "R": 2018, "H": 1988, "S": 1925,
}  # fmt: skip
"""Era, or its letter, to the year before its first: 令和4年 is 2022."""

BUDDHIST = 543
"""Thai years are those of the Buddhist era: 2565 is 2022."""

MINGUO = 1911
"""Taiwan counts from the founding of the Republic: 民國111年 is 2022."""

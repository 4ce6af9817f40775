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
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
    "fi ": "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
    "et": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    "lv": "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris",
    "lv ": "janvārī februārī martā aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī novembrī decembrī",
    "lt": "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
    "sk": "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    "sk ": "január február marec apríl máj jún júl august september október november december",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "hr": "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca",
    "hr ": "siječanj veljača ožujak travanj svibanj lipanj srpanj kolovoz rujan listopad studeni prosinac",
    "sl": "januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra",
    "sr": "januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra",
    "sr ": "јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
    "sr  ": "јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ru ": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "be": "студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня",
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември",
    "mk": "јануари февруари март април мај јуни јули август септември октомври ноември декември",
    "el": "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου",
    "el ": "ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου νοεμβριου δεκεμβριου",
    "el  ": "ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος δεκέμβριος",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "ms": "januari februari mac april mei jun julai ogos september oktober november disember",
    "tl": "enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "gl": "xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro",
    "he": "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
    "he ": "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ar ": "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "ar  ": "يناير فبراير مارس ابريل مايو يونيه يوليه اغسطس سبتمبر اكتوبر نوفمبر ديسمبر",
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
    "sv": "jan feb mar apr maj jun jul aug sep okt nov dec",
    "ru": "янв фев мар апр мая июн июл авг сен окт ноя дек",
    "uk": "січ лют бер кві тра чер лип сер вер жов лис гру",
    "tr": "oca şub mar nis may haz tem ağu eyl eki kas ara",
    "el": "ιαν φεβ μαρ απρ μαϊ ιουν ιουλ αυγ σεπ οκτ νοε δεκ",
    "ro": "ian feb mar apr mai iun iul aug sep oct noi dec",
    "th": "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.",
}
_MORE = {"sept": 9, "setiembre": 9, "jänner": 1, "feber": 2, "fevr": 2, "fév": 2, "aout": 8, "juill": 7, "maerz": 3,
         "mrz": 3, "marz": 3, "decembre": 12, "fevrier": 2, "marco": 3, "agt": 8, "ags": 8, "genn": 1, "nop": 11,
         "сент": 9, "нояб": 11, "февр": 2, "март": 3, "июнь": 6, "июль": 7, "studenog": 11, "noem": 11,
         "كانون الثاني": 1, "شباط": 2, "آذار": 3, "نيسان": 4, "أيار": 5, "حزيران": 6, "تموز": 7, "آب": 8, "أيلول": 9,
         "تشرين الأول": 10, "تشرين الثاني": 11, "كانون الأول": 12,
         "มค": 1, "กพ": 2, "มีค": 3, "เมย": 4, "พค": 5, "มิย": 6, "กค": 7, "สค": 8, "กย": 9, "ตค": 10, "พย": 11, "ธค": 12}  # fmt: skip

MONTHS: dict[str, int] = dict(_MORE)
for _table in (_SHORT, _NAMES):
    for _names in _table.values():
        for _number, _name in enumerate(_names.split(), 1):
            MONTHS.setdefault(_name.rstrip("."), _number)
"""Month name or abbreviation (lower case, no final dot) to 1..12. The tables agree where languages
share a name, but for :data:`MONTHS_BY_LANGUAGE`."""

MONTHS_BY_LANGUAGE = {"hr": {"listopad": 10, "listopada": 10}}
"""Where leaves fall in October they give their name to it; in Poland and Bohemia they fall in November."""

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
    *"måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag".split(),
    *"maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai".split(),
    *"hétfő kedd szerda csütörtök péntek szombat vasárnap".split(),
    *"luni marți miercuri joi vineri sâmbătă duminică".split(),
    *"ponedjeljak utorak srijeda četvrtak petak subota nedjelja ponedeljek torek sreda četrtek petek nedelja".split(),
    *"pondelok utorok streda štvrtok piatok sobota nedeľa".split(),
    *"понедельник вторник среда четверг пятница суббота воскресенье понеділок вівторок середа четвер п'ятниця субота неділя".split(),
    *"понеделник вторник сряда четвъртък петък събота неделя".split(),
    *"δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή".split(),
    *"pazartesi salı çarşamba perşembe cuma cumartesi pazar".split(),
    *"isnin selasa khamis jumaat ahad lunes martes miyerkules huwebes biyernes sabado linggo".split(),
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

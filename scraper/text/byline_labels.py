"""The words that say what follows: an author, a photographer, a source; in the languages of portals.

Most count only with a colon behind them, since the same words stand in sentences. The words are what
content systems print in their own translations ("Опубликовал:", "Opublikował(a):", "작성자").
"""

from __future__ import annotations

import re

MAX_LABEL = 40
"""Characters of a label that stands alone."""

_AND = r"(?:\s{0,2}(?:,|và|\+|&|-|/)\s{0,2}|\s)"
_CAPITAL = r"(?-i:(?=[A-ZĐÂÊÔƠƯÁÀẢÃÉÍÓÚÝÄÖÜÇŞĞİŁŚŻŹĆŠČŘŽÅØÆА-ЯЁІЇЄҐΑ-Ω]))"

_AUTHORS = (
    # Portuguese, Italian, Dutch
    r"autoria|texto|reportagem|redação|escrito por|publicado por|postado por|autore|testo|scritto da|pubblicato da|a cura di|redazione|"
    r"auteur|geschreven door|geplaatst door|gepubliceerd door|door|redactie|tekst|"
    # Polish, Czech, Slovak
    r"autor tekstu|autor wpisu|autor artykułu|(?:opublikował|wytworzył|wprowadził|dodał|zamieścił|napisał|opracował|udostępnił|sporządził)(?:a|/a|\(a\)|/-a)?|"
    r"osoba publikująca|osoba wprowadzająca|publikujący|redaktor|autor textu|napsal(?:a|\(a\))?|vložil(?:a|\(a\))?|zveřejnil(?:a|\(a\))?|publikoval(?:a|\(a\))?|"
    r"zpracoval(?:a|\(a\))?|napísal(?:a|\(a\))?|pridal(?:a|\(a\))?|zverejnil(?:a|\(a\))?|vytvoril(?:a|\(a\))?|vytvořil(?:a|\(a\))?|"
    # Hungarian, Romanian, Croatian, Serbian, Slovene, Bulgarian
    r"szerző|írta|közzétette|feltöltötte|scris de|publicat de|postat de|adăugat de|napisao|napisala|objavio|objavila|autorica|avtor|avtorica|objavil|"
    r"аутор|објавио|публикувано от|публикувал|"
    # Russian, Ukrainian, Belarusian
    r"авторы?(?: текста| статьи| материала| публикации)?|текст|опубликовал(?:а|\(а\))?|разместил(?:а|\(а\))?|подготовил(?:а|\(а\))?|добавил(?:а|\(а\))?|"
    r"автори?(?: тексту| статті| матеріалу)?|опублікува(?:в|ла)|розмісти(?:в|ла)|підготува(?:в|ла)|дода(?:в|ла)|аўтар|корреспондент|журналист|"
    # Turkish, Greek
    r"yazar|yazan|yazarı|ekleyen|yayınlayan|haberi yazan|haber|muhabir|editör|συντάκτης|συγγραφέας|συντάκτρια|αναρτήθηκε από|δημοσιεύτηκε από|"
    # Scandinavian, Finnish, Baltic
    r"författare|skribent|av|skriven av|publicerad av|forfatter|skrevet av|publisert av|af|skrevet af|oprettet af|kirjoittaja|kirjoittanut|julkaissut|julkaisija|toimittaja|"
    r"kirjutas|avaldas|autors|autorė|autorius|parengė|publicēja|"
    # Indonesian, Malay, Filipino
    r"oleh|penulis|ditulis oleh|diposting oleh|dipublikasikan oleh|pengarang|wartawan|pewarta|penyunting|disiarkan oleh|isinulat ni|ni|"
    # Korean, Arabic, Persian, Hebrew
    r"글|기사|بقلم|الكاتب|كتبه?|المحرر|نویسنده|نگارنده|מאת|כתב"
)
"""Words that name the author when a colon follows."""

_ASIAN_AUTHORS = (
    r"작성자|글쓴이|등록자|게시자|投稿者|執筆者|筆者|作成者|著者|发布人|发布者|發布人|撰稿人|撰稿|供稿|责编|"
    r"ผู้เขียน|เขียนโดย|ผู้ลงข่าว|ผู้ประกาศ|ผู้โพสต์|โพสต์โดย|ผู้จัดทำ|ผู้เผยแพร่|โดย|ຜູ້ຂຽນ|ໂດຍ|អ្នកនិពន្ធ|ដោយ"
)
"""The same in scripts that put a space, or nothing, where others put a colon."""
AUTHOR_LABEL = re.compile(
    rf"(?:tin bài|tin|bài viết|bài|nội dung)(?:{_AND}(?:bài viết|bài|hình ảnh|ảnh|hình|video|clip)){{1,3}}\s*(?:[:：]|\s{_CAPITAL})"
    rf"|(?:hình ảnh|ảnh|video|clip)(?:{_AND}(?:tin bài|tin|bài viết|bài)){{1,2}}\s*[:：]"
    r"|(?:tin bài|tin|bài viết|bài|thực hiện|tác giả bài viết|tác giả|tổng hợp|người viết|người thực hiện|theo tác giả|phóng viên|nhóm tác giả|nhóm pv|"
    r"nhóm phóng viên|biên tập|biên soạn|người đăng tin|người đăng|đăng bởi|người gửi|người tạo|được đăng bởi|viết bởi|"
    r"cộng tác viên|ctv|pv|btv|ghi chép|phóng sự|bút ký|tản văn|nội dung)\s*[:：]"
    rf"|(?:được viết|được đăng|đăng|viết) bởi\s|(?:bài viết|bài|tin|ghi chép|phóng sự|bút ký|tản văn|thơ) của\s{_CAPITAL}"
    r"|(?:story|text|words|article|report|news|written|posted|published|submitted|created|contributed|prepared|reported)"
    r"(?:\s(?:and|&)\s(?:photos?|photography|pictures|video))?\s(?:by|from)\s*:?\s"
    rf"|by\s?:\s*|by\s+{_CAPITAL}|(?:authors?|reporter|writer)\s*:"
    rf"|(?:autor(?:in|en|es|a)?|verfasser(?:in)?|von|text|bericht)\s*:|von\s+{_CAPITAL}"
    r"|text(?:\sund\s|\s?[/,&+]\s?)(?:fotos?|bilder?)\s*:|(?:geschrieben|veröffentlicht|eingestellt|erstellt) von\s*:?"
    rf"|(?:auteure?|rédaction)\s*:|par\s*:?\s+{_CAPITAL}|publié par\s*:?"
    rf"|(?:escrito|publicado) por\s*:?|por\s*:?\s+{_CAPITAL}|redacción\s*:|di\s+{_CAPITAL}"
    r"|(?:文・写真|文と写真|文責|文/图|文|撰文|作者|记者|記者|執筆|取材|通讯员|編輯|编辑|責任編輯|责任编辑)\s?[:：/／]\s?|(?:文・写真|記者|记者|통신원)\s"
    rf"|(?:{_AUTHORS})\s?[:：]"
    rf"|(?:{_ASIAN_AUTHORS})(?:\s?[:：/／]\s?|\s)"
    rf"|(?:oleh|door|av|af|autor|yazan|автор)\s{_CAPITAL}",
    re.IGNORECASE,
)  # fmt: skip
PHOTOGRAPHER_LABEL = re.compile(
    r"(?:hình ảnh|ảnh|hình|video|clip|photos?|photography|pictures?|fotos?|bilder|bild|photographs?|fotografías?|fotografia|foto’s|zdjęcia|fot\.|fotografie|fotoğraf|"
    r"фото|фотографії?|valokuva|kuva|ภาพ|ภาพถ่าย|사진)\s*(?:[:：]|\s(?:by|von|par|credit)\s*:?\s)"
    r"|(?:ảnh|photo)\s?(?:©)\s|(?:写真|撮影|摄影|攝影|图|사진)\s?[:：/／=]\s?",
    re.IGNORECASE,
)  # fmt: skip
SOURCE_LABEL = re.compile(
    r"(?:nguồn tin|nguồn bài viết|nguồn|trích nguồn|source|quelle|fuente|fonte|bron|źródło|zdroj|forrás|sursa|izvor|источник|джерело|източник|kaynak|πηγή|källa|kilde|lähde|sumber|ที่มา|แหล่งที่มา|稿源|信息来源|来源|來源|出典|출처|자료제공)\s*[:：]\s*|từ nguồn\s*[:：]?\s"
    rf"|theo\s*[:：]\s*|theo\s(?=[a-z0-9.-]{{3,60}}\.(?:vn|com|gov|org|net)|{_CAPITAL})",
    re.IGNORECASE,
)  # fmt: skip

IN_LABELS = (
    ":", "：", "/", "／", "bởi", "của", "theo", "từ nguồn", "bài", "ảnh", "hình", "video", "clip", "by", "from", "von", "par", "por", "di",
    "credit", "©", "文", "记者", "記者", "통신원", "写真", "撮影", "摄影", "攝影", "图", "사진", "oleh", "door", "av", "af", "autor",
    "yazan", "автор", *_ASIAN_AUTHORS.split("|"),
)  # fmt: skip
"""What each label has at least one of: most lines have none, and are not searched for labels."""


def is_author_label(text: str) -> bool:
    """Whether ``text``, a cell or a term that stands alone, says that an author follows.

    >>> is_author_label("Opublikował(a)"), is_author_label("Tác giả:"), is_author_label("Tác phẩm")
    (True, True, False)
    """
    label = text.strip().rstrip(":：").strip()
    return 0 < len(label) <= MAX_LABEL and AUTHOR_LABEL.fullmatch(f"{label}: ".rstrip()) is not None

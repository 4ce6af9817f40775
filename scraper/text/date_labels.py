"""What a date is called, in the languages of portals: publication, change, or a date that the page tells.

Parts of regular expressions, case to be ignored; stems, since most of these languages inflect.
"""

PUBLISHED = (
    r"ngày\s(?:đăng|xuất bản|ban hành|đưa tin|viết|gửi|tạo|phát hành)|đăng\s(?:ngày|lúc|bởi|tải|tin)|"
    r"(?<!\w)đăng\s?:|xuất bản|published|posted|released|publication date|date of publication|created|issued|"
    r"veröffentlicht|erstellt|eingestellt|publié|publicado|publicación|pubblicat|pubblicazione|postado|fecha|gepubliceerd|geplaatst|"
    r"opublikowan|data publikacji|zveřejněn|vydáno|vložen|diterbitkan|dipublikasikan|diposting|"
    r"zverejnen|pridan|publikován|közzétev|közzététel|megjelen|feltöltve|publicat|postat|data publicării|objavljen|objavili|"
    r"publicera|publisert|udgivet|offentliggjort|lagt ut|oprettet|julkais|avaldatud|publicēts|paskelbta|"
    r"опубликован|размещ[её]н|добавлен|дата публикации|дата размещения|дата создания|опубліковано|розміщено|дата публікації|"
    r"публикуван|објављен|yayın(?:lan|\s?tarihi)|eklenme|oluşturulma|δημοσιεύ|αναρτήθηκε|dimuat naik|"
    r"نشر|تاريخ النشر|منتشر|תאריך פרסום|פורסם|"
    r"公開|掲載|発行|登録|发布|發布|发表|發表|게시|등록|작성|โพสต์|เผยแพร่|ประกาศเมื่อ"
)
"""Vietnamese portals also write "Ngày cập nhật" (of the change) where they mean this."""

UPDATED = (
    r"cập nhật|chỉnh sửa|sửa đổi|updated|modified|changed|edited|aktualisiert|geändert|mis à jour|modifié|"
    r"actualizad|actualizat|aggiornat|aggiornamento|atualizad|modificad|modificat|modificação|bijgewerkt|gewijzigd|aktualizac|aktualizác|"
    r"aktualizován|zmodyfikowan|ostatnia zmiana|upraven|změněn|změna|zmenen|ažuriran|posodobljen|spremenjen|frissít|módosít|"
    r"uppdatera|ändrad|oppdatert|endret|opdatere|ændret|päivite|muokattu|uuendatud|atjaunot|atnaujint|"
    r"обновл[её]н|обновление|измен[её]н|изменения|оновлен|змінен|актуализиран|ажурирано|güncelle|ενημερ|τροποποι|"
    r"diperbarui|diubah|kemas kini|تحديث|آخر تعديل|עודכן|更新|修改|수정|แก้ไข|ปรับปรุง"
)

OTHER = (
    r"hạn\s(?:nộp|cuối|chót|đăng ký|cuối cùng|nhận)|thời hạn|hết hạn|hạn\s?:|(?:trước|đến|tới|hết|kể từ|từ)\sngày|"
    r"hiệu lực|khai mạc|bế mạc|diễn ra|ngày sinh|sinh ngày|bắt đầu|kết thúc|ngày ký|deadline|due\b|expir|clos(?:es|ing)|"
    r"valid\b|effective|starts?\b|ends?\b|begins|event date|meeting date|copyright|©|gültig|frist|bis zum|einsendeschluss|"
    r"date limite|avant le|fecha límite|vence|hasta el|scadenza|entro il|prazo|até\b|termin składania|ważn[ey]|lhůta|platnost|határid|"
    r"termen limită|rok za|sista dag|senast den|ansökan|søknadsfrist|määräaika|viimeistään|срок|истекает|термін|крайн|"
    r"son başvuru|son tarih|προθεσμία|batas waktu|tenggat|الموعد النهائي|締切|期限|截止|마감|วันหมดเขต|หมดเขต"
)
"""Deadlines, events, validity, copyright."""

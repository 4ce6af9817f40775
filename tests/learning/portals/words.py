"""The words from which invented articles are put together, by language.

Sentences are combined from parts, so that hardly one of them stands twice in a portal, as in life.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Parts of sentences, and what a portal writes on its furniture.

    Attributes:
        titles: patterns of headlines, over ``who``, ``does``, ``what``, ``where`` and ``n``.
        sentences: patterns of sentences over the same and ``tail``.
        sections: outermost sections, each with its inner ones.
        names: given and family names; ``name`` is the pattern that joins them.
        labels: words of the furniture, by what they mean.
    """

    who: tuple[str, ...]
    does: tuple[str, ...]
    what: tuple[str, ...]
    where: tuple[str, ...]
    tail: tuple[str, ...]
    titles: tuple[str, ...]
    sentences: tuple[str, ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    family: tuple[str, ...]
    given: tuple[str, ...]
    name: str
    labels: dict[str, str]


def _of(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.strip().split("|"))


VI = Words(
    who=_of("UBND thị xã|Công an phường|Phòng Văn hóa và Thông tin|Hội Nông dân|Đoàn Thanh niên|Trung tâm Y tế|Hội Phụ nữ"
            "|Ban Chỉ huy Quân sự|Trường THCS Lê Lợi|Hợp tác xã Thanh Bình|Mặt trận Tổ quốc|Phòng Tài nguyên và Môi trường"),
    does=_of("tổ chức|triển khai|tổng kết|phát động|kiểm tra|hoàn thành|ra mắt|tăng cường|khởi công|đánh giá"),
    what=_of("phong trào trồng cây|công tác cải cách hành chính|chiến dịch vệ sinh môi trường|hội thi cắm hoa|lớp tập huấn nuôi ong"
             "|mô hình camera an ninh|chương trình tiếp sức đến trường|tuyến đường liên thôn|công tác phòng cháy|giải bóng chuyền"
             "|đợt tiêm vắc xin|phiên chợ nông sản"),
    where=_of("xã Hương Thọ|phường Tứ Hạ|thôn La Khê|xã Bình Thành|phường Hương Vân|tổ dân phố 7|khu vực Phú Ốc|xã Dương Hòa"
              "|làng Văn Xá|phường Hương Chữ"),
    tail=_of("nhằm nâng cao đời sống người dân|với sự tham gia của đông đảo đoàn viên|để chuẩn bị cho mùa mưa bão"
             "|theo kế hoạch đã được phê duyệt|góp phần bảo đảm an sinh xã hội|qua đó tạo sức lan tỏa trong cộng đồng"
             "|đúng tiến độ đề ra|bằng nguồn kinh phí xã hội hóa"),
    titles=_of("{who} {does} {what} tại {where}|{where}: {n} hộ tham gia {what}|“{what}” và câu chuyện ở {where}"
               "|{who} {does} {what} năm {year} – nhìn từ {where}|{where} {does} {what} đợt {n}"),
    sentences=_of("Ngày {d}/{m}, {who} {does} {what} tại {where}, {tail}.|Đến nay đã có {n} hộ ở {where} đăng ký tham gia {what}, {tail}."
                  "|Đại diện {who} cho biết {what} sẽ được {does} trong quý tới, {tail}.|Tổng kinh phí {does} {what} là {n} triệu đồng, {tail}."
                  "|Bà con {where} mong muốn {who} sớm {does} {what}, {tail}."),
    sections=(("Tin tức - Sự kiện", ("Tin hoạt động", "Tin cơ sở", "Văn hóa - Xã hội")), ("Kinh tế", ("Nông nghiệp", "Du lịch")),
              ("Cải cách hành chính", ()), ("Quốc phòng - An ninh", ("Phòng cháy chữa cháy",)), ("Thông báo", ())),
    family=_of("Nguyễn|Trần|Lê|Phạm|Hoàng|Đặng|Võ|Bùi"),
    given=_of("Văn Hùng|Thị Lan|Minh Khang|Quốc Bảo|Thu Hà|Ngọc Anh|Đức Thắng|Thanh Trúc|Hữu Phước|Mỹ Linh"),
    name="{family} {given}",
    labels={"home": "Trang chủ", "related": "Các tin khác", "hot": "Tin đọc nhiều", "posted": "Đăng lúc", "updated": "Cập nhật",
            "by": "bởi", "author": "Tác giả", "views": "Lượt xem", "documents": "Văn bản mới", "events": "Lịch công tác",
            "issued": "Ban hành", "comments": "Bình luận", "section": "Chuyên mục", "deadline": "Hạn nộp hồ sơ", "contact": "Liên hệ",
            "about": "Giới thiệu", "rights": "Bản quyền thuộc UBND thị xã. Giấy phép số 12/GP-TTĐT ngày 04/05/2019.", "more": "Xem tiếp",
            "today": "Hôm nay", "attached": "Tệp đính kèm", "print": "In trang này", "photo": "Ảnh"},
)  # fmt: skip

EN = Words(
    who=_of("The City Council|The Fire Department|Public Works|The Parks Board|The Harbour Authority|The Library Service|The Health Office"
            "|The School Board|The Planning Commission|The Police Department"),
    does=_of("approves|reopens|announces|reviews|expands|launches|delays|completes|funds|inspects"),
    what=_of("the riverside playground|a new bus lane|the winter shelter|free swimming lessons|the recycling trial|road repairs"
             "|the flood defences|a community garden|the farmers market|the bridge survey|a youth orchestra"),
    where=_of("Northgate|Mill Lane|the East Ward|Harbour Street|Oak Hill|Station Road|the Old Town|Riverside|Elm Park"),
    tail=_of("after months of consultation|with support from residents|before the rainy season begins|at no cost to taxpayers"
             "|according to the yearly plan|despite concerns about parking|following a vote on Monday|to improve safety"),
    titles=_of("{who} {does} {what} in {where}|{where}: {n} residents back {what}|“{what}” comes to {where} – what to know"
               "|{what} at {where}: {who} {does} plan {n}|How {where} {does} {what} in {year}"),
    sentences=_of("{who} {does} {what} in {where} {tail}.|More than {n} people in {where} asked about {what}, {tail}."
                  "|A spokesperson said that {who} {does} {what} {tail}.|The work on {what} will cost {n} thousand, {tail}."
                  "|People of {where} may comment on {what} until the end of the month, {tail}."),
    sections=(("News", ("Announcements", "Press releases")), ("Environment", ("Recycling", "Water")), ("Roads and transport", ()),
              ("Health", ("Clinics",)), ("Planning", ())),
    family=_of("Holloway|Worth|Achterberg|Baker|Ndlovu|Carlisle|Moreno|Fenwick"),
    given=_of("Denise|Daniel|Tom|Priya|Helen|Marcus|Alice|Owen|Ruth"), name="{given} {family}",
    labels={"home": "Home", "related": "Related news", "hot": "Most read", "posted": "Posted on", "updated": "Last updated", "by": "by",
            "author": "Author", "views": "Views", "documents": "New documents", "events": "Upcoming events", "issued": "Issued",
            "comments": "Comments", "section": "Category", "deadline": "Deadline", "contact": "Contact", "about": "About",
            "rights": "Copyright 2019 by the City. All rights reserved.", "more": "Read more", "today": "Today",
            "attached": "Attachments", "print": "Print this page", "photo": "Photo"},
)  # fmt: skip

DE = Words(
    who=_of("Der Stadtrat|Das Bauamt|Die Feuerwehr|Das Jugendamt|Die Stadtbücherei|Der Landkreis|Das Umweltamt|Die Volkshochschule"),
    does=_of("beschließt|eröffnet|prüft|fördert|erneuert|verschiebt|erweitert|plant"),
    what=_of("den neuen Radweg|die Sanierung der Schule|das Stadtfest|die Hochwasserhilfe|den Spielplatz|das Bürgerbüro|die Buslinie"
             "|den Wochenmarkt|das Freibad|die Impfaktion"),
    where=_of("Altstadt|Neudorf|Bergheim|am Marktplatz|Lindenau|an der Brücke|Oberfeld|im Gewerbegebiet"),
    tail=_of("nach langer Beratung|trotz knapper Mittel|zum Schutz der Anwohner|wie im Haushalt vorgesehen|mit großer Mehrheit"
             "|noch vor dem Winter|gemeinsam mit den Vereinen"),
    titles=_of("{who} {does} {what}: {where}|{where}: {n} Anträge für {what}|„{what}“ – {where} macht den Anfang"
               "|{who} {does} {what} ({where}) {year}"),
    sentences=_of("{who} {does} {what}, Bereich {where}, {tail}.|Rund {n} Menschen ({where}) fragten nach: {who} {does} {what}, {tail}."
                  "|Die Kosten betragen {n} Tausend Euro, denn {who} {does} {what} {tail}.|{where}: {who} {does} {what} {tail}, so die Verwaltung."),
    sections=(("Aktuelles", ("Pressemitteilungen", "Bekanntmachungen")), ("Umwelt", ("Abfall",)), ("Bauen und Wohnen", ()),
              ("Kultur", ("Museum",))),
    family=_of("Schneider|Weber|Krüger|Hoffmann|Yılmaz|Vogel|Brandt"), given=_of("Anna|Jürgen|Sabine|Klaus|Mehmet|Lena|Uwe"),
    name="{given} {family}",
    labels={"home": "Startseite", "related": "Weitere Meldungen", "hot": "Meistgelesen", "posted": "Veröffentlicht am",
            "updated": "Zuletzt aktualisiert", "by": "von", "author": "Autor", "views": "Aufrufe", "documents": "Neue Dokumente",
            "events": "Termine", "issued": "Erlassen", "comments": "Kommentare", "section": "Rubrik", "deadline": "Frist",
            "contact": "Kontakt", "about": "Über uns", "rights": "Impressum. Stadtverwaltung, alle Rechte vorbehalten.",
            "more": "Mehr lesen", "today": "Heute ist", "attached": "Anlagen", "print": "Seite drucken", "photo": "Foto"},
)  # fmt: skip

FR = Words(
    who=_of("Le conseil municipal|La mairie|Le service des eaux|La médiathèque|Le centre social|La police municipale|Le lycée Jean-Moulin"),
    does=_of("présente|inaugure|soutient|reporte|rénove|prépare|étudie|finance"),
    what=_of("la piste cyclable|le marché de Noël|la cantine scolaire|les travaux du pont|la fête du village|le budget participatif"
             "|la collecte des déchets|le nouveau gymnase"),
    where=_of("à Bellerive|au centre-ville|dans le quartier Nord|rue des Lilas|à la gare|au parc|place du Marché"),
    tail=_of("après concertation|avec les habitants|avant la rentrée|malgré la pluie|comme prévu au budget|pour plus de sécurité"),
    titles=_of("{who} {does} {what} {where}|{what} : {n} demandes {where}|« {what} » {where} – mode d’emploi|{who} {does} {what} en {year}, {where}"),
    sentences=_of("{who} {does} {what} {where}, {tail}.|Près de {n} personnes se sont informées sur {what} {where}, {tail}."
                  "|Le coût pour {what} s’élève à {n} mille euros {where} car {who} {does} le projet {tail}."
                  "|« {who} {does} {what} {where} {tail} », a expliqué l’élue."),
    sections=(("Actualités", ("Vie locale", "Conseil municipal")), ("Culture", ("Concerts",)), ("Environnement", ()), ("Sports", ())),
    family=_of("Lefèvre|Moreau|Dubois|Girard|Benali|Chevalier"), given=_of("Claire|Antoine|Nadia|Julien|Élise|Marc"),
    name="{given} {family}",
    labels={"home": "Accueil", "related": "À lire aussi", "hot": "Les plus lus", "posted": "Publié le", "updated": "Mis à jour le", "by": "par",
            "author": "Auteur", "views": "Vues", "documents": "Documents", "events": "Agenda", "issued": "Arrêté du", "comments": "Commentaires",
            "section": "Rubrique", "deadline": "Date limite", "contact": "Contact", "about": "La commune",
            "rights": "Mairie. Tous droits réservés.", "more": "Lire la suite", "today": "Aujourd’hui", "attached": "Pièces jointes",
            "print": "Imprimer", "photo": "Photo"},
)  # fmt: skip

ES = Words(
    who=_of("El Ayuntamiento|La Diputación|El servicio de aguas|La biblioteca|La policía local|El consejo escolar|La alcaldía"),
    does=_of("aprueba|inaugura|aplaza|refuerza|presenta|revisa|amplía|financia"),
    what=_of("el carril bici|la feria del libro|las obras del puente|el plan de empleo|la campaña de vacunación|el mercado semanal"
             "|la piscina municipal|el parque infantil"),
    where=_of("en Villalba|en el casco antiguo|en la plaza Mayor|en el barrio de la Estación|junto al río|en Montejo|en la avenida del Sol"),
    tail=_of("tras meses de consultas|con apoyo de los vecinos|antes del verano|según lo previsto|pese a la lluvia|para mejorar la seguridad"),
    titles=_of("{who} {does} {what} {where}|{what}: {n} solicitudes {where}|«{what}» llega {where}|{who} {does} {what} para {year} {where}"),
    sentences=_of("{who} {does} {what} {where}, {tail}.|Unas {n} personas preguntaron por {what} {where}, {tail}."
                  "|El coste de {what} será de {n} mil euros {where} porque {who} {does} el proyecto {tail}."
                  "|«{who} {does} {what} {where} {tail}», explicó la concejala."),
    sections=(("Noticias", ("Actualidad", "Prensa")), ("Cultura", ("Fiestas",)), ("Medio ambiente", ()), ("Deportes", ())),
    family=_of("García|Ruiz|Ortega|Navarro|Molina|Vidal"), given=_of("Lucía|Andrés|Carmen|Pablo|Elena|Javier"), name="{given} {family}",
    labels={"home": "Inicio", "related": "Noticias relacionadas", "hot": "Lo más leído", "posted": "Publicado el", "updated": "Actualizado el",
            "by": "por", "author": "Autor", "views": "Visitas", "documents": "Documentos", "events": "Agenda", "issued": "Fecha de emisión",
            "comments": "Comentarios", "section": "Sección", "deadline": "Plazo", "contact": "Contacto", "about": "El municipio",
            "rights": "Ayuntamiento. Todos los derechos reservados.", "more": "Leer más", "today": "Hoy", "attached": "Adjuntos",
            "print": "Imprimir", "photo": "Foto"},
)  # fmt: skip

JA = Words(
    who=_of("市役所|消防本部|教育委員会|市立図書館|保健センター|環境課|商工会|水道局"),
    does=_of("開催する|再開する|発表する|見直す|支援する|延期する|募集する|公開する"),
    what=_of("春の清掃活動|防災訓練|子育て相談会|健康診断|地域バスの運行|公園の改修工事|農産物直売市|市民講座"),
    where=_of("中央区|北町|駅前広場|川沿い地区|旧市街|東小学校|港地区"),
    tail=_of("住民の協力を得て|予算の範囲内で|雨天の場合も|安全を第一に|三か月の準備を経て|地域団体とともに"),
    titles=_of("{where}で{what}を{does}（{who}）|{who}、{where}の{what}を{does}予定 第{n}回|「{what}」のお知らせ：{where}|{what}について{n}件の質問 {where}・{who}"),
    sentences=_of("{who}は{where}において{tail}{what}を{does}。|{tail}{where}では約{n}人が{what}に参加し、{who}が{does}予定である。"
                  "|{what}の費用は{n}万円で、{who}が{where}で{tail}{does}。"),
    sections=(("お知らせ", ("くらし", "防災")), ("子育て・教育", ()), ("観光・文化", ("イベント",)), ("市政情報", ())),
    family=_of("佐藤|鈴木|高橋|田中|渡辺"), given=_of("健一|美咲|大輔|由美|翔太"), name="{family} {given}",
    labels={"home": "ホーム", "related": "関連情報", "hot": "よく見られているページ", "posted": "掲載日", "updated": "更新日", "by": "",
            "author": "担当", "views": "閲覧数", "documents": "資料", "events": "カレンダー", "issued": "発行日", "comments": "コメント",
            "section": "カテゴリ", "deadline": "締切", "contact": "お問い合わせ", "about": "市の紹介", "rights": "市役所 All rights reserved.",
            "more": "続きを読む", "today": "本日", "attached": "添付ファイル", "print": "印刷", "photo": "写真"},
)  # fmt: skip

TH = Words(
    who=_of("เทศบาลเมือง|สำนักงานสาธารณสุข|โรงเรียนเทศบาล|กองช่าง|ชมรมผู้สูงอายุ|สถานีดับเพลิง"),
    does=_of("จัดกิจกรรม|เปิดโครงการ|ตรวจสอบ|สนับสนุน|ประชาสัมพันธ์|ปรับปรุง"),
    what=_of("ปลูกต้นไม้ริมคลอง|ฉีดวัคซีนประจำปี|ซ่อมถนนสายหลัก|ตลาดนัดชุมชน|อบรมอาชีพ|ทำความสะอาดวัด"),
    where=_of("ชุมชนบ้านเหนือ|ตำบลหนองบัว|สวนสาธารณะ|หมู่บ้านริมน้ำ|ย่านเมืองเก่า|ตำบลดอนแก้ว"),
    tail=_of("ด้วยความร่วมมือของประชาชน|ตามแผนงานที่วางไว้|เพื่อความปลอดภัย|ก่อนฤดูฝน|โดยไม่มีค่าใช้จ่าย"),
    titles=_of("{who} {does} {what} ณ {where}|{where} {does} {what} ครั้งที่ {n}|{what} ที่ {where} โดย {who}"),
    sentences=_of("{who} {does} {what} ณ {where} {tail}|มีผู้เข้าร่วม {n} คน จาก {where} ใน {what} ซึ่ง {who} {does} {tail}"),
    sections=(("ข่าวประชาสัมพันธ์", ("ข่าวกิจกรรม",)), ("ประกาศ", ("จัดซื้อจัดจ้าง",)), ("สุขภาพ", ())),
    family=_of("ใจดี|สุขสันต์|แก้วมณี|วงศ์ทอง"), given=_of("สมชาย|มาลี|อนันต์|พรทิพย์"), name="{given} {family}",
    labels={"home": "หน้าแรก", "related": "ข่าวที่เกี่ยวข้อง", "hot": "ข่าวยอดนิยม", "posted": "วันที่ประกาศ", "updated": "แก้ไขล่าสุด", "by": "โดย",
            "author": "ผู้เขียน", "views": "จำนวนผู้ชม", "documents": "เอกสาร", "events": "ปฏิทิน", "issued": "ออกเมื่อ", "comments": "ความคิดเห็น",
            "section": "หมวด", "deadline": "ปิดรับสมัคร", "contact": "ติดต่อเรา", "about": "ข้อมูลทั่วไป", "rights": "สงวนลิขสิทธิ์ เทศบาล",
            "more": "อ่านต่อ", "today": "วันนี้", "attached": "ไฟล์แนบ", "print": "พิมพ์", "photo": "ภาพ"},
)  # fmt: skip

KO = Words(
    who=_of("시청|보건소|시립도서관|자원봉사센터|농업기술센터|소방서|주민자치위원회|청소년수련관"),
    does=_of("개최|추진|운영|점검|마련|지원|확대"),
    what=_of("가을 음악회|도로 정비 사업|예방접종 사업|청년 창업 교육|하천 정화 활동|농산물 직거래 장터|독서 문화 행사"),
    where=_of("중앙동|한솔면|강변공원|새말 마을|시민회관|전통시장"),
    tail=_of("주민들의 큰 호응을 얻었다|내년에도 이어질 예정이다|안전을 위해 계획되었다|지역 경제에 도움이 될 것으로 보인다|무료로 참여할 수 있다"),
    titles=_of("{who}, {where}에서 {what} {does}|{where} {what} {n}회째 {does}|{what} {does}한 {who}|{year}년 {where} {what} 안내"),
    sentences=_of("{who}는 {m}월 {d}일 {where}에서 {what}을 {does}했으며 {tail}.|이번 {what}에는 {where} 주민 {n}명이 참여했고 {tail}."
                  "|{who} 관계자는 {where}의 {what}을 계속 {does}하겠다고 밝혔다.|예산 {n}백만 원이 드는 {what}은 {where}에서 진행되며 {tail}."),
    sections=(("시정소식", ("보도자료", "행사안내")), ("공지사항", ()), ("문화관광", ("축제",)), ("복지", ())),
    family=_of("김|이|박|최|정|강"), given=_of("민수|영희|지훈|서연|도현|은주"), name="{family}{given}",
    labels={"home": "홈", "related": "관련 소식", "hot": "많이 본 소식", "posted": "작성일", "updated": "수정일", "by": "글", "author": "작성자",
            "views": "조회수", "documents": "자료실", "events": "행사 일정", "issued": "발행일", "comments": "의견", "section": "분류",
            "deadline": "마감일", "contact": "연락처", "about": "시청 안내", "rights": "한솔시청. All rights reserved", "more": "더보기",
            "today": "오늘", "attached": "첨부파일", "print": "인쇄", "photo": "사진"},
)  # fmt: skip

RU = Words(
    who=_of("администрация района|районная библиотека|Дом культуры|совет ветеранов|спортивная школа|пожарная часть|районная больница"),
    does=_of("провела|организовала|завершила|начала|поддержала|проверила"),
    what=_of("ремонт дороги|выставку детских рисунков|субботник в парке|конкурс молодых мастеров|ярмарку местных продуктов|прививочную кампанию|турнир по шахматам"),
    where=_of("посёлке Речном|селе Берёзовка|центральном парке|Заречном микрорайоне|школе № 3|деревне Лесной"),
    tail=_of("чтобы жителям было удобно|и поблагодарила всех участников|как и было запланировано|что важно для безопасности|и это уже не первый раз"),
    titles=_of("{who} {does} {what}|В {where}: {what}|{what} – итоги года {year}|Как {who} {does} {what} в {where}"),
    sentences=_of("{d} числа {who} {does} {what} в {where}, {tail}.|В {where} на {what} пришли {n} человек, {tail}."
                  "|По словам организаторов, {what} в {where} будет продолжаться и в следующем году, {tail}.|На {what} было выделено {n} тысяч рублей, {tail}."),
    sections=(("Новости", ("Общество", "Экономика")), ("Объявления", ()), ("Культура", ("Праздники",)), ("Спорт", ())),
    family=_of("Иванов|Смирнова|Кузнецов|Соколова|Лебедев|Козлова"), given=_of("Алексей|Ольга|Сергей|Марина|Николай|Елена"), name="{given} {family}",
    labels={"home": "Главная", "related": "Читайте также", "hot": "Популярное", "posted": "Опубликовано", "updated": "Обновлено", "by": "Автор",
            "author": "Автор", "views": "Просмотров", "documents": "Документы", "events": "Афиша", "issued": "Принято", "comments": "Комментарии",
            "section": "Рубрика", "deadline": "Срок", "contact": "Контакты", "about": "О районе", "rights": "Администрация Заречного района. Все права защищены",
            "more": "Подробнее", "today": "Сегодня", "attached": "Файлы", "print": "Печать", "photo": "Фото"},
)  # fmt: skip

PL = Words(
    who=_of("burmistrz|biblioteka miejska|straż pożarna|rada gminy|dom kultury|szkoła podstawowa|klub seniora"),
    does=_of("otwiera|organizuje|podsumowuje|zaprasza na|wspiera|kończy"),
    what=_of("remont ulicy Leśnej|festyn rodzinny|budowę przedszkola|warsztaty dla młodzieży|jarmark świąteczny|konkurs fotograficzny|sprzątanie brzegów rzeki"),
    where=_of("rynku|Nowej Wsi|parku nad rzeką|osiedlu Słonecznym|Lipowie|sali gimnastycznej"),
    tail=_of("co jest ważne dla mieszkańców|zgodnie z planem na ten rok|oraz dziękuje wszystkim za pomoc|w którym wzięły udział całe rodziny|i to nie po raz pierwszy"),
    titles=_of("{who} {does} {what}|{what} w {where}|{where}: {what} już po raz {n}|Jak {who} {does} {what} w roku {year}"),
    sentences=_of("W dniu {d}.{m}. {who} {does} {what} na {where}, {tail}.|Na {what} przyszło {n} osób z {where}, {tail}."
                  "|Jak mówi {who}, {what} będzie się odbywać także w przyszłym roku, {tail}.|Koszt, który wynosi {n} tysięcy złotych, to {what} w {where}, {tail}."),
    sections=(("Aktualności", ("Inwestycje", "Ogłoszenia")), ("Kultura", ()), ("Sport", ("Wyniki",)), ("Edukacja", ())),
    family=_of("Kowalska|Nowak|Zielińska|Wójcik|Lewandowski|Mazur"), given=_of("Anna|Jan|Maria|Piotr|Ewa|Tomasz"), name="{given} {family}",
    labels={"home": "Strona główna", "related": "Zobacz także", "hot": "Najczęściej czytane", "posted": "Data publikacji", "updated": "Ostatnia zmiana",
            "by": "Autor", "author": "Opublikował(a)", "views": "Liczba wyświetleń", "documents": "Dokumenty", "events": "Kalendarz", "issued": "Wydano",
            "comments": "Komentarze", "section": "Kategoria", "deadline": "Termin", "contact": "Kontakt", "about": "O gminie",
            "rights": "Gmina Lipowo. Wszelkie prawa zastrzeżone", "more": "Czytaj więcej", "today": "Dziś jest", "attached": "Załączniki",
            "print": "Drukuj", "photo": "Zdjęcie"},
)  # fmt: skip

WORDS = {
    "vi": VI,
    "en": EN,
    "de": DE,
    "fr": FR,
    "es": ES,
    "ja": JA,
    "th": TH,
    "ko": KO,
    "ru": RU,
    "pl": PL,
}

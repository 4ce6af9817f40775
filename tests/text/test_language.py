from __future__ import annotations

import pytest

from scraper.text.language import detect_language, visible

SENTENCES = {
    "en": "The town council has decided on the budget for the next year, and the mayor thanked all of the people who took part in it.",
    "de": "Der Stadtrat hat den Haushalt für das nächste Jahr beschlossen, und die Bürgermeisterin dankte allen, die sich daran beteiligt haben.",
    "fr": "Le conseil municipal a voté le budget de la ville pour les écoles, et le maire a remercié les habitants qui sont venus dans la salle.",
    "es": "El ayuntamiento aprobó el presupuesto para las escuelas del municipio, y la alcaldesa dio las gracias a los vecinos que se acercaron con sus hijos.",
    "pt": "A prefeitura não informou se a obra será concluída em maio, mas o secretário disse que uma nova unidade foi aberta pela manhã com as equipes.",
    "it": "Il consiglio comunale ha approvato il bilancio della città per le scuole, e il sindaco ha ringraziato gli abitanti che sono venuti con i figli.",
    "nl": "De gemeente heeft het plan voor de nieuwe school aan de markt bekend gemaakt, en de wethouder sprak met de bewoners die er wonen.",
    "pl": "Rada gminy nie podjęła jeszcze decyzji o budowie drogi, która jest potrzebna dla mieszkańców wsi oraz do szkoły na wzgórzu.",
    "cs": "Rada města rozhodla, že se na jaře otevře nová škola, která je pro děti z okolí a jsou v ní i dílny, kde si je možné hrát.",
    "sk": "Rada mesta rozhodla, že sa na jar otvorí nová škola, ktorá je pre deti z okolia a sú v nej aj dielne, kde si je možné hrať.",
    "hu": "A képviselő-testület úgy döntött, hogy az új óvoda a jövő évben nyílik meg, és nem csak a városban élő gyermekek járhatnak majd oda, hanem a környékről is.",
    "ro": "Primăria a anunțat că lucrările la școala din centru au fost terminate și că nu mai este nevoie de un alt buget pentru anul care vine.",
    "sv": "Kommunen har beslutat att det nya biblioteket ska öppnas för alla som bor i staden, och det är inte dyrt att gå till det med barn.",
    "da": "Kommunen har besluttet, at det nye bibliotek skal åbnes for alle, der bor i byen, og det er ikke dyrt at gå til det efter skolen af hensyn til børn.",
    "nb": "Kommunen har vedtatt at det nye biblioteket skal åpnes for alle som bor i byen, og det er ikke dyrt å gå til det etter skolen av hensyn til barn.",
    "fi": "Kaupunki on päättänyt, että uusi kirjasto avataan keväällä ja se on kaikille avoin, mutta myös lapset voivat tulla sinne kun koulu on ohi, joka on hyvä.",
    "tr": "Belediye yeni park için çalışmalara başladı ve bu yıl daha çok çocuk oyun alanı olarak kullanılacak bir yer de ilçede herkes gibi açıldı.",
    "id": "Pemerintah kota akan membuka pasar baru yang berada di pusat kota dan tidak jauh dari sekolah untuk para warga pada bulan ini dengan biaya sendiri.",
    "vi": "Ủy ban nhân dân thị xã đã tổ chức hội nghị tổng kết công tác năm và triển khai nhiệm vụ cho năm mới với sự tham gia của các phường.",
    "ru": "Глава района рассказал о том, что ремонт дорог будет продолжен, и поблагодарил всех, кто в этом участвовал вместе с ним.",
    "be": "Кіраўнік раёна расказаў жыхарам пра рамонт дарог, і пра тое, што будзе далей, а потым адказаў на пытанні людзей.",
    "mk": "Градоначалникот ги извести жителите дека ќе почне обнова на улиците, а меѓу нив се и најстарите, и им се заблагодари.",
    "sr": "Председник општине је рекао грађанима да ће обнова путева бити настављена, и захвалио је људима који су помогли у њој.",
    "fa": "شهردار گفت که پروژه‌های جدید برای شهر و گردشگری در این هفته آغاز می‌شود و چند خیابان بازسازی می‌گردد.",
    "uk": "Голова громади розповів, що ремонт доріг буде продовжено, і подякував усім, хто взяв у цьому участь, бо її мешканці цього хотіли.",
    "bg": "Кметът на общината съобщи, че ремонтът на пътя ще продължи и през следващата година, а гражданите ще бъдат уведомени от ръководството.",
    "el": "Ο δήμαρχος ανακοίνωσε ότι τα έργα θα συνεχιστούν και του χρόνου στο κέντρο της πόλης για τους κατοίκους.",
    "ko": "시장은 오늘 주민 간담회에서 지역 발전 계획을 발표하고 의견을 들었다고 말했다",
    "ja": "市長は今日、新しい図書館の計画について市民に説明し、意見を聞きました。来年の春に開館します。",
    "zh": "市长今天在会议上介绍了新图书馆的建设计划，听取了市民的意见，预计明年春天开放使用。",
    "th": "นายกเทศมนตรีเปิดสวนสาธารณะแห่งใหม่ให้ประชาชนใช้ออกกำลังกายและพักผ่อน",
    "ar": "أعلن رئيس البلدية عن افتتاح الحديقة الجديدة أمام سكان المدينة هذا الأسبوع",
}  # fmt: skip


@pytest.mark.parametrize("language", SENTENCES)
def test_tells_the_language_of_a_sentence(language: str) -> None:
    assert detect_language(SENTENCES[language]) == language


def test_says_nothing_of_lists_of_names_and_numbers() -> None:
    assert detect_language("Hansen Meyer 0123 Berlin Paris Madrid " * 20) == ""
    assert detect_language("") == ""


def test_markup_and_scripts_do_not_count() -> None:
    script = "<script>var the = 'and of to in is for on that with';</script>"
    html = f"<html><head>{script * 50}</head><body><p>{SENTENCES['ru']}</p></body></html>"
    assert detect_language(visible(html)) == "ru"

"""An archive of generated Vietnamese news, as large as a bench needs it.

    python bench/corpus.py --articles 500000 --db FILE [--portals 40] [--copies 0.05] [--seed 1]

Some 4 kB of text an article. Every article follows from the seed and its number alone, so that
parts can be made apart and twice. The words' frequencies fall as in real text (Zipf): real words
of local government are the most frequent, then come words made of well-formed syllables; 300 of
them belong to each section, so that sections differ as sections do. What benches import::

    corpus = Corpus(seed=1, portals=40, copies=0.05)
    corpus.article(17), corpus.articles(0, 1000)   # scraper.Article
    corpus.copy_of(17)                             # number of the article it copies, or None
    corpus.words, corpus.names                     # most frequent first; the authors
    write(Path("news.db"), corpus, 500_000)        # an archive, without its search index
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scraper.model import Article, Byline, DocumentMention, PublishedAt  # noqa: E402
from scraper.store import Archive  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BYTES = 4_000
"""Of UTF-8 in a text, on average."""
VOCABULARY = 30_000
BATCH = 2_000
FIRST_DAY = date(2013, 1, 1)
DAYS = 12 * 365 + 3
HANOI = timezone(timedelta(hours=7))
SEEN = datetime(2025, 1, 1, tzinfo=UTC)

REAL = (
    "của và các xã có được trong với cho là nhân_dân thực_hiện phường công_tác trên_địa_bàn năm huyện tỉnh đã những về "
    "tại không người để đến từ này một thành_phố ủy_ban phát_triển tổ_chức kinh_tế xây_dựng chủ_tịch lãnh_đạo hội_nghị đơn_vị "
    "cán_bộ đảng_viên hoạt_động quản_lý nông_thôn_mới thị_xã khu_vực dự_án cải_cách_hành_chính doanh_nghiệp người_dân hội_đồng "
    "đảng_bộ văn_hóa xã_hội chính_quyền giáo_dục y_tế môi_trường an_ninh trật_tự giao_thông sản_xuất nông_nghiệp lúa trường_học "
    "học_sinh giáo_viên hộ_nghèo giảm_nghèo bền_vững chương_trình mục_tiêu quốc_gia kế_hoạch quyết_định nghị_quyết triển_khai "
    "kiểm_tra giám_sát tuyên_truyền vận_động đoàn_viên thanh_niên phụ_nữ nông_dân cựu_chiến_binh mặt_trận tổ_quốc bầu_cử đại_biểu "
    "tiếp_xúc cử_tri phòng_chống dịch_bệnh tiêm_vắc_xin bão lũ_lụt sạt_lở cứu_trợ thiên_tai đường_bộ cầu cống chợ bến_xe quy_hoạch "
    "đất_đai giải_phóng_mặt_bằng tái_định_cư đầu_tư ngân_sách thu_chi thuế chuyển_đổi_số dịch_vụ_công trực_tuyến hồ_sơ thủ_tục "
    "một_cửa du_lịch di_tích lễ_hội làng_nghề thể_thao bóng_đá văn_nghệ thư_viện rừng biển đảo tàu_cá thủy_sản chăn_nuôi trâu bò "
    "gia_cầm cây_trồng cà_phê hồ_tiêu điện nước_sạch rác_thải vệ_sinh hương_ước tổ_dân_phố khu_phố thôn bản đội trưởng_thôn bí_thư "
    "chi_bộ phó_chủ_tịch giám_đốc sở phòng ban ngành đồng_chí phát_biểu chỉ_đạo nhấn_mạnh biểu_dương khen_thưởng thi_đua"
).split()
"""Words of any local newspaper, about from the most frequent one down."""
ONSETS = (
    "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x".split() * 2
    + "t th c l đ ch tr n m h b nh".split()
)
RIMES = (
    "a· a·c a·ch a·i a·m a·n a·ng a·nh a·o a·p a·t a·u a·y ă·c ă·m ă·n ă·ng ă·p ă·t â·c â·m â·n â·ng â·p â·t â·u â·y "
    "e· e·m e·n e·o e·p e·t ê· ê·ch ê·m ê·n ê·nh ê·p ê·t ê·u i· i·ch i·m i·n i·nh i·p i·t i·u i·a iê·c iê·m iê·n iê·ng iê·p iê·t iê·u "
    "o· o·c o·i o·m o·n o·ng o·p o·t oa·i oa·n oa·ng oa·t ô· ô·c ô·i ô·m ô·n ô·ng ô·p ô·t ơ· ơ·i ơ·m ơ·n ơ·p ơ·t "
    "u· u·c u·i u·m u·n u·ng u·p u·t uâ·n uâ·t u·a uô·c uô·i uô·m uô·n uô·ng uô·t uyê·n uyê·t "
    "ư· ư·c ư·i ư·ng ư·u ư·a ươ·c ươ·i ươ·m ươ·n ươ·ng ươ·p ươ·t"
).split()
"""The vowel before the dot carries the tone."""
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
FAMILY = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Mai Trịnh Cao"
).split()
MIDDLE = "Văn Thị Ngọc Đức Minh Thanh Quang Hữu Xuân Hồng Thu Kim Quốc Anh Công Bá".split()
GIVEN = (
    "An Anh Bình Châu Chi Cường Dũng Dung Đạt Giang Hà Hải Hạnh Hiếu Hoa Hòa Hùng Hương Huyền Khánh Lan Linh Long Mai Nam Nga Nhung "
    "Phong Phúc Phương Quân Quỳnh Sơn Tâm Thảo Thắng Thủy Toàn Trang Trung Tú Tuấn Vân Việt Vinh Yến"
).split()
ROLES = (
    "Phóng viên", "Cộng tác viên", "Chánh Văn phòng HĐND-UBND", "Phó Trưởng phòng Văn hóa", "Trung tâm Văn hóa - Thông tin",
    "Bí thư Đoàn phường", "Công chức Văn hóa - Xã hội", "Ban Biên tập",
)  # fmt: skip
SECTIONS = tuple(
    (top, name)
    for top, names in (
        ("Tin tức", ("Chính trị", "Kinh tế", "Văn hóa", "Xã hội", "Giáo dục", "Y tế")),
        ("Chỉ đạo điều hành", ("Thông báo", "Kế hoạch", "Lịch công tác")),
        ("Cải cách hành chính", ("Một cửa", "Chuyển đổi số")),
        ("Quốc phòng - An ninh", ("Quân sự", "Công an")),
        ("Đất nước và con người", ("Di tích", "Lễ hội", "Du lịch")),
    )
    for name in names
)
DOCUMENTS = (
    ("quyết định", "QĐ-UBND"), ("kế hoạch", "KH-UBND"), ("thông báo", "TB-VP"), ("nghị quyết", "NQ-HĐND"), ("công văn", "CV-SNV"),
)  # fmt: skip


def syllables(chance: Random, count: int) -> list[str]:
    """Different well-formed syllables of Vietnamese spelling."""
    found: dict[str, None] = {}
    while len(found) < count:
        onset, rime = chance.choice(ONSETS), chance.choice(RIMES)
        before, _, after = rime.partition("·")
        front = before[0] in "eêi"
        if front and onset in {"c", "g", "ng"}:
            onset = {"c": "k", "g": "gh", "ng": "ngh"}[onset]
        if (onset == "gi" and before[0] == "i") or (onset == "qu" and before[0] in "uoưô"):
            continue
        stopped = after in {"c", "ch", "p", "t"}
        tone = chance.choice(("\u0301", "\u0323") if stopped else TONES)
        vowels = unicodedata.normalize("NFC", before + tone)
        found[onset + vowels + after] = None
    return list(found)


@dataclass(frozen=True)
class Corpus:
    """Articles by number, all from one seed.

    Attributes:
        seed: everything follows from it.
        portals: how many; the first ones have more articles.
        copies: share of articles that are copies of an earlier one by another portal: with a new
            lead, another byline, and one paragraph left out.
        size: bytes of UTF-8 of a text, on average.
    """

    seed: int = 1
    portals: int = 40
    copies: float = 0.0
    size: int = BYTES

    @cached_property
    def words(self) -> list[str]:
        """The vocabulary, most frequent first; a word has one to four syllables."""
        chance = Random(f"words {self.seed}")
        made = syllables(chance, 4_500)
        found = dict.fromkeys(word.replace("_", " ") for word in REAL)
        while len(found) < VOCABULARY:
            # Like the syllables of real words, some are in many words, most in few.
            parts = [made[int(len(made) * chance.random() ** 2)] for _ in range(2)]
            found[" ".join(parts[: chance.choice((1, 2, 2, 2))])] = None
        return list(found)

    @cached_property
    def _urn(self) -> list[str]:
        """The vocabulary as often as it is used: drawing from it is the quickest way to Zipf."""
        first = len(self.words) * 3
        return [
            word
            for rank, word in enumerate(self.words, start=3)
            for _ in range(max(1, first // rank))
        ]

    @cached_property
    def _topics(self) -> list[list[str]]:
        """The words of each section, from the middle of the vocabulary."""
        chance = Random(f"topics {self.seed}")
        return [chance.sample(self.words[150:12_000], 300) for _ in SECTIONS]

    @cached_property
    def names(self) -> list[str]:
        """Authors: 40 for each portal, in the portals' order."""
        chance = Random(f"names {self.seed}")
        found: dict[str, None] = {}
        while len(found) < 40 * self.portals:
            parts = [chance.choice(FAMILY), chance.choice(MIDDLE), chance.choice(GIVEN)]
            if len(found) > len(FAMILY) * len(MIDDLE) * len(GIVEN) // 3:
                parts.insert(2, chance.choice(MIDDLE))
            found[" ".join(parts)] = None
        return list(found)

    @cached_property
    def _shares(self) -> list[float]:
        return list(accumulate(1 / (rank + 3) for rank in range(self.portals)))

    def portal(self, number: int) -> str:
        """The portal's name."""
        return f"portal{number:03d}"

    def copy_of(self, number: int) -> int | None:
        """Number of the article that this one copies; that one is itself no copy."""
        chance = Random(f"copies {self.seed} {number}")
        if number < 10 or chance.random() >= self.copies:
            return None
        for _ in range(20):
            earlier = chance.randrange(number)
            if self.copy_of(earlier) is None:
                return earlier
        return None

    def article(self, number: int) -> Article:
        """The article of this number."""
        original = self.copy_of(number) if self.copies else None
        made = self._original(number)
        if original is None:
            return made
        copied = self._original(original)
        chance = Random(f"copied {self.seed} {number}")
        paragraphs = copied.body.split("\n\n")
        if len(paragraphs) > 2:
            del paragraphs[chance.randrange(1, len(paragraphs))]
        return replace(
            made,
            title=copied.title,
            body="\n\n".join(paragraphs),
            section=copied.section,
            documents=tuple(d for d in copied.documents if any(d.text in p for p in paragraphs)),
            published=_later(copied.published, chance.randrange(1, 5)),
        )

    def articles(self, first: int, count: int) -> list[Article]:
        """The articles from number ``first`` on."""
        return [self.article(number) for number in range(first, first + count)]

    def _original(self, number: int) -> Article:
        chance = Random(f"article {self.seed} {number}")
        place = chance.choices(range(self.portals), cum_weights=self._shares)[0]
        portal = self.portal(place)
        section = int(len(SECTIONS) * chance.random() ** 1.5)
        lead, *paragraphs = self._paragraphs(chance, section)
        documents = []
        if chance.random() < 0.3:
            kind, symbol = DOCUMENTS[chance.randrange(len(DOCUMENTS))]
            cited = f"{int(4000 * chance.random() ** 2) + 1}/{symbol}"
            documents.append(
                DocumentMention(cited, kind, None, f"{kind.capitalize()} số {cited}"),
            )
            paragraphs[-1] += f" {documents[0].text} có hiệu lực từ ngày ký."
        names = self.names[40 * place : 40 * place + 40]
        people = [names[int(40 * chance.random() ** 2)] for _ in range(chance.choice((0, 1, 1, 2)))]
        bylines = [
            Byline(name, ROLES[hash_of(name) % len(ROLES)] if chance.random() < 0.6 else None)
            for name in dict.fromkeys(people)
        ]
        if chance.random() < 0.2:
            bylines.append(Byline(f"Báo {SECTIONS[section][1]}", None, "source"))
        title = " ".join(chance.choices(self._urn, k=chance.randrange(4, 9)))
        return Article(
            url=f"https://{portal}.example/tin/{number}",
            key=f"{portal}.example/{number}",
            portal=portal,
            title=_sentence(title),
            lead=lead,
            body="\n\n".join(paragraphs),
            published=_published(chance),
            section=SECTIONS[section],
            bylines=tuple(bylines),
            tags=tuple(chance.sample(self._topics[section], chance.choice((0, 0, 2, 3)))),
            language="vi",
            documents=tuple(documents),
            provenance=dict.fromkeys(
                ("title", "lead", "body", "published", "section", "bylines"), "profile:div.content"
            ),
        )

    def _paragraphs(self, chance: Random, section: int) -> list[str]:
        """A lead of one or two sentences, then paragraphs."""
        count = int(self.size / 10.6 * (0.4 + 1.2 * chance.random()))  # bytes of a word with space
        drawn = chance.choices(self._urn, k=count)
        topic = self._topics[section]
        for _ in range(count // 15):
            drawn[chance.randrange(count)] = topic[int(300 * chance.random() ** 2)]
        made, at, wanted = [], 0, 2
        sentences: list[str] = []
        while at < count:
            length = chance.randrange(6, 18)
            words = drawn[at : at + length]
            at += length
            if len(words) > 11:
                words[5] += ","
            sentences.append(_sentence(" ".join(words)) + ".")
            if len(sentences) >= wanted:
                made.append(" ".join(sentences))
                sentences, wanted = [], chance.randrange(2, 6)
        if sentences:
            made.append(" ".join(sentences))
        return made if len(made) > 1 else [*made, made[0]]


def hash_of(text: str) -> int:
    """A number that is the same in every process."""
    return sum(text.encode())


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _published(chance: Random) -> PublishedAt | None:
    """Half to the day, half to the minute; one in fifty says nothing. Later years have more."""
    if chance.random() < 0.02:
        return None
    day = FIRST_DAY + timedelta(days=int(DAYS * chance.random() ** 0.6))
    if chance.random() < 0.5:
        return PublishedAt(day, "day")
    moment = datetime(
        day.year, day.month, day.day, chance.randrange(6, 22), chance.randrange(60), tzinfo=HANOI
    )
    return PublishedAt(moment, "minute")


def _later(published: PublishedAt | None, days: int) -> PublishedAt | None:
    return (
        None
        if published is None
        else PublishedAt(published.value + timedelta(days=days), published.precision)
    )


def batches(corpus: Corpus, first: int, count: int) -> Iterator[list[Article]]:
    """The articles in lists that one transaction takes."""
    for begin in range(first, first + count, BATCH):
        yield corpus.articles(begin, min(BATCH, first + count - begin))


def write(path: Path, corpus: Corpus, count: int, *, first: int = 0, tell: bool = False) -> None:
    """Store articles in the archive at ``path``, made when missing; the search index is not built.

    The file is not flushed in between: after a crash of the machine it may be torn.
    """
    begun, done = perf_counter(), 0
    with Archive(path, cache=512 * 1024) as archive:
        with archive.reading() as connection:
            connection.execute("PRAGMA synchronous = OFF")
        for batch in batches(corpus, first, count):
            archive.store(batch, seen_at=SEEN)
            done += len(batch)
            if tell and done % 20_000 < BATCH:
                rate = done / (perf_counter() - begun)
                print(f"{done:,} of {count:,} articles, {rate:,.0f}/s", file=sys.stderr, flush=True)


def ensure(path: Path, corpus: Corpus, count: int) -> Path:
    """The archive at ``path`` with at least ``count`` articles; goes on where an earlier run ended."""
    stored = 0
    if path.exists():
        with Archive(path, readonly=True) as archive, archive.reading() as connection:
            (stored,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    if stored < count:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, corpus, count - stored, first=stored, tell=True)
    return path


@contextmanager
def place(folder: Path | None, name: str) -> Iterator[Path]:
    """Where a bench keeps its archives: ``folder``, or a temporary one that goes at the end."""
    if folder is None:
        with tempfile.TemporaryDirectory(prefix=f"bench-{name}-") as made:
            yield Path(made)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Write an archive."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=500_000)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--portals", type=int, default=40)
    parser.add_argument("--copies", type=float, default=0.0, help="share of planted near-copies")
    parser.add_argument("--size", type=int, default=BYTES, help="bytes of a text")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    corpus = Corpus(given.seed, given.portals, given.copies, given.size)
    ensure(given.db, corpus, given.articles)
    return 0


if __name__ == "__main__":
    sys.exit(main())

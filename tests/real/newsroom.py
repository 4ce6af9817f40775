"""Two hundred invented articles of an invented town, as an editor would enter them; always the same."""

from __future__ import annotations

import base64
import random
import struct
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ZONE = "Asia/Ho_Chi_Minh"
TITLE = "Cổng thông tin thị xã Hương Giang"
SECTIONS = (
    ("Tin tức", "Kinh tế"), ("Tin tức", "Văn hóa - Xã hội"), ("Tin tức", "Giáo dục - Y tế"),
    ("Chính quyền", "Cải cách hành chính"), ("Chính quyền", "Chỉ đạo điều hành"), ("Thông báo",), ("Đảng, đoàn thể",),
)  # fmt: skip
AUTHORS = (
    "Lê Thị Thu Hà", "Nguyễn Văn Bình", "Trần Quốc Khánh", "Phạm Minh Châu", "Hoàng Đức Long", "Võ Thị Mai",
    "Đặng Ngọc Sơn", "Bùi Thanh Tùng", "Huỳnh Kim Oanh", "Tôn Thất Phước",
)  # fmt: skip
TAGS = (
    "chuyển đổi số", "nông thôn mới", "bầu cử", "tuyển dụng", "phòng chống thiên tai", "du lịch", "an toàn giao thông",
)  # fmt: skip
DEEDS = (
    "Khai mạc", "Tổng kết", "Triển khai", "Kiểm tra", "Khánh thành", "Giám sát", "Ra quân", "Phát động", "Sơ kết",
)  # fmt: skip
THINGS = (
    "mô hình trồng sen trên đất lúa", "hội thi tìm hiểu pháp luật", "công tác tiêm chủng mở rộng", "lễ hội đua ghe truyền thống",
    "tuyến đường ven sông", "chương trình tặng sách cho học sinh", "công tác tiếp công dân", "phong trào tổng vệ sinh môi trường",
    "kế hoạch sản xuất vụ đông xuân", "đề án bảo tồn nhà vườn", "bộ phận một cửa",
)  # fmt: skip
PLACES = (
    "xã An Hòa", "phường Tân Lập", "xã Bình Thủy", "phường Đông Sơn", "xã Vĩnh Lộc", "phường Long Hải", "xã Phú Mỹ",
)  # fmt: skip
SENTENCES = (
    "Tham dự buổi làm việc có đại diện {n} đơn vị và đông đảo người dân {place}.",
    "Theo báo cáo, đến ngày {d}/{m}/{year} toàn xã đã vận động được {n} triệu đồng, đạt {p}% kế hoạch.",
    "Ông {name} cho biết địa phương sẽ tiếp tục rà soát {n} hộ còn khó khăn để hỗ trợ kịp thời.",
    "Các đại biểu đã thảo luận, làm rõ những vướng mắc trong việc thực hiện {thing}.",
    "Bà {name} đề nghị các phòng, ban phối hợp chặt chẽ và báo cáo kết quả trước ngày {d}/{m}.",
    "Trong {n} tháng qua, {thing} đã mang lại kết quả rõ rệt cho người dân {place}.",
    "Nhiều ý kiến cho rằng cần ưu tiên nguồn lực cho vùng thấp trũng thường xuyên bị ngập.",
    "Sau phần khai mạc, đoàn đã đến thăm {n} gia đình chính sách và tặng quà cho các em học sinh.",
    "Kinh phí thực hiện là {n} triệu đồng, trong đó ngân sách hỗ trợ {p}%, phần còn lại do nhân dân đóng góp.",
    "Dịp này, {n} tập thể và cá nhân có thành tích xuất sắc được tặng giấy khen.",
)  # fmt: skip
COUNT = 200
FIRST = datetime(2019, 3, 4, 8, 0, tzinfo=ZoneInfo(ZONE))


@dataclass(frozen=True, slots=True)
class Post:
    """One article as it is entered; ``number`` is ours, not WordPress's."""

    number: int
    title: str
    published: datetime
    section: tuple[str, ...]
    author: str
    tags: tuple[str, ...]
    lead: str
    paragraphs: tuple[str, ...]
    picture: str | None
    pdf: str | None

    def entered(self) -> dict[str, Any]:
        """As ``fill.php`` reads it."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return {**fields, "published": f"{self.published:%Y-%m-%d %H:%M:%S}"}


def posts() -> list[Post]:
    """The articles, oldest first, some 10 days apart."""
    choice = random.Random(20_19)
    found = []
    for number in range(1, COUNT + 1):
        day = FIRST + timedelta(
            days=number * 10 + choice.randrange(9), minutes=choice.randrange(900)
        )
        deed, thing, place = (choice.choice(words) for words in (DEEDS, THINGS, PLACES))

        def sentence(place: str = place, year: int = day.year) -> str:
            return choice.choice(SENTENCES).format(
                n=choice.randrange(3, 900), p=choice.randrange(20, 120), d=choice.randrange(1, 29), m=choice.randrange(1, 13),
                year=year, place=place, name=choice.choice(AUTHORS), thing=choice.choice(THINGS),
            )  # fmt: skip

        # Every tenth has a headline so short that its address looks like a section's.
        title = (
            f"{deed} {thing} tại {place} năm {day.year}" if number % 10 else f"Lịch tiếp {number}"
        )
        if number % 7 == 0:
            title = f"{place.capitalize()}: “{deed} {thing}” & lần thứ {number}"
        found.append(
            Post(
                number,
                title,
                day,
                SECTIONS[number % len(SECTIONS)],
                AUTHORS[choice.randrange(10)],
                tuple(sorted(choice.sample(TAGS, number % 4))),
                f"Sáng {day.day}/{day.month}, {place} tổ chức {deed.lower()} {thing}.",
                tuple(
                    " ".join(sentence() for _ in range(choice.randrange(2, 5)))
                    for _ in range(choice.randrange(2, 7))
                ),
                f"anh-{number}" if number % 3 == 0 else None,
                f"ke-hoach-{number}" if number % 5 == 0 else None,
            )
        )
    return found


def portal(entered: list[Post], themes: tuple[str, ...]) -> dict[str, Any]:
    """The whole portal, as ``fill.php`` reads it; of ``themes`` the last is the one that is shown."""
    return {
        "title": TITLE, "tagline": "Tin tức và văn bản của thị xã", "language": "vi", "timezone": ZONE,
        "authors": AUTHORS, "sections": SECTIONS, "themes": themes, "png": base64.b64encode(png()).decode(),
        "posts": [post.entered() for post in entered],
    }  # fmt: skip


def png() -> bytes:
    """A picture of one grey point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00\x7f"))
        + chunk(b"IEND", b"")
    )

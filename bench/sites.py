"""Generated portals for the benchmarks: many hosts on loopback, pages of 60 to 100 kB, in HueCIT's markup.

Each host (127.0.0.1, 127.0.0.2, …; the whole of 127/8 is this machine) serves as many articles as
asked for, in listings of twenty. Pages are put together from a few large blocks, so that the server
costs little; it runs in a process of its own.

    python bench/sites.py --hosts 20 --articles 1000 --port 8099     # until Ctrl-C
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import socket
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scraper.portals import load_profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.portals import Profile

PER_LISTING = 20
SECTIONS = (
    "Kinh tế",
    "Văn hóa - Xã hội",
    "Quốc phòng - An ninh",
    "Cải cách hành chính",
    "Nông thôn mới",
)
WORDS = (
    "thị xã phường xã nhân dân chính quyền cán bộ hội nghị kế hoạch phát triển kinh tế văn hóa giáo dục y tế môi trường "
    "nông thôn mới cải cách hành chính chuyển đổi số an ninh trật tự giao thông đất đai xây dựng đầu tư doanh nghiệp "
    "sản xuất nông nghiệp thủy sản du lịch di tích lễ hội học sinh giáo viên trường học bệnh viện tiêm chủng dịch bệnh "
    "phòng chống thiên tai lũ lụt hỗ trợ người nghèo gia đình chính sách thanh niên phụ nữ cựu chiến binh đoàn kết"
).split()
NAMES = ("Trần Ngọc Huyến", "Lê Thị Thu Hà", "Nguyễn Văn Minh", "Phan Quốc Sơn", "Võ Đình Khôi")


@dataclass(frozen=True)
class Site:
    """What is generated: ``articles`` on each of ``hosts`` hosts, on one port."""

    hosts: int
    articles: int
    port: int = 0
    size: tuple[int, int] = (60_000, 100_000)

    def host(self, number: int) -> str:
        return f"127.0.0.{number + 1}"

    def home(self, number: int) -> str:
        return f"http://{self.host(number)}:{self.port}/"

    def article_urls(self, number: int) -> list[str]:
        return [f"{self.home(number)}?gd=1&cn=82&tc={n}" for n in range(1, self.articles + 1)]

    def profile(self, number: int) -> Profile:
        base = load_profile("demo").at(self.home(number))
        return base.model_copy(update={"name": f"bench-{number + 1}"})


class Pages:
    """Makes the pages; the same numbers give the same page."""

    def __init__(self, site: Site) -> None:
        self.site = site
        rng = random.Random(7)  # pages, not secrets
        self.sentences = [
            " ".join(rng.choices(WORDS, k=rng.randint(12, 28))).capitalize() + "."
            for _ in range(800)
        ]
        # What stands around an article on real portals: styles, scripts, menus, boxes.
        style = "".join(
            f".c{n} .d{n} a{{color:#{n % 999:03d};padding:{n % 9}px}}\n" for n in range(330)
        )
        script = "".join(f"var v{n}=function(a){{return a+{n};}};\n" for n in range(380))
        self.head = (
            '<!DOCTYPE html><html><head><title>Trang thông tin điện tử</title><meta charset="utf-8">'
            f"<style>{style}</style><script>{script}</script></head><body><form id=form1>"
        ).encode()
        menu = "".join(
            f'<li><a href="?gd=1&amp;cn={n}&amp;cd={n}" title="Mục {n}">Giới thiệu, văn bản và thủ tục {n}</a></li>'
            for n in range(180)
        )
        self.menu = f'<div class="MenuNgang"><ul>{menu}</ul></div>'.encode()
        side = "".join(
            f'<div class="TienIch20_DongTieuDe"><a class="TienIch20_TieuDe" href="?gd=1&amp;cn=5&amp;cd={n}">'
            f"Thông báo số {n} về việc tiếp công dân</a></div>" for n in range(140)
        )  # fmt: skip
        self.side = f'<div class="TienIch20_Vien">{side}</div></form></body></html>'.encode()

    def article(self, number: int) -> bytes:
        rng = random.Random(number)
        sentences = rng.choices(self.sentences, k=30)
        day = date(2024, 12, 31) - timedelta(days=number // 3)
        title = f"{' '.join(rng.choices(WORDS, k=10)).capitalize()} {number}"
        paragraphs = "".join(f"<p>{' '.join(sentences[n : n + 4])}</p>" for n in range(0, 28, 4))
        related = "".join(
            f'<div class="TT_TinChiTiet_DongTinLienQuan"><a class="TT_TinChiTiet_TinLienQuan" '
            f'href="?gd=1&amp;cn=82&amp;tc={(number + n) % self.site.articles + 1}">Tin khác {number + n}'
            "<span>(01/02/2024)</span></a></div>" for n in range(1, 9)
        )  # fmt: skip
        main = (
            '<!-- FitcBatDauDocTin --><div class="TT_TinChiTiet_Vien"><div class="TMCD2_DongTruongMuc"><div>'
            f"Tin tức &gt;&gt; {SECTIONS[number % len(SECTIONS)]}</div></div>"
            f'<div class="TT_TinChiTiet_Nen"><div class="TT_TinChiTiet_TieuDe">{title}</div>'
            f'<div class="TT_TinChiTiet_NgayCapNhat">Ngày cập nhật <span>{day:%d/%m/%Y}</span></div>'
            f'<div class="TT_TinChiTiet_DocTin">{paragraphs}<p>{rng.choice(NAMES)}</p></div>'
            f'<div id="divPhanTrang1">{related}</div></div></div><!-- FitcKetThucDocTin -->'
        ).encode()
        return self._whole(main, rng.randint(*self.site.size))

    def listing(self, page: int) -> bytes:
        first = (page - 1) * PER_LISTING + 1
        last = min(self.site.articles, first + PER_LISTING - 1)
        rows = "".join(
            f'<div class="TMCD2_DongTieuDe"><a class="TMCD2_TieuDe" href="?gd=1&amp;cn=82&amp;tc={n}">Tin {n}</a></div>'
            for n in range(first, last + 1)
        )
        following = (
            f'<div class="TMCD2_PhanTrang"><a href="?gd=1&amp;cn=82&amp;tm=10&amp;page={page + 1}">Trang sau</a></div>'
            if last < self.site.articles else ""
        )  # fmt: skip
        return self._whole(f'<div class="TMCD2_Vien">{rows}{following}</div>'.encode(), 60_000)

    def home(self) -> bytes:
        return self._whole(b'<a href="?gd=1&amp;cn=82&amp;tm=10">Tin</a>', 60_000)

    def _whole(self, main: bytes, size: int) -> bytes:
        page = b"".join((self.head, self.menu, main, self.side))
        filler = max(0, size - len(page) - 60)
        return page + b"<!-- " + b"khong co gi o day " * (filler // 18) + b" -->"

    def respond(self, target: str) -> tuple[int, bytes]:
        """Status and body for path and query."""
        query = dict(part.partition("=")[::2] for part in target.partition("?")[2].split("&"))
        if number := query.get("tc"):
            return (
                (200, self.article(int(number)))
                if 0 < int(number) <= self.site.articles
                else (404, b"-")
            )
        if "tm" in query:
            return 200, self.listing(int(query.get("page", "1")))
        return (200, self.home()) if target in ("/", "") else (404, b"not found")


class _Protocol(asyncio.Protocol):
    def __init__(self, pages: Pages, hits: dict[str, int]) -> None:
        self.pages, self.hits = pages, hits
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            status, body = self.pages.respond(head.split(b" ", 2)[1].decode("latin-1"))
            line = f"HTTP/1.1 {status} OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
            self.transport.write(line.encode() + body)  # type: ignore[attr-defined]


async def _serve(site: Site, sockets: list[socket.socket]) -> None:
    pages, hits = Pages(site), dict[str, int]()
    loop = asyncio.get_running_loop()
    for bound in sockets:
        await loop.create_server(lambda: _Protocol(pages, hits), sock=bound)
    await asyncio.Event().wait()


def _run(site: Site, sockets: list[socket.socket]) -> None:
    try:
        import uvloop

        uvloop.install()
    except ImportError:
        pass  # slower, and the same for all that are compared
    try:
        asyncio.run(_serve(site, sockets))
    except KeyboardInterrupt:
        return


@contextmanager
def serving(hosts: int, articles: int, port: int = 0) -> Iterator[Site]:
    """Serve a generated site while the block runs, in a process of its own."""
    first = socket.create_server(("127.0.0.1", port), backlog=256)
    port = first.getsockname()[1]
    site = Site(hosts, articles, port)
    sockets = [
        first,
        *(socket.create_server((site.host(n), port), backlog=256) for n in range(1, hosts)),
    ]
    process = multiprocessing.get_context("fork").Process(
        target=_run, args=(site, sockets), daemon=True
    )
    process.start()
    for bound in sockets:
        bound.close()
    try:
        yield site
    finally:
        process.terminate()
        process.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    with serving(options.hosts, options.articles, options.port) as site:
        print(
            f"{site.hosts} portals with {site.articles} articles each, the first at {site.home(0)}"
        )
        try:
            multiprocessing.active_children()[0].join()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()

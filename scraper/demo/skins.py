"""The two templates of the demo portal: HueCIT's class names, and those after a redesign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Template = Literal["2018", "2025"]
TEMPLATES: tuple[Template, ...] = get_args(Template)


@dataclass(frozen=True, slots=True)
class Skin:
    """Class names (and one id) of the parts of a page; the defaults are HueCIT's.

    Attributes:
        date_label: words before the date.
        date_below: whether the date stands below the body instead of below the title.
    """

    date_label: str = "Ngày cập nhật"
    date_below: bool = False
    article: str = "TT_TinChiTiet_Vien"
    article_inner: str = "TT_TinChiTiet_Nen"
    section: str = "TMCD2_DongTruongMuc"
    title: str = "TT_TinChiTiet_TieuDe"
    date: str = "TT_TinChiTiet_NgayCapNhat"
    body: str = "TT_TinChiTiet_DocTin"
    picture: str = "TT_TinChiTiet_AnhMinhHoa"
    caption: str = "TT_TinChiTiet_MoTaAnh"
    tools: str = "TT_TinChiTiet_DongChucNang"
    related_head: str = "TT_TinChiTiet_TinLienQuanTieuDe"
    related_id: str = "divPhanTrang1"
    related_row: str = "TT_TinChiTiet_DongTinLienQuan"
    related_link: str = "TT_TinChiTiet_TinLienQuan"
    related_date: str = "TT_TinChiTiet_TinLienQuan_ThoiGian"
    listing: str = "TMCD2_Vien"
    listing_inner: str = "TMCD2_Nen"
    item_row: str = "TMCD2_DongTieuDe"
    item_link: str = "TMCD2_TieuDe"
    item_text: str = "TMCD2_DongNoiDung"
    more_head: str = "TMCD2_TieuDeLienQuan"
    more_block: str = "TMCD2_KhoiTinLienQuan"
    more_row: str = "TMCD2_DongTinLienQuan"
    more_link: str = "TMCD2_TinLienQuan"
    pager: str = "TMCD2_PhanTrang"
    side: str = "TienIch20_Vien"
    side_head: str = "TienIch20_DeMuc"
    side_row: str = "TienIch20_DongTieuDe"
    side_link: str = "TienIch20_TieuDe"
    side_date: str = "TienIch20_TieuDe_NgayCapNhat"


SKINS: dict[Template, Skin] = {
    "2018": Skin(),
    "2025": Skin(
        date_label="Ngày đăng:",
        date_below=True,
        article="bai-viet",
        article_inner="bai-viet__khung",
        section="duong-dan",
        title="bai-viet__tieu-de",
        date="bai-viet__thoi-gian",
        body="bai-viet__noi-dung",
        picture="bai-viet__anh",
        caption="bai-viet__chu-thich",
        tools="bai-viet__cong-cu",
        related_head="lien-quan__tieu-de",
        related_id="tin-cung-muc",
        related_row="lien-quan__dong",
        related_link="lien-quan__tin",
        related_date="lien-quan__ngay",
        listing="danh-sach",
        listing_inner="danh-sach__khung",
        item_row="danh-sach__dong",
        item_link="danh-sach__tin",
        item_text="danh-sach__trich",
        more_head="danh-sach__tieu-de-phu",
        more_block="danh-sach__khoi-phu",
        more_row="danh-sach__dong-phu",
        more_link="danh-sach__tin-phu",
        pager="phan-trang",
        side="hop-ben",
        side_head="hop-ben__tieu-de",
        side_row="hop-ben__dong",
        side_link="hop-ben__tin",
        side_date="hop-ben__ngay",
    ),
}

"""The addresses that each system writes are classified rightly, and name the same article by one key."""

from __future__ import annotations

import pytest

from scraper.portals import load_profile

ARTICLES = [
    ("nukeviet", "/tin-tuc/moi-truong/ra-quan-don-ve-sinh-412.html", "412"),
    ("nukeviet", "/vi/tin-tuc/moi-truong/ra-quan-don-ve-sinh-412.html", "412"),
    ("nukeviet", "/en/news/environment/clean-up-412.html?utm_source=x", "412"),
    ("nukeviet", "/vi/thong-bao/hop-dan-2022-2023-97.html", "97"),
    ("nukeviet", "/index.php?language=vi&nv=news&op=Moi-truong/ra-quan-412", "412"),
    ("nukeviet", "/index.php?op=Moi-truong/ra-quan-412.html&nv=news&language=vi", "412"),
    ("nukeviet", "/vi/news/Moi-truong/Ra-quan-don-ve-sinh-412/", "412"),
    ("liferay", "/web/so/tin-tuc/-/view_content/3159600-ra-mat-to-cong-nghe.html", "3159600"),
    ("liferay", "/-/view_content/736173-hoi-nghi", "736173"),
    ("liferay", "/tin/-/asset_publisher/q1AbC/content/khoi-cong-cau", "khoi-cong-cau"),
    ("liferay", "/tin/-/asset_publisher/q1AbC/content/id/77120", "77120"),
    ("liferay", "/tin/-/asset_publisher/q1AbC/document/id/77121?inheritRedirect=false", "77121"),
    ("liferay", "/tin?p_p_id=101_INSTANCE_x&p_p_lifecycle=0&_101_INSTANCE_x_assetEntryId=5521&_101_INSTANCE_x_urlTitle=a", "5521"),
    ("liferay", "/tin?p_p_id=101&p_p_state=maximized&_101_struts_action=%2Fasset_publisher%2Fview_content&_101_urlTitle=hop-dan", "hop-dan"),
    ("liferay", "/w/khai-mac-le-hoi", "khai-mac-le-hoi"),
    ("sharepoint", "/portal/pages/2023-01-30/kiem-tra-cho-468686.aspx", "468686"),
    ("sharepoint", "/portal/pages/2023-01-30/Le-hoi-dau-xuan.aspx", "Le-hoi-dau-xuan"),
    ("sharepoint", "/Pages/chi-tiet-tin.aspx?Id=5512&IdNhom=3", "5512"),
    ("sharepoint", "/Pages/TinTuc/ChiTiet.aspx?CatID=4&ItemID=1882", "1882"),
    ("sharepoint", "/vn/tin-tuc/20311/thu-hoach-sen.aspx", "20311"),
    ("vccorp", "/thu-hoach-sen-20220113142958217.chn", "20220113142958217"),
    ("vccorp", "/xa-hoi/thu-hoach-sen-20220113142958217.htm", "20220113142958217"),
    ("vccorp", "/thu-hoach-sen-102260103085601234.htm", "102260103085601234"),
    ("joomla", "/tin-tuc/123-thu-hoach-sen", "123"),
    ("joomla", "/tin-tuc/123-thu-hoach-sen.html", "123"),
    ("joomla", "/index.php/vi/tin-tuc/12-kinh-te/123-thu-hoach-sen", "123"),
    ("joomla", "/index.php?option=com_content&view=article&id=123:thu-hoach-sen&catid=12&Itemid=4", "123"),
    ("joomla", "/index.php?id=123&view=article&option=com_content", "123"),
    ("joomla", "/index.php?option=com_content&view=article&id=123%3Athu-hoach-sen", "123"),
    ("joomla", "/kinh-te/item/512-thu-hoach-sen", "item/512"),
    ("huecit", "/?gd=1&cn=82&tc=1022", "1022"),
    ("huecit", "/?tc=1022&cn=1&gd=1&cb=7", "1022"),
]  # fmt: skip

OTHERS = [
    ("nukeviet", "/tin-tuc/", "listing"),
    ("nukeviet", "/vi/news/kinh-te/", "listing"),
    ("nukeviet", "/vi/news/covid-19/", "listing"),
    ("nukeviet", "/vi/news/kinh-te/page-2/", "listing"),
    ("nukeviet", "/index.php?language=vi&nv=news&op=kinh-te", "listing"),
    ("nukeviet", "/vi/news/tag/moi-truong/", "ignored"),
    ("nukeviet", "/vi/news/groups/Tin-tieu-diem-1/", "ignored"),
    ("nukeviet", "/vi/news/print/kinh-te/thu-hoach-sen-412.html", "ignored"),
    ("nukeviet", "/vi/news/savefile/kinh-te/thu-hoach-sen-412.html", "ignored"),
    ("nukeviet", "/vi/users/login/", "ignored"),
    ("nukeviet", "/index.php?language=vi&nv=users&op=login", "ignored"),
    ("nukeviet", "/seek/?q=sen", "ignored"),
    ("nukeviet", "/vi/about/gioi-thieu-2.html", "static"),
    ("nukeviet", "/lien-he/", "static"),
    ("liferay", "/web/so/tin-tuc", "other"),
    ("liferay", "/c/portal/login?p_l_id=5", "ignored"),
    ("liferay", "/tin/-/asset_publisher/q1/content/khoi-cong?p_p_state=pop_up&viewMode=print", "ignored"),
    ("sharepoint", "/Pages/default.aspx", "listing"),
    ("sharepoint", "/portal/pages/tin-tuc.aspx", "listing"),
    ("sharepoint", "/_layouts/15/Authenticate.aspx?Source=%2F", "ignored"),
    ("sharepoint", "/gioi-thieu/Pages/co-cau-to-chuc.aspx", "static"),
    ("vccorp", "/xa-hoi.htm", "listing"),
    ("vccorp", "/xa-hoi/trang-2.htm", "listing"),
    ("vccorp", "/tim-kiem.htm?keywords=sen", "ignored"),
    ("joomla", "/tin-tuc", "listing"),
    ("joomla", "/tin-tuc?start=10", "listing"),
    ("joomla", "/index.php?option=com_content&view=category&id=12", "listing"),
    ("joomla", "/index.php?option=com_users&view=login", "ignored"),
    ("joomla", "/tin-tuc/123-thu-hoach-sen?tmpl=component&print=1", "ignored"),
    ("joomla", "/component/search/?searchword=sen", "ignored"),
    ("joomla", "/lien-he", "static"),
    ("huecit", "/?gd=1&cn=191&tm=2", "listing"),
    ("huecit", "/?gd=1&cd=4", "static"),
]  # fmt: skip


def of(family: str) -> str:
    return "aluoi" if family == "huecit" else f"example-{family}"


@pytest.mark.parametrize(("family", "path", "key"), ARTICLES)
def test_an_article_has_one_key(family: str, path: str, key: str) -> None:
    profile = load_profile(of(family))
    address = profile.classify(profile.home.rstrip("/") + path)
    assert (address.kind, address.key) == ("article", f"{profile.hosts[0]}/{key}")


@pytest.mark.parametrize(("family", "path", "kind"), OTHERS)
def test_other_pages_are_no_articles(family: str, path: str, kind: str) -> None:
    profile = load_profile(of(family))
    address = profile.classify(profile.home.rstrip("/") + path)
    assert address.kind == kind
    assert address.key is None or kind == "ignored"  # the article of which it is a copy

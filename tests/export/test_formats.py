"""Each format as the programs that read it take it."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
import trafilatura
from lxml import etree

from scraper import Archive, Article, LoaError
from scraper.export import FORMATS, Options, Wanted, excel, export
from scraper.export.package import FIELDS
from scraper.store import FLAT_COLUMNS
from scraper.store.records import Task

NS = {"t": "http://www.tei-c.org/ns/1.0"}


# --- Parquet -----------------------------------------------------------------------------------


def test_parquet_has_types_and_whole_texts(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    export(archive, "parquet", path)
    file = pq.ParquetFile(path)
    assert {file.metadata.row_group(0).column(n).compression for n in range(22)} == {"ZSTD"}
    read = pd.read_parquet(path)
    made = archive.articles(columns=[*FLAT_COLUMNS, "published_at"])
    for name in read:
        if isinstance(made[name].dtype, pd.CategoricalDtype):
            assert isinstance(read[name].dtype, pd.CategoricalDtype)
            read[name] = read[name].cat.set_categories(made[name].cat.categories)
        if "datetime64" in str(read[name].dtype):  # Parquet knows no unit above milliseconds
            read[name] = read[name].dt.as_unit("s")
    pd.testing.assert_frame_equal(read, made)
    days = duckdb.sql(f"SELECT body, published_at FROM '{path}' WHERE id = 1").fetchall()
    assert days[0][0] == archive.get(1).body


def test_parquet_in_parts_is_one_table_to_duckdb_and_pandas(
    archive: Archive, tmp_path: Path
) -> None:
    export(archive, "parquet", tmp_path / "x", options=Options(partition=True))
    files = sorted(str(f.relative_to(tmp_path / "x")) for f in (tmp_path / "x").rglob("*.parquet"))
    assert files == [
        "portal=C%E1%BB%95ng%20b%2F../year=0/articles.parquet",
        "portal=C%E1%BB%95ng%20b%2F../year=1880/articles.parquet",
        "portal=a/year=2022/articles.parquet",
        "portal=a/year=2024/articles.parquet",
    ]
    found = duckdb.sql(
        f"SELECT id, portal, year FROM read_parquet('{tmp_path}/x/*/*/*.parquet', hive_partitioning=true) ORDER BY id"
    ).fetchall()
    assert found == [(1, "a", 2024), (2, "a", 2022), (3, "Cổng b/..", 1880), (4, "Cổng b/..", 0)]
    frame = pd.read_parquet(tmp_path / "x").sort_values("id")
    assert frame["year"].tolist() == [2024, 2022, 1880, 0]
    assert frame["portal"].tolist() == ["a", "a", "Cổng b/..", "Cổng b/.."]


# --- Excel -------------------------------------------------------------------------------------


def sheet_rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_excel_has_dates_texts_and_no_formulas(archive: Archive, tmp_path: Path) -> None:
    made = export(archive, "xlsx", tmp_path / "x.xlsx")
    assert made.notes == ()
    ((head, *rows),) = sheet_rows(tmp_path / "x.xlsx").values()
    assert list(head) == FLAT_COLUMNS
    articles = [dict(zip(head, row, strict=True)) for row in rows]
    assert articles[0]["title"] == "=SUM(A1)"
    assert articles[0]["published"] == datetime(2024, 5, 17, 10, 30)  # noqa: DTZ001
    assert articles[1]["published"] == datetime(2022, 1, 13)  # noqa: DTZ001
    assert articles[2]["published"] == "1880-01-01T01:02:03+00:00"  # before Excel's time
    assert articles[3]["published"] is None
    assert articles[0]["first_seen"] == datetime(2025, 1, 2)  # noqa: DTZ001
    # openpyxl leaves _x000D_ as it stands; Excel reads the character (ECMA-376, 22.9.2.19).
    body = re.sub("_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), str(articles[0]["body"]))
    assert body == archive.get(1).body
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book["articles"]["D2"].data_type in {"s", "inlineStr"}
    assert book["articles"]["G2"].number_format == "yyyy-mm-dd hh:mm"
    assert book["articles"]["G3"].number_format == "yyyy-mm-dd"


def test_what_no_cell_of_excel_holds_is_cut_and_said(archive: Archive, tmp_path: Path) -> None:
    fits, long = "x" * excel.MOST_CHARACTERS, "😀" * 20_000
    archive.store(
        [
            Article("https://a.vn/5", "a.vn/5", "a", "Vừa", fits),
            Article("https://a.vn/6", "a.vn/6", "a", "Dài", long),
        ]
    )
    made = export(archive, "xlsx", tmp_path / "x.xlsx")
    sheets = sheet_rows(tmp_path / "x.xlsx")
    bodies = [row[FLAT_COLUMNS.index("body")] for row in sheets["articles"]]
    assert bodies[5] == fits
    shown = str(bodies[6])
    assert shown.endswith("😀 … [cut: 20000 characters in all]")
    assert excel.MOST_CHARACTERS - 2 < len(shown.encode("utf-16-le")) // 2 <= excel.MOST_CHARACTERS
    assert sheets["cut"] == [("id", "column", "characters"), (6, "body", 20_000)]
    (note,) = made.notes
    assert "the 32,767 characters of a cell of Excel was cut, in 1 cells" in note


def test_more_rows_than_a_sheet_has_go_to_further_sheets(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 3)
    made = export(archive, "xlsx", tmp_path / "x.xlsx")
    sheets = sheet_rows(tmp_path / "x.xlsx")
    assert {name: [row[0] for row in rows] for name, rows in sheets.items()} == {
        "articles": ["id", 1, 2],
        "articles 2": ["id", 3, 4],
    }
    assert made.notes == ("a sheet of Excel has 3 rows: the articles are on 2 sheets",)


# --- references --------------------------------------------------------------------------------


def test_an_entry_for_each_article_as_loa_cite_gives_it(archive: Archive, tmp_path: Path) -> None:
    from scraper.export.references import Reference, as_bibtex, as_ris

    titles = {status.name: status.title or "" for status in archive.status()}
    cited = [
        Reference.of(revision, titles[revision.article.portal])
        for number in range(1, 5)
        for revision in archive.history(number)
    ]
    export(archive, "bibtex", tmp_path / "x.bib")
    export(archive, "ris", tmp_path / "x.ris")
    text = (tmp_path / "x.bib").read_text("utf-8")
    assert text == "".join(f"{as_bibtex(reference)}\n\n" for reference in cited)
    assert "author = {{Trần An} and {Lê \\& Bình}}" in text
    assert "author = {{UBND xã X}}" in text
    ris = (tmp_path / "x.ris").read_bytes().decode()
    assert ris == "".join(map(as_ris, cited))
    keys = re.findall(r"@online\{(.*),", text)
    assert len(set(keys)) == len(keys) == 4


# --- TEI ---------------------------------------------------------------------------------------


def test_tei_is_valid_and_says_what_the_archive_says(archive: Archive, tmp_path: Path) -> None:
    archive.store([Article("https://a.vn/9", "a.vn/9", "a", "Ký tự\ufffe", "x\uffffy\x1f \x85\r")])
    export(archive, "tei", tmp_path / "x.xml")
    tree = etree.parse(tmp_path / "x.xml")
    # The DTD of TEI P5 4.8.0, as trafilatura brings it along.
    dtd = etree.DTD(Path(trafilatura.__file__).parent / "data" / "tei_corpus.dtd")
    assert dtd.validate(tree), dtd.error_log
    texts = tree.findall("t:TEI", NS)
    assert len(texts) == 5
    first = texts[0]
    assert first.findtext(".//t:titleStmt/t:title", None, NS) == "=SUM(A1)"
    authors = first.findall(".//t:titleStmt/t:author", NS)
    assert [a.text for a in authors] == ["Trần An ", "Lê & Bình"]
    assert authors[0].findtext("t:roleName", None, NS) == "Chánh Văn phòng"
    assert [n.text for n in first.findall(".//t:respStmt/t:name", NS)] == ["Báo <Huế>", "Cường "]
    date = first.find(".//t:publicationStmt/t:date", NS)
    assert date is not None
    assert (date.get("when"), date.text) == ("2024-05-17", "2024-05-17T10:30+07:00")
    terms = [term.text for term in first.findall(".//t:term", NS)]
    assert terms == ["Tin tức", "Văn hóa", "lũ lụt", 'a "b"']
    paragraphs = ["\n".join(p.itertext()) for p in first.findall(".//t:body/t:p", NS)]
    assert "\n\n".join(paragraphs[1:]) == archive.get(1).body.replace("\x0b", "\ufffd")
    assert texts[4].findtext(".//t:head", None, NS) == "Ký tự\ufffd"


def test_tei_has_no_empty_corpus(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(LoaError, match="no article was found"):
        export(archive, "tei", tmp_path / "x.xml", Wanted(query="khôngcó"))
    assert not (tmp_path / "x.xml").exists()


# --- plain text --------------------------------------------------------------------------------


def test_a_corpus_has_a_file_for_each_row_of_its_table(archive: Archive, tmp_path: Path) -> None:
    export(archive, "corpus", tmp_path / "x")
    with (tmp_path / "x" / "metadata.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, strict=True))
    assert [row["file"] for row in rows] == [
        "texts/a_2024-05-17_1.txt",
        "texts/a_2022-01-13_2.txt",
        "texts/cong-b_1880-01-01_3.txt",
        "texts/cong-b_undated_4.txt",
    ]
    assert sorted(f"texts/{f.name}" for f in (tmp_path / "x" / "texts").iterdir()) == sorted(
        row["file"] for row in rows
    )
    article = archive.get(1)
    text = (tmp_path / "x" / rows[0]["file"]).read_bytes().decode()
    assert text == f"{article.title}\n\n{article.lead}\n\n{article.body}\n"
    assert rows[0]["authors"] == "Trần An; Lê & Bình"
    assert "body" not in rows[0]


# --- data package ------------------------------------------------------------------------------


def test_a_data_package_describes_what_it_holds(archive: Archive, tmp_path: Path) -> None:
    import hashlib

    wanted = Wanted(since="2020", portal="a")
    export(archive, "datapackage", tmp_path / "x", wanted)
    export(archive, "csv", tmp_path / "x.csv", wanted)
    described = json.loads((tmp_path / "x" / "datapackage.json").read_bytes())
    (resource,) = described["resources"]
    data = (tmp_path / "x" / resource["path"]).read_bytes()
    assert data == (tmp_path / "x.csv").read_bytes()
    assert resource["bytes"] == len(data)
    assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert [field["name"] for field in resource["schema"]["fields"]] == FLAT_COLUMNS == list(FIELDS)
    assert all(field["description"] for field in resource["schema"]["fields"])
    assert described["loa"]["filters"] == {"portal": "a", "since": "2020"}
    assert described["sources"] == [{"title": "Cổng <A> | x", "path": "https://a.vn/"}]


def test_a_datasheet_says_how_the_data_came_about(archive: Archive, tmp_path: Path) -> None:
    crawl = archive.begin_crawl("a")
    archive.frontier("a").add([Task("https://a.vn/9", "article", "a.vn/9")])
    archive.finish_crawl(crawl, "done", {})
    archive.store(
        [Article("https://a.vn/2", "a.vn/2", "a", "Hai, mới", "Khác")],
        profile_version="a@3",
        seen_at=datetime(2025, 1, 3, tzinfo=UTC),
    )
    export(archive, "datapackage", tmp_path / "x")
    sheet = (tmp_path / "x" / "DATASHEET.md").read_text("utf-8")
    assert "4 articles of 2 portals" in sheet
    assert "All articles of the archive." in sheet
    assert "| a | 2 | 2024-05-17 | 2024-05-17 | 1 | 0 | 1 |" in sheet
    assert "Cổng \\<A\\> \\| x, https://a.vn/, times in Asia/Ho\\_Chi\\_Minh" in sheet
    assert (
        "crawls from 2025-01-02T00:00:00Z to 2025-01-02T00:00:00Z: 1, of which 1 came to their end"
        in sheet
    )
    assert "no crawl: the articles were imported" in sheet
    assert "| a@3 | 1 |" in sheet
    assert "| a | 2 | 1 | 66.7% | 2024-05-17 | 2024-05-17 | – |" in sheet
    assert "`loa audit PORTAL` does" in sheet


def test_every_format_is_described() -> None:
    for made in FORMATS.values():
        assert made.description
        assert made.is_folder == (not made.media_type)

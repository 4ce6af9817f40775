"""Files that are read, and files that say in one sentence why they are not."""

from __future__ import annotations

import io
import sys
import zipfile
import zlib

import pytest

from scraper.extraction import attached
from scraper.extraction.attached import attached_text

docx = pytest.importorskip("docx")
pytest.importorskip("pypdfium2")


def a_docx(*paragraphs: str, rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def a_pdf(
    content: bytes = b"", *, page: bytes = b"", trailer: bytes = b"", more: tuple[bytes, ...] = ()
) -> bytes:
    """A PDF of one page, with a table of references that is right."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>" + page + b">>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, len(objects) + 1, trailer, len(out),
    )  # fmt: skip


def changed(payload: bytes, name: str, content: bytes) -> bytes:
    """A DOCX with another content in one of its parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(payload)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for item in old.namelist():
            new.writestr(item, content if item == name else old.read(item))
    return out.getvalue()


def reason(payload: bytes, **limits: float) -> str:
    found = attached_text(payload, **limits)  # type: ignore[arg-type]
    assert found.text is None
    assert found.not_extracted
    assert "\n" not in found.not_extracted
    assert "Traceback" not in found.not_extracted
    return found.not_extracted


def test_text_of_a_docx_with_a_table() -> None:
    found = attached_text(a_docx("KẾ HOẠCH", "Thực  hiện\u00a0tháng 9", rows=(("Tổ 1", "12 hộ"),)))
    assert found.not_extracted is None
    assert found.text == "KẾ HOẠCH\n\nThực hiện tháng 9\n\nTổ 1 12 hộ"


def test_text_of_a_pdf() -> None:
    found = attached_text(a_pdf(b"BT /F 12 Tf 20 200 Td (Ke hoach 12) Tj ET"))
    assert found.text == "Ke hoach 12"


def test_a_pdf_without_text() -> None:
    assert reason(a_pdf()) == "it holds no text"


def test_a_pdf_with_a_password() -> None:
    key = b"<" + b"41" * 32 + b">"
    secret = b"/Encrypt 6 0 R/ID[<00><00>]"
    locked = a_pdf(
        trailer=secret, more=(b"<</Filter/Standard/V 1/R 2/O %s/U %s/P -4>>" % (key, key),)
    )
    assert reason(locked) == "the file is protected by a password"


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\nnothing of the kind", "damaged"),
        (b"PK\x03\x04 nothing of the kind", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".doc"),
        (b"{\\rtf1 Tin}", "RTF"),
        (b"  <!DOCTYPE html><p>404", "web page"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "picture"),
        (b"MZ" + bytes(99), "neither a PDF nor a DOCX"),
    ],
)
def test_what_is_no_document(payload: bytes, words: str) -> None:
    assert words in reason(payload)


def test_another_office_file_and_a_broken_docx() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "ZIP archive" in reason(out.getvalue())
    assert "damaged" in reason(changed(a_docx("Tin"), "word/document.xml", b"<w:document"))
    assert "damaged" in reason(changed(a_docx("Tin"), "[Content_Types].xml", b""))


def test_a_file_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attached, "MAX_BYTES", 100)
    assert reason(a_docx("Tin")).startswith("it is larger than")


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = changed(a_docx("Tin"), "word/document.xml", bytes(attached.MAX_PART + 1))
    assert len(bomb) < 1_000_000
    assert "unpacks to more than" in reason(bomb)


def test_the_limit_of_memory_holds() -> None:
    body = (
        b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 900_000
    )  # 30 MB of XML, a tree of many times that
    xml = (
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b"<w:body>" + body + b"</w:body></w:document>"
    )
    found = reason(changed(a_docx("Tin"), "word/document.xml", xml), megabytes=256)
    assert "memory" in found or "damaged" in found or "crashed" in found


def test_a_pdf_whose_stream_unpacks_to_much_more() -> None:
    packed = zlib.compress(b"BT /F 12 Tf (" + b"a" * 60_000_000 + b") Tj ET", 9)
    bomb = a_pdf().replace(
        b"<</Length 0>>stream\n\nendstream",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    )
    assert len(bomb) < 1_000_000
    found = attached_text(bomb, seconds=5, megabytes=256)
    assert found.not_extracted or len(found.text or "") <= attached.MAX_TEXT


def fake_worker(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", f"import sys; sys.stdin.buffer.read(); {code}")


@pytest.mark.parametrize(
    ("code", "words", "seconds"),
    [
        ("import time; time.sleep(60)", "more than 0.6 seconds", 0.3),
        ("import resource as r; r.setrlimit(r.RLIMIT_CPU, (1, 2)); [0 for _ in iter(int, 1)]", "seconds", 0.3),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "crashed (SIGSEGV)", 30),
        ("sys.exit(7)", "ended with status 7", 30),
    ],
    ids=["hangs", "computes", "crashes", "fails"],
)  # fmt: skip
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and limits")
def test_a_reader_that_misbehaves(
    monkeypatch: pytest.MonkeyPatch, code: str, words: str, seconds: float
) -> None:
    monkeypatch.setattr(attached, "WORKER", fake_worker(code))
    assert words in reason(a_pdf(), seconds=seconds)


def test_a_reader_is_not_told_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOA_SECRET", "known to nobody")
    monkeypatch.setattr(attached, "WORKER", fake_worker("import os; print(sorted(os.environ))"))
    assert "LOA_SECRET" not in (attached_text(a_pdf()).text or "LOA_SECRET")


def test_a_reader_that_is_out_of_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        attached, "WORKER", fake_worker("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)")
    )
    assert "processor time" in reason(a_pdf())


def test_more_text_than_anybody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attached, "WORKER", fake_worker("print('x' * 1000)"))
    monkeypatch.setattr(attached, "MAX_TEXT", 100)
    assert attached_text(a_pdf()).text == "x" * 100


def test_nothing_is_imported_from_the_folder_of_the_user(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docx.py").write_text("raise SystemExit(9)")  # type: ignore[operator]
    monkeypatch.chdir(tmp_path)  # type: ignore[arg-type]
    assert attached_text(a_docx("Tin")).text == "Tin"

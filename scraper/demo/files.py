"""Small real files for the demo portal: PNG pictures, PDF and DOCX attachments.

Each is a function of its arguments alone, byte for byte, so that a crawl run twice sees the same
payload.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PNG_TYPE = "image/png"
PDF_TYPE = "application/pdf"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OPC = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def png(seed: int, side: int = 24) -> bytes:
    """A square PNG of one colour, chosen by ``seed``; ``side`` in pixels."""
    colour = bytes((seed * step) % 200 + 40 for step in (37, 59, 83))
    rows = (b"\x00" + colour * side) * side  # each row: filter type 0, then RGB

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def pdf(lines: Iterable[str]) -> bytes:
    """A one-page PDF whose text can be extracted, Vietnamese letters included.

    The font is not embedded: the codes are UTF-16 units, and a ToUnicode map says so (PDF 32000-1,
    9.10.3), which is all that text extraction needs.

    Raises:
        ValueError: a line has characters beyond the Basic Multilingual Plane.
    """
    shown = []
    blocks: set[int] = set()  # high bytes in use: a bfrange may not cross the low byte's end
    for line in lines:
        code = line.encode("utf-16-be")
        if len(code) != 2 * len(line):
            raise ValueError(f"{line!r} has characters that two bytes cannot say")
        shown.append(f"<{code.hex()}> Tj T*")
        blocks.update(code[::2])
    text = "BT /F1 11 Tf 14 TL 56 780 Td " + " ".join(shown) + " ET"
    ranges = "\n".join(f"<{high:02x}00> <{high:02x}ff> <{high:02x}00>" for high in sorted(blocks))
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Loa-Identity def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(blocks)} beginbfrange\n{ranges}\nendbfrange\nendcmap end end"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            " /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        (
            "<< /Type /Font /Subtype /Type0 /BaseFont /Arial /Encoding /Identity-H"
            " /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>"
        ),
        (
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Arial /DW 500 /FontDescriptor 8 0 R"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
        ),
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        (
            "<< /Type /FontDescriptor /FontName /Arial /Flags 32 /FontBBox [0 -200 1000 900]"
            " /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>"
        ),
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return out + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    ).encode("ascii")


def docx(lines: Iterable[str]) -> bytes:
    """A Word document with one paragraph per line."""
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_OPC}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{DOCX_TYPE}.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_OPC}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, xml in parts.items():
            # ZipInfo's own default date (1980) keeps the bytes the same at every call.
            info = zipfile.ZipInfo(name)
            archive.writestr(
                info,
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}',
                zipfile.ZIP_DEFLATED,
            )
    return out.getvalue()

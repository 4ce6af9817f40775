"""Text of PDF and DOCX files, read in a process of its own with limits on time and memory.

A file from a portal is untrusted and its readers are large C libraries: a hostile one may crash,
hang or eat memory. It does so in a child process, and the answer is a sentence instead of a text.
"""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

MAX_BYTES = 64 * 2**20
MAX_TEXT = 10 * 2**20
"""Bytes of text that are kept of one file."""

MAX_UNPACKED = 256 * 2**20
"""Bytes to which a DOCX may unpack. Its reader keeps all parts in memory, pictures too."""

MAX_PART = 64 * 2**20
"""Bytes to which one XML part of a DOCX may unpack: a tree takes a multiple of them."""

HEAD = 1024
"""Bytes in which a PDF must say that it is one (ISO 32000-1, annex H, implementation note 13)."""

OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office file from before 2007 (.doc, .xls, .ppt)"),
    (b"{\\rtf", "an RTF file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"<", "a web page"),
    (b"\xef\xbb\xbf<", "a web page"),
)
"""First bytes of what portals put in the place of a document, and what it is."""

NEEDED = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP")
"""Variables that Python and its libraries may need to start."""

WORKER = (sys.executable, "-P", "-m", "scraper.extraction.attached_worker")
"""The child. ``-P``: nothing is imported from the folder in which the user happens to be."""

NO_TEXT = 3
"""Its exit status when it has a sentence to say instead."""


@dataclass(frozen=True, slots=True)
class AttachedText:
    """The text of a file, or why there is none: exactly one of the two is None."""

    text: str | None
    not_extracted: str | None


def attached_text(payload: bytes, *, seconds: float = 20, megabytes: int = 1024) -> AttachedText:
    """Extract the text of a PDF or DOCX file; never raises for what the file may hold.

    Args:
        payload: the file.
        seconds: of processor time, and twice that by the clock.
        megabytes: of address space that the reader may use (where the system can limit it).
    """
    if len(payload) > MAX_BYTES:
        return AttachedText(None, f"it is larger than {MAX_BYTES // 2**20} MB")
    kind, problem = _kind(payload)
    if problem:
        return AttachedText(None, problem)
    try:
        done = subprocess.run(  # noqa: S603  # a fixed command; the file goes in by standard input
            [*WORKER, kind, str(math.ceil(seconds)), str(megabytes)],
            input=payload,
            capture_output=True,
            timeout=2 * seconds,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        return AttachedText(None, f"reading it takes more than {2 * seconds:g} seconds")
    if done.returncode == 0:
        text = done.stdout[:MAX_TEXT].decode("utf-8", "ignore")
        return AttachedText(text, None) if text.strip() else AttachedText(None, "it holds no text")
    if done.returncode == NO_TEXT:
        return AttachedText(None, done.stderr.decode("utf-8", "replace").strip()[-300:])
    return AttachedText(None, _ended(done.returncode, seconds))


def _kind(payload: bytes) -> tuple[str, str | None]:
    """What the file is by its bytes, whatever it is called; or why it cannot be read."""
    if not payload:
        return "", "it is empty"
    if b"%PDF-" in payload[:HEAD]:
        return "pdf", None
    if payload.startswith(b"PK"):
        return "docx", _docx_problem(payload)
    start = payload[:HEAD].lstrip()
    for magic, name in OTHER_KINDS:
        if start.startswith(magic):
            return "", f"it is {name}; only PDF and DOCX are read"
    return "", "it is neither a PDF nor a DOCX file"


def _docx_problem(payload: bytes) -> str | None:
    """Why a ZIP archive is not unpacked; zipfile never unpacks more than the archive announces."""
    try:
        with zipfile.ZipFile(BytesIO(payload)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return "the file is damaged"
    if not any(member.filename == "word/document.xml" for member in members):
        return "it is a ZIP archive or another Office file; only PDF and DOCX are read"
    if any(member.flag_bits & 1 for member in members):
        return "the file is protected by a password"
    largest = max(
        (m.file_size for m in members if m.filename.endswith((".xml", ".rels"))), default=0
    )
    if sum(member.file_size for member in members) > MAX_UNPACKED or largest > MAX_PART:
        return f"it unpacks to more than {MAX_UNPACKED // 2**20} MB, or one part to more than {MAX_PART // 2**20} MB"
    return None


def _ended(status: int, seconds: float) -> str:
    if hasattr(signal, "SIGXCPU") and status in (-signal.SIGXCPU, -signal.SIGKILL):
        return f"reading it takes more than {math.ceil(seconds)} seconds of processor time"
    if status < 0:
        return f"its reader crashed ({signal.Signals(-status).name})"
    return f"its reader ended with status {status}"


def _environment() -> dict[str, str]:
    """What Python needs to start, and the place of this package: a hostile file finds no secret there."""
    home = str(Path(__file__).resolve().parents[2])
    paths = [home, os.environ.get("PYTHONPATH", "")]
    kept = {name: os.environ[name] for name in NEEDED if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, paths))}

"""Text of PDF and DOCX files, read in a process of its own with limits on time and memory.

A file from a portal is untrusted and its readers are large C libraries: a hostile one may crash,
hang or eat memory. It does so in a child process, and the answer is a sentence instead of a text.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

MAX_BYTES = 64 * 2**20
MAX_TEXT = 10 * 2**20
KINDS = {
    b"%PDF-": "pdf",
    b"PK\x03\x04": "docx",
}


@dataclass(frozen=True, slots=True)
class AttachedText:
    """The text of a file, or why there is none: exactly one of the two is None."""

    text: str | None
    not_extracted: str | None


def attached_text(payload: bytes, *, seconds: int = 20, megabytes: int = 1024) -> AttachedText:
    """Extract the text of a PDF or DOCX file; never raises for what the file may hold.

    Args:
        payload: the file.
        seconds: of processor time, and twice that by the clock.
        megabytes: of address space that the reader may use.
    """
    kind = next(
        (k for magic, k in KINDS.items() if payload[:1024].lstrip().startswith(magic)), None
    )
    if kind is None:
        return AttachedText(None, "neither a PDF nor a DOCX file")
    if len(payload) > MAX_BYTES:
        return AttachedText(None, f"larger than {MAX_BYTES // 2**20} MB")
    command = [sys.executable, "-m", "scraper.extraction.attached_worker"]
    try:
        done = subprocess.run(  # noqa: S603  # a fixed command; the file goes in by standard input
            [*command, kind, str(seconds), str(megabytes)],
            input=payload,
            capture_output=True,
            timeout=2 * seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return AttachedText(None, f"reading took more than {2 * seconds} seconds")
    if done.returncode == 0:
        text = done.stdout[:MAX_TEXT].decode("utf-8", "ignore")
        return AttachedText(text, None) if text.strip() else AttachedText(None, "it holds no text")
    if done.returncode == 3:
        return AttachedText(None, done.stderr.decode("utf-8", "replace").strip()[-300:])
    return AttachedText(None, f"the reader ended with status {done.returncode}")

"""Clean Unicode: NFC, no invisible characters, plain spaces."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
"""Control characters, soft hyphens, zero-width characters and marks of direction."""


def clean(text: str) -> str:
    r"""Return ``text`` on one line: NFC, no invisible characters, each white space one space.

    >>> clean(" Ngày\u00a0 cập\u200b nha\u0323\u0302t\n")
    'Ngày cập nhật'
    """
    if text.isprintable() and "  " not in text:
        # Nearly all text: its only white space are single spaces, and telling so is quicker than
        # taking it apart.
        if text.isascii():
            return text.strip()
        if not (
            "\u034f" in text
            or "\u115f" in text
            or "\u1160" in text
            or "\u17b4" in text
            or "\u17b5" in text
        ):  # the invisible ones that count as printable; looked for one by one, which is quickest
            return unicodedata.normalize("NFC", text).strip()
    if not text.isascii():
        # Dropped first: a zero-width space may part a letter from its mark.
        text = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    elif not text.isprintable():
        text = INVISIBLE.sub("", text)
    return " ".join(text.split())


def clean_paragraphs(text: str) -> str:
    r"""Like :func:`clean`, for each of the paragraphs that blank lines part.

    >>> clean_paragraphs("một  hai\nba\n \n\nbốn ")
    'một hai ba\n\nbốn'
    """
    parts: list[str] = []
    lines: list[str] = []
    # Line by line: a pattern for "blank lines" takes the square of the time on long runs of spaces.
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n\n")
    for line in text.split("\n"):
        if cleaned := clean(line):
            lines.append(cleaned)
        elif lines:
            parts.append(lines[0] if len(lines) == 1 else clean(" ".join(lines)))
            lines = []
    if lines:
        parts.append(lines[0] if len(lines) == 1 else clean(" ".join(lines)))
    return "\n\n".join(parts)

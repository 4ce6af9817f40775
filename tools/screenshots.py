"""Pictures of every page of ``loa web`` over an archive, at the width of a desk and of a phone.

    python tools/screenshots.py ARCHIVE [FOLDER] [--dark] [--language vi] [--only NAME ...]

Needs Debian's ``chromium`` and ``chromium-driver``, and ``loaphuong[web]``.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from tests.web.browsing import PAGES, browser, served, show_scheme  # noqa: E402

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

WIDTHS = {"desk": 1280, "phone": 390}
TALLEST = 2_600
"""Pixels of a picture; the rest of a long page shows nothing new."""
COLOURS = 128


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("docs/screenshots"))
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--language", default="en")
    parser.add_argument("--only", nargs="*", default=None)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with served(given.archive) as address, browser() as chrome:
        for name, path in PAGES.items():
            if given.only and name not in given.only:
                continue
            for kind, width in WIDTHS.items():
                show_scheme(chrome, "dark" if given.dark else "light")
                take(
                    chrome,
                    f"{address}{path}",
                    given.language,
                    width,
                    given.folder / f"{name}-{kind}.png",
                )


def take(chrome: Chrome, address: str, language: str, width: int, file: Path) -> None:
    """Save a picture of a whole page, with few colours, as these are text and flat figures."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    separator = "&" if "?" in address else "?"
    chrome.get(f"{address}{separator}lang={language}")
    for _ in range(50):  # what is counted for the first time shows itself; a chart is drawn
        if not chrome.execute_script(
            "const chart = document.getElementById('chart');"
            "return document.title.startsWith('Counting') || (chart && !chart.dataset.drawn)"
        ):
            break
        time.sleep(0.2)
    height = min(chrome.execute_script("return document.documentElement.scrollHeight"), TALLEST)
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {**metrics, "height": height})
    picture = Image.open(io.BytesIO(chrome.get_screenshot_as_png())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file} {picture.width}x{picture.height} {file.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()

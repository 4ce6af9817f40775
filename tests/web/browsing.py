"""A real server over an archive, and a real browser, for tests and for the pictures in docs/."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from scraper.web.options import WebOptions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver import Chrome

PAGES = {
    "home": "",
    "search": "search?q=n%C3%B4ng+d%C3%A2n",
    "article": "article/154",
    "revisions": "article/5/revisions",
    "inline": "article/5/revisions?a=1&b=3&view=inline",
    "archived": "article/5/archived",
    "changes": "changes",
    "people": "people",
    "person": "people/1",
    "sections": "sections",
    "section": "sections/1",
    "portals": "portals",
    "portal": "portals/demo",
    "audit": "portals/demo/audit",
    "copies": "article/151/copies",
    "charts": "charts?by=section&every=year",
    "trend": "charts?term=n%C3%B4ng+d%C3%A2n%2C+x%C3%A3&every=year",
}
"""Every page by name, as it is looked at."""


REQUIRED = "LOA_REQUIRE_BROWSER"
"""Set where the tests of the page may not be skipped."""


def missing_extra() -> str | None:
    """Why there is no page here, None where there is one."""
    try:
        import datasette  # noqa: F401
        import nh3  # noqa: F401
        import vl_convert  # noqa: F401
    except ImportError:
        return "needs loaphuong[web]"
    return None


@contextmanager
def served(db: Path, **options: Any) -> Iterator[str]:
    """The address of a server over ``db``, in a thread of this process."""
    import uvicorn

    from scraper.web.app import listen, serving

    with listen("127.0.0.1", 0) as listening, serving(WebOptions(db=db, **options)) as app:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            host, port = listening.getsockname()
            yield f"http://{host}:{port}{options.get('base_url', '/')}"
        finally:
            server.should_exit = True
            thread.join()


def missing_browser() -> str | None:
    """Why there is no browser here, None where there is one."""
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        return "needs Debian's chromium and chromium-driver"
    try:
        import selenium  # noqa: F401
    except ImportError:
        return "needs selenium"
    return None


@contextmanager
def browser() -> Iterator[Chrome]:
    """Headless Chromium that reaches nothing but this machine."""
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for argument in (
        "--headless=new", "--hide-scrollbars", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
        "--disable-background-networking", "--disable-component-update", "--no-first-run",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        "--window-size=1280,900", "--lang=en",
    ):  # fmt: skip
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium has none for root
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = Chrome(options=options, service=Service(str(shutil.which("chromedriver"))))
    try:
        chrome.set_page_load_timeout(30)
        yield chrome
    finally:
        chrome.quit()


def show_scheme(chrome: Chrome, scheme: str) -> None:
    """Let pages be shown ``light`` or ``dark``."""
    feature = {"name": "prefers-color-scheme", "value": scheme}
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

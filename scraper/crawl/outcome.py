"""What an answer, or its absence, means for the address that was asked for."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from gzip import BadGzipFile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from twisted.internet.error import (
    ConnectError,
    ConnectionDone,
    ConnectionLost,
)
from twisted.web._newclient import ParseError

from scraper.crawl import resolver
from scraper.crawl.options import MAX_ATTEMPTS, SET_TLS

if TYPE_CHECKING:
    from scraper.model import NotAnArticle
    from scraper.store.records import Task, TaskKind, TaskState

AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 522, 524})
"""Answers that may be different a moment later."""

PASSING = frozenset({"blocked", "error page", "empty"})
"""What stands at the address of a listing, with status 200, when something went wrong."""

HOME_INSTEAD = "redirected to the home page"
ABSENT = frozenset({HOME_INSTEAD, "error page", "empty", "login", "listing", "static page"})
"""What stands at the address of an article that the portal has taken away, instead of HTTP 404.

A page that says that we are blocked is none of them: it tells nothing of the article.
"""

PRIVATE = "private address"
TOO_LARGE = "the answer is too large"
UNPACKING = "the answer cannot be unpacked or is too large"
CERTIFICATE = "the certificate is not valid"
NO_HTTP = "the answer is no HTTP"
FINAL = frozenset({TOO_LARGE, UNPACKING})
"""Errors that another request would only repeat, at the portal's cost."""

NAMES: tuple[tuple[type[Exception], str], ...] = (
    (CannotResolveHostError, "the host name is not known (DNS)"),
    (DownloadConnectionRefusedError, "the connection was refused"),
    (DownloadTimeoutError, "no answer in time"),
    (DownloadCancelledError, TOO_LARGE),
    (ResponseDataLossError, "the answer broke off"),
    (ConnectionDone, "the connection was closed"),
    (ConnectionLost, "the connection was closed"),
    (ConnectError, "the host cannot be reached"),
    (DownloadFailedError, "the connection was closed"),
    (IgnoreRequest, UNPACKING),
    (BadGzipFile, "the answer cannot be unpacked"),
    (zlib.error, "the answer cannot be unpacked"),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an address.

    Attributes:
        state: its state in the frontier.
        reason: why, in words, when it is not simply done.
        name: what the report counts it as: the reason without its particulars.
    """

    state: TaskState
    reason: str | None = None
    name: str | None = None

    @property
    def absent(self) -> bool:
        """Whether it says that there is no article at the address."""
        return self.state == "refused" and self.name in ABSENT


DONE = Verdict("done")


def error_name(error: BaseException, url: str) -> str:
    """A failed request's error in words that stay the same for the same cause."""
    if (urlsplit(url).hostname or "") in resolver.refused:
        return PRIVATE
    if "certificate verify failed" in repr(error) or "CERTIFICATE_VERIFY_FAILED" in repr(error):
        return CERTIFICATE
    cause = error.__cause__ or error
    if "SSL" in repr(cause):
        return "no secure connection (TLS)"
    # Twisted says so of status lines and headers that cannot be read.
    if any(failure.check(ParseError, ValueError) for failure in getattr(cause, "reasons", ())):
        return NO_HTTP
    for kind, name in NAMES:
        if isinstance(error, kind):
            return name
    return f"{type(error).__name__}"


def with_remedy(name: str) -> str:
    """The name of an error, with what the user can do against it, if there is anything."""
    return f"{name}; {SET_TLS}" if name == CERTIFICATE else name


def judge_error(task: Task, name: str) -> Verdict:
    """Judge a request that got no usable answer, by the name of its error."""
    if name == PRIVATE:
        return Verdict("refused", name, name)
    return Verdict("failed", name, name) if name in FINAL else again(task, name)


def again(task: Task, name: str, *, last: TaskState = "failed") -> Verdict:
    """Try ``task`` another time, or settle it as ``last`` when it had its attempts."""
    if task.attempts + 1 < MAX_ATTEMPTS:
        return Verdict("waiting", name, name)
    times = f" ({MAX_ATTEMPTS} attempts)" if last == "failed" else ""
    return Verdict(last, f"{name}{times}", name)


def judge_status(task: Task, status: int, redirect: str | None) -> Verdict | None:
    """Judge an answer by its status alone; None when the page itself has to be read."""
    if 300 <= status < 400:
        reason = redirect or f"HTTP {status}"
        return Verdict("refused", reason, reason.partition(" (")[0])
    if status in AGAIN:
        return again(task, f"HTTP {status}")
    if status >= 400:
        return Verdict("failed", f"HTTP {status}", f"HTTP {status}")
    return None


def judge_refusal(task: Task, refusal: NotAnArticle | None, kind: TaskKind) -> Verdict:
    """Judge a page that was read, and that is no article although it may have had to be one."""
    if refusal is None:
        return DONE
    reason = refusal.reason
    detail = f"{reason} ({refusal.detail})" if refusal.detail else reason
    if kind == "article":
        if reason in ("blocked", "error page"):
            verdict = again(task, reason, last="refused")
            return verdict if verdict.state == "waiting" else Verdict("refused", detail, reason)
        return Verdict("refused", detail, reason)
    if reason in PASSING:
        return again(task, reason)
    if reason in ("not html", "too large", "login"):
        return Verdict("refused", detail, reason)
    return DONE

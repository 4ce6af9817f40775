"""The summary of a crawl that a mail can carry, and the nightly job that sends it."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper.cli.summary import mail_summary
from scraper.crawl import CrawlReport
from scraper.demo.server import PortalServer
from scraper.demo.site import DemoSite

from .conftest import environment, run_process

if TYPE_CHECKING:
    from collections.abc import Sequence

CONTRIB = Path(__file__).resolve().parents[2] / "contrib"


def test_subject_counts_and_says_who_needs_a_look() -> None:
    text = mail_summary(
        [
            CrawlReport("hue", new=3, revised=1, requests=40, seconds=41),
            CrawlReport("vinh", outcome="failed", error="the host name is not known (DNS)"),
            CrawlReport("quiet", requests=12),
            CrawlReport("pace", new=1, outcome="limited", errors=Counter({"HTTP 500": 2})),
        ],
        Path("news.db"),
    )
    lines = text.splitlines()
    assert lines[0] == "Loa: 4 new, 1 changed on 4 portals; 2 portals need a look"
    assert lines[1] == ""
    assert "vinh: the host name is not known (DNS)" in lines
    assert "pace: given up: HTTP 500 (2); `loa status` says more" in lines
    assert "nothing new: quiet" in lines
    assert any(line.startswith("pace: 1 new") and line.endswith("(limited)") for line in lines)
    assert lines.index("vinh: the host name is not known (DNS)") < lines.index(
        next(line for line in lines if line.startswith("hue: 3 new, 1 changed"))
    )


def test_quiet_crawl_prints_the_summary_and_nothing_else(tmp_path: Path) -> None:
    with PortalServer(DemoSite()) as server:
        done = run_process(
            tmp_path, "crawl", server.url, "--allow-private", "--delay", "0", "--limit", "3",
            "--db", "news.db", "--quiet", "--summary",
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    subject, empty, *_ = done.stdout.splitlines()
    assert subject == "Loa: 3 new, 0 changed on 1 portal"
    assert empty == ""
    assert "\x1b" not in done.stdout


def nightly(tmp_path: Path, loa: str, *, mail: str | None) -> subprocess.CompletedProcess[str]:
    """Run contrib/loa-daily with a ``loa`` and a ``mail`` that are scripts of the test."""
    programs: Sequence[tuple[str, str | None]] = (("loa", loa), ("mail", mail))
    for name, script in programs:
        if script is not None:
            (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            (tmp_path / name).chmod(0o755)
    path = f"{tmp_path}:{environment(tmp_path)['PATH']}"
    settings = {"LOA_MAIL": "you@university.example"} if mail else {}
    return subprocess.run(
        [CONTRIB / "loa-daily", "--max-minutes", "5"],
        cwd=tmp_path, env={**environment(tmp_path), "PATH": path, **settings},
        capture_output=True, encoding="utf-8", timeout=30, check=False,
    )  # fmt: skip


def test_nightly_job_prints_for_cron_and_keeps_the_status(tmp_path: Path) -> None:
    done = nightly(tmp_path, 'echo "$@" > called; echo "Loa: 1 new"; echo rest; exit 1', mail=None)
    assert (done.returncode, done.stdout, done.stderr) == (1, "Loa: 1 new\nrest\n", "")
    assert (tmp_path / "called").read_text() == "crawl --all --quiet --summary --max-minutes 5\n"


def test_nightly_job_mails_one_summary_under_its_subject(tmp_path: Path) -> None:
    done = nightly(
        tmp_path,
        'echo "Loa: 1 new"; echo; echo rest',
        mail='printf "%s|" "$@" > mailed; cat >> mailed',
    )
    assert (done.returncode, done.stdout) == (0, "")
    mailed = (tmp_path / "mailed").read_text()
    assert mailed == "-s|Loa: 1 new|you@university.example|Loa: 1 new\n\nrest\n"


def test_nightly_job_says_why_it_could_not_run(tmp_path: Path) -> None:
    done = nightly(tmp_path, 'echo "loa: the disk is full" >&2; exit 1', mail=None)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "Loa: the crawl could not run (exit status 1)",
        "",
        "loa: the disk is full",
    ]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_reads_the_timer(tmp_path: Path) -> None:
    for name in ("loa.service", "loa.timer"):
        text = (CONTRIB / name).read_text(encoding="utf-8")
        # The program need not be installed where the tests run.
        (tmp_path / name).write_text(text.replace("/usr/local/bin/loa-daily", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / "loa.timer"],
        capture_output=True, encoding="utf-8", timeout=30, check=False,
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if "loa." in line]
    assert not [line for line in said if "User" not in line], done.stderr

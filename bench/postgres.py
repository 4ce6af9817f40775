"""A private PostgreSQL server for benches: in a temporary folder, on a socket, gone afterwards."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scraper.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scraper.model import Article

_SCHEMA = """
CREATE EXTENSION unaccent;
CREATE TEXT SEARCH CONFIGURATION vi (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION vi ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
CREATE UNLOGGED TABLE articles (
  id integer, portal text, section text, author text[], month text, title text, body text);
"""
_INDEX = """
ALTER TABLE articles ADD COLUMN terms tsvector GENERATED ALWAYS AS
  (setweight(to_tsvector('vi', title), 'A') || to_tsvector('vi', body)) STORED;
CREATE INDEX articles_terms ON articles USING gin (terms);
VACUUM ANALYZE articles;
"""
_ASK = """
CREATE TEMP TABLE found AS SELECT id, portal, section, author, month, ts_rank(terms, q) AS rank
  FROM articles, {query} AS q WHERE terms @@ q;
SELECT a.id, ts_headline('vi', a.body, {query}) FROM
  (SELECT id FROM found ORDER BY rank DESC, id LIMIT 20) AS f JOIN articles AS a ON a.id = f.id;
SELECT portal, count(*) FROM found GROUP BY 1 ORDER BY 2 DESC LIMIT 50;
SELECT section, count(*) FROM found GROUP BY 1 ORDER BY 2 DESC LIMIT 50;
SELECT name, count(*) FROM found, unnest(author) AS name GROUP BY 1 ORDER BY 2 DESC LIMIT 50;
SELECT month, count(*) FROM found GROUP BY 1 ORDER BY 1 DESC;
DROP TABLE found;
"""


class PostgresError(Exception):
    """There is no PostgreSQL here, or it does not start."""


class Postgres:
    """A server with one table of articles."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            raise PostgresError("it is not installed (Debian: postgresql, postgresql-contrib)")
        self._programs = found[-1].parent
        self._folder = Path(tempfile.mkdtemp(prefix="bench-postgres-"))
        # The server refuses to run as root.
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as:
            shutil.chown(self._folder, "postgres")

    def __enter__(self) -> Self:
        data = self._folder / "data"
        options = (
            f"-c listen_addresses='' -k {self._folder} -c shared_buffers=1GB -c work_mem=256MB"
        )
        options += (
            " -c maintenance_work_mem=512MB -c fsync=off -c max_parallel_workers_per_gather=0"
        )
        try:
            self._program("initdb", "-D", str(data), "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
            log = str(self._folder / "log")
            self._program("pg_ctl", "-D", str(data), "-l", log, "-w", "-o", options, "start")
            self._sql(_SCHEMA)
        except PostgresError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        data = self._folder / "data"
        subprocess.run(
            [*self._as, str(self._programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"],
            capture_output=True,
            check=False,
        )
        shutil.rmtree(self._folder, ignore_errors=True)

    def fill(self, batches: Iterable[list[Article]]) -> None:
        """Store the articles and index them."""
        copying = subprocess.Popen(
            [*self._psql(), "-c", "COPY articles FROM STDIN"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            encoding="utf-8",
        )
        assert copying.stdin is not None
        number = 0
        for batch in batches:
            for article in batch:
                number += 1
                copying.stdin.write(_line(number, article))
        copying.stdin.close()
        if copying.wait():
            raise PostgresError("it does not take the articles")
        self._sql(_INDEX)

    def ask(self, query: str) -> float:
        """Seconds for the same answer: hits with snippets, and counts."""
        syllables = " ".join(words(fold(query)))
        function = "phraseto_tsquery" if query.startswith('"') else "plainto_tsquery"
        answer = self._sql(r"\timing on" + _ASK.format(query=f"{function}('vi', '{syllables}')"))
        return (
            sum(float(ms) for ms in re.findall(r"^Time: ([\d.]+) ms", answer, re.MULTILINE)) / 1000
        )

    def _sql(self, text: str) -> str:
        done = subprocess.run(
            self._psql(), input=text, capture_output=True, check=False, encoding="utf-8"
        )
        if done.returncode:
            raise PostgresError(done.stderr.strip().splitlines()[-1])
        return done.stdout

    def _psql(self) -> list[str]:
        return [
            *(*self._as, str(self._programs / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1"),
            *("-h", str(self._folder), "-d", "postgres"),
        ]

    def _program(self, name: str, *arguments: str) -> None:
        command = [*self._as, str(self._programs / name), *arguments]
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, cwd="/",
            encoding="utf-8",
        )  # fmt: skip
        if done.returncode:
            raise PostgresError((done.stderr.strip() or f"{name} failed").splitlines()[-1])


def _line(number: int, article: Article) -> str:
    day = article.published.isoformat() if article.published else ""
    names = "{" + ",".join(f'"{name}"' for name in article.authors) + "}"
    values = (
        *(str(number), article.portal, " / ".join(article.section), names, day[:7]),
        *(article.title, article.text.replace("\n", " ")),
    )
    return "\t".join(values) + "\n"

"""A real WordPress of Debian's packages, with a database and a web server of its own, for tests.

Everything lives in one temporary folder and on loopback; the database listens on a socket only. The
package's files are linked, not copied, and nothing outside the folder is written.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

if TYPE_CHECKING:
    from types import TracebackType

PACKAGE = Path("/usr/share/wordpress")
THEMES = ("twentytwentythree", "twentytwentytwo", "twentytwentyone")
PHP = Path(__file__).with_name("php")
PATIENCE = 60
"""Seconds for the database or the web server to come up."""

QUICK = ("-d", "opcache.enable_cli=1", "-d", "opcache.validate_timestamps=0", "-d", "error_log=/dev/stderr", "-d", "display_errors=0")  # fmt: skip


def missing() -> str | None:
    """Why no WordPress can be started here, or None."""
    programs = {"php": "php-cli", "mariadbd": "mariadb-server", "mariadb-install-db": "mariadb-server"}  # fmt: skip
    lacking = [package for name, package in programs.items() if _program(name) is None]
    if not (PACKAGE / "wp-load.php").is_file():
        lacking.append("wordpress")
    themes = PACKAGE / "wp-content/themes"
    lacking += [f"wordpress-theme-{name}" for name in THEMES if not (themes / name).is_dir()]
    if not (PACKAGE / "wp-content/languages/vi.mo").exists():
        lacking.append("wordpress-l10n")
    if (php := _program("php")) is not None:
        modules = subprocess.run([php, "-m"], capture_output=True, text=True, check=True).stdout
        needed = {"mysqli": "php-mysql", "SimpleXML": "php-xml"}  # sitemaps need the latter
        lacking += [package for name, package in needed.items() if name not in modules.split()]
    return f"not installed: {', '.join(dict.fromkeys(lacking))}" if lacking else None


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


class WordPress:
    """A WordPress that runs while the ``with`` block does.

    Args:
        folder: an empty folder; its path must be short enough for a socket's name (100 bytes).

    Attributes:
        home: its address.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = folder / "site"
        self.socket = folder / "db.sock"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.home = f"http://127.0.0.1:{self.port}/"
        self._running: list[subprocess.Popen[bytes]] = []
        self._log = folder / "log"

    def __enter__(self) -> WordPress:
        try:
            self._lay_out()
            self._start_database()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for process in reversed(self._running):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder)

    def fill(self, portal: dict[str, Any]) -> dict[int, int]:
        """Install WordPress, enter ``portal`` and serve it; gives each post's number its id."""
        answer = self._php("fill.php", portal)
        self._serve()
        return {int(number): int(post) for number, post in answer.items()}

    def change(self, **change: Any) -> dict[int, str]:
        """Change theme, permalinks or posts as ``change.php`` reads it; gives post ids their addresses."""
        return {int(post): url for post, url in self._php("change.php", change).items()}

    @property
    def log(self) -> str:
        """What the servers said."""
        return self._log.read_text("utf-8", "replace")

    def requests(self) -> list[str]:
        """The targets that the web server was asked for, in order."""
        lines = (line.split() for line in self.log.splitlines() if "]: GET " in line)
        return [words[-1] for words in lines]

    # --- how it starts ---

    def _lay_out(self) -> None:
        """The folder that PHP takes for WordPress: links to the package, and a content folder of its own."""
        self.site.mkdir()
        for file in PACKAGE.iterdir():
            if file.name not in ("wp-config.php", "wp-content", ".htaccess"):
                (self.site / file.name).symlink_to(file)
        content = self.site / "wp-content"
        for name in ("themes", "plugins", "uploads"):
            (content / name).mkdir(parents=True)
        for theme in THEMES:
            (content / "themes" / theme).symlink_to(
                (PACKAGE / "wp-content/themes" / theme).resolve()
            )
        (content / "languages").symlink_to(PACKAGE / "wp-content/languages")
        shutil.copy(PHP / "config.php", self.site / "wp-config.php")
        for script in ("router.php", "fill.php", "change.php", "menu.php"):
            shutil.copy(PHP / script, self.site / script)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", ""),
            "WORDPRESS_HOME": self.home.rstrip("/"),
            "WORDPRESS_SOCKET": str(self.socket),
        }

    def _php(self, script: str, data: object) -> dict[str, Any]:
        php = _program("php")
        assert php is not None
        done = subprocess.run(
            [php, *QUICK, str(self.site / script)],
            input=json.dumps(data).encode(), capture_output=True, env=self._environment(), timeout=120, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{script}: {done.stderr.decode(errors='replace')[-2000:]}")
        try:
            answer: dict[str, Any] = json.loads(done.stdout)
        except ValueError as error:
            raise RuntimeError(
                f"{script}: {done.stdout[-2000:]!r} {done.stderr[-2000:]!r}"
            ) from error
        return answer

    def _start_database(self) -> None:
        data = self.folder / "db"
        data.mkdir()
        user = []
        if os.geteuid() == 0:  # the database refuses to run as root
            user = ["--user=mysql"]
            for folder in (self.folder, data):
                shutil.chown(folder, "mysql")
        common = ["--no-defaults", f"--datadir={data}", *user]
        install, server = _program("mariadb-install-db"), _program("mariadbd")
        assert install is not None
        assert server is not None
        subprocess.run(
            [install, *common, "--auth-root-authentication-method=normal", "--skip-test-db"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=PATIENCE, check=True,
        )  # fmt: skip
        (self.folder / "init.sql").write_text("CREATE DATABASE IF NOT EXISTS wordpress;\n")
        self._start(
            server, *common, f"--socket={self.socket}", f"--pid-file={self.folder / 'db.pid'}",
            f"--init-file={self.folder / 'init.sql'}", "--skip-networking", "--skip-grant-tables",
            "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M",
        )  # fmt: skip
        self._wait(self.socket.exists)

    def _serve(self) -> None:
        php = _program("php")
        assert php is not None
        self._start(php, *QUICK, "-S", f"127.0.0.1:{self.port}", "-t", str(self.site), str(self.site / "router.php"))  # fmt: skip

        def answers() -> bool:
            try:
                with urlopen(self.home, timeout=PATIENCE) as answer:
                    return bool(answer.status == 200)
            except OSError:
                return False

        self._wait(answers)

    def _start(self, *command: str) -> None:
        with self._log.open("ab") as log:
            self._running.append(
                subprocess.Popen(
                    command,
                    stdout=log,
                    stderr=log,
                    stdin=subprocess.DEVNULL,
                    env=self._environment(),
                    cwd=self.folder,
                )
            )

    def _wait(self, ready: Any) -> None:
        until = monotonic() + PATIENCE
        server = self._running[-1]
        while not ready():
            if monotonic() > until:
                raise RuntimeError(f"a server did not start: {self.log[-2000:]}")
            with suppress(subprocess.TimeoutExpired):
                server.wait(timeout=0.05)
                raise RuntimeError(f"a server ended at once: {self.log[-2000:]}")

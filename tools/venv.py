"""Make a virtual environment, or say in one sentence what is missing for it.

    python3 tools/venv.py .venv

Exit status 1 with a remedy when this Python is too old or cannot make environments (Debian and
Ubuntu keep that part in a package of its own).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main(folder: str) -> int:
    """Create ``folder`` and give it a pip that knows dependency groups (25.1)."""
    if sys.version_info < (3, 11):  # noqa: UP036  # this is where an older Python is met
        print(f"Loa needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}. "
              "Call make with PYTHON=/path/to/a/newer/python3.", file=sys.stderr)  # fmt: skip
        return 1
    made = subprocess.run([sys.executable, "-m", "venv", folder], check=False, capture_output=True)  # noqa: S603
    if made.returncode:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        print(f"{sys.executable} cannot make virtual environments. On Debian or Ubuntu install "
              f"the package python{version}-venv, then call make again.", file=sys.stderr)  # fmt: skip
        return 1
    pip = [str(Path(folder) / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    return subprocess.run([*pip, "--upgrade", "pip>=25.1"], check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

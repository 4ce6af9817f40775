"""Ask pip-audit for known vulnerabilities of what is installed, and say it when nobody could be asked.

Exit status: 0 none is known, 1 some are (they are listed), 3 the database of vulnerabilities could not
be reached, or does not know most of what is installed (behind a mirror, for example).
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig

UNREACHABLE = 3


def main() -> int:
    """Audit the environment that runs this."""
    done = subprocess.run(  # noqa: S603  # our own words only
        [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off",
         "--skip-editable", "--path", sysconfig.get_path("purelib")],
        check=False, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        last = done.stderr.strip().splitlines()[-1:] or ["no answer"]
        print(f"not audited: the database of vulnerabilities cannot be reached ({last[0]})")
        return UNREACHABLE
    asked = [each for each in found if "skip_reason" not in each]
    if len(asked) * 2 < len(found):
        print(
            f"not audited: the database of vulnerabilities knows {len(asked)} of {len(found)} distributions"
        )
        return UNREACHABLE
    known = [(each, hole) for each in asked for hole in each["vulns"]]
    for each, hole in known:
        fixed = ", ".join(hole["fix_versions"]) or "none yet"
        print(f"{each['name']} {each['version']}: {hole['id']}; fixed in: {fixed}")
    print(f"{len(asked)} of {len(found)} distributions audited, {len(known)} known vulnerabilities")
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main())

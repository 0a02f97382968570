"""Run the tests: `python tools/tests.py quick` or `all`. The last line is pytest's own closing line.

`quick` runs on SQLite alone and leaves out what is marked slow, browser or faults. The web app's own tests run first; that they
failed is said, and makes the exit status 1, also when the service's tests pass.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUICK = "not slow and not browser and not faults"
# Two processes, however many cores there are: servers and browsers that tests start take the rest.
PYTEST = [str(ROOT / ".venv" / "bin" / "python"), "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal"]
WEB = ["npm", "run", "--silent", "test"]


def main() -> int:
    """Run both kinds of tests; 0 only when both pass."""
    quick = sys.argv[1:2] == ["quick"]
    path = os.pathsep.join([str(ROOT / ".venv" / "node" / "bin"), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1"}
    return _quick(environment) if quick else _all(environment)


def _all(environment: dict[str, str]) -> int:
    web = subprocess.run(WEB, cwd=ROOT / "frontend", env=environment, check=False).returncode
    if web:
        print("The web app's tests failed.", flush=True)
    service = subprocess.run([*PYTEST, *sys.argv[2:]], cwd=ROOT, env=environment, check=False).returncode
    return 1 if web or service else 0


def _quick(environment: dict[str, str]) -> int:
    with subprocess.Popen(
        WEB, cwd=ROOT / "frontend", env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as web:
        command = [*PYTEST, "-m", QUICK, *sys.argv[2:]]
        on_sqlite = {**environment, "TELEMED_TEST_DATABASES": "sqlite"}
        service = subprocess.run(command, cwd=ROOT, env=on_sqlite, check=False).returncode
        said, _ = web.communicate()
    if web.returncode:
        print(said.decode(errors="replace"), "The web app's tests failed.", sep="\n", flush=True)
    return 1 if web.returncode or service else 0


if __name__ == "__main__":
    raise SystemExit(main())

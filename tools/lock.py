"""Compile every requirement lock, with hashes and without an address, and the web app's lock.

Each lock keeps the versions it has, as far as they still satisfy; `--upgrade` takes the newest.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "base.txt": ["pyproject.toml"],
    "dev.txt": ["pyproject.toml", "--group", "dev"],
    "build.txt": ["requirements/build.in"],
    "node.txt": ["requirements/node.in"],
}
OPTIONS = ["--universal", "--generate-hashes", "--no-annotate", "--no-header", "--quiet", "--python-version", "3.11"]


def main() -> int:
    """Compile all locks; the first failure ends it."""
    # Whatever wheels lie on this machine: a lock names what everybody can get.
    environment = {name: value for name, value in os.environ.items() if name not in {"UV_FIND_LINKS", "PIP_FIND_LINKS"}}
    for name, sources in LOCKS.items():
        target = f"requirements/{name}"
        uv = [str(ROOT / ".venv" / "bin" / "uv"), "pip", "compile", *OPTIONS, *sys.argv[1:]]
        subprocess.run([*uv, *sources, "-o", target], cwd=ROOT, env=environment, check=True)
        print(target, flush=True)
    npm = ["npm", "update" if "--upgrade" in sys.argv else "install", "--package-lock-only", "--ignore-scripts"]
    subprocess.run(npm, cwd=ROOT / "frontend", check=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

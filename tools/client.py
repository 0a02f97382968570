"""Check that the web app's generated client is what the API's OpenAPI document describes today.

The document is written to `openapi.json` (not tracked: `telemed openapi` makes it at any time).
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Write the document, then compare; the exit status is that of the comparison."""
    telemed = ROOT / ".venv" / "bin" / "telemed"
    demo = {**os.environ, "TELEMED_DEMO": "1"}
    made = subprocess.run([telemed, "openapi"], capture_output=True, cwd=ROOT, env=demo, check=False, timeout=60)
    if made.returncode:
        print(made.stderr.decode())
        return made.returncode
    (ROOT / "openapi.json").write_bytes(made.stdout)
    command = ["npm", "run", "--silent", "check:client"]
    return subprocess.run(command, cwd=ROOT / "frontend", check=False, timeout=120).returncode


if __name__ == "__main__":
    raise SystemExit(main())

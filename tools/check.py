"""Run every check and report all failures at the end, not the first one alone.

    python tools/check.py               everything
    python tools/check.py ruff mypy     some, by name

The checks run two at a time. Each failing one's output is printed in full after the summary; the exit status is 1.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
FRONTEND = ROOT / "frontend"
CHECK_SECONDS = 600
AT_ONCE = 2


@dataclass(frozen=True)
class Check:
    """A named command that exits with 0 when all is well."""

    name: str
    promise: str
    command: tuple[str, ...]
    folder: Path = ROOT


@dataclass(frozen=True)
class Outcome:
    """How a check ended."""

    check: Check
    passed: bool
    seconds: float
    output: str


def python(*arguments: str) -> tuple[str, ...]:
    """A command for the project's Python."""
    return (str(BIN / "python"), *arguments)


CHECKS = (
    Check("mypy", "every name has its type", (str(BIN / "mypy"), "--no-error-summary", "--hide-error-context")),
    Check(
        "ruff",
        "the code keeps the rules of style",
        (str(BIN / "ruff"), "check", "--quiet", "--output-format", "concise", "."),
    ),
    Check("format", "the code is formatted", (str(BIN / "ruff"), "format", "--check", "--quiet", ".")),
    Check("imports", "imports point down, without circles", (str(BIN / "lint-imports"), "--no-cache")),
    Check("house", "the rules of the house hold", python("tools/house.py")),
    Check("migrations", "migrations match the tables on both databases", python("-m", "tools.drift")),
    Check("client", "the generated client matches the API", python("tools/client.py")),
    Check("web build", "the web app builds within its budget", ("npm", "run", "--silent", "build"), FRONTEND),
    Check("web types", "the web app's types hold", ("npm", "run", "--silent", "check:types"), FRONTEND),
    Check("web style", "the web app keeps the rules of style", ("npm", "run", "--silent", "check:lint"), FRONTEND),
    Check("web texts", "every text is in every language", ("npm", "run", "--silent", "check:messages"), FRONTEND),
    Check("web files", "no file of the web app is too long", ("npm", "run", "--silent", "check:length"), FRONTEND),
)


def run(check: Check) -> Outcome:
    """Run one check; one that hangs has failed."""
    started = time.monotonic()
    path = os.pathsep.join([str(ROOT / ".venv" / "node" / "bin"), os.environ["PATH"]])
    try:
        done = subprocess.run(
            check.command,
            cwd=check.folder,
            env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=CHECK_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Outcome(check, passed=False, seconds=CHECK_SECONDS, output=f"still running after {CHECK_SECONDS} s")
    outcome = Outcome(check, done.returncode == 0, time.monotonic() - started, done.stdout.strip())
    print(
        f"{'ok    ' if outcome.passed else 'FAILED'} {check.name:<11} {outcome.seconds:5.1f} s  {check.promise}",
        flush=True,
    )
    return outcome


def main() -> int:
    """Run the checks named on the command line, or all."""
    names = set(sys.argv[1:])
    if unknown := names - {check.name for check in CHECKS}:
        print(f"no such check: {', '.join(sorted(unknown))}; there are {', '.join(check.name for check in CHECKS)}")
        return 2
    chosen = [check for check in CHECKS if not names or check.name in names]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(run, chosen))
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        print(f"\n--- {outcome.check.name}: {' '.join(outcome.check.command)}\n{outcome.output}")
    print(f"\n{len(outcomes) - len(failed)} of {len(outcomes)} checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())

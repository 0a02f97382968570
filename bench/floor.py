"""The floor: pgbench. What the same database costs when nothing of ours is above it."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from tools.services import require

_TPS = re.compile(r"tps = ([0-9.]+)")
_DONE = re.compile(r"number of transactions actually processed: (\d+)")


@dataclass(frozen=True)
class FloorRun:
    """How much one run of pgbench did, and how fast."""

    transactions: int
    per_second: float


def pgbench_program() -> str:
    """The pgbench of the PostgreSQL that is started, or the one in the PATH."""
    beside = require("postgresql") / "pgbench"
    found = str(beside) if beside.exists() else shutil.which("pgbench")
    if found is None:
        message = "pgbench is not installed: Debian has it in the package postgresql-contrib"
        raise FileNotFoundError(message)
    return found


def pgbench(
    url: str, script: str, *, clients: int, each: int, variables: Mapping[str, object] | None = None
) -> FloorRun:
    """Run the script with prepared statements, `each` times for each client."""
    with TemporaryDirectory(prefix="telemed-floor-") as folder:
        path = Path(folder) / "floor.sql"
        path.write_text(script, encoding="utf-8")
        given = [part for name, value in (variables or {}).items() for part in ("-D", f"{name}={value}")]
        command = [pgbench_program(), "-M", "prepared", "-n", "-c", str(clients), "-t", str(each), "-f", str(path)]
        done = subprocess.run([*command, *given, url], capture_output=True, text=True, check=True)
    processed, rate = _DONE.search(done.stdout), _TPS.search(done.stdout)
    assert processed is not None, done.stdout
    assert rate is not None, done.stdout
    return FloorRun(int(processed[1]), float(rate[1]))


_CLAIM_TABLES = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE floor_calendar (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), number int UNIQUE);
INSERT INTO floor_calendar (number) SELECT generate_series(1, 50);
CREATE TABLE floor_claim (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    calendar_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    EXCLUDE USING gist (calendar_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
);
ANALYZE floor_calendar;
"""

_CLAIM_SCRIPT = """
\\set doctor random(1, 50)
\\set n :n + 1
\\set minute (:n * 64 + :client_id) * 20
BEGIN;
SELECT id AS calendar FROM floor_calendar WHERE number = :doctor FOR NO KEY UPDATE \\gset
INSERT INTO floor_claim (calendar_id, starts_at, ends_at)
VALUES (:calendar, timestamptz '2030-01-01' + :minute * interval '1 minute',
        timestamptz '2030-01-01' + (:minute + 20) * interval '1 minute');
COMMIT;
"""


class ClaimFloor:
    """Lock a row, insert one claim under an exclusion constraint, commit: what a booking costs at the very least."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._done = 0
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_CLAIM_TABLES)

    def run(self, clients: int, each: int) -> FloorRun:
        """No two transactions, of this run or another, want the same time."""
        started, self._done = self._done, self._done + each
        return pgbench(self._url, _CLAIM_SCRIPT, clients=clients, each=each, variables={"n": started})

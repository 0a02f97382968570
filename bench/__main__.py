"""`python -m bench`: measure, print, and keep the figures in `bench/latest.json`."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from bench import anyone, booking, city, contending, relaying, releasing, reminding, replanning, searching, starting
from bench.figures import LATEST, Row, machine, save, show
from bench.options import Options

HURRY_AFTER_S = 420
"""All rows take at most ten minutes: on a slow machine the last ones are measured quickly."""

Measure = Callable[[Options], Iterator[Row]]
ROWS: dict[str, Measure] = {
    "book": booking.measure,
    "search": searching.measure,
    "relay": relaying.measure_relay,
    "search_city": city.measure,
    "contend": contending.measure,
    "any_doctor": anyone.measure,
    "start": starting.measure,
    "room_memory": relaying.measure_memory,
    "remind": reminding.measure,
    "replan": replanning.measure,
    "release": releasing.measure,
}


def main() -> int:
    """Run the rows that were asked for. Exit code 1 when one missed its target."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", default=",".join(ROWS), help=f"rows, by comma: {', '.join(ROWS)}")
    parser.add_argument("--quick", action="store_true", help="shorter runs, three of each")
    parser.add_argument("--profile", action="store_true", help="run the servers under cProfile and print it; slower")
    parser.add_argument("--seekers", type=int, default=0, help="people who wait for the release; 0: as many as usual")
    parser.add_argument("--out", type=Path, default=LATEST, help="where the figures go")
    asked = parser.parse_args()
    unknown = set(asked.only.split(",")) - set(ROWS)
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    console = Console()
    about = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds"), **machine()}
    with TemporaryDirectory(prefix="telemed-profile-") as folder:
        profile = Path(folder) / "server.profile" if asked.profile else None
        rows = list(_measured(asked.only.split(","), Options(asked.quick, profile, asked.seekers), console))
    show(rows, console)
    if not asked.profile:
        save(rows, about, asked.out)
    return int(any(row.met is False for row in rows))


def _measured(names: list[str], options: Options, console: Console) -> Iterator[Row]:
    began = time.monotonic()
    for name in names:
        started = time.monotonic()
        hurried = replace(options, quick=options.quick or started - began > HURRY_AFTER_S)
        console.print(f"[dim]{name} ...{' (quickly: time is running out)' if hurried != options else ''}[/]")
        yield from ROWS[name](hurried)
        console.print(f"[dim]{name}: {time.monotonic() - started:.0f} s[/]")


if __name__ == "__main__":
    sys.exit(main())

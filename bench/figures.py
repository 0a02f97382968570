"""A row of the result, and the few numbers that describe many."""

import json
import math
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

LATEST = Path(__file__).parent / "latest.json"


@dataclass(frozen=True)
class Row:
    """One figure. `ratio` is value to floor; `target` says in words what it should be, `met` whether it is."""

    name: str
    unit: str
    value: float | None
    floor: float | None = None
    ratio: float | None = None
    target: str = ""
    met: bool | None = None
    more: dict[str, Any] = field(default_factory=dict)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds."""
    return {f"p{share}_ms": round(percentile(seconds, share / 100) * 1000, 2) for share in (50, 95, 99)}


def middle(values: Sequence[float], digits: int = 3) -> float:
    """The median, rounded."""
    return round(median(values), digits)


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cores": psutil.cpu_count(),
        "load_before": round(psutil.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
    }


def save(rows: Sequence[Row], about: dict[str, Any], path: Path = LATEST) -> None:
    """Write the rows over those of the same name; rows that were not measured this time stay, with their own date."""
    kept = {row["name"]: row for row in _saved(path)}
    for row in rows:
        kept[row.name] = {**asdict(row), **about}
    path.write_text(json.dumps({"rows": list(kept.values())}, indent=2) + "\n", encoding="utf-8")


def _saved(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["rows"]
    return rows


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the table, and below it the figures beside each row's main one."""
    table = Table(title="telemed bench", title_justify="left")
    for heading in ("row", "value", "unit", "floor", "ratio", "target", ""):
        table.add_column(heading, justify="left" if heading in {"row", "unit", "target", ""} else "right")
    for row in rows:
        numbers = [_number(row.value), row.unit, _number(row.floor), _number(row.ratio)]
        table.add_row(row.name, *numbers, row.target, {True: "met", False: "[red]missed[/]", None: ""}[row.met])
    console.print(table)
    for row in rows:
        console.print(f"[bold]{row.name}[/] " + "  ".join(f"{name} {value}" for name, value in row.more.items()))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"

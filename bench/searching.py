"""`search`: the earliest 30 free times of one service over 50 doctors and 7 days, against a query for the same rows."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg

from bench.figures import Row, middle, spread
from bench.floor import FloorRun, pgbench
from bench.load import Outcome, request, run_apart
from bench.options import Options
from bench.stack import Cpu, Stack, cpu_of, end_profiled, print_profile, stack
from bench.town import Town, settle

CLIENTS, DOCTORS, DAYS, ROWS = 8, 50, 7, 30
TAKEN = 0.5
MOST = 8.0

# Each opening holds at least one visit, so the 30 earliest starts lie in the 30 openings that start first.
_SAME_ROWS = """
SELECT o.doctor_id, o.given_name, o.family_name, o.doctor_title, o.photo_path, o.clinic_id, o.clinic_name,
       o.service_id, o.service_name, o.duration_min, o.zone, o.modalities, o.price_minor, o.currency,
       slot AS starts_at, slot + interval '20 minutes' AS ends_at
FROM (
    SELECT d.id AS doctor_id, d.given_name, d.family_name, d.title AS doctor_title, d.photo_path,
           c.id AS clinic_id, c.name AS clinic_name, s.id AS service_id, s.name AS service_name, s.duration_min,
           c.zone, s.modalities, s.price_minor, s.currency, f.id AS opening_id, f.starts_at, f.ends_at
    FROM doctor_service ds
    JOIN service s ON s.id = ds.service_id AND s.active
    JOIN doctor d ON d.id = ds.doctor_id AND d.active
    JOIN clinic c ON c.id = s.clinic_id
    JOIN opening f ON f.calendar_id = ds.doctor_id
    WHERE ds.service_id = '{service}'
      AND f.starts_at >= timestamptz '{since}' AND f.starts_at < timestamptz '{until}'
    ORDER BY f.starts_at, f.calendar_id
    LIMIT 30
) AS o
CROSS JOIN LATERAL generate_series(o.starts_at, o.ends_at - interval '20 minutes', interval '10 minutes') AS slot
ORDER BY slot, o.doctor_id, o.service_id
LIMIT 30;
"""


def measure(options: Options) -> Iterator[Row]:
    """CPU milliseconds per search, one server process and PostgreSQL, and the ratio to the floor."""
    each = 40 if options.quick else 120
    with stack(profile=options.profile) as running:
        town = settle(running.settings, doctors=DOCTORS, days=DAYS, patients=1, booked=TAKEN)
        question, script = _both(town)
        texts = [[question] * each for _ in range(CLIENTS)]
        url = running.settings.database_url
        _require_same(running, question, script)
        pgbench(url, script, clients=CLIENTS, each=each)
        ours: list[tuple[Outcome, Cpu]] = []
        floors: list[tuple[FloorRun, Cpu]] = []
        for _ in range(options.runs):
            floors.append(cpu_of(running, lambda: pgbench(url, script, clients=CLIENTS, each=each * 2)))
            ours.append(cpu_of(running, lambda: _search(running, texts)))
        if options.profile:
            end_profiled(running.servers[0])
            print_profile(options.profile)
    yield _row(ours, floors)


def _both(town: Town) -> tuple[str, str]:
    """The request, and the query that gives the same rows."""
    since, until = town.days[0].start, town.days[0].start + timedelta(days=DAYS)
    path = f"/api/v1/openings?service_id={town.service_id}&from={_utc(since)}&to={_utc(until)}&limit={ROWS}"
    script = _SAME_ROWS.format(service=town.service_id, since=since.isoformat(), until=until.isoformat())
    return request("GET", path), script


def _utc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _require_same(running: Stack, question: str, script: str) -> None:
    """Fail unless both answer with the same doctors at the same times."""
    answer = run_apart(running.ports, [[question]], bodies=True).answers[0]
    assert answer.status == 200, answer.body
    got = [_place(item) for item in json.loads(answer.body)["items"]]
    with psycopg.connect(running.settings.database_url) as connection:
        rows = connection.execute(script).fetchall()
    expected = [(str(row[0]), row[14]) for row in rows]
    assert len(got) == ROWS
    assert got == expected, f"search and floor differ: {got[:3]} {expected[:3]}"


def _place(item: dict[str, Any]) -> tuple[str, datetime]:
    return item["doctor_id"], datetime.fromisoformat(item["starts_at"])


def _search(running: Stack, texts: list[list[str]]) -> Outcome:
    outcome = run_apart(running.ports, texts)
    assert outcome.statuses() == {200: len(outcome.answers)}, outcome.statuses()
    return outcome


def _row(ours: list[tuple[Outcome, Cpu]], floors: list[tuple[FloorRun, Cpu]]) -> Row:
    value = middle([cpu.total * 1000 / len(outcome.answers) for outcome, cpu in ours])
    server = middle([cpu.server * 1000 / len(outcome.answers) for outcome, cpu in ours])
    costs = [cpu.database * 1000 / done.transactions for done, cpu in floors]
    ratios = [cpu.total * 1000 / len(outcome.answers) / cost for (outcome, cpu), cost in zip(ours, costs, strict=True)]
    ratio = middle(ratios, 2)
    return Row(
        "search", "CPU ms per search", value, middle(costs), ratio, f"ratio <= {MOST:g}", ratio <= MOST,
        {
            "python_ms": server,
            "database_ms": round(value - server, 3),
            "per_second": middle([len(outcome.answers) / outcome.seconds for outcome, _ in ours], 1),
            **spread([answer.seconds for outcome, _ in ours for answer in outcome.answers]),
            "floor_per_second": middle([done.per_second for done, _ in floors], 1),
            "ratios": [round(each, 2) for each in ratios],
            "runs": len(ours),
        },
    )  # fmt: skip

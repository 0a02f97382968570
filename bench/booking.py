"""`book`: the whole booking over HTTP, against locking a row and inserting one claim."""

import math
import random
from collections.abc import Iterator
from itertools import islice

from bench.figures import Row, middle, percentile, spread
from bench.floor import ClaimFloor
from bench.load import Outcome, run_apart
from bench.options import Options
from bench.stack import Cpu, Stack, cpu_of, end_profiled, print_profile, stack
from bench.town import settle

CLIENTS, DOCTORS, DAYS = 16, 50, 10
VISITS_EACH = 15
"""Bookings for each patient, below the most that one may have; the warm-up sees everybody once."""
MOST = 8.0


def measure(options: Options) -> Iterator[Row]:
    """CPU milliseconds per booking, one server process and PostgreSQL, and the ratio to the floor."""
    each = 20 if options.quick else 64
    with stack(profile=options.profile) as running:
        patients = math.ceil(CLIENTS * each * (options.runs + 1) / VISITS_EACH)
        town = settle(running.settings, doctors=DOCTORS, days=DAYS, patients=patients)
        rounds = town.spread(random.Random(7), CLIENTS)
        floor = ClaimFloor(running.settings.database_url)
        _book(running, rounds, each)
        floor.run(CLIENTS, each)
        ours: list[tuple[Outcome, Cpu]] = []
        floors: list[tuple[float, float]] = []
        for _ in range(options.runs):
            done, cpu = cpu_of(running, lambda: floor.run(CLIENTS, each * 4))
            floors.append((cpu.database * 1000 / done.transactions, done.per_second))
            ours.append(cpu_of(running, lambda: _book(running, rounds, each)))
        if options.profile:
            end_profiled(running.servers[0])
            print_profile(options.profile)
    yield _row(ours, floors)


def _book(running: Stack, rounds: Iterator[list[str]], each: int) -> Outcome:
    texts = [list(client) for client in zip(*islice(rounds, each), strict=True)]
    outcome = run_apart(running.ports, texts, bodies=True)
    wrong = [answer.body for answer in outcome.answers if answer.status not in {201, 503}]
    assert not wrong, f"{len(wrong)} bookings failed: {wrong[:3]}"
    return outcome


def _booked(outcome: Outcome) -> int:
    """How many were made. A machine that is busy with other things may see a 503; the row then counts as missed."""
    return outcome.statuses().get(201, 0)


def _row(ours: list[tuple[Outcome, Cpu]], floors: list[tuple[float, float]]) -> Row:
    value = middle([cpu.total * 1000 / _booked(outcome) for outcome, cpu in ours])
    floor = middle([ms for ms, _ in floors])
    seconds = [answer.seconds for outcome, _ in ours for answer in outcome.answers]
    server = middle([cpu.server * 1000 / _booked(outcome) for outcome, cpu in ours])
    ratios = [o[1].total * 1000 / _booked(o[0]) / f[0] for o, f in zip(ours, floors, strict=True)]
    ratio = middle(ratios, 2)
    busy = sum(len(outcome.answers) - _booked(outcome) for outcome, _ in ours)
    return Row(
        "book", "CPU ms per booking", value, floor, ratio, f"ratio <= {MOST:g}", ratio <= MOST and not busy,
        {
            "python_ms": server,
            "database_ms": round(value - server, 3),
            "per_second": middle([_booked(outcome) / outcome.seconds for outcome, _ in ours], 1),
            **spread(seconds),
            "floor_per_second": middle([rate for _, rate in floors], 1),
            "ratios": [round(each, 2) for each in ratios],
            "slowest_ms": round(percentile(seconds, 1) * 1000, 1),
            "runs": len(ours),
            "bookings": len(seconds) - busy, "busy_503": busy,
        },
    )  # fmt: skip

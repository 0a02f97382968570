"""`any_doctor`: two hundred people who would see any doctor, all at once, for as many times as there are people."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import orjson

from bench.contending import CLIENTS, SERVERS
from bench.figures import Row, spread
from bench.load import Outcome, request, run_apart
from bench.options import Options
from bench.stack import stack
from bench.town import Town, settle

DOCTORS = 20
KINDS = ("postgresql", "sqlite")


def measure(options: Options) -> Iterator[Row]:
    """How many of the contenders got a time of their own; it has to be all of them, and nobody's time twice."""
    kinds = KINDS[:1] if options.quick else KINDS
    found = {kind: _on(kind) for kind in kinds}
    served = min(outcome.statuses().get(201, 0) for outcome in found.values())
    doubles = sum(_doubles(outcome) for outcome in found.values())
    met = served == CLIENTS and doubles == 0
    more: dict[str, Any] = {kind: _described(outcome) for kind, outcome in found.items()}
    yield Row(
        "any_doctor", "of 200 who got a time", served, CLIENTS, round(served / CLIENTS, 3), "all, none twice", met,
        {"clients": CLIENTS, "doctors": DOCTORS, "servers": SERVERS, "doubled": doubles, **more},
    )  # fmt: skip


def _on(kind: str) -> Outcome:
    with stack(kind, servers=SERVERS) as running:
        town = settle(running.settings, doctors=DOCTORS, days=1, patients=CLIENTS + SERVERS)
        warm, everybody = town.patients[:SERVERS], town.patients[SERVERS:]
        run_apart(running.ports, [[_wish(town, who.token, str(who.id))] for who in warm], together=True)
        texts = [[_wish(town, who.token, str(who.id))] for who in everybody]
        return run_apart(running.ports, texts, together=True, bodies=True)


def _wish(town: Town, token: str, patient_id: str) -> str:
    body = {
        "service_id": str(town.service_id),
        "patient_id": patient_id,
        "from": (town.days[0].start + timedelta(hours=1)).isoformat(),
    }
    return request("POST", "/api/v1/appointments/any", token=token, key=patient_id, body=body)


def _doubles(outcome: Outcome) -> int:
    """How many times were given to more than one."""
    visits = [orjson.loads(answer.body) for answer in outcome.answers if answer.status == 201]
    counts = Counter((visit["doctor"]["id"], visit["starts_at"]) for visit in visits)
    return sum(count > 1 for count in counts.values())


def _described(outcome: Outcome) -> dict[str, Any]:
    return {
        "statuses": outcome.statuses(),
        "seconds": round(outcome.seconds, 2),
        **spread([answer.seconds for answer in outcome.answers]),
    }

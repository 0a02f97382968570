"""`search_city`: the earliest 30 free times over 5,000 doctors, against the same search over 50.

The town is written by the database itself in bulk. It has no claims: a search does not read them, and their constraint
would make up most of the time.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg

from bench.figures import Row, middle, percentile
from bench.load import request, run_apart
from bench.options import Options
from bench.stack import Stack, stack
from telemed.kit import clock
from telemed.kit.ids import new_id

FEW, MANY = 50, 5_000
DAYS = 14
COMMON = 20
"""Specialties that the doctors share evenly; a handful of further doctors has one of its own."""
RARE = 5
MOST = 2.0
MIDDAY, NIGHT = timedelta(hours=10, minutes=37), timedelta(hours=2)

# Each doctor works ten hours a day in visits of twenty minutes, of which half are taken at random; neighbours that are
# free are one opening.
_OPENINGS = """
INSERT INTO opening (id, calendar_id, starts_at, ends_at)
SELECT gen_random_uuid(), doctor, min(slot), max(slot) + interval '20 minutes'
FROM (
    SELECT doctor, slot, slot - row_number() OVER (PARTITION BY doctor, day ORDER BY slot) * interval '20 minutes' AS run, day
    FROM (
        SELECT d.id AS doctor, day, %(first)s::timestamptz + day * interval '1 day' + n * interval '20 minutes' AS slot
        FROM doctor d, generate_series(0, %(days)s - 1) AS day, generate_series(0, 29) AS n
        WHERE random() < 0.5
    ) AS free
) AS runs
GROUP BY doctor, day, run
"""

_SHIFTS = """
WITH d AS (SELECT doctor.id, day, %(first)s::timestamptz + day * interval '1 day' AS start
           FROM doctor, generate_series(0, %(days)s - 1) AS day),
     c AS (INSERT INTO calendar (id, zone, revision) SELECT id, 'Europe/Berlin', 1 FROM doctor)
INSERT INTO shift (id, calendar_id, starts_at, ends_at, source, local_date)
SELECT gen_random_uuid(), id, start, start + interval '10 hours', 'manual', start::date FROM d
"""


@dataclass(frozen=True)
class City:
    """What can be asked for, and since when there is something."""

    common: UUID
    rare: UUID
    first: datetime

    def questions(self) -> dict[str, str]:
        """Requests by name: over all, over one of many specialties, over the rare one, and over all by night."""
        day = self.first.replace(hour=0) + timedelta(days=2)
        return {
            "all": _question(day + MIDDAY),
            "common": _question(day + MIDDAY, f"&specialty_id={self.common}"),
            "rare": _question(day + MIDDAY, f"&specialty_id={self.rare}"),
            "night": _question(day + NIGHT),
        }


def _question(since: datetime, more: str = "") -> str:
    return request("GET", f"/api/v1/openings?from={since:%Y-%m-%dT%H:%M:%SZ}&limit=30{more}")


def build_city(url: str, doctors: int) -> City:
    """Write the town in one go."""
    first = clock.now().astimezone(UTC).replace(hour=7, minute=0, second=0, microsecond=0)
    specialties = [new_id() for _ in range(COMMON + 1)]
    clinics = [new_id() for _ in range(max(1, doctors // 100))]
    with psycopg.connect(url) as connection:
        connection.execute("SELECT setseed(0.5)")
        _put(connection, "specialty (id, code, name)", [(s, f"s{n}", "{}") for n, s in enumerate(specialties)])
        _put(
            connection,
            "clinic (id, slug, name, zone, country, languages, phone, address, about, emergency_number, reminders_min, "
            "offer_min, offers_a_day, revision)",
            [
                (
                    c,
                    f"c{n}",
                    '{"en": "Clinic"}',
                    "Europe/Berlin",
                    "DE",
                    '["en"]',
                    "",
                    "{}",
                    "{}",
                    "112",
                    "[60]",
                    30,
                    3,
                    1,
                )
                for n, c in enumerate(clinics)
            ],
        )
        _put_services_and_doctors(connection, doctors, clinics, specialties)
        connection.execute(_OPENINGS, {"first": first, "days": DAYS})
        connection.execute(_SHIFTS, {"first": first, "days": DAYS})
        connection.execute("ANALYZE")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM opening")
    return City(specialties[0], specialties[COMMON], first)


def _put(connection: psycopg.Connection, into: str, rows: list[tuple[object, ...]]) -> None:
    marks = ", ".join(["%s"] * len(rows[0]))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)


def _put_services_and_doctors(
    connection: psycopg.Connection, doctors: int, clinics: list[UUID], specialties: list[UUID]
) -> None:
    services = {(clinic, specialty): new_id() for clinic in clinics for specialty in specialties}
    rng = random.Random(7)
    _put(
        connection,
        "service (id, clinic_id, specialty_id, name, duration_min, buffer_before_min, buffer_after_min, modalities, "
        "grid_min, lead_min, horizon_days, cancel_min, price_minor, currency, active, reschedule_min, hold_min, min_age, "
        "max_age, referral_required, programme_code, most_per_period, period_days, most_people, duty, sensitive, revision)",
        [
            (
                service, clinic, specialty, '{"en": "Visit"}', 20, 0, 0, '["video"]', 10, rng.choice([0, 0, 60, 1440]),
                56, 60, 4500, "EUR", True, 60, 5, 0, 150, False, "", 0, 30, 1, False, False, 1,
            )
            for (clinic, specialty), service in services.items()
        ],
    )  # fmt: skip
    people = [(new_id(), clinics[n % len(clinics)], specialties[_field(n, doctors)]) for n in range(doctors)]
    _put(
        connection,
        "doctor (id, clinic_id, given_name, family_name, title, about, languages, active, revision)",
        [
            (doctor, clinic, "Anna", f"Weber{n}", "{}", "{}", '["en", "ru"]' if n % 4 else '["en"]', True, 1)
            for n, (doctor, clinic, _) in enumerate(people)
        ],
    )
    _put(
        connection,
        "doctor_service (id, doctor_id, service_id)",
        [(new_id(), doctor, services[clinic, specialty]) for doctor, clinic, specialty in people],
    )


def _field(number: int, doctors: int) -> int:
    return COMMON if number >= doctors - RARE else number % COMMON


def measure(options: Options) -> Iterator[Row]:
    """p50 of one search at a time, in milliseconds; `ratio` is the worse of that over all and that of the rare one.

    Both towns are asked in turns, so that whatever else the machine does is felt by both.
    """
    each = 20 if options.quick else 40
    with stack() as few, stack() as many:
        began = time.monotonic()
        towns = [(running, build_city(running.settings.database_url, n)) for running, n in ((few, FEW), (many, MANY))]
        built_s = time.monotonic() - began
        found: dict[str, list[list[float]]] = {}
        for _ in range(options.runs):
            for name in towns[0][1].questions():
                both = [_p50_ms(running, city.questions()[name], each) for running, city in towns]
                found.setdefault(name, []).append(both)
    yield _row(found, built_s)


def _row(found: dict[str, list[list[float]]], built_s: float) -> Row:
    few = {name: middle([run[0] for run in runs], 2) for name, runs in found.items()}
    many = {name: middle([run[1] for run in runs], 2) for name, runs in found.items()}
    ratios = {name: middle([run[1] / run[0] for run in runs], 2) for name, runs in found.items()}
    ratio = max(ratios["all"], ratios["rare"])
    return Row(
        "search_city", f"ms, p50 over {MANY} doctors", many["all"], few["all"], ratio, f"ratio <= {MOST:g}", ratio <= MOST,
        {
            **{f"{name}_ratio": value for name, value in ratios.items()},
            **{f"{name}_p50_ms": value for name, value in many.items()},
            **{f"{name}_of_{FEW}_p50_ms": value for name, value in few.items()},
            "built_s": round(built_s, 1),
        },
    )  # fmt: skip


def _p50_ms(running: Stack, question: str, each: int) -> float:
    outcome = run_apart(running.ports, [[question] * (each + 3)])
    assert set(outcome.statuses()) == {200}, outcome.statuses()
    return percentile([answer.seconds for answer in outcome.answers[3:]], 0.5) * 1000

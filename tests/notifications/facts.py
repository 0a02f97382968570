"""Visits as messages are told of them, and names that nobody has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from telemed.booking.service import VisitFacts
from telemed.settings import Settings

VISIT_ID = UUID("01931a7e-0000-7000-8000-000000000001")
START = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)

HOSTILE = {
    "line breaks": "Anna\r\nBcc: eve@example.org\r\nEND:VEVENT\r\nBEGIN:VEVENT\n\nX",
    "other line ends": "Anna\u2028BEGIN:VALARM\x85X\x0b\x0cY\x00Z",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(2)>&amp;",
    "closing markup": '"></title></td></table><a href="javascript:alert(1)">',
    "marks of direction": "Anna \u202egpj.exe\u202c \u2066x\u2069\u200f",
    "template": "{{ 7 * 7 }}{% for x in y %}{{ secret }}{# #}",
    "layout": "<mj-raw><mj-include path='/etc/passwd'/></mj-raw>]]>",
    "calendar": 'A;B,C:D\\n"E"^nF=G;X-EVIL="1"',
    "lone surrogate": "Anna\ud800",
    "long": "A" * 100_000,
    "long without a space, in bytes": "Ж" * 50_000,
}


def a_visit(**changes: Any) -> VisitFacts:
    """A video visit of 20 minutes at a clinic in Moscow."""
    start: datetime = changes.get("starts_at", START)
    facts: dict[str, Any] = {
        "id": VISIT_ID,
        "status": "booked",
        "starts_at": start,
        "zone": "Europe/Moscow",
        "patient_id": UUID(int=1),
        "doctor_name": "Ivan Petrov",
        "clinic_name": {"en": "North Clinic", "ru": "Клиника «Север»", "de": "Praxis Nord"},
        "clinic_languages": ["ru"],
        "clinic_phone": "+7 495 000-00-00",
        "ends_at": start + timedelta(minutes=20),
        "revision": 1,
        "modality": "video",
        "service_name": {"en": "Psychiatry, first visit"},
        "sensitive": False,
        "private": False,
        "doctor_id": UUID(int=2),
        "clinic_id": UUID(int=3),
    }
    return VisitFacts(**(facts | changes))


def a_deployment(**changes: Any) -> Settings:
    """Settings that read nothing from this machine's environment."""
    chosen: dict[str, Any] = {"demo": True, "public_url": "https://clinic.example", "data_dir": Path("/nonexistent")}
    return Settings(_env_file=None, **(chosen | changes))

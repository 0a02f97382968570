"""The change of a doctor's time that a proposal is about, and how it is kept. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from telemed.kit.intervals import Interval
from telemed.schedules.hours import WeeklyHours
from telemed.schedules.service import TemplateDraft


@dataclass(frozen=True, slots=True)
class Away:
    """The doctor is not there."""

    time: Interval
    reason: str
    note: str = ""
    kind = "absence"


@dataclass(frozen=True, slots=True)
class OtherHours:
    """Weekly hours: new ones, or another version of `template_id`."""

    template_id: UUID | None
    draft: TemplateDraft
    kind = "hours"


@dataclass(frozen=True, slots=True)
class OneVisit:
    """Nothing changes but the place of one visit."""

    appointment_id: UUID
    kind = "visit"


Change = Away | OtherHours | OneVisit


def to_json(change: Change) -> dict[str, Any]:
    if isinstance(change, Away):
        start, end = change.time.start.isoformat(), change.time.end.isoformat()
        return {"starts_at": start, "ends_at": end, "reason": change.reason, "note": change.note}
    if isinstance(change, OneVisit):
        return {"appointment_id": str(change.appointment_id)}
    draft = change.draft
    hours = [{"weekday": h.weekday, "start": f"{h.start:%H:%M}", "end": f"{h.end:%H:%M}"} for h in draft.hours]
    return {
        "template_id": str(change.template_id) if change.template_id else None,
        "valid_from": draft.valid_from.isoformat(),
        "valid_until": draft.valid_until.isoformat() if draft.valid_until else None,
        "hours": hours,
    }


def of_json(kind: str, kept: dict[str, Any]) -> Change:
    """What `to_json` made."""
    if kind == Away.kind:
        time_away = Interval(datetime.fromisoformat(kept["starts_at"]), datetime.fromisoformat(kept["ends_at"]))
        return Away(time_away, kept["reason"], kept["note"])
    if kind == OneVisit.kind:
        return OneVisit(UUID(kept["appointment_id"]))
    until = kept["valid_until"]
    hours = tuple(
        WeeklyHours(each["weekday"], time.fromisoformat(each["start"]), time.fromisoformat(each["end"]))
        for each in kept["hours"]
    )
    draft = TemplateDraft(date.fromisoformat(kept["valid_from"]), date.fromisoformat(until) if until else None, hours)
    return OtherHours(UUID(kept["template_id"]) if kept["template_id"] else None, draft)

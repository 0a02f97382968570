"""Rows of working time as answers. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from telemed.kit.text import pick
from telemed.kit.zones import to_local
from telemed.schedules.models import Absence, ClinicHoliday, Shift, Template, TemplateHours
from telemed.schedules.schemas import AbsenceShown, HolidayShown, HoursShown, ShiftShown, TemplateShown


def template_view(template: Template, hours: Sequence[TemplateHours]) -> TemplateShown:
    return TemplateShown(
        id=template.id,
        calendar_id=template.calendar_id,
        valid_from=template.valid_from,
        valid_until=template.valid_until,
        hours=[HoursShown(weekday=h.weekday, start=f"{h.start:%H:%M}", end=f"{h.end:%H:%M}") for h in hours],
        revision=template.revision,
    )


def times(starts_at: datetime, ends_at: datetime, tz: ZoneInfo) -> dict[str, Any]:
    """The four ways an interval is told: two instants, and the same on the clinic's clock."""
    return {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "local_start": to_local(starts_at, tz).isoformat(),
        "local_end": to_local(ends_at, tz).isoformat(),
    }


def shift_view(shift: Shift, tz: ZoneInfo) -> ShiftShown:
    return ShiftShown(
        id=shift.id,
        source="template" if shift.source == "template" else "manual",
        local_date=shift.local_date,
        **times(shift.starts_at, shift.ends_at, tz),
    )


def absence_view(absence: Absence, tz: ZoneInfo) -> AbsenceShown:
    return AbsenceShown(
        id=absence.id,
        reason=absence.reason,  # type: ignore[arg-type]  # the table's check knows the reasons
        note=absence.note,
        **times(absence.starts_at, absence.ends_at, tz),
    )


def holiday_view(holiday: ClinicHoliday, languages: Sequence[str]) -> HolidayShown:
    name = pick(holiday.name, languages)
    return HolidayShown(id=holiday.id, date=holiday.date, name=name, name_i18n=holiday.name)

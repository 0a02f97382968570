"""Queries of working time: what was agreed for a week, the shifts it comes to, and what is taken away from them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.schedules.hours import WeeklyHours, WeeklyPlan
from telemed.schedules.models import (
    Absence,
    Calendar,
    ClinicHoliday,
    SetAside,
    Shift,
    Template,
    TemplateHours,
    sql_table,
)
from telemed.schedules.repository import overlapping

_calendar = sql_table(Calendar)
_shift = sql_table(Shift)
_absence = sql_table(Absence)
_holiday = sql_table(ClinicHoliday)
_set_aside = sql_table(SetAside)


async def plans_of(session: AsyncSession, calendar_ids: Sequence[UUID]) -> dict[UUID, list[WeeklyPlan]]:
    """The templates of each calendar, with their hours."""
    hours: dict[UUID, list[WeeklyHours]] = defaultdict(list)
    templates = await templates_of(session, calendar_ids)
    for row in await hours_of(session, [template.id for template in templates]):
        hours[row.template_id].append(WeeklyHours(row.weekday, row.start, row.end))
    plans: dict[UUID, list[WeeklyPlan]] = defaultdict(list)
    for template in templates:
        plans[template.calendar_id].append(
            WeeklyPlan(template.id, template.valid_from, template.valid_until, tuple(hours[template.id]))
        )
    return plans


async def templates_of(session: AsyncSession, calendar_ids: Sequence[UUID]) -> list[Template]:
    found = select(Template).where(col(Template.calendar_id).in_(calendar_ids))
    return list(await session.scalars(found.order_by(col(Template.valid_from), col(Template.id))))


async def hours_of(session: AsyncSession, template_ids: Sequence[UUID]) -> list[TemplateHours]:
    found = select(TemplateHours).where(col(TemplateHours.template_id).in_(template_ids))
    return list(await session.scalars(found.order_by(col(TemplateHours.weekday), col(TemplateHours.start))))


async def drop_hours(session: AsyncSession, template_id: UUID) -> None:
    await session.execute(delete(TemplateHours).where(col(TemplateHours.template_id) == template_id))


async def shifts_between(session: AsyncSession, calendar_ids: Sequence[UUID], window: Interval) -> list[Shift]:
    """Shifts that overlap `window`, in order of time."""
    found = select(Shift).where(col(Shift.calendar_id).in_(calendar_ids), overlapping(_shift, window, bounded=True))
    found = found.order_by(_shift.c.starts_at, _shift.c.calendar_id)
    return list(await session.scalars(found, execution_options={"populate_existing": True}))


async def set_aside_between(session: AsyncSession, calendar_id: UUID, window: Interval) -> list[Interval]:
    rows = await session.execute(
        select(_set_aside.c.starts_at, _set_aside.c.ends_at).where(
            _set_aside.c.calendar_id == calendar_id, overlapping(_set_aside, window, bounded=True)
        )
    )
    return [Interval(start, end) for start, end in rows]


async def drop_shifts(session: AsyncSession, shift_ids: Sequence[UUID]) -> None:
    if shift_ids:
        await session.execute(delete(_shift).where(_shift.c.id.in_(shift_ids)))


async def trim_shift(session: AsyncSession, shift_id: UUID, to: Interval) -> None:
    await session.execute(update(_shift).where(_shift.c.id == shift_id).values(starts_at=to.start, ends_at=to.end))


async def add_shifts(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Many template shifts in one statement."""
    if rows:
        await session.execute(insert(_shift), [{"id": new_id(), "source": "template", **row} for row in rows])


async def absences_between(session: AsyncSession, calendar_ids: Sequence[UUID], window: Interval) -> list[Absence]:
    """Absences that overlap `window`, in order of time."""
    found = select(Absence).where(
        col(Absence.calendar_id).in_(calendar_ids), overlapping(_absence, window, bounded=False)
    )
    return list(await session.scalars(found.order_by(_absence.c.starts_at, _absence.c.id)))


async def holidays_of_clinic(session: AsyncSession, clinic_id: UUID, first: date, last: date) -> list[ClinicHoliday]:
    found = select(ClinicHoliday).where(
        _holiday.c.clinic_id == clinic_id, _holiday.c.date >= first, _holiday.c.date <= last
    )
    return list(await session.scalars(found.order_by(_holiday.c.date)))


async def calendars_of_clinic(session: AsyncSession, clinic_id: UUID) -> list[UUID]:
    return list(await session.scalars(select(_calendar.c.id).where(_calendar.c.clinic_id == clinic_id)))


async def calendars_planned_short_of(session: AsyncSession, horizon: date, limit: int) -> list[UUID]:
    """Calendars whose template shifts end before `horizon`, those furthest behind first."""
    found = select(_calendar.c.id).where(_calendar.c.planned_until < horizon)
    return list(await session.scalars(found.order_by(_calendar.c.planned_until, _calendar.c.id).limit(limit)))


async def mark_changed(session: AsyncSession, calendar_id: UUID, planned_until: date | None = None) -> None:
    """Raise the revision; with a date, the template shifts reach until then."""
    values: dict[str, Any] = {"revision": _calendar.c.revision + 1}
    if planned_until is not None:
        values["planned_until"] = planned_until
    await session.execute(update(_calendar).where(_calendar.c.id == calendar_id).values(**values))

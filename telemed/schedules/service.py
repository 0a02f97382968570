"""Working time by the week: calendars, templates, and the shifts made from them.

Every change locks the calendar, writes, and makes the openings true again, in the caller's transaction. Booked visits are
claims: no change here removes one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.directory import service as directory
from telemed.kit.etag import require_revision
from telemed.kit.intervals import Interval
from telemed.kit.zones import first_instant_from, zone
from telemed.schedules import claims, repository, repository_working_time as agreed
from telemed.schedules.errors import BadTime, NoSuchCalendar, NoSuchRow
from telemed.schedules.free_time import working_time
from telemed.schedules.hours import DAY, WeeklyHours, overlapping, stretches
from telemed.schedules.models import Calendar, Shift, Template, TemplateHours
from telemed.schedules.repository import LONGEST, CalendarRow
from telemed.schedules.shift_plan import MadeShift, ShiftChanges, changes, wanted

HORIZON_WEEKS = 8
LONGEST_PLAN = timedelta(days=366 * 10)


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """What a template is to say."""

    valid_from: date
    valid_until: date | None
    hours: tuple[WeeklyHours, ...]

    def check(self) -> None:
        """Raises BadTime when the dates are in disorder or two hours share time."""
        if self.valid_until is not None and not timedelta(0) <= self.valid_until - self.valid_from <= LONGEST_PLAN:
            raise BadTime("valid_until is not before valid_from, and at most ten years after it")
        clash = overlapping(self.hours)
        if clash:
            raise BadTime("two hours of the week overlap", hours=[_spoken(h) for h in clash])


def _spoken(hours: WeeklyHours) -> dict[str, int | str]:
    return {"weekday": hours.weekday, "start": f"{hours.start:%H:%M}", "end": f"{hours.end:%H:%M}"}


# ── calendars ────────────────────────────────────────


async def ensure_calendar(session: AsyncSession, doctor_id: UUID) -> CalendarRow:
    """A doctor's calendar, opened on first use, and locked. Raises NoSuchCalendar when there is no such doctor."""
    locked = await claims.lock(session, [doctor_id])
    if doctor_id not in locked:
        place = await directory.place_of_doctor(session, doctor_id)
        if place is None:
            raise NoSuchCalendar
        await claims.open_calendar(session, doctor_id, zone=place.zone, clinic_id=place.clinic_id)
        locked = await claims.lock(session, [doctor_id])
    return locked[doctor_id]


async def calendar_of_doctor(session: AsyncSession, doctor_id: UUID) -> CalendarRow:
    """The same without opening or locking anything, for reading."""
    known = await session.get(Calendar, doctor_id)
    if known is not None:
        return CalendarRow(known.id, known.zone, known.clinic_id, known.planned_until)
    place = await directory.place_of_doctor(session, doctor_id)
    if place is None:
        raise NoSuchCalendar
    return CalendarRow(doctor_id, place.zone, place.clinic_id, None)


async def working_times(
    session: AsyncSession, calendar_ids: Sequence[UUID], window: Interval
) -> dict[UUID, list[Interval]]:
    """When each calendar is open for work, booked or not: shifts minus absences and holidays, not cut to the window."""
    facts = await repository.facts_of(session, calendar_ids, window)
    return {calendar_id: working_time(known) for calendar_id, known in facts.items()}


# ── templates ────────────────────────────────────────


async def create_template(
    session: AsyncSession, doctor_id: UUID, draft: TemplateDraft, *, now: datetime, weeks: int = HORIZON_WEEKS
) -> Template:
    """New weekly hours, and their shifts through the horizon. From their first date on they rule over older ones."""
    draft.check()
    calendar = await ensure_calendar(session, doctor_id)
    template = Template(
        calendar_id=calendar.id, valid_from=draft.valid_from, valid_until=draft.valid_until, created_at=now
    )
    session.add(template)
    await session.flush()
    _add_hours(session, template.id, draft.hours)
    await plan_ahead(session, calendar, now=now, weeks=weeks)
    return template


async def replace_template(
    session: AsyncSession,
    template: Template,
    draft: TemplateDraft,
    *,
    if_match: str | None = None,
    now: datetime,
    weeks: int = HORIZON_WEEKS,
) -> Template:
    """Other dates and hours. Shifts that are over stay as they were."""
    draft.check()
    calendar = await lock_existing(session, template.calendar_id)
    await session.refresh(template)
    require_revision(if_match, template.revision)
    await agreed.drop_hours(session, template.id)
    template.valid_from, template.valid_until = draft.valid_from, draft.valid_until
    template.revision += 1
    _add_hours(session, template.id, draft.hours)
    await plan_ahead(session, calendar, now=now, weeks=weeks)
    return template


async def end_template(session: AsyncSession, template: Template, *, now: datetime, weeks: int = HORIZON_WEEKS) -> None:
    """From now on the hours make no shifts. A template that began keeps its dates as a record; another is removed."""
    calendar = await lock_existing(session, template.calendar_id)
    await session.refresh(template)
    today = today_of(calendar, now)
    if template.valid_from >= today:
        await session.delete(template)
    elif template.valid_until is None or template.valid_until >= today:
        template.valid_until = today - DAY
        template.revision += 1
    await session.flush()
    await plan_ahead(session, calendar, now=now, weeks=weeks)


async def template_by_id(session: AsyncSession, template_id: UUID) -> Template:
    """Raises NoSuchRow."""
    template = await session.get(Template, template_id)
    if template is None:
        raise NoSuchRow
    return template


async def templates_with_hours(session: AsyncSession, calendar_id: UUID) -> list[tuple[Template, list[TemplateHours]]]:
    """A calendar's templates in the order they begin."""
    templates = await agreed.templates_of(session, [calendar_id])
    hours = await agreed.hours_of(session, [template.id for template in templates])
    return [(template, [h for h in hours if h.template_id == template.id]) for template in templates]


async def hours_of_template(session: AsyncSession, template_id: UUID) -> list[TemplateHours]:
    return await agreed.hours_of(session, [template_id])


def _add_hours(session: AsyncSession, template_id: UUID, hours: Iterable[WeeklyHours]) -> None:
    session.add_all(TemplateHours(template_id=template_id, weekday=h.weekday, start=h.start, end=h.end) for h in hours)


async def lock_existing(session: AsyncSession, calendar_id: UUID) -> CalendarRow:
    locked = await claims.lock(session, [calendar_id])
    if calendar_id not in locked:
        raise NoSuchCalendar
    return locked[calendar_id]


# ── shifts from templates ────────────────────────────────────────


async def extend_horizon(session: AsyncSession, now: datetime, *, weeks: int = HORIZON_WEEKS, limit: int = 50) -> int:
    """Make the template shifts of up to `limit` calendars reach the horizon; how many it were. The worker repeats until 0."""
    horizon = _horizon(now, weeks)
    behind = await agreed.calendars_planned_short_of(session, horizon, limit)
    locked = await claims.lock(session, behind)
    for calendar in locked.values():
        today = today_of(calendar, now)
        first = max(today, calendar.planned_until + DAY) if calendar.planned_until else today
        await lay_shifts(session, calendar, first, horizon, now=now)
        await agreed.mark_changed(session, calendar.id, horizon)
    return len(locked)


async def plan_ahead(session: AsyncSession, calendar: CalendarRow, *, now: datetime, weeks: int) -> ShiftChanges:
    """Make the shifts of a locked calendar what its templates call for, from today to as far as they were made before."""
    await session.flush()
    horizon = max(_horizon(now, weeks), calendar.planned_until or date.min)
    made = await lay_shifts(session, calendar, today_of(calendar, now), horizon, now=now)
    await agreed.mark_changed(session, calendar.id, horizon)
    return made


async def lay_shifts(
    session: AsyncSession, calendar: CalendarRow, first: date, last: date, *, now: datetime
) -> ShiftChanges:
    """Bring the template shifts of these local dates in line; openings follow."""
    if first > last:
        return ShiftChanges([], [], [])
    await session.flush()
    tz = zone(calendar.zone)
    plans = (await agreed.plans_of(session, [calendar.id])).get(calendar.id, [])
    window = Interval(
        first_instant_from(first, time.min, tz) - DAY, first_instant_from(last + DAY, time.min, tz) + LONGEST
    )
    stored = await agreed.shifts_between(session, [calendar.id], window)
    made = [_made(shift) for shift in stored if _is_replaceable(shift, first, last, now)]
    ours = {shift.id for shift in made}
    by_hand = [Interval(shift.starts_at, shift.ends_at) for shift in stored if shift.id not in ours]
    aside = await agreed.set_aside_between(session, calendar.id, window)
    needed = changes(made, wanted(stretches(plans, first, last, tz), [*by_hand, *aside]), now)
    await _write(session, calendar.id, needed)
    return needed


def _is_replaceable(shift: Shift, first: date, last: date, now: datetime) -> bool:
    return shift.source == "template" and shift.ends_at > now and first <= shift.local_date <= last


def _made(shift: Shift) -> MadeShift:
    return MadeShift(shift.id, shift.local_date, shift.template_id, Interval(shift.starts_at, shift.ends_at))


async def _write(session: AsyncSession, calendar_id: UUID, needed: ShiftChanges) -> None:
    window = needed.window()
    if window is None:
        return
    await agreed.drop_shifts(session, [shift.id for shift in needed.removed])
    for shift, rest in needed.trimmed:
        await agreed.trim_shift(session, shift.id, rest)
    rows = [
        {
            "calendar_id": calendar_id,
            "starts_at": stretch.time.start,
            "ends_at": stretch.time.end,
            "template_id": stretch.template_id,
            "local_date": stretch.local_date,
        }
        for stretch in needed.added
    ]
    await agreed.add_shifts(session, rows)
    await claims.recompute(session, calendar_id, window)


# ── what changes share ────────────────────────────────────────


async def changed(session: AsyncSession, calendar_id: UUID, *windows: Interval) -> None:
    """Working time moved in these windows: raise the revision and make the openings true."""
    await session.flush()
    await agreed.mark_changed(session, calendar_id)
    for window in windows:
        await claims.recompute(session, calendar_id, window)


def _horizon(now: datetime, weeks: int) -> date:
    return now.date() + timedelta(weeks=weeks)


def local_date(instant: datetime, calendar: CalendarRow) -> date:
    return instant.astimezone(zone(calendar.zone)).date()


def today_of(calendar: CalendarRow, now: datetime) -> date:
    return local_date(now, calendar)

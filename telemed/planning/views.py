"""Planning's answers. Pure."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from telemed.booking.lifecycle import Status
from telemed.directory.photos import url_of
from telemed.directory.service import DoctorCard
from telemed.directory.views import specialty_name
from telemed.kit.text import pick
from telemed.kit.zones import to_local
from telemed.planning.preview import Effect
from telemed.planning.repository import PlannedVisit
from telemed.planning.schemas import AffectedVisit, Preview, WeekDoctor, WeekRow, WeekVisit
from telemed.schedules.models import Absence, Shift
from telemed.schedules.views import absence_view, shift_view, times


def preview_view(effect: Effect, tz: ZoneInfo, languages: Sequence[str]) -> Preview:
    return Preview(
        shifts_added=len(effect.added),
        shifts_removed=len(effect.removed),
        affected=[_affected(visit, tz, languages) for visit in effect.affected],
        token=effect.token,
    )


def _affected(visit: PlannedVisit, tz: ZoneInfo, languages: Sequence[str]) -> AffectedVisit:
    return AffectedVisit(
        appointment_id=visit.id,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        local_start=to_local(visit.starts_at, tz).isoformat(),
        patient_name=visit.patient_name,
        service_name=pick(visit.service_name, languages),
        status=Status(visit.status),
    )


def week_row(
    card: DoctorCard,
    shifts: Sequence[Shift],
    absences: Sequence[Absence],
    visits: Sequence[tuple[PlannedVisit, bool]],
    tz: ZoneInfo,
    languages: Sequence[str],
) -> WeekRow:
    """`visits` come with whether they are covered by working time."""
    doctor = card.doctor
    return WeekRow(
        doctor=WeekDoctor(
            id=doctor.id,
            display_name=doctor.display_name,
            title=pick(doctor.title, languages),
            specialties=[specialty_name(each, languages) for each in card.specialties],
            photo_url=url_of(doctor.id, doctor.photo_path),
        ),
        shifts=[shift_view(shift, tz) for shift in shifts],
        absences=[absence_view(absence, tz) for absence in absences],
        appointments=[_week_visit(visit, tz, languages, covered=covered) for visit, covered in visits],
    )


def _week_visit(visit: PlannedVisit, tz: ZoneInfo, languages: Sequence[str], *, covered: bool) -> WeekVisit:
    return WeekVisit(
        id=visit.id,
        status=Status(visit.status),
        patient_name=visit.patient_name,
        service_name=pick(visit.service_name, languages),
        modality=visit.modality,  # type: ignore[arg-type]  # booking wrote it from the same set
        revision=visit.revision,
        covered=covered,
        **times(visit.starts_at, visit.ends_at, tz),
    )

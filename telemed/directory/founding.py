"""A clinic's first day: the row everything hangs on, and the specialties all clinics share."""

import re
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.db.violations import constraint_of
from telemed.directory import repository
from telemed.directory.errors import BadClinic, ClinicExists
from telemed.directory.models import Clinic, Specialty
from telemed.kit.ids import new_id
from telemed.kit.text import LANGUAGES
from telemed.kit.zones import known_zones

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_COUNTRY = re.compile(r"[A-Z]{2}")

SPECIALTIES: dict[str, dict[str, str]] = {
    "general": {"ru": "Терапия", "de": "Allgemeinmedizin", "en": "General practice"},
    "paediatrics": {"ru": "Педиатрия", "de": "Kinder- und Jugendmedizin", "en": "Paediatrics"},
    "cardiology": {"ru": "Кардиология", "de": "Kardiologie", "en": "Cardiology"},
    "dermatology": {"ru": "Дерматология", "de": "Dermatologie", "en": "Dermatology"},
    "neurology": {"ru": "Неврология", "de": "Neurologie", "en": "Neurology"},
    "endocrinology": {"ru": "Эндокринология", "de": "Endokrinologie", "en": "Endocrinology"},
    "gynaecology": {"ru": "Гинекология", "de": "Frauenheilkunde", "en": "Gynaecology"},
    "psychotherapy": {"ru": "Психотерапия", "de": "Psychotherapie", "en": "Psychotherapy"},
    "ent": {"ru": "Оториноларингология", "de": "Hals-Nasen-Ohren-Heilkunde", "en": "Ear, nose and throat"},
}
"""What every installation begins with."""


async def found_clinic(
    session: AsyncSession, *, slug: str, name: str, zone: str, country: str, languages: tuple[str, ...]
) -> Clinic:
    """A clinic with nothing in it yet. Raises BadClinic (422), ClinicExists (409)."""
    _check(slug, name, zone, country, languages)
    await ensure_specialties(session)
    clinic = Clinic(slug=slug, name={languages[0]: name.strip()}, zone=zone, country=country, languages=list(languages))
    session.add(clinic)
    try:
        await session.flush()
    except IntegrityError as error:
        if constraint_of(error) == "uq_clinic_slug":
            raise ClinicExists from error
        raise
    return clinic


async def ensure_specialties(session: AsyncSession) -> dict[str, UUID]:
    """The ids of the common specialties by code; those that are missing are added."""
    known = {specialty.code: specialty.id for specialty in await repository.specialties(session)}
    for code, name in SPECIALTIES.items():
        if code not in known:
            known[code] = new_id()
            session.add(Specialty(id=known[code], code=code, name=name))
    await session.flush()
    return known


def _check(slug: str, name: str, zone: str, country: str, languages: tuple[str, ...]) -> None:
    if not _SLUG.fullmatch(slug):
        raise BadClinic("A slug is made of small Latin letters, digits and hyphens, such as north-clinic")
    if not name.strip():
        raise BadClinic("A clinic has a name")
    if zone not in known_zones():
        raise BadClinic(f"There is no time zone {zone}: use an IANA name, such as Europe/Moscow")
    if not _COUNTRY.fullmatch(country):
        raise BadClinic("A country is two capital letters, such as RU")
    if not languages or set(languages) - set(LANGUAGES):
        raise BadClinic(f"Languages are some of {', '.join(LANGUAGES)}")

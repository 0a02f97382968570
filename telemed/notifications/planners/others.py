"""News that are not about one visit: offered times, turns in the queue and at a release, invitations, referrals."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import profile
from telemed.accounts.addresses import Address
from telemed.accounts.callers import Scope
from telemed.booking.duty import facts as duty
from telemed.booking.duty.facts import TurnFacts
from telemed.booking.links import link_for
from telemed.booking.referrals.service import referral_facts
from telemed.booking.releases.service import turn_facts
from telemed.booking.waiting.by_link import OfferFacts, offer_facts
from telemed.kit.text import pick
from telemed.kit.zones import zone
from telemed.notifications import people
from telemed.notifications.kinds import CALL
from telemed.notifications.notices import About, Notice, to_patient, to_reader
from telemed.notifications.transports import channels
from telemed.notifications.wording import both_zones, deadline, minutes, when
from telemed.outbox.relay import Leased
from telemed.patients import invitations, service as patients
from telemed.settings import Settings

CALL_LASTS = timedelta(minutes=15)
"""For how long a call from the queue is worth sending."""

LEFT_LASTS = timedelta(hours=2)
REFERRAL_LASTS = timedelta(days=7)
Facts = Callable[[str, str], dict[str, Any]]
"""The facts in a language and for a reader of a time zone."""


async def _tell(
    session: AsyncSession, settings: Settings, kind: str, about: About, facts: Facts, now: datetime,
    scope: Scope = Scope.READ,
) -> list[Notice]:  # fmt: skip
    """Everybody who acts for the patient at least as far as `scope`; a patient whom nobody acts for, as written down."""
    assert about.patient_id is not None  # noqa: S101  these are all about somebody
    ways = channels(settings)
    patient = (await patients.patients_by_id(session, [about.patient_id])).get(about.patient_id)
    if patient is None:
        return []
    acting = (await people.acting_as(session, [patient.id], now)).get(patient.id, [])
    told: list[Notice] = []
    for reader in acting:
        if reader.scope.covers(scope):
            known = facts(reader.language, reader.zone)
            known |= {"name": reader.name, "patient": "" if reader.is_self else patient.given_name}
            told += to_reader(kind, reader, known, about, ways)
    if acting:
        return told
    known = {"name": patient.given_name, **facts(patient.language, patient.zone)}
    return to_patient(kind, patient, known, about, ways, now)


async def offered(session: AsyncSession, settings: Settings, event: Leased, now: datetime) -> list[Notice]:
    """To those who may take it. One that was answered or has run out meanwhile is no news."""
    offer = await offer_facts(session, event.subject_id)
    if offer is None or offer.status != "open" or offer.expires_at <= now:
        return []
    about = About(
        offer.clinic_id, offer.patient_id, offer.appointment_id, offer.sensitive,
        moment=offer.starts_at, good_until=offer.expires_at,
    )  # fmt: skip
    scope = Scope.SELF if offer.private else Scope.BOOK
    return await _tell(session, settings, event.kind, about, _offer_facts(settings, offer), now, scope)


def _offer_facts(settings: Settings, offer: OfferFacts) -> Facts:
    answer = link_for(settings, "offer", offer.id, offer.revision, offer.expires_at)
    tz = zone(offer.zone)

    def facts(language: str, own_zone: str) -> dict[str, Any]:
        texts = (language, *offer.clinic_languages)
        return {
            **both_zones(offer.starts_at, tz, zone(own_zone), language),
            "until": deadline(offer.expires_at, zone(own_zone), language),
            "old_when": when(offer.instead_of, tz, language) if offer.instead_of else "",
            "sensitive": offer.sensitive,
            "doctor": "" if offer.sensitive else offer.doctor_name,
            "service": "" if offer.sensitive else pick(offer.service_name, texts),
            "clinic": pick(offer.clinic_name, texts),
            "phone": offer.clinic_phone,
            "accept_link": answer,
            "cancel_link": answer,
            **_links(settings, "/waitlist"),
        }

    return facts


async def turn(session: AsyncSession, settings: Settings, event: Leased, now: datetime) -> list[Notice]:
    """News of the queue, to whoever stands in it; a call also to the number they asked to be called back at."""
    found = await duty.turn_facts(session, event.subject_id, now)
    if found is None:
        return []
    lasts = {"duty.called": CALL_LASTS, "duty.left": LEFT_LASTS}.get(event.kind)
    until = event.occurred_at + lasts if lasts else found.until
    about = About(found.clinic_id, found.patient_id, None, found.sensitive, good_until=until)
    told = await _tell(session, settings, event.kind, about, _turn_facts(settings, found), now, Scope.ATTEND)
    if event.kind == "duty.called" and found.callback_phone:
        told.append(await _call_back(session, settings, found, about))
    return told


def _turn_facts(settings: Settings, found: TurnFacts) -> Facts:
    page = "/now" if found.stage == "left" else f"/now/{found.id}"

    def facts(language: str, _zone: str) -> dict[str, Any]:
        texts = (language, *found.clinic_languages)
        return {
            "sensitive": found.sensitive,
            "doctor": "" if found.sensitive else found.doctor_name,
            "clinic": pick(found.clinic_name, texts),
            "phone": found.clinic_phone,
            "place": str(found.place) if found.place else "",
            "estimate": _wait_in_words(found, language),
            **_links(settings, page),
        }

    return facts


def _wait_in_words(found: TurnFacts, language: str) -> str:
    if found.median_s is None or found.p90_s is None:
        return ""
    return minutes(found.median_s, found.p90_s, language)


async def _call_back(session: AsyncSession, settings: Settings, found: TurnFacts, about: About) -> Notice:
    """By SMS where it leaves from here; otherwise somebody at the desk phones."""
    account = await profile.account_by_id(session, found.account_id)
    language = account.language if account else "en"
    channel = "sms" if "sms" in channels(settings) else CALL
    facts = _turn_facts(settings, found)(language, found.zone)
    return Notice("duty.called", channel, str(found.callback_phone), language, facts, found.account_id, about)


async def admitted(session: AsyncSession, settings: Settings, event: Leased, now: datetime) -> list[Notice]:
    """To those who may book."""
    found = await turn_facts(session, event.subject_id)
    if found is None or found.until <= now:
        return []

    def facts(language: str, own_zone: str) -> dict[str, Any]:
        return {
            "sensitive": False,
            "until": deadline(found.until, zone(own_zone), language),
            **_links(settings, f"/releases/{found.release_id}"),
        }

    about = About(found.clinic_id, found.patient_id, good_until=found.until)
    return await _tell(session, settings, event.kind, about, facts, now, Scope.BOOK)


async def referred(session: AsyncSession, settings: Settings, event: Leased, now: datetime) -> list[Notice]:
    """That there is one, and until when: what it is for is said in the app."""
    found = await referral_facts(session, event.subject_id)
    if found is None or found.until <= now:
        return []

    def facts(language: str, own_zone: str) -> dict[str, Any]:
        return {
            "sensitive": True, "until": deadline(found.until, zone(own_zone), language), **_links(settings, "/find"),
        }  # fmt: skip

    good_until = min(found.until, event.occurred_at + REFERRAL_LASTS)
    about = About(found.clinic_id, found.patient_id, sensitive=True, good_until=good_until)
    return await _tell(session, settings, event.kind, about, facts, now)


async def representative_invited(
    session: AsyncSession, settings: Settings, event: Leased, now: datetime
) -> list[Notice]:
    """To the address that was named; in the app too, where it is that of an account."""
    found = await invitations.invitation_facts(session, settings, event.subject_id, now)
    if found is None:
        return []
    facts = {
        "sensitive": False, "name": "", "patient": found.given_name, **_links(settings, "/family"), "link": found.link,
        "until": deadline(found.until, zone(found.zone), found.language) if found.until else "",
    }  # fmt: skip
    about = About(good_until=found.expires_at)
    account = await profile.account_by_address(session, Address("email", found.email))
    if account is None:
        return [Notice(event.kind, "email", found.email, found.language, facts, None, about)]
    [reader] = await people.of_accounts(session, [account], now)
    return list(to_reader(event.kind, reader, facts, about, channels(settings)))


def _links(settings: Settings, page: str) -> dict[str, str]:
    home = settings.public_url.rstrip("/")
    return {"link": home + page, "settings_link": home + "/account/messages"}

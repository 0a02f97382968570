"""Asking somebody to act for a patient: a link by mail, which works once, for whoever shows it and signs in.

Who asks must still be allowed to when the link is used: what a former representative sent out is worth nothing.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import grants
from telemed.accounts.addresses import parse_email
from telemed.accounts.callers import DESK_STAFF, Caller, Grant, Role, Scope
from telemed.accounts.errors import Denial, NotYours, ScopeTooNarrow
from telemed.audit.service import record
from telemed.kit.ids import new_id
from telemed.kit.keys import derive_key
from telemed.kit.zones import zone
from telemed.outbox.service import enqueue
from telemed.patients import repository
from telemed.patients.errors import BadEnd, InvitationRefused, RepresentsAlready, TooManyInvitations
from telemed.patients.models import Invitation, Patient, Representative
from telemed.patients.people import comes_of_age
from telemed.patients.service import require_care
from telemed.settings import Settings

LIFETIME = timedelta(days=7)
MOST_OPEN = 5
"""Invitations of a patient that nobody has used yet."""

_LONGEST_TOKEN = 120


async def invite(
    session: AsyncSession, caller: Caller, patient_id: UUID, email: str, scope: Scope, until: datetime | None,
    now: datetime,
) -> Invitation:  # fmt: skip
    """Ask the owner of an address to act for the patient, until then or, for a child, until it comes of age.

    Raises NotYours (404), ScopeTooNarrow (403), BadAddress and BadEnd (422), TooManyInvitations (429).
    """
    patient = await _patient_to_share(session, caller, patient_id)
    ends = last_moment(patient, until, now)
    if len(await repository.open_invitations(session, patient_id, now)) >= MOST_OPEN:
        raise TooManyInvitations(f"At most {MOST_OPEN} invitations wait for an answer at once", retry_after=3600)
    invitation = Invitation(
        id=new_id(), patient_id=patient_id, invited_by=caller.account_id, email=parse_email(email).value,
        scope=scope.value, until=ends, created_at=now, expires_at=now + LIFETIME,
    )  # fmt: skip
    session.add(invitation)
    await session.flush()
    await enqueue(session, "representative.invited", subject_id=invitation.id, payload={}, now=now)
    await _trace(session, caller, "representative.invite", invitation, now)
    return invitation


async def _patient_to_share(session: AsyncSession, caller: Caller, patient_id: UUID) -> Patient:
    """The patient, if the caller may let others act for them: the patient itself; for one without an account whoever
    represents them in full, or the desk of their clinic.
    """
    scope = caller.scope_for(patient_id)
    if scope is None:
        clinic_id = await require_care(session, caller, patient_id)
        if clinic_id not in caller.clinics(*DESK_STAFF):
            raise NotYours(Denial("representative.invite", patient_id=patient_id, subject_id=patient_id))
    patient = await repository.patient_by_id(session, patient_id, lock=True)
    if patient is None:
        raise NotYours(Denial("representative.invite", subject_id=patient_id))
    if scope is not Scope.SELF and (patient.account_id is not None or scope not in {None, Scope.BOOK}):
        raise ScopeTooNarrow
    return patient


def last_moment(patient: Patient, until: datetime | None, now: datetime) -> datetime | None:
    """When a representation ends at the latest. Raises BadEnd for one that would be over already."""
    of_age = comes_of_age(patient.birth_date, zone(patient.zone)).astimezone(UTC)
    if of_age > now:
        until = min(until, of_age) if until else of_age
    if until is not None and until <= now:
        raise BadEnd
    return until


async def withdraw(session: AsyncSession, caller: Caller, patient_id: UUID, invitation_id: UUID, now: datetime) -> None:
    """Take an invitation back: the patient any, everybody else their own. Raises NotYours (404)."""
    invitation = await repository.invitation_by_id(session, invitation_id)
    own = invitation is not None and caller.account_id == invitation.invited_by
    if (
        invitation is None
        or invitation.patient_id != patient_id
        or not (own or caller.scope_for(patient_id) is Scope.SELF)
    ):
        raise NotYours(Denial("representative.withdraw", patient_id=patient_id, subject_id=invitation_id))
    invitation.revoked_at = invitation.revoked_at or now
    await _trace(session, caller, "representative.withdraw", invitation, now)


class Asked(NamedTuple):
    """An invitation with the people it is about."""

    invitation: Invitation
    patient: Patient
    inviter_name: str | None


async def look(session: AsyncSession, settings: Settings, token: str, now: datetime) -> Asked:
    """What somebody is asked. Raises InvitationRefused (400)."""
    invitation = await repository.invitation_by_id(session, _id_in(settings, token))
    if invitation is None or not await _stands(session, invitation, now):
        raise InvitationRefused
    patient = await repository.patient_by_id(session, invitation.patient_id)
    if patient is None:
        raise InvitationRefused
    names = await repository.names_of_accounts(session, {invitation.invited_by})
    return Asked(invitation, patient, names.get(invitation.invited_by))


async def accept(session: AsyncSession, settings: Settings, caller: Caller, token: str, now: datetime) -> Patient:
    """Act for the patient from now on. Raises InvitationRefused (400), RepresentsAlready (409)."""
    asked = await look(session, settings, token, now)
    patient = await repository.patient_by_id(session, asked.patient.id, lock=True)
    invitation = await repository.invitation_by_id(session, asked.invitation.id, lock=True)
    if patient is None or invitation is None or not await _stands(session, invitation, now):
        raise InvitationRefused
    scope, held = Scope(invitation.scope), caller.scope_for(patient.id)
    if held is not None and held.covers(scope):
        raise RepresentsAlready
    invitation.accepted_at, invitation.accepted_by = now, caller.account_id
    for before in await repository.representatives_of(session, patient.id, now):
        if before.account_id == caller.account_id:
            before.revoked_at = now
    session.add(
        Representative(
            patient_id=patient.id,
            account_id=caller.account_id,
            scope=scope.value,
            created_at=now,
            until=invitation.until,
            invited_by=invitation.invited_by,
        )
    )
    grant = Grant(Role.PATIENT, None, patient.id, scope)
    await grants.give(session, caller.account_id, grant, now=now, actor_id=caller.account_id, until=invitation.until)
    await _trace(session, caller, "representative.accept", invitation, now)
    return patient


async def _stands(session: AsyncSession, invitation: Invitation, now: datetime) -> bool:
    """Whether it can be used: not used, taken back or old, and sent by somebody who may still share the patient."""
    if invitation.accepted_at or invitation.revoked_at or invitation.expires_at <= now:
        return False
    if invitation.until is not None and invitation.until <= now:
        return False
    held = await grants.held_by(session, invitation.invited_by, now)
    scope = next((g.scope for g in held if g.role is Role.PATIENT and g.subject_id == invitation.patient_id), None)
    return (scope is not None and scope.covers(Scope.BOOK)) or any(g.role in DESK_STAFF for g in held)


async def waiting(session: AsyncSession, patient_id: UUID, now: datetime) -> Sequence[Invitation]:
    return await repository.open_invitations(session, patient_id, now)


# ── the link, and what the mail may say ────────────────────────────────────────


class InvitationFacts(NamedTuple):
    """What a message about an invitation may need; `link` leads to the page that asks."""

    email: str
    language: str
    given_name: str
    inviter_name: str
    scope: str
    until: datetime | None
    expires_at: datetime
    zone: str
    link: str


async def invitation_facts(
    session: AsyncSession, settings: Settings, invitation_id: UUID, now: datetime
) -> InvitationFacts | None:
    """For rooms above; None when it was used, taken back or is too old."""
    found = await repository.invitation_by_id(session, invitation_id)
    if found is None or not await _stands(session, found, now):
        return None
    patient = await repository.patient_by_id(session, found.patient_id)
    if patient is None:
        return None
    names = await repository.names_of_accounts(session, {found.invited_by})
    link = f"{settings.public_url.rstrip('/')}/family/join?token={_token(settings, found.id)}"
    return InvitationFacts(
        found.email, patient.language, patient.given_name, names.get(found.invited_by, ""), found.scope, found.until,
        found.expires_at, patient.zone, link,
    )  # fmt: skip


def _token(settings: Settings, invitation_id: UUID) -> str:
    key = derive_key(settings.secret_key, "representative invitation")
    raw = hmac.new(key, invitation_id.bytes, hashlib.sha256).digest()
    return f"{invitation_id.hex}.{base64.urlsafe_b64encode(raw).decode().rstrip('=')}"


def _id_in(settings: Settings, token: str) -> UUID:
    """Raises InvitationRefused for what we did not write."""
    stated = token.partition(".")[0]
    if len(token) > _LONGEST_TOKEN or not token.isascii():
        raise InvitationRefused
    try:
        identity = UUID(hex=stated)
    except ValueError:
        raise InvitationRefused from None
    if not hmac.compare_digest(token, _token(settings, identity)):
        raise InvitationRefused
    return identity


async def _trace(session: AsyncSession, caller: Caller, action: str, invitation: Invitation, now: datetime) -> None:
    await record(
        session, action=action, outcome="allowed", actor_id=caller.account_id, patient_id=invitation.patient_id,
        subject_id=invitation.id, details={"scope": invitation.scope}, now=now,
    )  # fmt: skip

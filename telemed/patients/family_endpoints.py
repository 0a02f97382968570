"""Who acts for whom: translation only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Response

from telemed.accounts.errors import BadAddress, NotYours, ScopeTooNarrow, TokenRefused
from telemed.accounts.policies import Scope, SignedIn
from telemed.db.deps import Configured, Now, Reading, Writing
from telemed.patients import errors, invitations, representation
from telemed.patients.models import Invitation
from telemed.patients.schemas import (
    InvitationAsked,
    InvitationShown,
    InvitationWish,
    RepresentationChange,
    RepresentativeList,
    RepresentativeShown,
    Token,
)
from telemed.web.idempotency import Idempotent
from telemed.web.problems import responses

router = APIRouter(tags=["patients"])
IfMatch = Annotated[str | None, Header()]
_SHARES = responses(TokenRefused, NotYours, ScopeTooNarrow)


@router.get("/patients/{patient_id}/representatives", responses=_SHARES)
async def list_representatives(caller: SignedIn, patient_id: UUID, session: Reading, now: Now) -> RepresentativeList:
    """Who acts for a patient of mine, and who was asked to."""
    standing = await representation.representatives(session, caller, patient_id, now)
    asked = await invitations.waiting(session, patient_id, now) if standing.may_invite else ()
    return RepresentativeList(
        items=[RepresentativeShown.model_validate(each, from_attributes=True) for each in standing.everybody],
        invitations=[_shown(each) for each in asked],
        may_invite=standing.may_invite,
    )


@router.patch(
    "/patients/{patient_id}/representatives/{representative_id}",
    status_code=204,
    response_class=Response,
    responses=_SHARES | responses(errors.BadEnd),
)
async def change_representation(
    caller: SignedIn,
    patient_id: UUID,
    representative_id: UUID,
    change: RepresentationChange,
    session: Writing,
    now: Now,
) -> Response:
    """Change how far a representative acts, and until when."""
    await representation.change(
        session, caller, patient_id, representative_id, Scope(change.scope) if change.scope else None, change.until, now
    )
    return Response(status_code=204)


@router.delete(
    "/patients/{patient_id}/representatives/{representative_id}",
    status_code=204,
    response_class=Response,
    responses=_SHARES,
)
async def end_representation(
    caller: SignedIn, patient_id: UUID, representative_id: UUID, session: Writing, now: Now
) -> Response:
    """End a representation at once."""
    await representation.revoke(session, caller, patient_id, representative_id, now)
    return Response(status_code=204)


@router.post(
    "/patients/{patient_id}/invitations",
    status_code=201,
    response_model=InvitationShown,
    responses=_SHARES | responses(errors.NoCareRelation, errors.BadEnd, BadAddress, errors.TooManyInvitations),
)
async def invite_representative(
    caller: SignedIn, patient_id: UUID, wish: InvitationWish, session: Writing, once: Idempotent, now: Now
) -> Response:
    """Ask somebody by mail to act for a patient. The link in it works once."""

    async def work() -> Response:
        made = await invitations.invite(session, caller, patient_id, wish.email, Scope(wish.scope), wish.until, now)
        return Response(_shown(made).model_dump_json(), 201, media_type="application/json")

    return await once.answer(session, caller.account_id, now, work)


@router.delete(
    "/patients/{patient_id}/invitations/{invitation_id}",
    status_code=204,
    response_class=Response,
    responses=responses(TokenRefused, NotYours),
)
async def withdraw_invitation(
    caller: SignedIn, patient_id: UUID, invitation_id: UUID, session: Writing, now: Now
) -> Response:
    """Take an invitation back."""
    await invitations.withdraw(session, caller, patient_id, invitation_id, now)
    return Response(status_code=204)


@router.post("/representations/look", responses=responses(TokenRefused, errors.InvitationRefused))
async def look_at_invitation(
    _: SignedIn, shown: Token, session: Reading, settings: Configured, now: Now
) -> InvitationAsked:
    """What the link of an invitation asks; looking answers nothing."""
    asked = await invitations.look(session, settings, shown.token, now)
    return InvitationAsked(
        given_name=asked.patient.given_name,
        inviter_name=asked.inviter_name,
        scope=asked.invitation.scope,  # type: ignore[arg-type]  # checked by the table
        until=asked.invitation.until,
    )


@router.post(
    "/representations",
    status_code=204,
    response_class=Response,
    responses=responses(TokenRefused, errors.InvitationRefused, errors.RepresentsAlready),
)
async def accept_invitation(
    caller: SignedIn, shown: Token, session: Writing, settings: Configured, now: Now
) -> Response:
    """Act for the patient from now on."""
    await invitations.accept(session, settings, caller, shown.token, now)
    return Response(status_code=204)


def _shown(invitation: Invitation) -> InvitationShown:
    return InvitationShown.model_validate(invitation.model_dump())

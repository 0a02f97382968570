"""A clinic's messages, its dead letters and its calls: translation only."""

from datetime import datetime
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from fastapi import APIRouter, Query

from telemed.accounts.callers import DESK_STAFF
from telemed.accounts.errors import NotYours, RoleMissing, TokenRefused
from telemed.accounts.policies import AsRegistrar, require_clinic
from telemed.db.deps import Now, Reading, Writing
from telemed.kit.errors import Invalid
from telemed.notifications import history
from telemed.notifications.desk_schemas import CallList, CallResult, CallShown, MessagePage, MessageShown, TryShown
from telemed.notifications.errors import NotDead, TooLateToSend
from telemed.notifications.history import Entry
from telemed.notifications.kinds import KINDS
from telemed.notifications.repository_read import Wanted
from telemed.web.problems import responses

router = APIRouter(tags=["messages"], responses=responses(TokenRefused, RoleMissing, NotYours))
Status = Literal["queued", "sent", "dead", "dropped"]


@router.get("/clinics/{clinic_id}/messages", responses=responses(Invalid))
async def list_clinic_messages(
    caller: AsRegistrar,
    clinic_id: UUID,
    session: Reading,
    now: Now,
    status: Status | None = None,
    channel: Annotated[str | None, Query(pattern="^[a-z]{2,8}$")] = None,
    patient_id: UUID | None = None,
    appointment_id: UUID | None = None,
    cursor: Annotated[str | None, Query(max_length=512)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> MessagePage:
    """What was sent about the clinic's visits, the latest first; `status=dead` are those that were given up."""
    require_clinic(caller, clinic_id, *DESK_STAFF)
    wanted = Wanted(clinic_id, status, channel, patient_id, appointment_id, cursor, limit)
    entries, next_cursor = await history.page(session, wanted)
    return MessagePage(items=[_shown(entry, now) for entry in entries], next_cursor=next_cursor)


@router.post("/messages/{message_id}/retry", responses=responses(NotDead, TooLateToSend))
async def retry_message(caller: AsRegistrar, message_id: UUID, session: Writing, now: Now) -> MessageShown:
    """Send a message again that was given up, under the same id."""
    return _shown(await history.retry(session, caller, message_id, now), now)


@router.get("/clinics/{clinic_id}/calls")
async def list_calls(caller: AsRegistrar, clinic_id: UUID, session: Reading, now: Now) -> CallList:
    """Whom to phone, because they want to be phoned or cannot be written to."""
    require_clinic(caller, clinic_id, *DESK_STAFF)
    return CallList(items=[_call(entry) for entry in await history.calls(session, clinic_id, now)])


@router.post("/calls/{message_id}/done", status_code=204, responses=responses(NotDead))
async def finish_call(
    caller: AsRegistrar, message_id: UUID, session: Writing, now: Now, body: CallResult | None = None
) -> None:
    """Say that somebody was phoned, and whether they answered."""
    await history.called(session, caller, message_id, reached=body is None or body.reached, now=now)


def _shown(entry: Entry, now: datetime) -> MessageShown:
    message = entry.message
    in_time = message.good_until is None or message.good_until > now
    return MessageShown(
        id=message.id, kind=message.kind, topic=_topic(message.kind), channel=message.channel,
        to=history.masked(message.to_address) if message.channel not in {"inbox", "push"} else "",
        status=cast("Status", message.status), reason=message.reason, subject=entry.subject,
        for_doctor=message.kind.startswith("doctor."), patient_id=message.patient_id, patient_name=_name(entry),
        appointment_id=message.appointment_id, created_at=message.created_at, sent_at=message.sent_at,
        next_attempt_at=message.next_attempt_at if message.status == "queued" else None,
        last_error=message.last_error, may_retry=message.status == "dead" and in_time,
        tries=[
            TryShown(at=each.at, outcome=cast("Any", each.outcome), detail=each.detail) for each in entry.tries
        ],
    )  # fmt: skip


def _call(entry: Entry) -> CallShown:
    message = entry.message
    return CallShown(
        id=message.id, kind=message.kind, topic=_topic(message.kind), patient_id=message.patient_id,
        patient_name=_name(entry), language=entry.patient.language if entry.patient else "",
        phone=message.to_address, text=message.body_text, appointment_id=message.appointment_id,
        about_at=message.moment, created_at=message.created_at, tried=message.attempts,
    )  # fmt: skip


def _name(entry: Entry) -> str:
    return f"{entry.patient.given_name} {entry.patient.family_name}" if entry.patient else ""


def _topic(kind: str) -> str:
    return KINDS[kind].topic if kind in KINDS else "account"

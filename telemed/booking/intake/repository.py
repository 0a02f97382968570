"""Queries of forms and answers."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.intake.models import IntakeAnswers, IntakeForm
from telemed.db.statements import Prepared, Sent
from telemed.kit.ids import new_id


class StoredForm(NamedTuple):
    """A version of a service's form; without questions in `content` nothing is asked."""

    id: UUID
    service_id: UUID
    version: int
    content: dict[str, Any]
    created_at: datetime

    @property
    def asks(self) -> bool:
        return bool(self.content.get("questions"))


class StoredAnswers(NamedTuple):
    form_id: UUID
    answers: dict[str, Any]
    answered_at: datetime


_FORM = [getattr(IntakeForm, name) for name in StoredForm._fields]
_LATEST = Prepared(
    select(*_FORM)
    .where(col(IntakeForm.service_id) == bindparam("service_id", type_=Uuid))
    .order_by(col(IntakeForm.version).desc())
    .limit(1)
)
_COLUMNS = ("id", "appointment_id", "form_id", "answers", "urgency", "answered_at")
_PUT_ANSWERS = Prepared(insert(IntakeAnswers).values({name: bindparam(name) for name in _COLUMNS}))


async def send_latest(session: AsyncSession, service_id: UUID) -> Sent:
    """Ask for the latest form of a service; read the answer with `form_of`."""
    return await _LATEST.send(session, service_id=service_id)


async def form_of(sent: Sent) -> StoredForm | None:
    row = await sent.first()
    return None if row is None else StoredForm(*row)


async def latest(session: AsyncSession, service_id: UUID) -> StoredForm | None:
    return await form_of(await send_latest(session, service_id))


async def form_by_id(session: AsyncSession, form_id: UUID) -> StoredForm | None:
    row = (await session.execute(select(*_FORM).where(col(IntakeForm.id) == form_id))).first()
    return None if row is None else StoredForm(*row)


async def superseded_at(session: AsyncSession, form: StoredForm) -> datetime | None:
    """When the next version came; None for the latest."""
    return (
        await session.execute(
            select(col(IntakeForm.created_at)).where(
                col(IntakeForm.service_id) == form.service_id, col(IntakeForm.version) == form.version + 1
            )
        )
    ).scalar_one_or_none()


async def add_form(
    session: AsyncSession, service_id: UUID, version: int, content: dict[str, Any], by: UUID | None, now: datetime
) -> StoredForm | None:
    """None when somebody else stored this version first."""
    form = IntakeForm(service_id=service_id, version=version, content=content, created_by=by, created_at=now)
    try:
        async with session.begin_nested():
            session.add(form)
    except IntegrityError:
        return None
    return StoredForm(form.id, service_id, version, content, now)


async def put_answers(
    session: AsyncSession, appointment_id: UUID, form_id: UUID, answers: dict[str, Any], urgency: int, now: datetime
) -> None:
    """Fit for a `batch`."""
    await _PUT_ANSWERS.run(
        session, id=new_id(), appointment_id=appointment_id, form_id=form_id, answers=answers, urgency=urgency,
        answered_at=now,
    )  # fmt: skip


async def replace_answers(
    session: AsyncSession, appointment_id: UUID, form_id: UUID, answers: dict[str, Any], urgency: int, now: datetime
) -> bool:
    """Whether there were answers to replace."""
    changed = await session.execute(
        update(IntakeAnswers)
        .where(col(IntakeAnswers.appointment_id) == appointment_id)
        .values(form_id=form_id, answers=answers, urgency=urgency, answered_at=now)
        .returning(col(IntakeAnswers.id))
    )
    return changed.first() is not None


async def answers_of(session: AsyncSession, appointment_id: UUID) -> StoredAnswers | None:
    columns = (col(IntakeAnswers.form_id), col(IntakeAnswers.answers), col(IntakeAnswers.answered_at))
    row = (await session.execute(select(*columns).where(col(IntakeAnswers.appointment_id) == appointment_id))).first()
    return None if row is None else StoredAnswers(*row)

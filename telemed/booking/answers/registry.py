"""Who looks up and answers the questions of each purpose. Rooms above add theirs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.answers.schemas import Choice, OutcomeView, QuestionView
from telemed.booking.errors import LinkRefused
from telemed.booking.links import Link, Purpose


class Question(Protocol):
    """Both raise LinkRefused (400) when the link's revision is not the present one: it was answered, or has changed."""

    async def look(
        self, session: AsyncSession, link: Link, languages: Sequence[str], now: datetime
    ) -> QuestionView: ...

    async def answer(self, session: AsyncSession, link: Link, choice: Choice, now: datetime) -> OutcomeView:
        """Raises LinkRefused for a choice that this question does not have, and whatever refuses the act itself."""
        ...


_QUESTIONS: dict[Purpose, Question] = {}


def register(purpose: Purpose, question: Question) -> None:
    _QUESTIONS[purpose] = question


def question_of(link: Link) -> Question:
    """Raises LinkRefused for a purpose that this deployment does not answer."""
    question = _QUESTIONS.get(link.purpose)
    if question is None:
        raise LinkRefused
    return question

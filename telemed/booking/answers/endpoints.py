"""Answering by a link from a message, without signing in: translation only. The link's signature is what decides."""

from fastapi import APIRouter

from telemed.accounts.policies import Public
from telemed.booking import links
from telemed.booking.answers.registry import question_of
from telemed.booking.answers.schemas import LinkAnswer, LinkShown, OutcomeView, QuestionView
from telemed.booking.errors import LinkRefused, NotBookable, OfferOver, PatientBusy, StepRefused
from telemed.db.deps import Configured, Now, Reading, Writing
from telemed.web.languages import Languages
from telemed.web.problems import responses

router = APIRouter(tags=["answers"])


@router.post("/answers/look", responses=responses(LinkRefused))
async def look_at_question(
    _: Public, shown: LinkShown, session: Reading, settings: Configured, languages: Languages, now: Now
) -> QuestionView:
    """What a link asks. Looking changes nothing: programs that follow links in mails answer nothing by it."""
    link = links.read(settings, shown.token, now)
    return await question_of(link).look(session, link, languages, now)


@router.post("/answers", responses=responses(LinkRefused, OfferOver, NotBookable, PatientBusy, StepRefused))
async def answer_question(
    _: Public, given: LinkAnswer, session: Writing, settings: Configured, now: Now
) -> OutcomeView:
    """Answer what a link asks. It works once."""
    link = links.read(settings, given.token, now)
    return await question_of(link).answer(session, link, given.choice, now)

"""What an account chose to hear, by which ways, and when it wants to be left alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import profile
from telemed.accounts.callers import Caller, Role
from telemed.accounts.models import Account
from telemed.audit.service import record
from telemed.kit.etag import require_revision
from telemed.notifications.errors import NoSuchChoice
from telemed.notifications.kinds import CHOSEN, Topic, wants
from telemed.notifications.models import MessageSettings

Choices = Mapping[str, Mapping[str, bool]]


@dataclass(frozen=True, slots=True)
class Preferences:
    """What holds for an account: each topic that concerns it by each way there is to it. The inbox is always one."""

    topics: dict[Topic, dict[str, bool]]
    channels: tuple[str, ...]
    chosen: MessageSettings
    account: Account


@dataclass(frozen=True, slots=True)
class Wish:
    choices: Choices
    quiet: bool
    quiet_from: time
    quiet_until: time


async def read(session: AsyncSession, caller: Caller, ways: frozenset[str]) -> Preferences:
    """`ways`: the channels that leave this deployment."""
    account = await profile.account_of(session, caller)
    chosen = await session.get(MessageSettings, account.id) or MessageSettings(id=account.id, revision=0)
    channels = tuple(sorted(channel for channel in ways if _reaches(account, channel)))
    has_mail = account.email is not None
    return Preferences(
        {
            topic: {channel: wants(chosen.choices, topic, channel, has_mail=has_mail) for channel in channels}
            for topic in _topics_of(caller)
        },
        channels,
        chosen,
        account,
    )


async def change(
    session: AsyncSession, caller: Caller, ways: frozenset[str], wish: Wish, if_match: str | None, now: datetime
) -> Preferences:
    """Keep what was chosen. Raises NoSuchChoice (422), StaleRevision (412)."""
    before = await read(session, caller, ways)
    require_revision(if_match, before.chosen.revision)
    for topic, by_channel in wish.choices.items():
        if topic not in before.topics or not by_channel.keys() <= set(before.channels):
            raise NoSuchChoice
    kept = await session.get(MessageSettings, caller.account_id, with_for_update=True)
    if kept is None:
        kept = MessageSettings(id=caller.account_id, revision=0)
        session.add(kept)
    # What cannot be chosen now, as an SMS without a number, stays as it was chosen once.
    kept.choices = {
        **kept.choices,
        **{topic: {**kept.choices.get(topic, {}), **chosen} for topic, chosen in wish.choices.items()},
    }
    kept.quiet = wish.quiet
    kept.quiet_from, kept.quiet_until = f"{wish.quiet_from:%H:%M}", f"{wish.quiet_until:%H:%M}"
    kept.revision += 1
    await session.flush()
    await record(
        session, action="account.messages", outcome="allowed", actor_id=caller.account_id,
        subject_id=caller.account_id, details={"revision": kept.revision}, now=now,
    )  # fmt: skip
    return await read(session, caller, ways)


def _topics_of(caller: Caller) -> tuple[Topic, ...]:
    """Doctors hear of their work; whoever acts for a patient, of that patient's visits."""
    works = caller.has(Role.DOCTOR)
    cares = caller.has(Role.PATIENT) or not works
    return tuple(topic for topic in CHOSEN if (works if topic is Topic.WORK else cares))


def _reaches(account: Account, channel: str) -> bool:
    if channel == "push":
        return True
    return (account.email if channel == "email" else account.phone) is not None

"""What messages are about, and how much each kind may ask of a person. Pure.

People choose by topic and channel, since nobody tells fifteen kinds apart. A kind says when it may wake somebody (how near
its moment has to be) and whether it is dropped once a person has had enough messages for a day. The inbox of the app is
never silenced: it rings nowhere, and it is where everything can be found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

INBOX, CALL = "inbox", "call"
NEVER, ALWAYS = timedelta(0), timedelta.max


class Topic(StrEnum):
    ACCOUNT = "account"
    VISITS = "visits"
    REMINDERS = "reminders"
    WAITING = "waiting"
    CHANGES = "changes"
    OFFERS = "offers"
    QUEUE = "queue"
    FAMILY = "family"
    WORK = "work"


CHOSEN = tuple(topic for topic in Topic if topic is not Topic.ACCOUNT)
"""What people choose about. Codes and warnings about the account itself always go out."""

_QUIET_BY_DEFAULT: Mapping[Topic, frozenset[str]] = {Topic.WORK: frozenset({"email"})}
_SMS_BY_DEFAULT = frozenset({Topic.QUEUE})


@dataclass(frozen=True, slots=True)
class Kind:
    """`wakes_within`: sent in quiet hours too when its moment is that near. `capped`: left out when there were too many.

    `in_inbox`: kept in the app; `leaves`: sent by other ways too. `while_`: statuses of the visit in which it is still
    true.
    """

    topic: Topic
    wakes_within: timedelta = NEVER
    capped: bool = False
    in_inbox: bool = True
    leaves: bool = True
    while_: frozenset[str] = frozenset()


_AHEAD = frozenset({"booked"})
_ON = frozenset({"booked", "arrived", "in_progress"})
_SOON, _DAY, _HOUR = timedelta(hours=12), timedelta(days=1), timedelta(hours=2)
_CODE = Kind(Topic.ACCOUNT, ALWAYS, in_inbox=False)
_CALL = Kind(Topic.QUEUE, ALWAYS)

KINDS: Mapping[str, Kind] = {
    "account.confirmation": _CODE,
    "account.already_registered": _CODE,
    "account.reset": _CODE,
    "account.invited": _CODE,
    "account.invited_known": Kind(Topic.ACCOUNT, ALWAYS),
    "account.password_changed": Kind(Topic.ACCOUNT, ALWAYS),
    "appointment.booked": Kind(Topic.VISITS, _SOON, capped=True, while_=_ON),
    "appointment.rescheduled": Kind(Topic.VISITS, _SOON, while_=_ON),
    "appointment.cancelled": Kind(Topic.VISITS, _SOON),
    "appointment.no_show": Kind(Topic.VISITS, leaves=False),
    "appointment.reminder": Kind(Topic.REMINDERS, _HOUR, capped=True, while_=_AHEAD),
    "consultation.doctor_waiting": Kind(Topic.WAITING, ALWAYS, while_=_AHEAD),
    "waitlist.offered": Kind(Topic.OFFERS, capped=True),
    "replan.moved": Kind(Topic.CHANGES, _DAY, while_=_ON),
    "replan.leftover": Kind(Topic.CHANGES, _DAY),
    "duty.called": _CALL,
    "duty.warned": _CALL,
    "duty.left": _CALL,
    "release.admitted": _CALL,
    "representative.invited": Kind(Topic.FAMILY, capped=True),
    "referral.given": Kind(Topic.VISITS, capped=True),
    "doctor.booked": Kind(Topic.WORK, _SOON, capped=True, while_=_ON),
    "doctor.rescheduled": Kind(Topic.WORK, _SOON, while_=_ON),
    "doctor.cancelled": Kind(Topic.WORK, _SOON),
    "doctor.patient_waiting": Kind(Topic.WORK, ALWAYS, while_=frozenset({"arrived"})),
}


def wants(choices: Mapping[str, Any], topic: Topic, channel: str, *, has_mail: bool) -> bool:
    """Whether a person wants a topic by a channel: as chosen, else by default.

    The default is mail and push; SMS for whoever has no mail, and for the queue, where minutes count. Doctors find news of
    their visits in the app, and are not mailed each.
    """
    if channel == INBOX or topic is Topic.ACCOUNT:
        return True
    chosen = choices.get(topic, {}).get(channel)
    if chosen is not None:
        return bool(chosen)
    if channel in {"email", "push"}:
        return channel not in _QUIET_BY_DEFAULT.get(topic, frozenset())
    return channel == "sms" and (not has_mail or topic in _SMS_BY_DEFAULT)

"""The order of the line, and who still waits: pure decisions."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

from hypothesis import given, settings, strategies as st

from telemed.booking.duty.order import (
    LEAVE_AFTER,
    LONGEST_WAIT,
    WARN_AFTER,
    Presence,
    Stage,
    Turn,
    ahead_of,
    leaves_at,
    line,
    presence,
    rivals_of,
    stage_after,
)

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)
GENERAL, SKIN = UUID(int=1), UUID(int=2)

turns = st.lists(
    st.builds(
        lambda n, urgency, joined, unseen, callback: Turn(
            UUID(int=n), GENERAL, urgency, T0 - timedelta(minutes=joined + unseen), T0 - timedelta(minutes=unseen),
            callback,
        ),
        st.integers(0, 10_000), st.integers(1, 4), st.integers(0, 300), st.integers(0, 20), st.booleans(),
    ),
    max_size=20,
    unique_by=lambda turn: turn.id,
)  # fmt: skip


@given(turns, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_the_line_is_by_urgency_then_arrival_whatever_happened_before(turns: list[Turn], chance: Random) -> None:
    """Whoever waits stands in it once, however the rows came; somebody more urgent is never behind, nor who came first."""
    found = line(turns, T0)
    shuffled = list(turns)
    chance.shuffle(shuffled)
    assert line(shuffled, T0) == found
    assert {turn.id for turn in found} == {turn.id for turn in turns if presence(turn, T0) is not Presence.GONE}
    for before, after in pairwise(found):
        assert (before.urgency, before.joined_at) <= (after.urgency, after.joined_at)
    for place, turn in enumerate(found):
        assert len(ahead_of(turn, found, {GENERAL})) == place


@given(turns, st.data())
@settings(max_examples=40, deadline=None)
def test_who_is_given_back_has_the_old_place(turns: list[Turn], data: st.DataObject) -> None:
    """Taking anybody out and putting them back later changes nothing for anybody."""
    found = line(turns, T0)
    if not found:
        return
    taken = data.draw(st.sampled_from(found))
    rest = line([turn for turn in turns if turn.id != taken.id], T0)
    assert [turn for turn in found if turn.id != taken.id] == rest
    assert line([*rest, taken], T0) == found


def test_warned_after_three_minutes_gone_after_ten() -> None:
    """Each from that very instant on; never for whoever is to be called back, who is gone after twelve hours."""
    turn = Turn(GENERAL, GENERAL, 3, T0, T0)
    moment = timedelta(microseconds=1)
    assert presence(turn, T0 + WARN_AFTER - moment) is Presence.HERE
    assert presence(turn, T0 + WARN_AFTER) is Presence.AWAY
    assert presence(turn, T0 + LEAVE_AFTER - moment) is Presence.AWAY
    assert presence(turn, T0 + LEAVE_AFTER) is Presence.GONE
    assert leaves_at(turn) == T0 + LEAVE_AFTER
    rung = Turn(GENERAL, GENERAL, 3, T0, T0, callback=True)
    assert presence(rung, T0 + LONGEST_WAIT - moment) is Presence.HERE
    assert presence(rung, T0 + LONGEST_WAIT) is Presence.GONE


def test_only_those_who_want_the_same_doctors_are_ahead() -> None:
    """Skin is treated by other doctors: nobody there is ahead of a general case, unless one doctor treats both."""
    general, skin = Turn(UUID(int=9), GENERAL, 3, T0, T0), Turn(UUID(int=8), SKIN, 1, T0, T0)
    found = line([general, skin], T0)
    assert ahead_of(general, found, rivals_of(GENERAL, [{GENERAL}, {SKIN}])) == []
    assert ahead_of(general, found, rivals_of(GENERAL, [{GENERAL, SKIN}])) == [skin]


def test_a_visit_that_was_called_off_is_waiting_again() -> None:
    """Only a visit that took place, or a patient who did not come, ends a turn."""
    stages = {status: stage_after(status) for status in ("booked", "arrived", "in_progress")}
    assert set(stages.values()) == {Stage.CALLED}
    assert [stage_after(status) for status in ("completed", "no_show", "cancelled", "expired")] == [
        Stage.DONE, Stage.LEFT, Stage.WAITING, Stage.WAITING,
    ]  # fmt: skip

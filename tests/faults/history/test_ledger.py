"""The judge is judged: doctored endings are found out, and honest ones are not."""

from __future__ import annotations

from tests.faults.history.ledger import Ledger, State, Stretch, overlaps

NINE = State("booked", "d1", "2026-11-24T08:00:00+00:00")
TEN = NINE._replace(start="2026-11-24T09:00:00+00:00")
GONE = NINE._replace(status="cancelled")
HELD = NINE._replace(status="held")


def a_visit(state: State = NINE) -> Ledger:
    ledger = Ledger()
    ledger.made("v1", "p1", state)
    return ledger


def test_an_honest_ending_is_right() -> None:
    ledger = a_visit()
    ledger.stepped("v1", TEN)
    assert list(ledger.verdict([("v1", "p1", TEN)])) == []


def test_a_lost_acknowledged_visit_is_found_out() -> None:
    assert list(a_visit().verdict([])) == ["v1 was acknowledged and is not there"]


def test_an_acknowledged_move_that_did_not_stay_is_found_out() -> None:
    ledger = a_visit()
    ledger.stepped("v1", TEN)
    assert list(ledger.verdict([("v1", "p1", NINE)]))


def test_what_was_not_answered_may_be_either() -> None:
    for ending in (NINE, TEN):
        ledger = a_visit()
        ledger.may_have_stepped("v1", TEN)
        assert list(ledger.verdict([("v1", "p1", ending)])) == []
    ledger = a_visit()
    ledger.may_have_stepped("v1", TEN)
    assert list(ledger.verdict([("v1", "p1", GONE)]))


def test_a_refused_booking_that_is_there_is_found_out() -> None:
    assert list(Ledger().verdict([("v1", "p1", NINE)]))


def test_an_unanswered_booking_explains_one_visit_of_its_patient() -> None:
    for ending, wrong in (
        ([], 0),
        ([("v1", "p1", NINE)], 0),
        ([("v1", "p2", NINE)], 1),
        ([("v1", "p1", NINE), ("v2", "p1", NINE)], 1),
    ):
        ledger = Ledger()
        ledger.may_be_made("p1", NINE)
        assert len(list(ledger.verdict(ending))) == wrong


def test_a_hold_may_expire_and_nothing_else_by_itself() -> None:
    expired = HELD._replace(status="expired")
    assert list(a_visit(HELD).verdict([("v1", "p1", expired)])) == []
    assert list(a_visit(HELD).verdict([("v1", "p1", NINE)]))
    assert list(a_visit(NINE).verdict([("v1", "p1", expired)]))


def test_a_reader_sees_what_is_possible() -> None:
    ledger = a_visit()
    ledger.may_have_stepped("v1", TEN)
    ledger.seen("v1", TEN)
    assert not ledger.wrong
    ledger.seen("v1", NINE)
    assert ledger.wrong


def test_neighbours_do_not_overlap() -> None:
    nine_to_ten, ten_to_eleven = Stretch("09", "10", "a"), Stretch("10", "11", "b")
    assert list(overlaps([ten_to_eleven, nine_to_ten])) == []
    assert list(overlaps([ten_to_eleven, nine_to_ten, Stretch("093", "094", "c")]))


def test_one_that_goes_on_for_long_overlaps_all_it_covers() -> None:
    day, first, second = Stretch("08", "18", "day"), Stretch("09", "10", "a"), Stretch("11", "12", "b")
    assert [pair[1].what for pair in overlaps([day, first, second])] == ["a", "b"]

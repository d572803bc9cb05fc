"""Deadlines and states of measures (terms, articles 16, 26 and 30)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.registration.measures import (
    CONSENT,
    DEMAND,
    SUSPENSION,
    TERMINATION,
    ConsentState,
    Deadline,
    DemandState,
    Ground,
    SuspensionEvent,
    SuspensionState,
    TerminationState,
    remaining,
)
from issuance.domain.registration.standing import Capacity
from issuance.errors import RefusedError


@pytest.mark.parametrize(
    ("sent", "last", "decide"),
    [
        ("2026-11-02", "2026-11-16", "2026-11-17"),
        ("2026-12-20", "2027-01-03", "2027-01-04"),  # over the turn of the year
        ("2028-02-15", "2028-02-29", "2028-03-01"),  # a leap day is the last one
        ("2027-02-15", "2027-03-01", "2027-03-02"),
    ],
)
def test_t26_2_a_demand_leaves_fourteen_full_days_after_the_day_of_sending(sent: str, last: str, decide: str) -> None:
    deadline = Deadline(dt.date.fromisoformat(sent))
    assert deadline.last_day == dt.date.fromisoformat(last)
    assert deadline.decide_from == dt.date.fromisoformat(decide)
    assert not deadline.is_over(deadline.last_day)
    assert deadline.is_over(deadline.decide_from)


@given(st.dates(dt.date(2020, 1, 1), dt.date(2090, 1, 1)), st.integers(0, 40))
def test_days_left_and_the_end_of_the_time_agree(sent: dt.date, passed: int) -> None:
    deadline, day = Deadline(sent), sent + dt.timedelta(days=passed)
    assert (deadline.days_left(day) == 0) is deadline.is_over(day)
    assert deadline.days_left(day) == min(14, max(0, 15 - passed))


def test_t26_2_the_day_after_sending_has_fourteen_left() -> None:
    """T26.2: the day of sending does not count, the last one does."""
    deadline = Deadline(dt.date(2026, 11, 2))
    left = [deadline.days_left(dt.date(2026, 11, day)) for day in (2, 3, 4, 16, 17)]
    assert left == [14, 14, 13, 1, 0]


def test_t26_1_the_six_grounds_are_the_items_of_the_article() -> None:
    assert [(ground.item, ground) for ground in Ground] == [
        (1, Ground.HARM),
        (2, Ground.SEIZURE),
        (3, Ground.PAYMENTS_STOPPED),
        (4, Ground.LICENCE_LOST),
        (5, Ground.CONDITION_LOST),
        (6, Ground.UNFIT),
    ]


@pytest.mark.parametrize(
    ("held", "ended", "kept"),
    [
        ({"applicant", "agent"}, {"agent"}, {"applicant"}),
        ({"applicant", "agent"}, {"applicant", "agent"}, set()),
        ({"agent"}, {"agent"}, set()),
    ],
)
def test_ending_in_part_leaves_the_other_capacity(held: set[str], ended: set[str], kept: set[str]) -> None:
    as_capacities = [frozenset(Capacity(name) for name in names) for names in (held, ended, kept)]
    assert remaining(as_capacities[0], as_capacities[1]) == as_capacities[2]


def test_what_is_settled_stays_settled() -> None:
    for machine, states in (
        (SUSPENSION, SuspensionState),
        (DEMAND, DemandState),
        (TERMINATION, TerminationState),
        (CONSENT, ConsentState),
    ):
        for state in states:
            possible = list(machine.events_in(state))  # type: ignore[arg-type]  # each machine with its own states
            assert bool(possible) is (state is machine.start), state
            assert "stateDiagram" in machine.mermaid()


def test_a_lifted_suspension_is_not_lifted_again() -> None:
    with pytest.raises(RefusedError, match="lifted"):
        SUSPENSION.after(SuspensionState.LIFTED, SuspensionEvent.LIFT)

"""What can become of a filing, and of the registration with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.registration.filing import EDITABLE, FILING, OPEN, FilingEvent, FilingState
from issuance.domain.registration.states import REGISTRATION, Event, State
from issuance.errors import RefusedError

ENDS = frozenset(FilingState) - OPEN


@given(st.lists(st.sampled_from(FilingEvent), max_size=30))
def test_no_way_leads_out_of_an_end_or_around_the_review(events: list[FilingEvent]) -> None:
    state = FILING.start
    reviewed = False
    for event in events:
        try:
            after = FILING.after(state, event)
        except RefusedError:
            assert not FILING.allows(state, event)
            continue
        assert state in OPEN
        reviewed = after is FilingState.IN_REVIEW or (reviewed and state is FilingState.IN_REVIEW)
        if after in (FilingState.APPROVED, FilingState.REJECTED, FilingState.RETURNED):
            assert reviewed, "decided without a registrar who held it"
        state = after


@pytest.mark.parametrize("state", sorted(ENDS))
def test_an_end_is_an_end(state: FilingState) -> None:
    assert list(FILING.events_in(state)) == []


@pytest.mark.parametrize("state", sorted(OPEN))
def test_an_open_filing_can_always_be_taken_back(state: FilingState) -> None:
    assert FILING.after(state, FilingEvent.WITHDRAW) is FilingState.WITHDRAWN


def test_only_what_can_be_written_in_can_be_handed_in() -> None:
    assert {state for state in FilingState if FILING.allows(state, FilingEvent.SUBMIT)} == EDITABLE


def test_a_first_filing_that_is_taken_back_discards_its_registration() -> None:
    for state in (State.DRAFT, State.SUBMITTED, State.RETURNED):
        assert REGISTRATION.after(state, Event.DISCARD) is State.DISCARDED
    with pytest.raises(RefusedError):
        REGISTRATION.after(State.ACTIVE, Event.DISCARD)

"""Every order of events that can happen to a certificate, against a table that is written down once more here."""

import datetime as dt
from itertools import product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from signing.errors import RecordChainError
from signing.record import (
    Event,
    Record,
    RecordPayload,
    State,
    check_chain,
    check_next,
    make_record,
    parse_record,
    state_of,
)
from tests.builders import BASE, NOW, signer_of

SIGNER = signer_of("TYO 2026")
SID, OTHER_SID = bytes(32), bytes([1]) * 32
E = Event

# What has happened → what may happen next. Anything that is not written here is refused.
ALLOWED: dict[tuple[Event, ...], set[Event]] = {
    (): {E.ISSUE, E.VOID},
    (E.VOID,): set(),
    (E.ISSUE,): {E.REVOKE, E.REPLACE, E.EXPUNGE},
    (E.ISSUE, E.REVOKE): {E.EXPUNGE},
    (E.ISSUE, E.REPLACE): {E.REVOKE, E.EXPUNGE},
    (E.ISSUE, E.EXPUNGE): {E.REVOKE},
    (E.ISSUE, E.REPLACE, E.REVOKE): {E.EXPUNGE},
    (E.ISSUE, E.REPLACE, E.EXPUNGE): {E.REVOKE},
    (E.ISSUE, E.REVOKE, E.EXPUNGE): set(),
    (E.ISSUE, E.EXPUNGE, E.REVOKE): set(),
    (E.ISSUE, E.REPLACE, E.REVOKE, E.EXPUNGE): set(),
    (E.ISSUE, E.REPLACE, E.EXPUNGE, E.REVOKE): set(),
}


def record(
    event: Event, chain: list[Record], *, sid: bytes = SID, after: Record | None = None, seconds: int = 0
) -> Record:
    """Return a signed record that continues `chain`, or `after` where that is another record."""
    previous = after or (chain[-1] if chain else None)
    payload = RecordPayload(
        event,
        NOW + dt.timedelta(seconds=seconds),
        sid,
        seq=len(chain),
        prev_hash=previous.hash if previous else None,
        pdf_sha256=bytes(32) if event is E.ISSUE else None,
        successor="TYO26-000002" if event is E.REPLACE else None,
        reason="misuse" if event in (E.REVOKE, E.VOID) else "",
    )
    return parse_record(make_record(SIGNER, payload, BASE))


def chain_of(events: tuple[Event, ...]) -> list[Record]:
    chain: list[Record] = []
    for event in events:
        chain.append(record(event, chain))
    return chain


@pytest.mark.parametrize(("events", "event"), list(product(ALLOWED, Event)))
def test_the_table_of_what_may_follow(events: tuple[Event, ...], event: Event) -> None:
    chain = chain_of(events)
    following = record(event, chain)
    if event in ALLOWED[events]:
        check_next(chain, following)
        check_chain([*chain, following], SID)
    else:
        with pytest.raises(RecordChainError):
            check_next(chain, following)


@pytest.mark.parametrize("events", [events for events in ALLOWED if events])
def test_the_gravest_event_is_the_state(events: tuple[Event, ...]) -> None:
    ranked = [
        (E.VOID, State.VOID),
        (E.REVOKE, State.REVOKED),
        (E.REPLACE, State.REPLACED),
        (E.EXPUNGE, State.RETENTION_OVER),
        (E.ISSUE, State.IN_FORCE),
    ]
    assert state_of(chain_of(events)) is next(state for event, state in ranked if event in events)


class Chains(RuleBasedStateMachine):
    """A register that grows by honest events, while somebody drops, swaps, replays and forges."""

    accepted = Bundle("accepted")

    @initialize(first=st.sampled_from([E.ISSUE, E.VOID]))
    def start(self, first: Event) -> None:
        self.chain = [record(first, [])]
        self.seconds = 0

    def events(self) -> tuple[Event, ...]:
        return tuple(item.payload.event for item in self.chain)

    @rule(event=st.sampled_from(Event), wait=st.integers(0, 3))
    def happen(self, event: Event, wait: int) -> None:
        following = record(event, self.chain, seconds=self.seconds + wait)
        if event in ALLOWED[self.events()]:
            check_next(self.chain, following)
            self.chain.append(following)
            self.seconds += wait
        else:
            self.refuses([*self.chain, following])

    @rule(event=st.sampled_from(Event))
    def another_seal_s_record(self, event: Event) -> None:
        self.refuses([*self.chain, record(event, self.chain, sid=OTHER_SID)])

    @rule(event=st.sampled_from(Event))
    def continue_something_else(self, event: Event) -> None:
        self.refuses([*self.chain, record(event, self.chain, after=record(E.ISSUE, [], seconds=9))])

    @rule(event=st.sampled_from(Event))
    def go_back_in_time(self, event: Event) -> None:
        self.refuses([*self.chain, record(event, self.chain, seconds=-1)])

    @rule(position=st.integers(0, 9))
    def replay(self, position: int) -> None:
        self.refuses([*self.chain, self.chain[position % len(self.chain)]])

    @rule(position=st.integers(0, 9))
    def drop(self, position: int) -> None:
        kept = [item for number, item in enumerate(self.chain) if number != position % len(self.chain)]
        if position % len(self.chain) == len(self.chain) - 1 and kept:
            # The end can be hidden: this is what the signed status file is for.
            check_chain(kept, SID)
        else:
            self.refuses(kept)

    @rule(first=st.integers(0, 9), second=st.integers(0, 9))
    def swap(self, first: int, second: int) -> None:
        a, b = first % len(self.chain), second % len(self.chain)
        swapped = list(self.chain)
        swapped[a], swapped[b] = swapped[b], swapped[a]
        if a != b:
            self.refuses(swapped)

    @invariant()
    def whole_chain_holds(self) -> None:
        if hasattr(self, "chain"):
            check_chain(self.chain, SID)
            with pytest.raises(RecordChainError):
                check_chain(self.chain, OTHER_SID)

    def refuses(self, chain: list[Record]) -> None:
        with pytest.raises(RecordChainError):
            check_chain(chain, SID)


TestChains = Chains.TestCase
TestChains.settings = settings(max_examples=40, stateful_step_count=12)

"""The minutes of a month: what each was, by the probe's records and the pauses of Article 22."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from operations.probe.records import Cause, Record, Result
from operations.times import MINUTE, Month

HOLDS_FOR = dt.timedelta(minutes=2)
"""A record speaks until the next one, for two minutes at most: a late round is no gap, a missing one is."""


class State(StrEnum):
    """What a minute was. In this order: the first that holds is what it counts as."""

    ATTACK = "attack"
    """Closed because of an attack or another compelling reason (Article 22, paragraph 3)."""
    EMERGENCY = "emergency"
    """Closed for maintenance that could not wait (paragraph 2)."""
    ANNOUNCED = "announced"
    """Closed for maintenance that was announced ahead (paragraphs 1 and 2)."""
    WRONG = "wrong"
    """Wrong answers: the service may as well have been down."""
    NETWORK = "network"
    """Nothing came back from the machine."""
    FAULT = "fault"
    """The program did not answer, or not usefully."""
    UP = "up"
    UNMEASURED = "unmeasured"
    """Nobody looked. Never counted as up."""


PAUSES = (State.ATTACK, State.EMERGENCY, State.ANNOUNCED)
DOWN = (State.WRONG, State.NETWORK, State.FAULT)


@dataclass(frozen=True)
class Pause:
    """A pause of Article 22 of one part, with words for the report in each language."""

    begins: dt.datetime
    ends: dt.datetime
    state: State
    text: dict[str, str]


@dataclass(frozen=True)
class Spell:
    """Minutes in a row that were the same; `reasons` are what the probe noted meanwhile."""

    begins: dt.datetime
    ends: dt.datetime
    state: State
    reasons: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """How many."""
        return int((self.ends - self.begins) / MINUTE)


def states_of(month: Month, records: Sequence[Record], pauses: Sequence[Pause]) -> list[State]:
    """Return what each minute of the month was. `records` are those of one part, in order."""
    states = _measured(month, records)
    for pause in pauses:
        first, last = _place(month, pause.begins), _place(month, pause.ends - dt.timedelta(microseconds=1))
        for place in range(max(first, 0), min(last + 1, len(states))):
            states[place] = min(states[place], pause.state, key=_rank)
    return states


def _measured(month: Month, records: Sequence[Record]) -> list[State]:
    states = [State.UNMEASURED] * month.minutes
    held = round(HOLDS_FOR / MINUTE)
    seen: dict[int, State] = {}
    for record in records:
        place = _place(month, record.at)
        seen[place] = min(seen.get(place, State.UNMEASURED), _state_of(record), key=_rank)
    for place, state in seen.items():
        for held_place in range(place, place + held):
            if 0 <= held_place < len(states) and (held_place == place or held_place not in seen):
                states[held_place] = state
    return states


def spells(
    month: Month, states: Sequence[State], wanted: Sequence[State], records: Sequence[Record] = ()
) -> list[Spell]:
    """Return the wanted minutes as spells, with what the probe noted of those that went wrong."""
    found = []
    place = 0
    for state, run in groupby(states):
        length = len(list(run))
        if state in wanted:
            begins, ends = (month.begins + (place + n) * MINUTE for n in (0, length))
            noted = (r.reason for r in records if begins <= r.at < ends and r.result is not Result.UP)
            found.append(Spell(begins, ends, state, tuple(dict.fromkeys(noted))))
        place += length
    return found


def by_day(month: Month, states: Sequence[State]) -> Iterator[tuple[dt.date, Sequence[State]]]:
    """Give each day of the month with its minutes."""
    a_day = 24 * 60
    for number, day in enumerate(month.days):
        yield day, states[number * a_day : (number + 1) * a_day]


def _place(month: Month, instant: dt.datetime) -> int:
    return (instant - month.begins) // MINUTE


def _rank(state: State) -> int:
    return _ORDER[state]


_ORDER = {state: number for number, state in enumerate(State)}


def _state_of(record: Record) -> State:
    if record.result is Result.UP:
        return State.UP
    if record.result is Result.WRONG:
        return State.WRONG
    return State.NETWORK if record.cause is Cause.NETWORK else State.FAULT

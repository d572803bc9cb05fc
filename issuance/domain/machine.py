"""State machines as tables: what may happen in which state, and what comes of it.

The diagrams of the docs are made of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from issuance.errors import RefusedError
from issuance.language import _

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class Transition(Generic[S, E]):
    """In any of `sources`, `event` leads to `target`."""

    sources: frozenset[S]
    event: E
    target: S


def row(event: E, target: S, *sources: S) -> Transition[S, E]:
    """Return a line of a machine's table: in any of `sources`, `event` leads to `target`."""
    return Transition(frozenset(sources), event, target)


class Machine(Generic[S, E]):
    """A table of transitions in which a state and an event have one outcome at most."""

    def __init__(self, name: str, start: S, transitions: Sequence[Transition[S, E]]) -> None:
        self.name = name
        self.start = start
        self.transitions = tuple(transitions)
        self._targets: dict[tuple[S, E], S] = {}
        for transition in transitions:
            for source in (state for state in type(start) if state in transition.sources):
                if self._targets.setdefault((source, transition.event), transition.target) is not transition.target:
                    raise ValueError(f"{name}: {transition.event} leads from {source} to two states")

    def allows(self, state: S, event: E) -> bool:
        """Tell whether an event may happen in a state."""
        return (state, event) in self._targets

    def after(self, state: S, event: E) -> S:
        """Return the state after an event; raise `RefusedError` where it may not happen in this state."""
        target = self._targets.get((state, event))
        if target is None:
            # State values are texts of the catalogue too; events have none: pages offer what is possible as buttons.
            raise RefusedError(
                _(
                    "This is “%(state)s” now, and what you asked for is not possible then. "
                    "Load the page again and see what it offers.",
                    state=_(state.value),
                )
            )
        return target

    def events_in(self, state: S) -> Iterator[E]:
        """Return the events that may happen in a state, in the order of the table."""
        return (event for source, event in self._targets if source is state)

    def mermaid(self) -> str:
        """Return the table as a state diagram in Mermaid's language."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start.name}"]
        for state in type(self.start):
            lines.append(f"    {state.name} : {state.value}")
        for (source, event), target in self._targets.items():
            lines.append(f"    {source.name} --> {target.name} : {event.value}")
        return "\n".join(lines) + "\n"


def settled_once(name: str, start: S, outcomes: Mapping[E, S]) -> Machine[S, E]:
    """Return the machine of what stands in `start` until one event settles it for good."""
    return Machine(name, start, tuple(row(event, target, start) for event, target in outcomes.items()))

"""What a run came to: how many of each kind, and what a person has to look at, the worst first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scanner.checker import counted
from scanner.screen.finding import Kind, kind_of
from scanner.stack.values import Row

ORDER = (Kind.INVALID, Kind.INDETERMINATE, Kind.COMPARE, Kind.CONFIRMED)


@dataclass(frozen=True)
class Summary:
    """The rows of a run, sorted by what has to be done; within a kind they keep their order."""

    rows: dict[Kind, list[Row]]
    aside: list[Row]
    """Codes of other systems in files that are registered originals: nothing to do."""

    @property
    def counts(self) -> Counter[Kind]:
        """How many rows there are of each kind."""
        return Counter({kind: len(rows) for kind, rows in self.rows.items()})

    @property
    def attention(self) -> list[Row]:
        """What is not valid or could not be told, in this order."""
        return self.rows[Kind.INVALID] + self.rows[Kind.INDETERMINATE]

    @property
    def documents(self) -> int:
        """How many different files the rows speak of."""
        every = [row for rows in self.rows.values() for row in rows] + self.aside
        return len({row.code.source for row in every})


def summarise(rows: Sequence[Row]) -> Summary:
    """Sort the rows of a run."""
    by_kind: dict[Kind, list[Row]] = {kind: [] for kind in ORDER}
    aside: list[Row] = []
    for row, counts in zip(rows, counted([row.code for row in rows]), strict=True):
        (by_kind[kind_of(row.code.result)] if counts else aside).append(row)
    return Summary(by_kind, aside)

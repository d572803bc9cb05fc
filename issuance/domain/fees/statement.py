"""The statement of a month: what was charged, what came in, and what stands at its end. Whole yen, days of Japan.

An account stands at what came in less what was charged: above zero is money in advance, below zero is owed. A charge
that was cancelled later stands on its day, and comes back on the day of its cancelling: no statement changes
afterwards.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from issuance.domain.calendar import japan_date
from issuance.domain.fees.charge import Charge, ChargeState
from issuance.domain.fees.movement import Movement
from issuance.errors import RefusedError
from issuance.language import _

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Month:
    """A calendar month."""

    first: dt.date

    @classmethod
    def of(cls, day: dt.date) -> "Month":
        """Return the month of a day."""
        return cls(day.replace(day=1))

    @classmethod
    def read(cls, text: str) -> "Month":
        """Read `2026-03`; raise `RefusedError` for anything else."""
        found = _MONTH.fullmatch(text)
        if found is None:
            raise RefusedError(_("A month is written like 2026-03."))
        return cls(dt.date(int(found[1]), int(found[2]), 1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> "Month":
        """The month before."""
        return Month.of(self.first - dt.timedelta(days=1))

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return (self.first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


@dataclass(frozen=True)
class StatementLine:
    """One line: a charge (below zero), a charge that was cancelled (above), or a movement of money."""

    day: dt.date
    amount: int
    charge: Charge | None = None
    movement: Movement | None = None


@dataclass(frozen=True)
class Statement:
    """A month of one account."""

    month: Month
    opening: int
    lines: Sequence[StatementLine]

    @property
    def closing(self) -> int:
        """What stands at the month's end."""
        return self.opening + sum(line.amount for line in self.lines)


def statement_of(month: Month, charges: Iterable[Charge], movements: Iterable[Movement]) -> Statement:
    """Return a month's statement of all charges and movements that an account ever had."""
    lines = [StatementLine(each.happened_on, each.amount, movement=each) for each in movements]
    for charge in charges:
        lines.append(StatementLine(charge.made_on, -charge.sum.total, charge=charge))
        if charge.state is ChargeState.CANCELLED:
            lines.append(StatementLine(japan_date(charge.state_since), charge.sum.total, charge=charge))
    lines.sort(key=lambda line: line.day)
    opening = sum(line.amount for line in lines if line.day < month.first)
    return Statement(month, opening, [line for line in lines if month.first <= line.day <= month.last])

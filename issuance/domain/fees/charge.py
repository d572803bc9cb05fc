"""A charge: what one organisation owes for one application, and what becomes of it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.machine import Machine, Transition
from issuance.domain.settings.fees import FeeTable
from signing.content import Kind


class ChargeState(StrEnum):
    """Where a charge stands. The values are stored."""

    OPEN = "open"
    """Its application waits for the payment."""
    ON_ACCOUNT = "on account"
    """Owed still, but the application went on: the organisation pays by the month."""
    PAID = "paid"
    CANCELLED = "cancelled"


class ChargeEvent(StrEnum):
    """What can happen to it."""

    PAY = "pay"
    PUT_ON_ACCOUNT = "put on account"
    TAKE_BACK = "take back the payment"
    CANCEL = "cancel"


CHARGE = Machine(
    "charge",
    ChargeState.OPEN,
    (
        Transition(frozenset({ChargeState.OPEN, ChargeState.ON_ACCOUNT}), ChargeEvent.PAY, ChargeState.PAID),
        Transition(frozenset({ChargeState.OPEN}), ChargeEvent.PUT_ON_ACCOUNT, ChargeState.ON_ACCOUNT),
        Transition(frozenset({ChargeState.PAID}), ChargeEvent.TAKE_BACK, ChargeState.OPEN),
        Transition(
            frozenset({ChargeState.OPEN, ChargeState.ON_ACCOUNT, ChargeState.PAID}),
            ChargeEvent.CANCEL,
            ChargeState.CANCELLED,
        ),
    ),
)

OWED = frozenset({ChargeState.OPEN, ChargeState.ON_ACCOUNT})
"""Counts as arrears once its day has passed."""

RELEASED = frozenset({ChargeState.ON_ACCOUNT, ChargeState.PAID})
"""Its application may be issued."""


class LineKind(StrEnum):
    """What a line of a charge is for. The values are stored."""

    CERTIFICATE = "certificate"
    COPIES = "copies"
    RUSH = "rush"
    SYSTEM = "system"
    FREE = "free"
    """Nothing: a certificate in which the chamber erred is replaced."""


@dataclass(frozen=True)
class Line:
    """One line: whole yen without tax."""

    kind: LineKind
    quantity: int
    unit_price: int

    @property
    def net(self) -> int:
        """Yen without tax."""
        return self.quantity * self.unit_price


@dataclass(frozen=True)
class Sum:
    """What the lines of one charge come to: whole yen; the tax is reckoned once on all of them, and rounded down."""

    lines: tuple[Line, ...]
    tax_percent: int

    @property
    def net(self) -> int:
        """Yen without tax."""
        return sum(line.net for line in self.lines)

    @property
    def tax(self) -> int:
        """Yen of tax."""
        return self.net * self.tax_percent // 100

    @property
    def total(self) -> int:
        """Yen to be paid."""
        return self.net + self.tax


@dataclass(frozen=True)
class Charge:
    """A charge as it is stored. It is what the invoice and the receipt say."""

    id: str
    reference: str
    """What a payer writes into the transfer: `F-7K3M-Q9XW`."""
    application: str
    application_reference: str
    kind: Kind
    organisation: str
    """Who pays: the applicant, or the agent for its own charge."""
    sum: Sum
    state: ChargeState
    state_since: dt.datetime
    made_on: dt.date
    due_on: dt.date
    paid_on: dt.date | None
    version: int

    @property
    def is_owed(self) -> bool:
        """Whether it is to be paid still."""
        return self.state in OWED

    def is_late(self, today: dt.date) -> bool:
        """Tell whether it is in arrears on a day."""
        return self.is_owed and today > self.due_on


def of_applicant(table: FeeTable, kind: Kind, *, member: bool, copies: int, rush: bool, agent: bool) -> Sum:
    """Return what the applicant owes; where an agent files, the charge for the system is the agent's."""
    fee = table.certificates[kind.slug]
    lines = [
        Line(LineKind.CERTIFICATE, 1, fee.first.of(member=member)),
        Line(LineKind.COPIES, copies, fee.each_copy.of(member=member)),
        Line(LineKind.RUSH, int(rush), fee.rush.of(member=member)),
        Line(LineKind.SYSTEM, int(not agent), table.system.of(member=member)),
    ]
    return _sum(table, lines)


def of_agent(table: FeeTable, *, member: bool) -> Sum:
    """Return what the agent that files owes for the system."""
    return _sum(table, [Line(LineKind.SYSTEM, 1, table.system_agent.of(member=member))])


def of_replacement(table: FeeTable) -> Sum:
    """Return what the applicant owes where the chamber erred: nothing, and the charge says why."""
    return Sum((Line(LineKind.FREE, 1, 0),), table.tax_percent)


def of_copies(table: FeeTable, kind: Kind, *, member: bool, copies: int) -> Sum:
    """Return what copies cost that are ordered after the delivery: as much as those ordered with the certificate."""
    return _sum(table, [Line(LineKind.COPIES, copies, table.certificates[kind.slug].each_copy.of(member=member))])


def _sum(table: FeeTable, lines: list[Line]) -> Sum:
    return Sum(tuple(line for line in lines if line.net), table.tax_percent)

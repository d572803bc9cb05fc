"""COPY sheets that were ordered at the counter: rows to values and back."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, RowMapping

from issuance.domain.delivery.sheets import Sheet
from issuance.storage.tables.after_issue import copy_order as table
from issuance.storage.unit import Unit


@dataclass(frozen=True)
class CopyOrder:
    """Copies that were ordered together. Their numbers go on after those before."""

    id: str
    application: str
    first: int
    copies: int
    charge: str | None
    """None where the chamber takes nothing for a copy."""
    ordered_by: str
    ordered_at: dt.datetime
    cancelled_at: dt.datetime | None
    version: int

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Its sheets."""
        return tuple(Sheet(self.first + number) for number in range(self.copies))


def add_order(unit: Unit, application: str, first: int, copies: int, charge: str | None, submission: str) -> str:
    """Add an order of the one who acts; return its id."""
    return unit.insert(
        table,
        application=application,
        first=first,
        copies=copies,
        charge=charge,
        ordered_by=str(unit.actor.account),
        ordered_at=unit.now,
        submission=submission,
    )


def is_ordered(unit: Unit, submission: str) -> bool:
    """Tell whether a page with this one-time token has ordered already."""
    return unit.count(unit.select(table).where(table.c.submission == submission)) > 0


def orders_of(unit: Unit, application: str) -> list[CopyOrder]:
    """Return the orders about an application's certificate, cancelled ones too, in their order."""
    return _orders(unit, table.c.application == application)


def find_order(unit: Unit, key: str) -> CopyOrder | None:
    """Return an order by its id."""
    found = _orders(unit, table.c.id == key)
    return found[0] if found else None


def cancel_order(unit: Unit, found: CopyOrder) -> None:
    """Note that an order is cancelled; the numbers of its copies stay used."""
    unit.update(table, found.id, version=found.version, cancelled_at=unit.now)


def _orders(unit: Unit, where: ColumnElement[bool]) -> list[CopyOrder]:
    return [_order(row) for row in unit.rows(unit.select(table).where(where).order_by(table.c.first))]


def _order(row: RowMapping) -> CopyOrder:
    return CopyOrder(**{name: row[name] for name in CopyOrder.__dataclass_fields__})

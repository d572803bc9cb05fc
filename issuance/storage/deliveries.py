"""What happened after an issue: prints, reminders, numbers that are to be given up. Rows to values and back."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import RowMapping

from issuance.domain.delivery.sheets import Sheet
from issuance.domain.delivery.window import Reminder
from issuance.storage.tables.delivery import print_log, print_reminder, void_request
from issuance.storage.unit import Unit


@dataclass(frozen=True)
class Print:
    """One time that a sheet was fetched to be printed."""

    sheet: Sheet
    account: str
    printed_at: dt.datetime


@dataclass(frozen=True)
class VoidRequest:
    """A number that one officer wants to give up. The issue job does it once another has confirmed it."""

    id: str
    application: str
    number: str
    reason: str
    asked_by: str
    asked_at: dt.datetime
    confirmed_by: str | None
    confirmed_at: dt.datetime | None
    settled_at: dt.datetime | None


def add_print(unit: Unit, application: str, sheet: Sheet, account: str) -> None:
    """Note that somebody fetches a sheet to print it."""
    unit.insert(print_log, application=application, sheet=sheet.name, account=account, printed_at=unit.now)


def prints_of(unit: Unit, application: str, most: int = 500) -> list[Print]:
    """Return the prints of an application's certificate, the latest first."""
    query = unit.select(print_log).where(print_log.c.application == application)
    rows = unit.rows(query.order_by(print_log.c.printed_at.desc(), print_log.c.id).limit(most))
    return [_print(row) for row in rows]


def note_reminder(unit: Unit, application: str, kind: Reminder) -> bool:
    """Note a reminder as written; tell whether it was not before."""
    same = unit.select(print_reminder).where(
        print_reminder.c.application == application, print_reminder.c.kind == kind.value
    )
    if unit.row(same) is not None:
        return False
    unit.insert(print_reminder, application=application, kind=kind.value, sent_at=unit.now)
    return True


def add_void_request(unit: Unit, application: str, number: str, reason: str, asked_by: str) -> None:
    """Note that an officer wants to give a number up."""
    unit.insert(
        void_request,
        application=application,
        number=number,
        reason=reason,
        asked_by=asked_by,
        asked_at=unit.now,
    )


def find_void_request(unit: Unit, number: str) -> VoidRequest | None:
    """Return what was asked about a number and is not settled yet: given up, or finished before it could be."""
    open_ = (void_request.c.number == number, void_request.c.settled_at.is_(None))
    row = unit.row(unit.select(void_request).where(*open_))
    return None if row is None else _void_request(row)


def confirmed_void_requests(unit: Unit) -> list[VoidRequest]:
    """Return what the issue job has to give up, the oldest first."""
    query = unit.select(void_request).where(
        void_request.c.confirmed_by.is_not(None), void_request.c.settled_at.is_(None)
    )
    return [_void_request(row) for row in unit.rows(query.order_by(void_request.c.asked_at, void_request.c.id))]


def confirm_void_request(unit: Unit, asked: VoidRequest, officer: str) -> None:
    """Note that another officer wants it too."""
    unit.update(void_request, asked.id, confirmed_by=officer, confirmed_at=unit.now)


def settle_void_request(unit: Unit, asked: VoidRequest) -> None:
    """Note that the issue job is done with it."""
    unit.update(void_request, asked.id, settled_at=unit.now)


def drop_void_request(unit: Unit, number: str) -> None:
    """Forget what was asked about a number that is to be tried again."""
    unit.delete(void_request, void_request.c.number == number, void_request.c.settled_at.is_(None))


def _print(row: RowMapping) -> Print:
    name = str(row["sheet"])
    copy = 0 if name == "original" else int(name.removeprefix("copy-"))
    return Print(Sheet(copy), row["account"], row["printed_at"])


def _void_request(row: RowMapping) -> VoidRequest:
    return VoidRequest(**{name: row[name] for name in VoidRequest.__dataclass_fields__})

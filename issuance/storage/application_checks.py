"""What officers noted of applications: the points that they checked, and on which days the chamber was reminded."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.dialects import postgresql, sqlite

from issuance.domain.application.checklist import Check
from issuance.storage.tables.application_checks import application_check as table
from issuance.storage.tables.application_checks import overdue_notice
from issuance.storage.unit import Unit


@dataclass(frozen=True)
class Checked:
    """What one officer checked of one submitted version."""

    number: int
    officer: str
    points: tuple[Check, ...]
    checked_at: dt.datetime


def note_checked(unit: Unit, application: str, number: int, points: Sequence[Check]) -> None:
    """Note what the one who acts has checked of a version; what he noted of it before is replaced."""
    said = ",".join(point.value for point in points)
    officer = unit.actor.account
    unit.delete(table, table.c.application == application, table.c.number == number, table.c.officer == officer)
    unit.insert(table, application=application, number=number, officer=officer, points=said, checked_at=unit.now)


def checked_of(unit: Unit, application: str) -> Sequence[Checked]:
    """Return what officers checked of an application's versions, the first one first."""
    query = unit.select(table).where(table.c.application == application).order_by(table.c.number, table.c.checked_at)
    return [
        Checked(row["number"], row["officer"], tuple(Check(point) for point in row["points"].split(",") if point), at)
        for row in unit.rows(query)
        for at in (row["checked_at"],)
    ]


def note_overdue_told(unit: Unit, day: dt.date) -> bool:
    """Note that the chamber is reminded on a day; tell whether it was not before."""
    insert = postgresql.insert if unit.dialect == "postgresql" else sqlite.insert
    statement = insert(overdue_notice).values(chamber=unit.chamber, id=day.isoformat(), sent_at=unit.now)
    noted = statement.on_conflict_do_nothing(index_elements=["chamber", "id"]).returning(overdue_notice.c.id)
    return unit.execute(noted).scalar_one_or_none() is not None

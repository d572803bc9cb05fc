"""Rows of failed attempts. They are no chamber's, and tell nobody whom they count: the key is a blind index."""

import datetime as dt

from sqlalchemy import delete
from sqlalchemy import update as sql_update
from sqlalchemy.dialects import postgresql, sqlite

from issuance.domain.sign_in.throttle import Tally
from issuance.storage.tables.sign_in import attempt
from issuance.storage.unit import Unit


def hold_tally(unit: Unit, key: bytes) -> Tally:
    """Return the tally of a key; others that count on it wait until this act ends."""
    insert = postgresql.insert if unit.dialect == "postgresql" else sqlite.insert
    fresh = insert(attempt).values(key=key, failures=0, last_at=unit.now)
    # An update that changes nothing takes the row's lock and returns it, whether it was there or not.
    held = fresh.on_conflict_do_update(index_elements=["key"], set_={"key": attempt.c.key})
    row = unit.execute(held.returning(attempt.c.failures, attempt.c.last_at)).mappings().one()
    return Tally(int(row["failures"]), row["last_at"]) if row["failures"] else Tally()


def set_tally(unit: Unit, key: bytes, tally: Tally) -> None:
    """Store the tally of a key that is held."""
    unit.execute(
        sql_update(attempt)
        .where(attempt.c.key == key)
        .values(failures=max(tally.failures, 0), last_at=tally.last or unit.now)
    )


def forgive_all(unit: Unit, key: bytes) -> None:
    """Forget the failures of a key."""
    unit.execute(sql_update(attempt).where(attempt.c.key == key).values(failures=0))


def forgive_one(unit: Unit, key: bytes) -> None:
    """Take one failure off a key."""
    fewer = sql_update(attempt).where(attempt.c.key == key, attempt.c.failures > 0)
    unit.execute(fewer.values(failures=attempt.c.failures - 1))


def forget_attempts(unit: Unit, before: dt.datetime) -> int:
    """Delete tallies whose last failure was before an instant; return how many."""
    return unit.execute(delete(attempt).where(attempt.c.last_at < before)).rowcount

"""Rows of what the API keeps of calls."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite

from issuance.storage.tables.api import api_request, api_tally
from issuance.storage.unit import Unit, new_id


@dataclass(frozen=True)
class Kept:
    """The answer of a call that was done."""

    status: int
    body: str
    etag: str = ""
    location: str = ""


@dataclass(frozen=True)
class Request:
    """A call that takes effect once. `answer` is None until it was done."""

    id: str
    request: bytes
    began_at: dt.datetime
    version: int
    answer: Kept | None


def hold_request(unit: Unit, key: bytes, request: bytes, lasts: dt.timedelta) -> tuple[Request, bool]:
    """Return the call of a key, and whether it is new; others with that key wait until this act ends."""
    unit.delete(api_request, api_request.c.key == key, api_request.c.began_at <= unit.now - lasts)
    insert = postgresql.insert if unit.dialect == "postgresql" else sqlite.insert
    mine = new_id()
    fresh = insert(api_request).values(chamber=unit.chamber, id=mine, key=key, request=request, began_at=unit.now)
    # An update that changes nothing takes the row's lock and returns it, whether it was there or not.
    held = fresh.on_conflict_do_update(index_elements=["chamber", "key"], set_={"key": api_request.c.key})
    row = unit.execute(held.returning(api_request)).mappings().one()
    return _request(unit, row), row["id"] == mine


def take_over(unit: Unit, found: Request) -> Request:
    """Go on with a call whose process has gone; from now on that one can keep nothing any more."""
    unit.update(api_request, found.id, version=found.version, began_at=unit.now)
    return Request(found.id, found.request, unit.now, found.version + 1, None)


def keep_answer(unit: Unit, found: Request, answer: Kept) -> None:
    """Keep the answer in the act's own transaction; raise `ConflictError` where another process has taken it over."""
    said = {"body": answer.body, "etag": answer.etag, "location": answer.location}
    sealed = unit.seal(api_request.c.answer, found.id, said)
    unit.update(api_request, found.id, version=found.version, status=answer.status, answer=sealed)


def forget_request(unit: Unit, found: Request) -> None:
    """Forget a call that was refused, unless another process has taken it over."""
    ours = api_request.c.version.in_((found.version, found.version + 1))
    unit.delete(api_request, api_request.c.id == found.id, ours, api_request.c.began_at == found.began_at)


def find_request(unit: Unit, id_: str) -> Request | None:
    """Return a call by its row."""
    row = unit.row(unit.select(api_request).where(api_request.c.id == id_))
    return None if row is None else _request(unit, row)


def count_call(unit: Unit, who: str, window: dt.datetime) -> int:
    """Count a call; return how many there were since `window` with it."""
    insert = postgresql.insert if unit.dialect == "postgresql" else sqlite.insert
    fresh = insert(api_tally).values(chamber=unit.chamber, id=who, window=window, calls=1)
    calls = case((api_tally.c.window == fresh.excluded.window, api_tally.c.calls + 1), else_=1)
    counted = fresh.on_conflict_do_update(
        index_elements=["chamber", "id"], set_={"calls": calls, "window": fresh.excluded.window}
    )
    return int(str(unit.execute(counted.returning(api_tally.c.calls)).scalar_one()))


def forget_calls(unit: Unit, before: dt.datetime) -> int:
    """Delete what was kept before an instant; return how many rows."""
    gone = unit.delete(api_request, api_request.c.began_at <= before)
    return gone + unit.delete(api_tally, api_tally.c.window <= before)


def _request(unit: Unit, row: Any) -> Request:  # noqa: ANN401  # rows of queries and of upserts share no type
    answer = None
    if row["status"] is not None:
        answer = Kept(row["status"], **unit.open(api_request.c.answer, row["id"], row["answer"]))
    return Request(row["id"], bytes(row["request"]), row["began_at"], row["version"], answer)

"""One act on the office's data: one transaction, one chamber, one who acts.

    with office.units.act(actor) as unit:
        row = unit.row(unit.select(registration).where(registration.c.id == id))
        unit.update(registration, id, version=row["version"], state=...)
        unit.record("registration.suspend", f"registration:{id}", organisation=..., before=..., after=...)

All of it happens or nothing: the change, its entry in the audit trail and the messages that tell of it. A tenant's
table is reached through a unit alone, and a unit reaches its own chamber's rows alone: `select`, `insert`, `update` and
`delete` put the chamber in, and the guard (`storage/guard.py`) refuses a statement that reads a tenant's table without
it.
"""

import datetime as dt
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Executable,
    RowMapping,
    Select,
    Table,
    func,
    insert,
    select,
)
from sqlalchemy import delete as sql_delete
from sqlalchemy import (
    text as written,
)
from sqlalchemy import update as sql_update
from sqlalchemy.engine import CursorResult

from issuance.confidential import Confidential, Place
from issuance.domain.actor import Actor
from issuance.domain.trail import START, TrailEntry, digest_of
from issuance.errors import ConflictError
from issuance.language import _
from issuance.storage.beside import noticed
from issuance.storage.engine import translated_errors
from issuance.storage.guard import Guard, TenantError
from issuance.storage.tables import audit
from issuance.storage.tables.base import is_tenant_table
from signing.canonical import JsonObject, JsonValue

__all__ = ["TenantError", "Unit", "Units", "new_id"]

_SALT_BYTES = 16
_ID_BYTES = 8


def new_id() -> str:
    """Return a name for a new row: 16 hex digits that nobody can guess."""
    return secrets.token_hex(_ID_BYTES)


class Units:
    """Opens units. `clock` gives the present instant in UTC."""

    def __init__(self, engine: Engine, confidential: Confidential, clock: Callable[[], dt.datetime]) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)
        self.confidential = confidential
        self._clock = clock
        self._guard = Guard()

    def now(self) -> dt.datetime:
        """Return the present instant, UTC."""
        return self._clock()

    @contextmanager
    def act(self, actor: Actor) -> Iterator["Unit"]:
        """Yield a unit that may write; its transaction is committed when the block ends without an error."""
        with translated_errors(), self._engine.begin() as connection:
            yield Unit(connection, actor, self.confidential, self._clock(), self._guard)

    @contextmanager
    def look(self, actor: Actor) -> Iterator["Unit"]:
        """Yield a unit that reads alone, from one snapshot; what it might write is given up."""
        with translated_errors(), self._reading.connect() as connection:
            yield Unit(connection, actor, self.confidential, self._clock(), self._guard)


class Unit:
    """What a service does its work with. `now` is the act's one instant."""

    def __init__(
        self, connection: Connection, actor: Actor, confidential: Confidential, now: dt.datetime, guard: Guard
    ) -> None:
        self._connection = connection
        self.actor = actor
        self.chamber = actor.chamber
        self.now = now
        self._confidential = confidential
        self._guard = guard

    def by(self, actor: Actor) -> "Unit":
        """Return this unit in the name of another actor of the same chamber: one who proved himself in this act."""
        if actor.chamber != self.chamber:
            raise TenantError(f"An act in {self.chamber} cannot go on in {actor.chamber}.")
        return Unit(self._connection, actor, self._confidential, self.now, self._guard)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`, for statements that the two spell differently."""
        return self._connection.dialect.name

    def select(self, table: Table, *columns: ColumnElement[object] | Column[object]) -> Select[tuple[object, ...]]:
        """Return a query for rows of this chamber: all columns of `table`, or those that are named.

        Another tenant's table is joined on `chamber` and its key both.
        """
        return select(*(columns or (table,))).select_from(table).where(table.c.chamber == self.chamber)

    def rows(self, query: Select[tuple[object, ...]]) -> Sequence[RowMapping]:
        """Return all rows."""
        return self.execute(query).mappings().all()

    def row(self, query: Select[tuple[object, ...]]) -> RowMapping | None:
        """Return the one row, None where there is none."""
        return self.execute(query).mappings().one_or_none()

    def count(self, query: Select[tuple[object, ...]]) -> int:
        """Return how many rows a query has."""
        counted = self.execute(query.with_only_columns(func.count(), maintain_column_froms=True))
        return int(str(counted.scalar_one()))

    def insert(self, table: Table, **values: object) -> str:
        """Add a row of this chamber, with a new id unless `id` is given; return its id."""
        row = {"id": new_id(), **values, "chamber": self.chamber}
        self.execute(insert(table).values(row))
        return str(row["id"])

    def update(self, table: Table, key: object, *, version: int | None = None, **values: object) -> None:
        """Change the row `key`; with `version`, raise `ConflictError` unless it still has that one, and count on."""
        statement = sql_update(table).where(table.c.chamber == self.chamber, table.c.id == key)
        if version is not None:
            statement = statement.where(table.c.version == version)
            values["version"] = version + 1
        if self.execute(statement.values(**values)).rowcount != 1:
            raise ConflictError(
                _("Somebody else has changed this meanwhile, and nothing of yours was stored: see what stands there.")
            )

    def delete(self, table: Table, *where: ColumnElement[bool]) -> int:
        """Delete rows of this chamber; return how many."""
        return self.execute(sql_delete(table).where(table.c.chamber == self.chamber, *where)).rowcount

    def execute(self, statement: Executable) -> CursorResult[tuple[object, ...]]:
        """Run a statement that stays in this chamber."""
        self._guard.check(statement, self.chamber)
        result: CursorResult[tuple[object, ...]] = self._connection.execute(statement)
        return result

    def lock_table(self, table: Table) -> None:
        """Keep others from writing to a table of no tenant until the act ends; on SQLite an act is the only writer."""
        if is_tenant_table(table):
            raise TenantError(f"{table} is a tenant's: its other chambers would have to wait.")
        if self.dialect == "postgresql":
            self._connection.execute(written(f'LOCK TABLE "{table.name}" IN SHARE ROW EXCLUSIVE MODE'))

    def seal(self, column: Column[object], row: str, value: Mapping[str, object]) -> bytes:
        """Seal a value for a column of this chamber's row."""
        return self._confidential.seal(self._place(column, row), value)

    def open(self, column: Column[object], row: str, sealed: bytes) -> dict[str, Any]:
        """Open what lies in a column of this chamber's row."""
        return self._confidential.open(self._place(column, row), sealed)

    def index(self, what: str, text: str) -> bytes:
        """Return the blind index of a text in this chamber: another chamber's is another one."""
        return self._confidential.index(f"{self.chamber} {what}", text)

    def record(
        self,
        act: str,
        subject: str,
        *,
        organisation: str | None = None,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
    ) -> None:
        """Add an entry to the chamber's audit trail. `before` and `after` hold no secrets, and are sealed.

        `act` reads `subject.verb`, low lines for blanks, and has words in `web/trail_words.py`; `subject` reads
        `kind:id`; `organisation` is the one that it concerns.
        """
        values: JsonObject = {
            "salt": secrets.token_hex(_SALT_BYTES),
            "place": self.actor.place,
            "before": _plain(before or {}),
            "after": _plain(after or {}),
        }
        if self.actor.through:
            values["through"] = self.actor.through
        number, chain = self._end_of_trail()
        entry = TrailEntry(
            chamber=self.chamber,
            number=number,
            at=self.now,
            act=act,
            actor=self.actor.account,
            actor_name=self.actor.name,
            answerable=self.actor.answerable,
            subject=subject,
            organisation=organisation,
            digest=digest_of(values),
        )
        row = str(number)
        self.execute(
            insert(audit.entry).values(
                chamber=self.chamber,
                id=number,
                at=entry.at,
                act=act,
                actor=entry.actor,
                actor_name=entry.actor_name,
                answerable=entry.answerable,
                subject=subject,
                organisation=organisation,
                values=self.seal(audit.entry.c["values"], row, values),
                digest=entry.digest,
                chain=entry.chained(chain),
            )
        )
        noticed(self, act, subject, after or {})

    def _end_of_trail(self) -> tuple[int, bytes]:
        """Return the next number and the link before it; on PostgreSQL, hold the chamber's trail until the end."""
        if self._connection.dialect.name == "postgresql":
            key = int.from_bytes(digest_of({"trail": self.chamber})[:8], "big", signed=True)
            self._connection.execute(select(func.pg_advisory_xact_lock(key)))
        entry = audit.entry
        last = self.row(self.select(entry, entry.c.id, entry.c.chain).order_by(entry.c.id.desc()).limit(1))
        return (1, START) if last is None else (int(last["id"]) + 1, bytes(last["chain"]))

    def _place(self, column: Column[object], row: str) -> Place:
        return Place(self.chamber, f"{column.table.name}.{column.name}", row)


def _plain(values: Mapping[str, object]) -> JsonObject:
    """Return values as canonical JSON can write them: texts and whole numbers in lists and objects, None left out."""
    return {name: _plain_value(value) for name, value in values.items() if value is not None}


def _plain_value(value: object) -> JsonValue:
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list | tuple):
        return [_plain_value(item) for item in value]
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)

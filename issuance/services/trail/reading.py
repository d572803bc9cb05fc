"""The audit trail, read: searched by auditors, shown in excerpts, purged of its values after retention (T8.4)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, or_, select, union_all, update

from issuance.domain.actor import Actor
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.holds import held_now, not_held
from issuance.storage.tables.audit import entry as table
from issuance.storage.unit import Unit, Units

LEAST_RETENTION_YEARS = 3
"""Values are kept at least this long (terms, article 17-1)."""

_PURGED_AT_ONCE = 5000

_Query = Select[tuple[object, ...]]


@dataclass(frozen=True)
class Search:
    """What entries are looked for; every part that is given must fit.

    `act` is one act (`registration.approve`) or the subject of several (`registration`). `since` is included, `until`
    is not.
    """

    actor: str | None = None
    actor_name: str | None = None
    answerable: str | None = None
    organisation: str | None = None
    act: str | None = None
    subject: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None

    @property
    def kind(self) -> str | None:
        """The subject of the acts, where nothing else is given by which an index finds few entries."""
        narrows = (self.actor, self.actor_name, self.answerable, self.organisation, self.subject)
        is_kind = self.act is not None and "." not in self.act
        return self.act if is_kind and all(each is None for each in narrows) else None


@dataclass(frozen=True)
class Entry:
    """One act as the trail shows it. Where its values were purged, `place`, `before` and `after` are empty."""

    number: int
    at: dt.datetime
    act: str
    actor: str | None
    actor_name: str
    answerable: str | None
    subject: str
    organisation: str | None
    digest: bytes
    purged: bool
    place: str = ""
    through: str = ""
    """The system that acted for the id; '' where its holder did."""
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """Entries, newest first; `next` is the number to go on from, None at the end."""

    entries: list[Entry]
    next: int | None


class Trail:
    """Reads the trail of the chamber in which a unit works."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def search(self, unit: Unit, search: Search, *, before: int | None = None, limit: int = 50) -> Page:
        """Return entries that fit, newest first, below the entry `before` where that is given."""
        query = unit.select(table).where(*_conditions(search))
        if before is not None:
            # By instant, then number: so each way of searching reads its index from where the last page ended.
            last = select(table.c.at).where(table.c.chamber == unit.chamber, table.c.id == before).scalar_subquery()
            query = query.where(table.c.at <= last, or_(table.c.at < last, table.c.id < before))
        queries = [query] if search.kind is None else self._of_acts(unit, query, search.kind)
        rows = self._newest(unit, queries, limit + 1)
        entries = [_entry(unit, row) for row in rows[:limit]]
        return Page(entries, entries[-1].number if len(rows) > limit else None)

    def _of_acts(self, unit: Unit, query: _Query, kind: str) -> list[_Query]:
        """Return a query for each act of a kind that was ever done: each reads the newest from the index by act.

        One query for all of them would have to sort every act of the kind, or to read the whole trail for a rare one.
        """
        return [query.where(table.c.act == row["act"]) for row in unit.rows(_acts_of(unit, kind))]

    def _newest(self, unit: Unit, queries: Sequence[_Query], limit: int) -> Sequence[RowMapping]:
        """Return the newest rows of several queries together."""
        if len(queries) < 2:
            return unit.rows(_newest_first(queries[0]).limit(limit)) if queries else []
        parts = [select(_newest_first(query).limit(limit).subquery()) for query in queries]
        whole = union_all(*parts).subquery()
        return unit.rows(select(whole).order_by(whole.c.at.desc(), whole.c.id.desc()).limit(limit))

    def entry(self, unit: Unit, number: int) -> Entry:
        """Return one entry; raise `RefusedError` where there is none."""
        row = unit.row(unit.select(table).where(table.c.id == number))
        if row is None:
            raise RefusedError(_("The audit trail has no entry %(number)s.", number=number))
        return _entry(unit, row)

    def purge_values(self, actor: Actor, before: dt.datetime, *, years: int = LEAST_RETENTION_YEARS) -> int:
        """Remove the values of entries made before an instant; return of how many.

        The entries themselves, their hashes and the chain stay, so the trail can be verified as before. Raises
        `RefusedError` where an entry is younger than the chamber's retention of `years`.
        """
        with self._units.look(actor) as unit:
            youngest = _years_before(unit.now, max(years, LEAST_RETENTION_YEARS))
        if before > youngest:
            raise RefusedError(
                _(
                    "Values are kept for %(years)s years: those before %(youngest)s can be purged, not those before "
                    "%(before)s.",
                    years=max(years, LEAST_RETENTION_YEARS),
                    youngest=f"{youngest:%Y-%m-%d}",
                    before=f"{before:%Y-%m-%d}",
                )
            )
        purged = 0
        while done := self._purge_some(actor, before):
            purged += done
        return purged

    def _purge_some(self, actor: Actor, before: dt.datetime) -> int:
        """Purge a batch in an act of its own: a job that is cut off goes on where it was."""
        with self._units.act(actor) as unit:
            kept_out = not_held(held_now(unit))
            due = unit.select(table, table.c.id).where(table.c.at < before, table.c["values"].is_not(None), kept_out)
            numbers = [row["id"] for row in unit.rows(due.order_by(table.c.at, table.c.id).limit(_PURGED_AT_ONCE))]
            if not numbers:
                return 0
            unit.execute(
                update(table)
                .where(table.c.chamber == unit.chamber, table.c.id.between(min(numbers), max(numbers)))
                .where(table.c.at < before, kept_out)
                .values(values=None)
            )
            unit.record(
                "trail.purge",
                f"trail:{min(numbers)}-{max(numbers)}",
                after={"entries": len(numbers), "before": before.isoformat()},
            )
        return len(numbers)


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name in ("actor", "actor_name", "answerable", "organisation", "subject"):
        value = getattr(search, name)
        if value is not None:
            found.append(table.c[name] == value)
    if search.act is not None and search.kind is None:
        found.append(
            and_(table.c.act > f"{search.act}.", table.c.act < _end_of(search.act))
            if "." not in search.act
            else table.c.act == search.act
        )
    if search.since is not None:
        found.append(table.c.at >= search.since)
    if search.until is not None:
        found.append(table.c.at < search.until)
    return found


def _end_of(kind: str) -> str:
    return f"{kind}/"  # '/' is the character after '.'


def _acts_of(unit: Unit, kind: str) -> _Query:
    """Return the query for the acts of a kind: it jumps along the index from one to the next, however long it is."""
    least = func.min(table.c.act).label("act")
    acts = unit.select(table, least).where(table.c.act > f"{kind}.", table.c.act < _end_of(kind)).cte(recursive=True)
    further = (
        select(least)
        .where(table.c.chamber == unit.chamber, table.c.act > acts.c.act, table.c.act < _end_of(kind))
        .scalar_subquery()
    )
    acts = acts.union_all(select(further).where(acts.c.act.is_not(None)))
    return select(acts.c.act).where(acts.c.act.is_not(None))


def _newest_first(query: _Query) -> _Query:
    return query.order_by(table.c.at.desc(), table.c.id.desc())


def _entry(unit: Unit, row: RowMapping) -> Entry:
    sealed = row["values"]
    values = {} if sealed is None else unit.open(table.c["values"], str(row["id"]), sealed)
    return Entry(
        number=row["id"],
        at=row["at"],
        act=row["act"],
        actor=row["actor"],
        actor_name=row["actor_name"],
        answerable=row["answerable"],
        subject=row["subject"],
        organisation=row["organisation"],
        digest=bytes(row["digest"]),
        purged=sealed is None,
        place=values.get("place", ""),
        through=values.get("through", ""),
        before=values.get("before", {}),
        after=values.get("after", {}),
    )


def _years_before(instant: dt.datetime, years: int) -> dt.datetime:
    try:
        return instant.replace(year=instant.year - years)
    except ValueError:  # 29 February
        return instant.replace(year=instant.year - years, day=28)

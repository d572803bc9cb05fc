"""The audit trail, verified: every entry is there, as it was written, and nothing was taken out (T8.4, T15).

The chain shows what was altered in the middle. Who can write the whole database could make the chain anew from there
on, or cut off its end; against that *anchors* are kept elsewhere: the number and link of an entry, on paper or on
another machine.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import RowMapping

from issuance.domain.actor import Actor
from issuance.domain.trail import START, TrailEntry, digest_of
from issuance.errors import RefusedError, StorageError
from issuance.storage.tables.audit import check
from issuance.storage.tables.audit import entry as table
from issuance.storage.unit import Unit, Units

_AT_ONCE = 2000
"""Rows in memory at a time."""


class Fault(StrEnum):
    """What is wrong with the first entry that does not fit."""

    MISSING = "missing"
    ALTERED = "altered"
    """Its fields, or the link before it, are not what its link was made of."""
    VALUES = "values altered"
    """What stands before and after is not what was recorded."""
    ANCHOR = "not what the anchor says"
    CUT_OFF = "cut off before the anchor"


@dataclass(frozen=True)
class Anchor:
    """An entry's link, kept where nobody who can write the database can change it."""

    chamber: str
    number: int
    chain: bytes

    def fields(self) -> dict[str, object]:
        """Return it as a JSON object, which `read` takes as a line of text."""
        return {"chamber": self.chamber, "number": self.number, "chain": self.chain.hex()}

    @classmethod
    def read(cls, line: str) -> "Anchor":
        """Read a line; raise `RefusedError` for anything else."""
        try:
            value = json.loads(line)
            anchor = cls(str(value["chamber"]), int(value["number"]), bytes.fromhex(value["chain"]))
        except (ValueError, TypeError, KeyError) as error:
            raise RefusedError(
                f'{line[:60]!r} is no anchor: {{"chamber": …, "number": …, "chain": …}} is expected.'
            ) from error
        if anchor.number < 1 or len(anchor.chain) != len(START):
            raise RefusedError(f"{line[:60]!r} is no anchor: its number or its chain is out of range.")
        return anchor


@dataclass(frozen=True)
class Report:
    """What a verification found. `number` and `chain` are the last good entry's; `broken` is the first bad one's."""

    chamber: str
    entries: int
    purged: int
    number: int
    chain: bytes
    at: dt.datetime
    broken: int | None = None
    fault: Fault | None = None


class TrailCheck:
    """Verifies trails, and notes each result for the auditor's page."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def verify(self, actor: Actor, anchors: Iterable[Anchor] = (), *, most: int | None = None) -> Report:
        """Verify the trail of the actor's chamber from its first entry, in batches: memory does not grow with it.

        With `most`, go on from the last result without a fault instead, and stop after that many entries.
        """
        expected = {each.number: each.chain for each in anchors if each.chamber == actor.chamber}
        known = self.last(actor)
        walk = _Walk(actor.chamber, expected)
        if known is not None and known.fault is None and known.number:
            # The last result is an anchor too, though one that lies in the same database.
            expected.setdefault(known.number, known.chain)
            if most is not None:
                # Its entry is read again, so that an end that was cut off since is noticed.
                walk.number, walk.chain = known.number - 1, self._chain(actor, known.number - 1)
        first = walk.number
        for unit, row in self._rows(actor, walk.number, most):
            if not walk.takes(unit, row):
                break
        else:
            walk.ends(whole=most is None)
        with self._units.act(actor) as unit:
            report = Report(
                chamber=actor.chamber,
                entries=walk.number - first,
                purged=walk.purged,
                number=walk.number,
                chain=walk.chain,
                at=unit.now,
                broken=walk.number + 1 if walk.fault else None,
                fault=walk.fault,
            )
            unit.insert(
                check, at=report.at, number=report.number, chain=report.chain, broken=report.broken, fault=report.fault
            )
        return report

    def last(self, actor: Actor) -> Report | None:
        """Return the newest result, None before the first."""
        with self._units.look(actor) as unit:
            return last_check(unit)

    def anchor(self, actor: Actor) -> Anchor | None:
        """Return the trail's last entry as an anchor, None for an empty trail."""
        with self._units.look(actor) as unit:
            query = unit.select(table, table.c.id, table.c.chain).order_by(table.c.id.desc()).limit(1)
            row = unit.row(query)
        return None if row is None else Anchor(actor.chamber, row["id"], bytes(row["chain"]))

    def _chain(self, actor: Actor, number: int) -> bytes:
        """Return the link of an entry as it stands now; the start's where there is no such entry."""
        with self._units.look(actor) as unit:
            row = unit.row(unit.select(table, table.c.chain).where(table.c.id == number))
        return START if row is None else bytes(row["chain"])

    def _rows(self, actor: Actor, after: int, most: int | None) -> Iterator[tuple[Unit, RowMapping]]:
        left = most
        while left is None or left > 0:
            batch = _AT_ONCE if left is None else min(_AT_ONCE, left)
            with self._units.look(actor) as unit:
                rows = unit.rows(unit.select(table).where(table.c.id > after).order_by(table.c.id).limit(batch))
            for row in rows:
                yield unit, row
            if len(rows) < batch:
                return
            after = rows[-1]["id"]
            left = None if left is None else left - len(rows)


class _Walk:
    """Goes along a chain; stands still at the first fault."""

    def __init__(self, chamber: str, anchors: dict[int, bytes]) -> None:
        self.number, self.chain = 0, START
        self.purged = 0
        self.fault: Fault | None = None
        self._moved = False
        self._chamber = chamber
        self._anchors = anchors

    def takes(self, unit: Unit, row: RowMapping) -> bool:
        """Go one entry on; tell whether it fits."""
        self.fault = self._fault_of(unit, row)
        if self.fault is None:
            self.number, self.chain = row["id"], bytes(row["chain"])
            self.purged += row["values"] is None
            self._moved = True
        return self.fault is None

    def ends(self, *, whole: bool) -> None:
        """Note that there are no more entries; unless it is the `whole` trail, none that were to be read."""
        beyond = [number for number in self._anchors if number > self.number]
        if beyond and (whole or not self._moved):
            self.fault = Fault.CUT_OFF

    def _fault_of(self, unit: Unit, row: RowMapping) -> Fault | None:
        if row["id"] != self.number + 1:
            return Fault.MISSING
        chain = self._entry(row).chained(self.chain)
        if chain != row["chain"]:
            return Fault.ALTERED
        if self._anchors.get(row["id"], chain) != chain:
            return Fault.ANCHOR
        if row["values"] is not None and not _values_fit(unit, row):
            return Fault.VALUES
        return None

    def _entry(self, row: RowMapping) -> TrailEntry:
        return TrailEntry(
            chamber=self._chamber,
            number=row["id"],
            at=row["at"],
            act=row["act"],
            actor=row["actor"],
            actor_name=row["actor_name"],
            answerable=row["answerable"],
            subject=row["subject"],
            organisation=row["organisation"],
            digest=bytes(row["digest"]),
        )


def last_check(unit: Unit) -> Report | None:
    """Return the newest result of the unit's chamber, None before the first."""
    row = unit.row(unit.select(check).order_by(check.c.at.desc(), check.c.id).limit(1))
    if row is None:
        return None
    return Report(
        chamber=unit.chamber,
        entries=0,
        purged=0,
        number=row["number"],
        chain=bytes(row["chain"]),
        at=row["at"],
        broken=row["broken"],
        fault=None if row["fault"] is None else Fault(row["fault"]),
    )


def _values_fit(unit: Unit, row: RowMapping) -> bool:
    try:
        return digest_of(unit.open(table.c["values"], str(row["id"]), row["values"])) == bytes(row["digest"])
    except StorageError:  # it does not even open here
        return False

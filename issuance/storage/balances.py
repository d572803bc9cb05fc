"""Balances of who pays, and the movements of money on them.

A balance is changed where it lies, in one statement: two acts at once both count, and no charge is paid from money that
another one has just used.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import RowMapping, func, update

from issuance.domain.fees.movement import Movement, Way
from issuance.storage.tables.fees import balance, movement
from issuance.storage.unit import Unit, new_id


@dataclass(frozen=True)
class Balance:
    """What an organisation has in advance (below zero: owes by a correction), and whether it pays by the month."""

    yen: int = 0
    on_account: bool = False


@dataclass(frozen=True)
class NewMovement:
    """What a movement is made of. `source` names what it was made from: the same one is recorded once."""

    organisation: str
    amount: int
    way: Way
    happened_on: dt.date
    note: str
    source: str
    charge: str | None = None
    corrects: str | None = None


def balance_of(unit: Unit, organisation: str) -> Balance:
    """Return an organisation's balance."""
    row = unit.row(unit.select(balance).where(balance.c.id == organisation))
    return Balance() if row is None else Balance(row["yen"], row["on_account"])


def set_on_account(unit: Unit, organisation: str, *, on_account: bool) -> None:
    """Note whether an organisation pays by the month."""
    _make_row(unit, organisation)
    unit.update(balance, organisation, on_account=on_account)


def take(unit: Unit, organisation: str, yen: int) -> bool:
    """Take a sum from a balance that covers it, and tell whether it did."""
    enough = update(balance).where(
        balance.c.chamber == unit.chamber, balance.c.id == organisation, balance.c.yen >= yen
    )
    return yen == 0 or unit.execute(enough.values(yen=balance.c.yen - yen)).rowcount == 1


def give(unit: Unit, organisation: str, yen: int) -> None:
    """Put a sum on a balance; below zero, take it whatever the balance is."""
    _make_row(unit, organisation)
    row = update(balance).where(balance.c.chamber == unit.chamber, balance.c.id == organisation)
    unit.execute(row.values(yen=balance.c.yen + yen))


def is_recorded(unit: Unit, source: str) -> bool:
    """Tell whether a movement was made from a source before."""
    return unit.count(unit.select(movement).where(movement.c.source == _digest(source))) > 0


def add_movement(unit: Unit, new: NewMovement, *, taken: bool = False) -> Movement | None:
    """Record a movement and change the balance; None where one was made from the same source before.

    `taken`: the balance was changed by `take` already.
    """
    if is_recorded(unit, new.source):
        return None
    row = new_id()
    unit.insert(
        movement,
        id=row,
        organisation=new.organisation,
        amount=new.amount,
        way=new.way.value,
        happened_on=new.happened_on,
        note=unit.seal(movement.c.note, row, {"text": new.note}),
        charge=new.charge,
        corrects=new.corrects,
        source=_digest(new.source),
        recorded_at=unit.now,
        recorded_by=unit.actor.account,
    )
    if not taken:
        give(unit, new.organisation, new.amount)
    unit.record(
        "movement.record",
        f"movement:{row}",
        organisation=new.organisation,
        after={"amount": new.amount, "way": new.way, "on": new.happened_on, "charge": new.charge},
    )
    return get_movement(unit, row)


def undo_movement(unit: Unit, wrong: Movement, day: dt.date, note: str) -> Movement | None:
    """Take a movement back by another one, whatever the balance is; None where that was done before."""
    source = f"correction of {wrong.id}"
    undone = NewMovement(
        wrong.organisation, -wrong.amount, Way.CORRECTION, day, note, source, charge=wrong.charge, corrects=wrong.id
    )
    return add_movement(unit, undone)


def get_movement(unit: Unit, id_: str) -> Movement:
    """Return a movement that is known to be there."""
    found = find_movement(unit, id_)
    if found is None:
        raise LookupError(f"There is no movement {id_} in {unit.chamber}.")
    return found


def find_movement(unit: Unit, id_: str) -> Movement | None:
    """Return a movement by its id."""
    row = unit.row(unit.select(movement).where(movement.c.id == id_))
    return None if row is None else _movement(unit, row)


def movements_of(unit: Unit, organisation: str, *, limit: int | None = None) -> list[Movement]:
    """Return the movements on an organisation's balance, the newest first."""
    query = unit.select(movement).where(movement.c.organisation == organisation)
    rows = unit.rows(query.order_by(movement.c.recorded_at.desc(), movement.c.id).limit(limit))
    return [_movement(unit, row) for row in rows]


def sums_by_organisation(unit: Unit) -> Mapping[str, int]:
    """Return the sum of all movements of each organisation: what `balance` must come to with what was paid."""
    total = func.sum(movement.c.amount).label("total")
    query = unit.select(movement, movement.c.organisation, total).group_by(movement.c.organisation)
    return {str(row["organisation"]): int(row["total"]) for row in unit.rows(query)}


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


def _make_row(unit: Unit, organisation: str) -> None:
    if unit.row(unit.select(balance, balance.c.id).where(balance.c.id == organisation)) is None:
        unit.insert(balance, id=organisation)


def _movement(unit: Unit, row: RowMapping) -> Movement:
    id_ = str(row["id"])
    return Movement(
        id=id_,
        organisation=row["organisation"],
        amount=row["amount"],
        way=Way(row["way"]),
        happened_on=row["happened_on"],
        note=unit.open(movement.c.note, id_, row["note"])["text"],
        charge=row["charge"],
        corrects=row["corrects"],
        recorded_at=row["recorded_at"],
        recorded_by=row["recorded_by"],
    )

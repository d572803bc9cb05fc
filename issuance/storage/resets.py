"""Requests to take lost second factors off an id, in the database."""

from collections.abc import Sequence

from sqlalchemy import RowMapping

from issuance.domain.resets import VALID_FOR, FactorReset, ResetState
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.tables.resets import factor_reset
from issuance.storage.unit import Unit, new_id


def add_reset(unit: Unit, account_id: str, asked_by: str, reason: str) -> str:
    """Enter a request; return its id."""
    key = new_id()
    return unit.insert(
        factor_reset,
        id=key,
        account=account_id,
        state=ResetState.ASKED.value,
        asked_at=unit.now,
        asked_by=asked_by,
        reason=unit.seal(factor_reset.c.reason, key, {"reason": reason}),
    )


def get_reset(unit: Unit, key: str) -> FactorReset:
    """Return a request; raise `RefusedError` where this chamber has none of that id."""
    row = unit.row(unit.select(factor_reset).where(factor_reset.c.id == key))
    if row is None:
        raise RefusedError(_("There is no such request in this chamber: open the list of requests again."))
    return _reset(unit, row)


def open_resets(unit: Unit, account_id: str | None = None) -> Sequence[FactorReset]:
    """Return what can still be decided, oldest first; of one id where `account_id` is given."""
    query = (
        unit.select(factor_reset)
        .where(factor_reset.c.state == ResetState.ASKED.value, factor_reset.c.asked_at > unit.now - VALID_FOR)
        .order_by(factor_reset.c.asked_at)
    )
    if account_id is not None:
        query = query.where(factor_reset.c.account == account_id)
    return [_reset(unit, row) for row in unit.rows(query)]


def settle_reset(unit: Unit, reset: FactorReset, state: ResetState) -> None:
    """Give a request its last state; `ConflictError` where somebody was quicker."""
    unit.update(
        factor_reset,
        reset.id,
        version=reset.version,
        state=state.value,
        decided_at=unit.now,
        decided_by=unit.actor.account,
    )


def _reset(unit: Unit, row: RowMapping) -> FactorReset:
    return FactorReset(
        id=row["id"],
        account=row["account"],
        state=ResetState(row["state"]),
        asked_at=row["asked_at"],
        asked_by=row["asked_by"],
        reason=str(unit.open(factor_reset.c.reason, str(row["id"]), bytes(row["reason"]))["reason"]),
        version=row["version"],
    )

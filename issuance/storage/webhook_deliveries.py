"""Rows of deliveries: the outbox of webhooks, written with the act that they tell of."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping

from issuance.domain.webhooks.deliveries import KEPT, Delivery, WebhookState
from issuance.domain.webhooks.endpoints import Endpoint
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.tables.webhooks import webhook_delivery as table
from issuance.storage.unit import Unit

DUE_STATES = (WebhookState.WAITING.value, WebhookState.SENDING.value)


@dataclass(frozen=True)
class Due:
    """A delivery that is due, by its id and where it goes."""

    id: str
    endpoint: str


@dataclass(frozen=True)
class Parcel:
    """A delivery with what it carries."""

    delivery: Delivery
    body: str
    application: str | None
    payer: str | None


def add_delivery(
    unit: Unit, to: Endpoint, kind: str, body: str, *, application: str | None = None, payer: str | None = None
) -> str:
    """Write a delivery into the act's transaction, due at once; return its id."""
    return unit.insert(
        table,
        endpoint=to.id,
        system=to.system,
        kind=kind,
        application=application,
        payer=payer,
        body=body,
        state=WebhookState.WAITING.value,
        occurred_at=unit.now,
        due_at=unit.now,
    )


def due_deliveries(unit: Unit, without: Collection[str], limit: int) -> Sequence[Due]:
    """Return what is due, the earliest first, but for some endpoints."""
    query = unit.select(table, table.c.id, table.c.endpoint).where(
        table.c.state.in_(DUE_STATES), table.c.due_at <= unit.now
    )
    if without:
        query = query.where(table.c.endpoint.not_in(sorted(without)))
    rows = unit.rows(query.order_by(table.c.due_at, table.c.id).limit(limit))
    return [Due(row["id"], row["endpoint"]) for row in rows]


def find_due(unit: Unit, key: str) -> Parcel | None:
    """Return a delivery that is due now; None where somebody has settled it or put it off."""
    row = unit.row(unit.select(table).where(table.c.id == key, table.c.state.in_(DUE_STATES)))
    if row is None or row["due_at"] > unit.now:
        return None
    return Parcel(_delivery(row), row["body"], row["application"], row["payer"])


def get_delivery(unit: Unit, key: str) -> Delivery:
    """Return a delivery; raise `RefusedError` where the unit's chamber has none of that id."""
    row = unit.row(unit.select(table).where(table.c.id == key))
    if row is None:
        raise RefusedError(_("There is no such message."))
    return _delivery(row)


def deliveries_of(unit: Unit, system: str, limit: int) -> list[Delivery]:
    """Return a system's deliveries of the unit's chamber, the newest first."""
    query = unit.select(table).where(table.c.system == system)
    return [_delivery(row) for row in unit.rows(query.order_by(table.c.occurred_at.desc(), table.c.id).limit(limit))]


def begin_attempt(unit: Unit, key: str, attempts: int) -> None:
    """Note that an attempt begins."""
    unit.update(table, key, state=WebhookState.SENDING.value, attempts=attempts)


def put_off(unit: Unit, key: str, due_at: dt.datetime, status: int | None, trouble: str) -> None:
    """Let a delivery wait for its next attempt."""
    unit.update(table, key, state=WebhookState.WAITING.value, due_at=due_at, status=status, trouble=trouble)


def take_back(unit: Unit, key: str, due_at: dt.datetime, attempts: int, trouble: str) -> None:
    """Let a delivery wait whose attempt did not begin; it has as many as before."""
    unit.update(
        table,
        key,
        state=WebhookState.WAITING.value,
        attempts=attempts,
        due_at=due_at,
        trouble=trouble,
    )


def settle(unit: Unit, key: str, state: WebhookState, status: int | None = None, trouble: str = "") -> None:
    """Note that no further attempt is made."""
    unit.update(table, key, state=state.value, due_at=None, settled_at=unit.now, status=status, trouble=trouble)


def send_anew(unit: Unit, key: str) -> None:
    """Let a delivery that was given up be sent again, with attempts anew and the id it has."""
    unit.update(table, key, state=WebhookState.WAITING.value, attempts=0, due_at=unit.now, settled_at=None)


def forget_deliveries(unit: Unit) -> int:
    """Delete what was settled long ago; return how many."""
    return unit.delete(table, table.c.settled_at < unit.now - KEPT)


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(
        id=row["id"],
        endpoint=row["endpoint"],
        kind=row["kind"],
        state=WebhookState(row["state"]),
        attempts=row["attempts"],
        occurred_at=row["occurred_at"],
        due_at=row["due_at"],
        settled_at=row["settled_at"],
        status=row["status"],
        trouble=row["trouble"],
    )

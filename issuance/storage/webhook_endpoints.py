"""Rows of endpoints and their secrets. Whose they are is asked for here, since endpoints are of no chamber."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import ColumnElement, RowMapping, delete, insert, select, update

from issuance.domain.ids import FEDERATION
from issuance.domain.webhooks.endpoints import Endpoint, OffReason, SigningSecrets
from issuance.domain.webhooks.events import WebhookEvent, event_text, read_events
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.storage.tables.webhooks import webhook_endpoint as table
from issuance.storage.tables.webhooks import webhook_secret
from issuance.storage.unit import Unit, new_id


def endpoints_of(unit: Unit, system: str) -> list[Endpoint]:
    """Return the endpoints of a system that the unit's chamber meets, the first one first."""
    query = select(table).where(table.c.system == system, *_met(unit)).order_by(table.c.made_at, table.c.id)
    return [_endpoint(row) for row in unit.rows(query)]


def endpoints_here(unit: Unit) -> list[Endpoint]:
    """Return the endpoints that are on: of third parties' systems and of the chamber's own."""
    query = select(table).where(table.c.off_because.is_(None), *_met(unit)).order_by(table.c.made_at, table.c.id)
    return [_endpoint(row) for row in unit.rows(query)]


def find_endpoint(unit: Unit, key: str) -> Endpoint | None:
    """Return an endpoint that the unit's chamber meets; None where there is none of that id."""
    row = unit.row(select(table).where(table.c.id == key, *_met(unit)))
    return None if row is None else _endpoint(row)


def get_own_endpoint(unit: Unit, system: str, key: str) -> Endpoint:
    """Return an endpoint that the unit's chamber looks after itself; raise `RefusedError` where there is none."""
    found = find_endpoint(unit, key)
    if found is None or found.owner != unit.chamber or found.system != system:
        raise RefusedError(_("There is no such address: open the page again."))
    return found


def add_endpoint(unit: Unit, system: str, address: str, events: Collection[WebhookEvent], secret: str) -> str:
    """Enter an endpoint of the unit's chamber; return its id."""
    key = new_id()
    unit.execute(
        insert(table).values(
            id=key,
            owner=unit.chamber,
            system=system,
            address=address,
            events=event_text(events),
            made_by=str(unit.actor.account),
            made_at=unit.now,
            secret_made_at=unit.now,
        )
    )
    unit.insert(webhook_secret, id=key, secrets=unit.seal(webhook_secret.c.secrets, key, {"current": secret}))
    return key


def set_secret(unit: Unit, held: Endpoint, version: int, secret: str) -> None:
    """Give an endpoint another secret; the one before signs beside it for a day."""
    before = secrets_of(unit, held).current
    _change(unit, held.id, version, secret_made_at=unit.now)
    sealed = unit.seal(webhook_secret.c.secrets, held.id, {"current": secret, "previous": before})
    unit.update(webhook_secret, held.id, secrets=sealed)


def secrets_of(unit: Unit, held: Endpoint) -> SigningSecrets:
    """Return an endpoint's secrets; the unit is its owner's."""
    row = unit.row(unit.select(webhook_secret).where(webhook_secret.c.id == held.id))
    if row is None:
        raise ConflictError(_("There is no such address: open the page again."))
    opened = unit.open(webhook_secret.c.secrets, held.id, row["secrets"])
    return SigningSecrets(str(opened["current"]), held.secret_made_at, opened.get("previous"))


def switch_endpoint(unit: Unit, held: Endpoint, version: int, off_because: OffReason | None) -> None:
    """Switch an endpoint on (None) or off; switched on, it has failed never."""
    _change(unit, held.id, version, off_because=off_because, failing_since=None, failures=0)


def remove_endpoint(unit: Unit, held: Endpoint, version: int) -> None:
    """Take an endpoint away, with its secrets."""
    gone = delete(table).where(table.c.id == held.id, table.c.version == version)
    if unit.execute(gone).rowcount != 1:
        raise _too_late()
    unit.delete(webhook_secret, webhook_secret.c.id == held.id)


def note_taken(unit: Unit, key: str) -> None:
    """Note that an endpoint has taken a delivery just now."""
    unit.execute(update(table).where(table.c.id == key).values(taken_at=unit.now, failing_since=None, failures=0))


def note_failed(unit: Unit, key: str) -> None:
    """Note that an attempt failed just now."""
    since = table.c.failing_since
    unit.execute(update(table).where(table.c.id == key, since.is_(None)).values(failing_since=unit.now))
    unit.execute(update(table).where(table.c.id == key).values(failures=table.c.failures + 1))


def end_endpoint(unit: Unit, key: str, why: OffReason) -> bool:
    """Switch an endpoint off for what it did; False where it is off already."""
    ended = update(table).where(table.c.id == key, table.c.off_because.is_(None))
    return unit.execute(ended.values(off_because=why.value, version=table.c.version + 1)).rowcount == 1


def _met(unit: Unit) -> tuple[ColumnElement[bool], ...]:
    return (table.c.owner.in_((FEDERATION, unit.chamber)),)


def _change(unit: Unit, key: str, version: int, **values: dt.datetime | OffReason | int | None) -> None:
    statement = update(table).where(table.c.id == key, table.c.version == version)
    if unit.execute(statement.values(version=version + 1, **values)).rowcount != 1:
        raise _too_late()


def _too_late() -> ConflictError:
    return ConflictError(_("Somebody else has decided this meanwhile: see how it stands now."))


def _endpoint(row: RowMapping) -> Endpoint:
    return Endpoint(
        id=row["id"],
        owner=row["owner"],
        system=row["system"],
        address=row["address"],
        events=read_events(str(row["events"])),
        made_by=row["made_by"],
        made_at=row["made_at"],
        secret_made_at=row["secret_made_at"],
        off_because=OffReason(row["off_because"]) if row["off_because"] else None,
        failing_since=row["failing_since"],
        failures=row["failures"],
        taken_at=row["taken_at"],
        version=row["version"],
    )

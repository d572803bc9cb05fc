"""What else is known of an application: others about the same invoice, what became of its exporter's last ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from issuance.domain.application.states import State
from issuance.storage.tables.applications import application as table
from issuance.storage.tables.ledger import record
from issuance.storage.unit import Unit
from signing.record import Event

LOOKED_BACK = 100
"""So many earlier applications of an exporter are counted."""


@dataclass(frozen=True)
class Marks:
    """What the row keeps beside the sealed entry, so that lists and hints need not open it."""

    destination: str | None
    """ISO 3166-1."""
    invoice_index: bytes | None
    """Blind index of the submitted invoice number."""


@dataclass(frozen=True)
class Twin:
    """Another application about an invoice of the same number."""

    id: str
    reference: str
    state: State
    organisation: str


@dataclass(frozen=True)
class History:
    """What became of an exporter's last applications, this one aside."""

    submitted: int = 0
    returned: int = 0
    """Submitted more than once: they had been returned."""
    rejected: int = 0
    revoked: int = 0


def marks_of(unit: Unit, key: str) -> Marks:
    """Return an application's marks; raise `LookupError` where there is none."""
    row = unit.row(unit.select(table, table.c.destination, table.c.invoice_index).where(table.c.id == key))
    if row is None:
        raise LookupError(f"There is no application {key} in {unit.chamber}.")
    return Marks(row["destination"], row["invoice_index"])


def same_invoice(unit: Unit, key: str, index: bytes | None, limit: int) -> Sequence[Twin]:
    """Return other applications about the same invoice number, the newest first; none where there is no number."""
    if index is None:
        return []
    query = unit.select(table, table.c.id, table.c.reference, table.c.state, table.c.organisation).where(
        table.c.invoice_index == index, table.c.id != key
    )
    rows = unit.rows(query.order_by(table.c.submitted_at.desc(), table.c.id).limit(limit))
    return [Twin(row["id"], row["reference"], State(row["state"]), row["organisation"]) for row in rows]


def history_of(unit: Unit, organisation: str, besides: str) -> History:
    """Return what became of an exporter's last applications but one."""
    is_of_it = (record.c.number == table.c.certificate, record.c.event == int(Event.REVOKE))
    revoked = select(func.count()).select_from(record).where(*is_of_it).correlate(table).scalar_subquery()
    columns = (table.c.version_submitted, table.c.state, revoked.label("revoked"))
    query = unit.select(table, *columns).where(
        table.c.organisation == organisation, table.c.submitted_at.is_not(None), table.c.id != besides
    )
    rows = unit.rows(query.order_by(table.c.submitted_at.desc()).limit(LOOKED_BACK))
    return History(
        submitted=len(rows),
        returned=sum(row["version_submitted"] > 1 for row in rows),
        rejected=sum(row["state"] == State.REJECTED.value for row in rows),
        revoked=sum(bool(row["revoked"]) for row in rows),
    )

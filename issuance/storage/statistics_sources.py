"""What statistics are counted from: an applications's dates and goods, charges, records of revocation."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func, select

from issuance.domain.fees.charge import ChargeState
from issuance.domain.statistics.months import Month
from issuance.storage.engine import translated_errors
from issuance.storage.tables import ledger
from issuance.storage.tables.applications import application, application_version
from issuance.storage.tables.fees import charge
from issuance.storage.unit import Unit
from signing.canonical import JsonObject
from signing.content import Kind
from signing.record import Event, parse_record

AT_ONCE = 500
"""Applications whose goods or charges are read by one query."""

_REJECTED = "rejected"


@dataclass(frozen=True)
class Delivered:
    """An application that was delivered in the month."""

    id: str
    kind: Kind
    organisation: str
    destination: str | None
    decided_at: dt.datetime | None
    delivered_at: dt.datetime


@dataclass(frozen=True)
class Decided:
    """An application that was approved or rejected in the month."""

    kind: Kind
    rejected: bool
    returned: bool
    submitted_at: dt.datetime
    decided_at: dt.datetime
    due_at: dt.datetime | None


def first_submission(unit: Unit) -> dt.datetime | None:
    """Return when the chamber's first application that is still kept was submitted."""
    earliest: Any = unit.execute(unit.select(application, func.min(application.c.submitted_at))).scalar_one()
    return earliest if isinstance(earliest, dt.datetime) or earliest is None else None


def delivered_in(unit: Unit, month: Month) -> list[Delivered]:
    """Return what was delivered in a month: a few columns of each, nothing that is sealed."""
    columns = (
        application.c.id,
        application.c.kind,
        application.c.organisation,
        application.c.destination,
        application.c.decided_at,
        application.c.delivered_at,
    )
    when = application.c.delivered_at
    query = unit.select(application, *columns).where(when >= month.begins, when < month.plus(1).begins)
    return [Delivered(**{**row, "kind": Kind(row["kind"])}) for row in _dicts(unit, query)]


def decided_in(unit: Unit, month: Month) -> Iterator[Decided]:
    """Yield what was decided in a month, by the decision that stands."""
    columns = (
        application.c.kind,
        application.c.state,
        application.c.version_submitted,
        application.c.submitted_at,
        application.c.decided_at,
        application.c.due_at,
    )
    when = application.c.decided_at
    query = unit.select(application, *columns).where(
        when >= month.begins, when < month.plus(1).begins, application.c.submitted_at.is_not(None)
    )
    for row in _dicts(unit, query):
        yield Decided(
            kind=Kind(row["kind"]),
            rejected=row["state"] == _REJECTED,
            returned=row["version_submitted"] > 1,
            submitted_at=row["submitted_at"],
            decided_at=row["decided_at"],
            due_at=row["due_at"],
        )


def approved_drafts(unit: Unit, ids: Sequence[str]) -> Iterator[JsonObject]:
    """Yield the approved version's draft of each of these applications."""
    versions = application_version
    query = (
        unit.select(versions, versions.c.id, versions.c.submitted)
        .join(
            application,
            (application.c.chamber == versions.c.chamber)
            & (application.c.id == versions.c.application)
            & (application.c.version_approved == versions.c.number),
        )
        .where(versions.c.application.in_(ids))
    )
    for row in _dicts(unit, query):
        yield unit.open(versions.c.submitted, row["id"], row["submitted"])["draft"]


def fees_of(unit: Unit, ids: Sequence[str]) -> dict[str, int]:
    """Return what was charged for each of these applications, in yen with tax; nothing for those without a charge."""
    query = (
        unit.select(charge, charge.c.application, func.sum(charge.c.total).label("yen"))
        .where(charge.c.application.in_(ids), charge.c.state != ChargeState.CANCELLED.value)
        .group_by(charge.c.application)
    )
    return {row["application"]: int(row["yen"]) for row in _dicts(unit, query)}


class Revocations:
    """Counts revocations in the ledger, whose records are no tenant's rows but name their chamber by the number."""

    def __init__(self, engine: Engine) -> None:
        self._reading = engine.execution_options(read_only=True)

    def count(self, chamber: str, month: Month) -> Counter[str]:
        """Return how many certificates of a chamber were revoked in a month, by reason code."""
        query = (
            select(ledger.record.c.data)
            .join(ledger.certificate, ledger.certificate.c.number == ledger.record.c.number)
            .where(ledger.certificate.c.chamber == chamber, ledger.record.c.event == int(Event.REVOKE))
        )
        found: Counter[str] = Counter()
        with translated_errors(), self._reading.connect() as connection:
            for data in connection.execute(query).scalars():
                payload = parse_record(data).payload
                if month.begins <= payload.time < month.plus(1).begins:
                    found[str(payload.reason)] += 1
        return found


def _dicts(unit: Unit, query: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a query of any columns
    return (dict(row) for row in unit.rows(query))

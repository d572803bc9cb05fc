"""Counts across all chambers, for the operator's monitoring.

Beside `storage.directory` the one place that reads tenants' tables of more than one chamber. It counts rows by state
and looks at instants; nothing that belongs to an organisation or a person is read.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Connection, Engine, Select, Table, func, select, true

from issuance.domain.application.states import State
from issuance.domain.ledger import Stage
from issuance.domain.messages import Delivery
from issuance.domain.uploads import UploadState
from issuance.domain.webhooks.deliveries import WebhookState
from issuance.storage.application_trays import WAITING
from issuance.storage.engine import translated_errors
from issuance.storage.tables.applications import application
from issuance.storage.tables.ledger import certificate, outbox
from issuance.storage.tables.messages import message
from issuance.storage.tables.uploads import upload
from issuance.storage.tables.webhooks import webhook_delivery as webhook

WAITED_FOR = (*WAITING, State.PAID, State.ISSUING, State.ISSUE_STOPPED)
"""What waits for the chamber or its jobs."""

MESSAGE_STATES = (Delivery.WAITING, Delivery.SENDING, Delivery.FAILED, Delivery.GIVEN_UP)
WEBHOOK_STATES = (WebhookState.WAITING, WebhookState.SENDING, WebhookState.GIVEN_UP)
UPLOAD_STATES = (UploadState.QUARANTINED, UploadState.INFECTED)
UNFINISHED = tuple(stage for stage in Stage if not stage.is_final)


@dataclass(frozen=True)
class Waiting:
    """How many rows are in a state, and since when the oldest of them is."""

    count: int = 0
    oldest: dt.datetime | None = None


@dataclass(frozen=True)
class OfficeFigures:
    """Counts by state, as they are stored. Instants are UTC."""

    applications: Mapping[str, Waiting]
    overdue: int
    """Applications that wait for an officer, past the chamber's own target."""
    messages: Mapping[str, Waiting]
    webhooks: Mapping[str, Waiting]
    uploads: Mapping[str, Waiting]
    virus_found_at: dt.datetime | None
    certificates: Mapping[str, Waiting]
    """Certificates between their number and their delivery, by stage."""
    unpublished: int
    """Records that the register has not confirmed."""


def read_figures(engine: Engine, tenants: Sequence[str], now: dt.datetime) -> OfficeFigures:
    """Count once, in the chambers `tenants`. Raises `StorageError`.

    The chambers are named one by one, for the indexes of states begin with the chamber.
    """
    with translated_errors(), engine.execution_options(read_only=True).connect() as connection:
        return OfficeFigures(
            applications=_by_state(
                connection,
                _of(application, tenants),
                application.c.state,
                application.c.state_since,
                WAITED_FOR,
            ),
            overdue=_one(
                connection,
                select(func.count())
                .select_from(application)
                .where(_of(application, tenants), application.c.state.in_(WAITING), application.c.due_at < now),
            ),
            messages=_by_state(connection, _of(message, tenants), message.c.state, message.c.due_at, MESSAGE_STATES),
            webhooks=_by_state(connection, _of(webhook, tenants), webhook.c.state, webhook.c.due_at, WEBHOOK_STATES),
            uploads=_by_state(connection, _of(upload, tenants), upload.c.state, upload.c.taken_at, UPLOAD_STATES),
            virus_found_at=connection.execute(
                select(func.max(upload.c.settled_at)).where(
                    _of(upload, tenants), upload.c.state == UploadState.INFECTED
                )
            ).scalar_one(),
            certificates=_by_state(connection, true(), certificate.c.stage, certificate.c.numbered_at, UNFINISHED),
            unpublished=_one(connection, select(func.count()).select_from(outbox).where(outbox.c.done_at.is_(None))),
        )


def _of(table: Table, tenants: Sequence[str]) -> ColumnElement[bool]:
    return table.c.chamber.in_(tenants)


def _one(connection: Connection, query: Select[int]) -> int:
    return connection.execute(query).scalar_one()


def _by_state(
    connection: Connection,
    condition: ColumnElement[bool],
    state: Column[str],
    since: Column[dt.datetime],
    wanted: Sequence[str],
) -> dict[str, Waiting]:
    query = select(state, func.count(), func.min(since)).where(condition, state.in_(wanted)).group_by(state)
    found = {str(name): Waiting(count, oldest) for name, count, oldest in connection.execute(query)}
    # A state that nothing is in is a figure too: a missing one could not be told from a broken query.
    return {str(name): found.get(str(name), Waiting()) for name in wanted}

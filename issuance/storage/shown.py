"""What the registrar's pages show beside a filing or an organisation: files, messages, names of the staff."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.messages import Channel, Delivery
from issuance.domain.uploads import FileKind, UploadState
from issuance.storage.tables.accounts import account
from issuance.storage.tables.messages import message
from issuance.storage.tables.uploads import upload
from issuance.storage.unit import Unit


@dataclass(frozen=True)
class ShownFile:
    """A file that was handed in, as far as a page needs it to show it."""

    id: str
    name: str
    kind: FileKind
    pages: int
    size: int
    state: UploadState

    @property
    def may_be_shown(self) -> bool:
        """Whether its pages may be drawn."""
        return self.state in (UploadState.CLEAN, UploadState.NOT_SCANNED)


@dataclass(frozen=True)
class ShownMessage:
    """A message that was written to an organisation, and what became of it."""

    template: str
    channel: Channel
    state: Delivery
    written_at: dt.datetime
    settled_at: dt.datetime | None


def files_by_id(unit: Unit, ids: Collection[str]) -> Mapping[str, ShownFile]:
    """Return files by id, in one query; those that are gone are missing."""
    if not ids:
        return {}
    rows = unit.rows(unit.select(upload).where(upload.c.id.in_(sorted(set(ids)))))
    return {
        row["id"]: ShownFile(
            row["id"],
            unit.open(upload.c.name, row["id"], row["name"])["name"],
            FileKind(row["kind"]),
            row["pages"],
            row["size"],
            UploadState(row["state"]),
        )
        for row in rows
    }


def messages_about(unit: Unit, organisation: str, limit: int) -> Sequence[ShownMessage]:
    """Return the last messages that were written about an organisation, the newest first."""
    query = unit.select(
        message,
        message.c.template,
        message.c.channel,
        message.c.state,
        message.c.written_at,
        message.c.settled_at,
    ).where(message.c.organisation == organisation)
    rows = unit.rows(query.order_by(message.c.written_at.desc(), message.c.id).limit(limit))
    return [
        ShownMessage(
            row["template"], Channel(row["channel"]), Delivery(row["state"]), row["written_at"], row["settled_at"]
        )
        for row in rows
    ]


def names_of_accounts(unit: Unit, ids: Collection[str | None]) -> Mapping[str, str]:
    """Return the names of the holders of some ids, in one query."""
    wanted = sorted({key for key in ids if key is not None})
    if not wanted:
        return {}
    query = unit.select(account, account.c.id, account.c.person).where(account.c.id.in_(wanted))
    return {
        row["id"]: unit.open(account.c.person, row["id"], row["person"]).get("name", "") for row in unit.rows(query)
    }

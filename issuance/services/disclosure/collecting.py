"""What is disclosed: all that the office has of one organisation, or of one certificate; one file after the other.

    for path, data in Collector(unit, uploads, originals, store).of(case): …

What proves who somebody is (passwords, second factors, sessions, links) is in none of it, and neither are the blind
indexes: `services/retention/registry.py` marks these tables as secret.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, RowMapping, Table, or_

from issuance.domain.disclosure.case import Disclosure
from issuance.domain.ledger import LedgerEntry
from issuance.domain.retention.hold import HoldKind
from issuance.errors import RefusedError
from issuance.language import _
from issuance.originals import Originals
from issuance.services.retention.belongings import belongings
from issuance.services.retention.registry import RULES, Fate
from issuance.services.uploads import Uploads
from issuance.storage.store import OfficeStore
from issuance.storage.tables.applications import application, application_paper
from issuance.storage.tables.audit import entry as audit_entry
from issuance.storage.tables.base import sealed_columns
from issuance.storage.tables.fees import charge, movement
from issuance.storage.tables.messages import message
from issuance.storage.tables.parties import organisation
from issuance.storage.tables.uploads import upload
from issuance.storage.unit import Unit
from signing.number import parse_number

DisclosedFile = tuple[str, bytes]
_ROWS_AT_ONCE = 500
_SEALED = frozenset(sealed_columns())


class Collector:
    """Collects within one unit, so that all of it is of one moment."""

    def __init__(self, unit: Unit, uploads: Uploads, originals: Originals, store: OfficeStore) -> None:
        self._unit = unit
        self._uploads = uploads
        self._originals = originals
        self._store = store

    def of(self, case: Disclosure) -> Iterator[DisclosedFile]:
        """Yield paths in the ZIP with their bytes."""
        if case.kind is HoldKind.ORGANISATION:
            yield from self._organisation(case.subject)
        else:
            entry = self._store.get(parse_number(case.subject))
            yield from self._certificate(entry)
            yield from self._applications(application.c.id == (entry.reference or ""))

    def _organisation(self, key: str) -> Iterator[DisclosedFile]:
        unit = self._unit
        if unit.row(unit.select(organisation, organisation.c.id).where(organisation.c.id == key)) is None:
            raise RefusedError(_("The data of this organisation were purged when their retention was over."))
        for each in belongings(unit, organisation, [key], Fate.ORGANISATION):
            if not RULES[each.table.name].secret:
                yield from self._rows(f"organisation/{each.table.name}", each.table, each.condition)
        theirs = application.c.organisation == key
        yield from self._applications(theirs)
        for row in unit.rows(unit.select(application, application.c.id).where(theirs).order_by(application.c.id)):
            entry = self._store.of_reference(unit.chamber, str(row["id"]))
            if entry is not None:
                yield from self._certificate(entry)
        beside = unit.select(application_paper, application_paper.c.upload)
        yield from self._files("organisation/papers", upload.c.organisation == key, upload.c.id.not_in(beside))
        for table in (charge, movement, message):
            yield from self._rows(f"organisation/{table.name}", table, table.c.organisation == key)
        of_it = or_(audit_entry.c.organisation == key, audit_entry.c.answerable == key)
        yield from self._rows("organisation/trail", audit_entry, of_it)

    def _applications(self, condition: ColumnElement[bool]) -> Iterator[DisclosedFile]:
        query = self._unit.select(application, application.c.id, application.c.reference).where(condition)
        for row in self._unit.rows(query.order_by(application.c.id)):
            key, folder = str(row["id"]), f"applications/{row['reference']}"
            for each in belongings(self._unit, application, [key], Fate.APPLICATION):
                yield from self._rows(f"{folder}/{each.table.name}", each.table, each.condition)
            papers = self._unit.select(application_paper, application_paper.c.upload).where(
                application_paper.c.application == key
            )
            yield from self._files(f"{folder}/papers", upload.c.id.in_(papers))
            subject = audit_entry.c.subject == f"application:{key}"
            yield from self._rows(f"{folder}/trail", audit_entry, subject)

    def _certificate(self, entry: LedgerEntry) -> Iterator[DisclosedFile]:
        folder = f"certificates/{entry.public_number}"
        said = {
            "number": entry.number.printed,
            "kind": entry.kind.slug,
            "issue_date": entry.issue_date,
            "stage": entry.stage,
            "replaces": entry.replaces,
            "delivered_at": entry.delivered_at,
        }
        yield f"{folder}/certificate.json", _json(said)
        if entry.content is not None:
            yield f"{folder}/content.json", entry.content
        if entry.seal is not None:
            yield f"{folder}/seal.cbor", entry.seal
        for record in self._store.records(entry.number):
            name = f"{record.payload.seq}-{record.payload.event.name.lower()}"
            yield f"{folder}/records/{name}.cbor", record.data
        if entry.original is not None:
            yield f"{folder}/original.pdf", self._originals.open(entry)

    def _rows(self, path: str, table: Table, condition: ColumnElement[bool]) -> Iterator[DisclosedFile]:
        """Yield the rows of a table as JSON; where they are many, in several files."""
        query = self._unit.select(table).where(condition).order_by(table.c.id).limit(_ROWS_AT_ONCE)
        number, last = 1, None
        while rows := self._unit.rows(query if last is None else query.where(table.c.id > last)):
            suffix = "" if number == 1 else f"-{number}"
            yield f"{path}{suffix}.json", _json([self._row(table, row) for row in rows])
            number, last = number + 1, rows[-1]["id"]

    def _row(self, table: Table, row: RowMapping) -> Mapping[str, object]:
        said: dict[str, object] = {}
        for column in table.columns:
            value = row[column.name]
            if column in _SEALED:
                said[column.name] = None if value is None else self._unit.open(column, str(row["id"]), value)
            elif not column.name.endswith("_index") and column.name != "chamber":
                said[column.name] = bytes(value).hex() if value and isinstance(column.type, LargeBinary) else value
        return said

    def _files(self, folder: str, *where: ColumnElement[bool]) -> Iterator[DisclosedFile]:
        """Yield uploads as they came; one that nobody may open is named with its state alone."""
        query = self._unit.select(upload, upload.c.id).where(*where).order_by(upload.c.id)
        for row in self._unit.rows(query):
            key = str(row["id"])
            found = self._uploads.get(self._unit, key)
            said = {"name": found.name, "kind": found.kind, "state": found.state, "taken_at": found.taken_at}
            yield f"{folder}/{key}.json", _json({**said, "sha256": found.sha256.hex()})
            if found.may_be_opened:
                yield f"{folder}/{key}.{found.kind}", self._uploads.open(self._unit, key)


def _json(value: Sequence[Any] | Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else str(value)

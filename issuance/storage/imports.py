"""Past certificates and the files that they came in: rows to values and back."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, insert, update

from issuance.domain.imports.rows import EarlierCertificate, Wrong
from issuance.storage.tables.imports import earlier_certificate as certificates
from issuance.storage.tables.imports import import_file as files
from issuance.storage.unit import Unit
from signing.content import Kind
from signing.import_record import EarlierState

MOST_PROBLEMS_KEPT = 1_000
"""Of one file; the command writes all of them to the report."""


class ImportState(StrEnum):
    """How far an import is. The values are stored."""

    REFUSED = "refused"
    """Rows were bad, and nothing of the file was taken."""
    STORING = "storing"
    PUBLISHING = "publishing"
    """All rows are stored; the register does not have all of them yet."""
    DONE = "done"


@dataclass(frozen=True)
class Problem:
    """A row that was not taken."""

    line: int
    number: str
    wrong: Wrong


@dataclass(frozen=True)
class ImportedFile:
    """A file and what became of it."""

    id: str
    sha256: str
    name: str
    state: ImportState
    officers: tuple[str, ...]
    rows_read: int
    rows_bad: int
    rows_added: int
    problems: tuple[Problem, ...]
    begun_at: dt.datetime
    done_at: dt.datetime | None


def note_file(
    unit: Unit, file: Mapping[str, str], officers: Sequence[str], rows_read: int, bad: int, problems: Sequence[Problem]
) -> str:
    """Keep what a look through a file has found, in place of an earlier look; return its id.

    `file` has `sha256` and `name`. The state is REFUSED until `set_state` says another.
    """
    values: dict[str, Any] = {
        "name": file["name"][-200:],
        "officers": json.dumps(list(officers)),
        "rows_read": rows_read,
        "rows_bad": bad,
        "problems": json.dumps(
            [[each.line, each.number, each.wrong.value] for each in problems[:MOST_PROBLEMS_KEPT]], ensure_ascii=False
        ),
        "begun_at": unit.now,
    }
    found = find_file(unit, sha256=file["sha256"])
    if found is None:
        return unit.insert(files, sha256=file["sha256"], state=ImportState.REFUSED.value, **values)
    unit.update(files, found.id, **values)
    return found.id


def set_import_state(unit: Unit, key: str, state: ImportState, **columns: object) -> None:
    """Note how far an import is."""
    values: dict[str, Any] = {**columns, "state": state.value}
    unit.update(files, key, **values)


def find_file(unit: Unit, *, sha256: str | None = None, key: str | None = None) -> ImportedFile | None:
    """Return a file by its hash or its id."""
    wanted = files.c.sha256 == sha256 if sha256 is not None else files.c.id == key
    row = unit.row(unit.select(files).where(wanted))
    return None if row is None else _file(row)


def imported_files(unit: Unit, most: int = 200) -> list[ImportedFile]:
    """Return the files, the latest first."""
    return [_file(row) for row in unit.rows(unit.select(files).order_by(files.c.begun_at.desc()).limit(most))]


def known_certificates(unit: Unit, numbers: Iterable[str]) -> dict[str, EarlierCertificate]:
    """Return those of the bare numbers that were imported before."""
    query = unit.select(certificates).where(certificates.c.id.in_(list(numbers)))
    return {str(row["id"]): _certificate(row) for row in unit.rows(query)}


def add_certificates(unit: Unit, file: str, found: Sequence[tuple[EarlierCertificate, bytes]]) -> None:
    """Add certificates with their signed records; they wait for the register."""
    rows = [
        {
            "chamber": unit.chamber,
            "id": each.number,
            "written": each.written,
            "issued": each.issued,
            "kind": int(each.kind),
            "state": int(each.state),
            "changed": each.changed,
            "successor": each.successor,
            "file": file,
            "record": record,
            "sent_at": None,
        }
        for each, record in found
    ]
    if rows:
        unit.execute(insert(certificates).values(rows))


def adopt(unit: Unit, file: str, numbers: Iterable[str]) -> None:
    """Let certificates go on with this file that another one has brought and never published."""
    unit.execute(
        update(certificates)
        .where(
            certificates.c.chamber == unit.chamber,
            certificates.c.id.in_(list(numbers)),
            certificates.c.sent_at.is_(None),
            certificates.c.file != file,
        )
        .values(file=file)
    )


def unsent(unit: Unit, file: str, most: int) -> dict[str, bytes]:
    """Return records of a file that the register still has to get, by bare number."""
    query = (
        unit.select(certificates, certificates.c.id, certificates.c.record)
        .where(certificates.c.file == file, certificates.c.sent_at.is_(None))
        .limit(most)
    )
    return {str(row["id"]): bytes(row["record"]) for row in unit.rows(query)}


def mark_sent(unit: Unit, numbers: Iterable[str]) -> None:
    """Note that the register has these."""
    unit.execute(
        update(certificates)
        .where(certificates.c.chamber == unit.chamber, certificates.c.id.in_(list(numbers)))
        .values(sent_at=unit.now)
    )


def count_of_file(unit: Unit, file: str) -> int:
    """Return how many certificates a file has added."""
    return unit.count(unit.select(certificates).where(certificates.c.file == file))


def _certificate(row: RowMapping) -> EarlierCertificate:
    return EarlierCertificate(
        number=row["id"],
        written=row["written"],
        issued=row["issued"],
        kind=Kind(row["kind"]),
        state=EarlierState(row["state"]),
        changed=row["changed"],
        successor=row["successor"],
    )


def _file(row: RowMapping) -> ImportedFile:
    same = ("id", "sha256", "name", "rows_read", "rows_bad", "rows_added", "begun_at", "done_at")
    return ImportedFile(
        state=ImportState(row["state"]),
        officers=tuple(json.loads(row["officers"])),
        problems=tuple(Problem(line, number, Wrong(wrong)) for line, number, wrong in json.loads(row["problems"])),
        **{name: row[name] for name in same},
    )

"""The papers beside an application: rows to values and back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_

from issuance.domain.application.application import Application, Paper, PaperRole
from issuance.storage.paper_descriptions import opened_description
from issuance.storage.tables.application_help import paper_description as description
from issuance.storage.tables.applications import application_paper as table
from issuance.storage.tables.uploads import upload
from issuance.storage.unit import Unit

_FILE = "file_"
"""Before the names of the file's columns: both tables have an id."""


def add_paper(unit: Unit, found: Application, upload: str, role: PaperRole, added_by: str) -> Paper:
    """Put an uploaded file beside an application."""
    row = unit.insert(table, application=found.id, upload=upload, role=role.value, added_at=unit.now, added_by=added_by)
    return next(paper for paper in papers_of(unit, found.id) if paper.id == row)


def papers_of(unit: Unit, application_id: str, *, removed: bool = False) -> list[Paper]:
    """Return an application's papers in the order in which they came; with `removed`, also those taken away since.

    What is known of their contents comes along: one query.
    """
    query = _query(unit, application_id)
    if not removed:
        query = query.where(table.c.removed_at.is_(None))
    return [_paper(unit, row) for row in unit.rows(query)]


def papers_with_files(unit: Unit, application_id: str) -> list[tuple[Paper, Mapping[str, Any] | None]]:
    """Return the papers in force with the rows of their files, None for one that was removed: one query for both."""
    filed = and_(upload.c.chamber == table.c.chamber, upload.c.id == table.c.upload)
    query = _query(unit, application_id, *(column.label(f"{_FILE}{column.name}") for column in upload.c))
    rows = unit.rows(query.outerjoin(upload, filed).where(table.c.removed_at.is_(None)))
    found: list[tuple[Paper, Mapping[str, Any] | None]] = []
    for row in rows:
        file = {column.name: row[f"{_FILE}{column.name}"] for column in upload.c}
        found.append((_paper(unit, row), None if file["id"] is None else file))
    return found


def applications_of_upload(unit: Unit, upload: str) -> list[str]:
    """Return the applications beside which an uploaded file lies."""
    query = unit.select(table, table.c.application).where(table.c.upload == upload, table.c.removed_at.is_(None))
    return sorted({str(row["application"]) for row in unit.rows(query)})


def note_submitted(unit: Unit, papers: list[Paper], version: int) -> None:
    """Note that papers were submitted with a version for the first time: they are kept from now on."""
    for paper in papers:
        if paper.since_version == 0:
            unit.update(table, paper.id, since_version=version)


def remove_paper(unit: Unit, paper: Paper) -> None:
    """Take a paper away: out of sight where it was submitted once, altogether where it never was."""
    if paper.since_version:
        unit.update(table, paper.id, removed_at=unit.now)
    else:
        unit.delete(table, table.c.id == paper.id)


def _query(unit: Unit, application_id: str, *more: ColumnElement[Any]) -> Select[tuple[object, ...]]:
    described = and_(description.c.chamber == table.c.chamber, description.c.id == table.c.upload)
    columns = (*table.c, description.c.id.label("described"), description.c.data, *more)
    query = unit.select(table, *columns).outerjoin(description, described)
    return query.where(table.c.application == application_id).order_by(table.c.added_at, table.c.id)


def _paper(unit: Unit, row: RowMapping) -> Paper:
    return Paper(
        id=str(row["id"]),
        application=row["application"],
        upload=row["upload"],
        role=PaperRole(row["role"]),
        added_at=row["added_at"],
        added_by=row["added_by"],
        since_version=row["since_version"],
        removed_at=row["removed_at"],
        contents=None if row["described"] is None else opened_description(unit, row["described"], row["data"]),
    )

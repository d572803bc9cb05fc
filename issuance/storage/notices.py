"""Rows of notices, terms versions and pauses, as the values of `domain.notices`."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import RowMapping, or_

from issuance.domain.notices.notice import Notice, NoticeState, NoticeText
from issuance.domain.notices.pauses import Pause, PauseState, PauseText
from issuance.domain.notices.terms import Terms, TermsState, TermsText
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.tables import notices as tables
from issuance.storage.unit import Unit

LISTED = 200
"""Rows of a list, newest first."""


def find_notice(unit: Unit, notice_id: str) -> Notice:
    """Return a notice of the unit's chamber; raise `RefusedError` where it has none of that id."""
    row = unit.row(unit.select(tables.notice).where(tables.notice.c.id == notice_id))
    if row is None:
        raise RefusedError(_("There is no such notice."))
    return _notice(row)


def all_notices(unit: Unit) -> list[Notice]:
    """Return the notices of the unit's chamber, drafts and past ones too, newest first."""
    table = tables.notice
    query = unit.select(table).where(table.c.state != NoticeState.DISCARDED.value)
    return [_notice(row) for row in unit.rows(query.order_by(table.c.written_at.desc(), table.c.id).limit(LISTED))]


def posted_notices(unit: Unit, day: dt.date) -> list[Notice]:
    """Return the notices that stand on the board on a day, newest first."""
    table = tables.notice
    query = unit.select(table).where(
        table.c.state == NoticeState.POSTED.value,
        table.c.first_day <= day,
        or_(table.c.last_day.is_(None), table.c.last_day >= day),
    )
    return [_notice(row) for row in unit.rows(query.order_by(table.c.posted_at.desc(), table.c.id).limit(LISTED))]


def find_terms(unit: Unit, terms_id: str) -> Terms:
    """Return a version of the terms; raise `RefusedError` where the unit's chamber has none of that id."""
    row = unit.row(unit.select(tables.terms_version).where(tables.terms_version.c.id == terms_id))
    if row is None:
        raise RefusedError(_("There is no such version of the terms."))
    return _terms(row)


def all_terms(unit: Unit) -> list[Terms]:
    """Return the versions of the unit's chamber, drafts too, the latest first."""
    table = tables.terms_version
    query = unit.select(table).where(table.c.state != TermsState.DISCARDED.value)
    return [_terms(row) for row in unit.rows(query.order_by(table.c.effective_on.desc(), table.c.written_at.desc()))]


def find_pause(unit: Unit, pause_id: str) -> Pause:
    """Return a pause; raise `RefusedError` where the unit's chamber has none of that id."""
    row = unit.row(unit.select(tables.pause).where(tables.pause.c.id == pause_id))
    if row is None:
        raise RefusedError(_("There is no such pause."))
    return _pause(row)


def all_pauses(unit: Unit) -> Sequence[Pause]:
    """Return the pauses of the unit's chamber, latest first."""
    table = tables.pause
    return [_pause(row) for row in unit.rows(unit.select(table).order_by(table.c.begins.desc()).limit(LISTED))]


def pauses_ahead(unit: Unit) -> list[Pause]:
    """Return the pauses that are not over, the next one first."""
    table = tables.pause
    query = unit.select(table).where(table.c.ends > unit.now, table.c.state == PauseState.ANNOUNCED.value)
    return [_pause(row) for row in unit.rows(query.order_by(table.c.begins))]


def _notice(row: RowMapping) -> Notice:
    return Notice(
        id=row["id"],
        source=row["chamber"],
        state=NoticeState(row["state"]),
        text=NoticeText.model_validate_json(row["text"]),
        posted_at=row["posted_at"],
        withdrawn_at=row["withdrawn_at"],
        version=row["version"],
    )


def _terms(row: RowMapping) -> Terms:
    return Terms(
        id=row["id"],
        source=row["chamber"],
        state=TermsState(row["state"]),
        text=TermsText.model_validate_json(row["text"]),
        posted_at=row["posted_at"],
        version=row["version"],
    )


def _pause(row: RowMapping) -> Pause:
    return Pause(
        id=row["id"],
        source=row["chamber"],
        state=PauseState(row["state"]),
        text=PauseText.model_validate_json(row["text"]),
        announced_at=row["announced_at"],
        ended_at=row["ended_at"],
        version=row["version"],
    )

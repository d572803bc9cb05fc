"""What a person found of a paper, laid over its row, and kept in the journal."""

from dataclasses import replace
from typing import Any

from scanner.comparison.comparison import is_comparable
from scanner.comparison.confirming import Stands, conclude_comparison
from scanner.comparison.outcome import Found, Outcome, as_fields
from scanner.stack.entries import ComparedEntry
from scanner.stack.journal import Journal
from scanner.stack.values import Row
from signing.compared import compared
from signing.result import Paper


def noted(row: Row, outcome: Outcome, journal: Journal | None, stands: Stands) -> Row:
    """Return the row with what the person found, once it is in the journal; as it stands now where nobody decided."""
    result = conclude_comparison(row.code.result, outcome, stands)
    row = replace(row, code=replace(row.code, result=result))
    fields = as_fields(outcome)
    if result.paper is Paper.NOT_COMPARED or fields is None:
        return row
    if journal is not None and row.code.sha256 is not None:
        journal.note(ComparedEntry(row.code.sha256, row.code.page, outcome.sid, fields))
    return replace(row, comparison=fields)


def recalled(row: Row, journal: Journal | None) -> Row:
    """Return the row with what a person found in an earlier run of this page of these very bytes.

    It stands only while the certificate is still in force: who compared a paper whose certificate was revoked since
    has not compared a valid one.
    """
    fields = _earlier(row, journal)
    if fields is None or not is_comparable(row.code.result):
        return row
    result = compared(row.code.result, same=fields.get("outcome") == Found.CONFIRMED)
    return replace(row, code=replace(row.code, result=result), comparison=fields)


def without_content(row: Row) -> Row:
    """Return the row without the certificate's content: it can be a megabyte, and a morning has a thousand rows."""
    return replace(row, code=replace(row.code, result=replace(row.code.result, content=None)))


def _earlier(row: Row, journal: Journal | None) -> dict[str, Any] | None:
    result = row.code.result
    if journal is None or row.code.sha256 is None or result.sid is None:
        return None
    return journal.compared(row.code.sha256, row.code.page, result.sid)

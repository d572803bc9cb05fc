"""Names of fields in calls: those that a kind's form has, and no other, for a typing error must not be lost."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from issuance.domain.application.application import Application
from issuance.domain.application.entry import Entry
from issuance.domain.application.fields import columns_of, fields_of
from issuance.domain.application.order import NAMES
from issuance.language import _
from issuance.web.api.asked import CallError
from issuance.web.problems import problem
from signing.content import Kind

_MOST_NAMED = 20


def known_entry(entry: Entry, kind: Kind) -> Entry:
    """Return an entry as the form would have sent it; raise `CallError` where it names what a kind has not.

    Blank fields are none, and lines end in LF.
    """
    _refuse(entry.fields.keys() - _names(kind, ()))
    columns = {column.name for column in columns_of(kind)}
    _refuse(f"goods.{line}.{name}" for line, row in enumerate(entry.goods, 1) for name in row.keys() - columns)
    return Entry(fields=_typed(entry.fields), goods=tuple(_typed(row) for row in entry.goods))


def known_remarks(remarks: Mapping[str, str], application: Application) -> None:
    """Raise `CallError` where a remark stands beside a field that an application has not."""
    lines = range(1, len(application.entry.goods) + 1)
    _refuse(remarks.keys() - _names(application.kind, lines))


def _names(kind: Kind, lines: Iterable[int]) -> set[str]:
    columns = [column.name for column in columns_of(kind)]
    goods = {f"goods.{line}.{name}" for line in lines for name in columns}
    return {*(spec.name for spec in fields_of(kind)), *NAMES, *goods}


def _refuse(unknown: Iterable[str]) -> None:
    said = [
        {"field": name, "text": _("This kind has no such field."), "severity": "error"}
        for name in sorted(unknown)[:_MOST_NAMED]
    ]
    if said:
        explained = _("Something in this call is not as the API describes it: see what is listed.")
        title = _("This request cannot be understood")
        raise CallError(problem(HTTPStatus.UNPROCESSABLE_ENTITY, title, explained, code="invalid", problems=said))


def _typed(row: Mapping[str, str]) -> dict[str, str]:
    return {name: text.replace("\r\n", "\n").replace("\r", "\n") for name, text in row.items() if text.strip()}

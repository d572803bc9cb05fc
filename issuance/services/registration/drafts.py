"""What an applicant writes is kept as it was typed, page by page, complete or not: nothing is ever lost.

Each page carries the `mark` of what it was made from. Where the section has moved on meanwhile (another tab, another
person), the page that comes late is refused with `StaleSectionError`, and shows both.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from issuance.domain.actor import Actor
from issuance.domain.registration.checking import Problems
from issuance.domain.registration.filing import Filing
from issuance.domain.registration.form import MAX_PAPERS, MAX_SIGNATORIES, SectionName
from issuance.domain.registration.sections import Draft
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.services.registration.access import Access, draft_of, editable_filing, filing_for
from issuance.storage.filings import save_data
from issuance.storage.unit import Unit, Units
from signing.canonical import JsonValue, canonical_bytes

MAX_TYPED = 1000
"""Characters that one field may bring; the form's own limits are below that."""


class StaleSectionError(ConflictError):
    """The section was changed elsewhere since the page was made."""


class TooLongError(RefusedError):
    """Fields brought more than anybody types. `problems` names them; nothing was stored."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class DraftDesk:
    """Reads and keeps drafts."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def read(self, actor: Actor, access: Access) -> tuple[Filing, Draft]:
        """Return a filing and its draft; raise `ClosedError` where it is not for who asks."""
        with self._units.look(actor) as unit:
            filing = filing_for(unit, access)
            return filing, draft_of(unit, filing)

    def mark(self, actor: Actor, access: Access, name: SectionName) -> str:
        """Return the mark of a section as it stands: what its page would carry."""
        with self._units.look(actor) as unit:
            return mark_of(filing_for(unit, access).data.get(name.value))

    def save(self, actor: Actor, access: Access, name: SectionName, values: Mapping[str, Any], mark: str) -> Filing:
        """Keep a section of single fields as typed."""
        _require_short(values)
        with self._units.act(actor) as unit:
            filing = editable_filing(unit, access)
            _require_fresh(mark, filing.data.get(name.value))
            return _save(unit, filing, name, dict(values))

    def save_item(self, actor: Actor, access: Access, name: SectionName, item: Mapping[str, Any], mark: str) -> Filing:
        """Keep one signatory or paper as typed: in place of the one with its key, or as another one."""
        _require_short(item)
        with self._units.act(actor) as unit:
            filing = editable_filing(unit, access)
            items = draft_of(unit, filing).items(name)
            position = _position(items, item_key(name, item))
            _require_fresh(mark, items[position] if position < len(items) else None)
            if position >= (MAX_SIGNATORIES if name is SectionName.SIGNATORIES else MAX_PAPERS):
                raise RefusedError(_("There is no room for more here: ask the chamber how to go on."))
            items[position : position + 1] = [dict(item)]
            return _save(unit, filing, name, items)

    def remove_item(self, actor: Actor, access: Access, name: SectionName, key: str) -> Filing:
        """Take a signatory or a paper out; that it is gone already is no error."""
        with self._units.act(actor) as unit:
            filing = editable_filing(unit, access)
            items = draft_of(unit, filing).items(name)
            kept = [item for item in items if item_key(name, item) != key]
            return filing if kept == items else _save(unit, filing, name, kept)


def mark_of(section: object) -> str:
    """Return the mark of a section or item as it stands; '' where there is none yet."""
    return hashlib.sha256(canonical_bytes(_plain(section))).hexdigest()[:16] if section else ""


def item_key(name: SectionName, item: Mapping[str, Any]) -> str:
    """Return what an item is known by: a signatory's key, a paper's upload."""
    return str(item.get("key" if name is SectionName.SIGNATORIES else "upload"))


def _save(unit: Unit, filing: Filing, name: SectionName, section: object) -> Filing:
    data = {**filing.data, name.value: section}
    columns: dict[str, object] = {}
    if name is SectionName.ORGANISATION and isinstance(section, Mapping):
        form = Draft(filing.kind, data).form
        columns["form"] = None if form is None else form.value
    saved = save_data(unit, filing, data, columns)
    unit.record("filing.save", f"filing:{filing.id}", after={"section": name})
    return saved


def _position(items: list[dict[str, Any]], key: str) -> int:
    keys = [str(item.get("key") or item.get("upload")) for item in items]
    return keys.index(key) if key in keys else len(items)


def _require_fresh(mark: str, section: object) -> None:
    if mark != mark_of(section):
        raise StaleSectionError(
            _("This part was changed in another window meanwhile. Nothing of this page was stored: compare and save.")
        )


def _require_short(values: Mapping[str, Any]) -> None:
    problems = {
        name: _("Write %(limit)s characters at most: these are %(count)s.", limit=MAX_TYPED, count=f"{len(value):,}")
        for name, value in values.items()
        if isinstance(value, str) and len(value) > MAX_TYPED
    }
    if problems:
        raise TooLongError(problems)


def _plain(value: object) -> JsonValue:
    """Return a section as canonical JSON takes it: truth values as words, what says nothing left out."""
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value)

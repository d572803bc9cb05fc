"""An application goes: all that hangs on it, its papers, and itself, unless fee vouchers name it still."""

from issuance.domain.application.entry import Entry
from issuance.domain.application.states import Event, State
from issuance.services.retention.belongings import belongings
from issuance.services.retention.files import remove_uploads
from issuance.services.retention.registry import Fate
from issuance.storage.applications import find_application, move_application
from issuance.storage.tables.applications import application as table
from issuance.storage.tables.applications import application_paper
from issuance.storage.tables.fees import charge
from issuance.storage.unit import Unit

_BLANK: dict[str, object] = {
    "remarks": None,
    "invoice_index": None,
    "submission": None,
    "stopped_because": "",
    "holder": None,
    "held_since": None,
}


def purge_application(unit: Unit, key: str) -> None:
    """Take an application away, in an act that is under way; one that is gone already stays gone."""
    found = find_application(unit, key)
    if found is None or found.state is State.PURGED:
        return
    mine_alone = _papers_of_it_alone(unit, key)
    itself, *rest = belongings(unit, table, [key], Fate.APPLICATION)
    for each in reversed(rest):
        unit.delete(each.table, each.condition)
    remove_uploads(unit, mine_alone)
    if unit.count(unit.select(charge).where(charge.c.application == key)):
        blank = unit.seal(table.c.data, key, Entry().model_dump(mode="json"))
        move_application(unit, found, Event.PURGE, columns={**_BLANK, "data": blank})
    else:
        unit.delete(itself.table, itself.condition)
        unit.record("application.purge", f"application:{key}", organisation=found.organisation)


def purge_emptied(unit: Unit) -> int:
    """Delete applications that were kept for vouchers which are gone by now; return how many."""
    named = unit.select(charge, charge.c.application)
    return unit.delete(table, table.c.state == State.PURGED.value, table.c.id.not_in(named))


def _papers_of_it_alone(unit: Unit, key: str) -> set[str]:
    """Return the uploads that are beside this application and no other."""
    paper = application_paper
    rows = unit.rows(unit.select(paper, paper.c.upload).where(paper.c.application == key))
    uploads = {str(row["upload"]) for row in rows}
    others = unit.select(paper, paper.c.upload).where(paper.c.upload.in_(sorted(uploads)), paper.c.application != key)
    return uploads - {str(row["upload"]) for row in unit.rows(others)}

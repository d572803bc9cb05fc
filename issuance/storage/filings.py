"""Filings: rows to values and back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, RowMapping

from issuance.domain.registration.filing import FILING, OPEN, Filing, FilingEvent, FilingKind, FilingState, Remarks
from issuance.domain.registration.form import RegistrationForm
from issuance.storage.references import new_reference
from issuance.storage.tables.filings import filing
from issuance.storage.tables.parties import registration
from issuance.storage.unit import Unit, new_id

Columns = Mapping[str, object]
"""What else changes in the row, by column."""

NOBODY_HOLDS: Columns = {"holder": None, "held_since": None}
_NONE: Columns = {}


def add_filing(
    unit: Unit,
    kind: FilingKind,
    *,
    language: str,
    data: Mapping[str, object],
    registration: str | None = None,
    basis: str | None = None,
    form: str | None = None,
    mail: str | None = None,
    submission: str | None = None,
) -> Filing:
    """Add a draft and return it. `mail` is the address with which a visitor asks for a new link."""
    row = new_id()
    unit.insert(
        filing,
        id=row,
        registration=registration,
        basis=basis,
        reference=new_reference("R"),
        kind=kind.value,
        form=form,
        state=FILING.start.value,
        state_since=unit.now,
        language=language,
        data=unit.seal(filing.c.data, row, data),
        mail_index=None if mail is None else unit.index("mail", mail),
        started_at=unit.now,
        submission=submission,
    )
    return get_filing(unit, row)


def find_filing(unit: Unit, id_: str) -> Filing | None:
    """Return a filing by its id."""
    found = _all(unit, filing.c.id == id_)
    return found[0] if found else None


def get_filing(unit: Unit, id_: str) -> Filing:
    """Return a filing that is known to be there."""
    found = find_filing(unit, id_)
    if found is None:
        raise LookupError(f"There is no filing {id_} in {unit.chamber}.")
    return found


def find_by_reference(unit: Unit, reference: str, mail: str) -> Filing | None:
    """Return the filing that has a reference number and was started with a mail address."""
    same = (filing.c.reference == reference, filing.c.mail_index == unit.index("mail", mail))
    found = _all(unit, *same)
    return found[0] if found else None


def started_since(unit: Unit, mail: str, since: object) -> int:
    """Return how many filings were started with a mail address since an instant."""
    same = filing.c.mail_index == unit.index("mail", mail)
    return unit.count(unit.select(filing).where(same, filing.c.started_at >= since))


def find_submission(unit: Unit, submission: str) -> Filing | None:
    """Return the filing that a page with this one-time token has started or submitted already."""
    found = _all(unit, filing.c.submission == submission)
    return found[0] if found else None


def open_filing_of(unit: Unit, registration_id: str) -> Filing | None:
    """Return a registration's open filing; it has one at most."""
    found = _all(unit, filing.c.registration == registration_id, filing.c.state.in_([state.value for state in OPEN]))
    return found[0] if found else None


def filings_of(unit: Unit, registration_id: str) -> list[Filing]:
    """Return all filings of a registration, the newest first."""
    return _all(unit, filing.c.registration == registration_id)


def form_in_force(unit: Unit, organisation: str) -> RegistrationForm | None:
    """Return what an organisation's approved filing says, in one query; None where none was approved."""
    query = unit.select(filing, filing.c.id, filing.c.submitted).join(
        registration,
        (registration.c.chamber == filing.c.chamber) & (registration.c.approved_filing == filing.c.id),
    )
    row = unit.row(query.where(registration.c.organisation == organisation))
    return None if row is None else _form(unit, str(row["id"]), row["submitted"])


def save_data(unit: Unit, found: Filing, data: Columns, columns: Columns = _NONE) -> Filing:
    """Keep what a draft holds now; raise `ConflictError` where somebody else has changed it meanwhile."""
    values: dict[str, Any] = {**columns, "data": unit.seal(filing.c.data, found.id, data)}
    unit.update(filing, found.id, version=found.version, **values)
    return get_filing(unit, found.id)


def move_filing(
    unit: Unit,
    found: Filing,
    event: FilingEvent,
    *,
    form: RegistrationForm | None = None,
    data: Columns | None = None,
    remarks: Remarks | None = None,
    columns: Columns = _NONE,
) -> Filing:
    """Let an event happen to a filing; raise `RefusedError` where it cannot, `ConflictError` where it moved on."""
    state = FILING.after(found.state, event)
    values: dict[str, Any] = {**columns, "state": state.value, "state_since": unit.now}
    if form is not None:
        values["submitted"] = unit.seal(filing.c.submitted, found.id, form.model_dump(mode="json"))
    if data is not None:
        values["data"] = unit.seal(filing.c.data, found.id, data)
    if remarks is not None:
        said = {"general": remarks.general, "fields": dict(remarks.fields)}
        values["remarks"] = unit.seal(filing.c.remarks, found.id, said)
    unit.update(filing, found.id, version=found.version, **values)
    return get_filing(unit, found.id)


def _all(unit: Unit, *where: ColumnElement[bool]) -> list[Filing]:
    query = unit.select(filing).where(*where).order_by(filing.c.started_at.desc(), filing.c.id)
    return [to_filing(unit, row) for row in unit.rows(query)]


def _form(unit: Unit, id_: str, sealed: bytes | None) -> RegistrationForm | None:
    return None if sealed is None else RegistrationForm.model_validate(unit.open(filing.c.submitted, id_, sealed))


def to_filing(unit: Unit, row: RowMapping) -> Filing:
    """Return the value of a row that has all columns of the table."""
    id_ = str(row["id"])
    remarks = {} if row["remarks"] is None else unit.open(filing.c.remarks, id_, row["remarks"])
    return Filing(
        id=id_,
        kind=FilingKind(row["kind"]),
        state=FilingState(row["state"]),
        state_since=row["state_since"],
        reference=row["reference"],
        language=row["language"],
        data=unit.open(filing.c.data, id_, row["data"]),
        form=_form(unit, id_, row["submitted"]),
        registration=row["registration"],
        basis=row["basis"],
        remarks=Remarks(**remarks),
        holder=row["holder"],
        held_since=row["held_since"],
        started_at=row["started_at"],
        submitted_at=row["submitted_at"],
        submitted_by=row["submitted_by"],
        submission=row["submission"],
        decided_at=row["decided_at"],
        decided_by=row["decided_by"],
        term_from=row["term_from"],
        term_until=row["term_until"],
        version=row["version"],
    )

"""An organisation goes with its people, ids, filings and papers; while vouchers name it, its names alone stay."""

from sqlalchemy import or_, update

from issuance.domain.ids import IdState
from issuance.domain.registration.handed_in import files_of_draft, files_of_form, handed_in
from issuance.services.retention.belongings import belongings
from issuance.services.retention.files import remove_uploads
from issuance.services.retention.registry import Fate
from issuance.storage.filings import filings_of
from issuance.storage.tables.accounts import account
from issuance.storage.tables.applications import application
from issuance.storage.tables.fees import charge, movement
from issuance.storage.tables.messages import message
from issuance.storage.tables.notices import notice_delivery
from issuance.storage.tables.parties import organisation, registration, signatory
from issuance.storage.tables.uploads import upload
from issuance.storage.unit import Unit

_NOBODY = {"name": "", "mail": "", "language": "ja"}
_NO_SIGNATORY = {"name": "", "reading": "", "title": "", "mail": ""}
_EMPTIED = (organisation, signatory, account)
"""What applications of vouchers refer to: emptied of persons, deleted with the last voucher."""


def purge_organisation(unit: Unit, key: str) -> None:
    """Take an organisation away, in an act that is under way."""
    files = _files(unit, key)
    named = _is_named_by_vouchers(unit, key)
    itself, *rest = belongings(unit, organisation, [key], Fate.ORGANISATION)
    for each in reversed(rest):
        if not (named and each.table in _EMPTIED):
            unit.delete(each.table, each.condition)
    _purge_messages(unit, key)
    remove_uploads(unit, files)
    if named:
        _empty(unit, key)
    else:
        unit.delete(itself.table, itself.condition)
    unit.record("organisation.purge", f"organisation:{key}", organisation=key, after={"names_stay": int(named)})


def _is_named_by_vouchers(unit: Unit, key: str) -> bool:
    queries = (
        unit.select(application).where(or_(application.c.organisation == key, application.c.agent == key)),
        unit.select(charge).where(charge.c.organisation == key),
        unit.select(movement).where(movement.c.organisation == key),
    )
    return any(unit.count(query) for query in queries)


def _files(unit: Unit, key: str) -> set[str]:
    """Return the uploads of an organisation: those in its name, and those of filings made before it had one."""
    files = {str(row["id"]) for row in unit.rows(unit.select(upload, upload.c.id).where(upload.c.organisation == key))}
    for row in unit.rows(unit.select(registration, registration.c.id).where(registration.c.organisation == key)):
        for each in filings_of(unit, str(row["id"])):
            files |= {*files_of_draft(each.data), *(paper.upload for paper in handed_in(each))}
            if each.form is not None:
                files.update(files_of_form(each.form))
    specimens = unit.rows(unit.select(signatory, signatory.c.specimen).where(signatory.c.organisation == key))
    return files | {str(row["specimen"]) for row in specimens if row["specimen"] is not None}


def _purge_messages(unit: Unit, key: str) -> None:
    sent = unit.select(message, message.c.id).where(message.c.organisation == key)
    unit.delete(notice_delivery, notice_delivery.c.message.in_(sent))
    unit.delete(message, message.c.organisation == key)


def _empty(unit: Unit, key: str) -> None:
    """Leave of people nothing but the ids by which the vouchers' applications name them."""
    for row in unit.rows(unit.select(signatory, signatory.c.id).where(signatory.c.organisation == key)):
        blank = unit.seal(signatory.c.person, str(row["id"]), _NO_SIGNATORY)
        unit.update(signatory, row["id"], person=blank, specimen=None)
    theirs = or_(account.c.organisation == key, account.c.agent == key)
    for row in unit.rows(unit.select(account, account.c.id).where(theirs)):
        blank = unit.seal(account.c.person, str(row["id"]), _NOBODY)
        unit.update(account, row["id"], person=blank, mail_index=None, state=IdState.CLOSED.value)
    unit.execute(
        update(organisation)
        .where(organisation.c.chamber == unit.chamber, organisation.c.id == key)
        .values(number_index=None)
    )

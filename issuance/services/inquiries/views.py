"""One case as officers see it, with its certificate beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.inquiries.answer import Answer, AnswerState
from issuance.domain.inquiries.case import Case, CaseEntry, EntryKind
from issuance.domain.staff import StaffAct, staff_may
from issuance.domain.uploads import Upload
from issuance.language import _
from issuance.services.applications.sight import AbsentError
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.inquiries.certificates import Certificates, Certified
from issuance.services.uploads import Uploads
from issuance.storage.deliveries import Print, prints_of
from issuance.storage.inquiries import cases, entries_of, files_of, find_case, uploads_beside
from issuance.storage.inquiry_answers import answers_of, letter_of
from issuance.storage.shown import names_of_accounts
from issuance.storage.staff import all_roles
from issuance.storage.tables.inquiries import case as table
from issuance.storage.unit import Unit, Units

MOST_RELATED = 20


@dataclass(frozen=True)
class CaseView:
    """One case with everything that an officer decides by."""

    case: Case
    entries: Sequence[CaseEntry]
    files: Sequence[Upload]
    answers: Sequence[Answer]
    names: Mapping[str, str]
    """Names of accounts, by id."""
    related: Sequence[Case]
    """Other cases about the same certificate, and those that were merged with this one."""
    certified: Certified | None
    prints: Sequence[Print]
    is_late: bool

    @property
    def related_by(self) -> dict[str, list[Case]]:
        """The related cases by what they have to do with this one."""
        found: dict[str, list[Case]] = {"goes on as": [], "merged with this": [], "same certificate": []}
        for each in self.related:
            if each.id == self.case.duplicate_of:
                found["goes on as"].append(each)
            elif each.duplicate_of == self.case.id:
                found["merged with this"].append(each)
            else:
                found["same certificate"].append(each)
        return found

    @property
    def under_way(self) -> Answer | None:
        """The answer on which something is still to be done."""
        done = (AnswerState.SIGNED, AnswerState.WITHDRAWN)
        return next((each for each in self.answers if each.state not in done), None)


class CaseViews:
    """Reads cases for officers and auditors."""

    def __init__(self, units: Units, uploads: Uploads, certificates: Certificates) -> None:
        self._units = units
        self._uploads = uploads
        self._certificates = certificates

    def one(self, actor: Actor, key: str) -> CaseView:
        """Return one case; raise `AbsentError` where the chamber has no such."""
        with self._units.look(actor) as unit:
            case = self._get(unit, key)
            entries, answers = entries_of(unit, key, *EntryKind), answers_of(unit, key)
            files = self._uploads.find_in(unit, uploads_beside(unit, key))
            certified = self._certificates.get(case.number) if case.number else None
            application = certified.entry.reference if certified else None
            prints = prints_of(unit, application) if application else []
            ids = [case.holder, *(each.account for each in entries), *(each.account for each in prints)]
            ids += [account for each in answers for account in (each.proposed_by, each.confirmed_by)]
            same = [table.c.duplicate_of == key, *([table.c.number == case.number] if case.number else [])]
            if case.duplicate_of:
                same.append(table.c.id == case.duplicate_of)
            return CaseView(
                case,
                entries,
                files,
                answers,
                names_of_accounts(unit, ids),
                cases(unit, or_(*same), table.c.id != key, limit=MOST_RELATED),
                certified,
                prints,
                case.is_late(japan_date(unit.now)),
            )

    def case(self, actor: Actor, key: str) -> Case:
        """Return one case alone, for pages that need nothing beside it."""
        with self._units.look(actor) as unit:
            return self._get(unit, key)

    def upload_of(self, actor: Actor, key: str, upload: str) -> str:
        """Return the id of a file that lies beside a case; raise `AbsentError` for any other."""
        with self._units.look(actor) as unit:
            if upload not in files_of(unit, self._get(unit, key).id):
                raise AbsentError(_("There is no such file beside this case."))
        return upload

    def letter(self, actor: Actor, key: str, answer: str) -> bytes:
        """Return a signed answer as PDF."""
        with self._units.look(actor) as unit:
            case = self._get(unit, key)
            pdf = letter_of(unit, answer) if answer in {each.id for each in answers_of(unit, case.id)} else None
        if pdf is None:
            raise AbsentError(_("There is no such answer."))
        return pdf

    def officers(self, actor: Actor) -> Mapping[str, str]:
        """Return who works on cases, by account: those to whom one can be handed over."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.READ_INQUIRIES)
            ids = [held for held, roles in all_roles(unit).items() if staff_may(roles, StaffAct.HANDLE_INQUIRIES)]
            return names_of_accounts(unit, [each for each in ids if each != actor.account])

    def _get(self, unit: Unit, key: str) -> Case:
        check_staff(unit, StaffAct.READ_INQUIRIES)
        case = find_case(unit, table.c.id == key)
        if case is None:
            raise AbsentError(_("This chamber has no such case: see the list again."))
        return case

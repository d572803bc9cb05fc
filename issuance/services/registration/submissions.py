"""A filing is handed in, and taken back."""

from collections.abc import Mapping
from typing import Protocol

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.registration.checking import Problems
from issuance.domain.registration.filing import EDITABLE, Filing, FilingEvent, FilingKind
from issuance.domain.registration.form import SectionName
from issuance.domain.registration.handed_in import with_handed_in
from issuance.domain.registration.sections import Draft
from issuance.domain.registration.states import Event
from issuance.domain.uploads import Upload, UploadState
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.registration.access import Access, as_seen, draft_of, filing_for
from issuance.services.registration.entering import enter, turn_down
from issuance.services.registration.letters import Letters
from issuance.storage.filings import NOBODY_HOLDS, move_filing
from issuance.storage.registrations import find_registration
from issuance.storage.unit import Unit, Units


class KnownUploads(Protocol):
    """What this desk asks of the uploads: `services.uploads.Uploads`, or a test's."""

    def get(self, unit: Unit, id_: str) -> Upload:
        """Return what is known of a file."""


class IncompleteError(RefusedError):
    """Something is still lacking. `problems` says what, by section."""

    def __init__(self, problems: Mapping[SectionName, Problems]) -> None:
        super().__init__(_("Something is still lacking: see what is marked. Nothing was handed in."))
        self.problems = problems


class SubmissionDesk:
    """Hands in and takes back."""

    def __init__(self, units: Units, uploads: KnownUploads, letters: Letters) -> None:
        self._units = units
        self._uploads = uploads
        self._letters = letters

    def submit(self, actor: Actor, access: Access, version: int, submission: str) -> Filing:
        """Hand a filing in. The same `submission` again changes nothing and returns the filing as it stands.

        Raises `IncompleteError` for what is lacking, `ConflictError` where the draft has changed since the page that
        was confirmed, `RefusedError` where the chamber takes none.
        """
        with self._units.act(actor) as unit:
            filing = filing_for(unit, access)
            if filing.submission == submission and filing.state not in EDITABLE:
                return filing
            draft = draft_of(unit, filing)
            self._require_complete(unit, draft)
            form = draft.complete()
            registration = enter(unit, filing, form)
            handed_in = move_filing(
                unit,
                as_seen(filing, version),
                FilingEvent.SUBMIT,
                form=form,
                data=with_handed_in(filing.data, form, unit.now),
                columns={
                    "registration": registration.id,
                    "submitted_at": unit.now,
                    "submitted_by": actor.account,
                    "submission": submission,
                },
            )
            unit.record(
                "filing.submit",
                f"filing:{filing.id}",
                organisation=registration.organisation,
                before={"state": filing.state},
                after={"state": handed_in.state, "kind": filing.kind, "reference": filing.reference},
            )
            values = {"name": registration.names.ja}
            self._letters.tell(unit, filing, form.contacts, "filing_received", values, registration.organisation)
            return handed_in

    def withdraw(self, actor: Actor, access: Access, version: int) -> Filing:
        """Take a filing back; what is in force stays as it is."""
        with self._units.act(actor) as unit:
            filing = filing_for(unit, access)
            return withdraw_filing(unit, filing, version)

    def _require_complete(self, unit: Unit, draft: Draft) -> None:
        problems = draft.all_problems(japan_date(unit.now))
        infected = {
            paper["kind"]: _("A virus was found in this file: hand in a clean one.")
            for paper in draft.items(SectionName.PAPERS)
            if self._uploads.get(unit, paper["upload"]).state is UploadState.INFECTED
        }
        if infected:
            problems[SectionName.PAPERS] = {**problems.get(SectionName.PAPERS, {}), **infected}
        if problems:
            raise IncompleteError(problems)
        if draft.kind is FilingKind.CHANGE and not draft.changes:
            raise RefusedError(_("Nothing differs from what is on file: there is nothing to hand in."))


def withdraw_filing(unit: Unit, filing: Filing, version: int | None = None) -> Filing:
    """Take a filing back in an act that is under way, and let its registration follow."""
    withdrawn = move_filing(
        unit,
        filing if version is None else as_seen(filing, version),
        FilingEvent.WITHDRAW,
        columns=NOBODY_HOLDS,
    )
    organisation = None
    if filing.registration is not None:
        registration = find_registration(unit, filing.registration)
        if registration is not None:
            organisation = registration.organisation
            turn_down(unit, filing, registration, Event.DISCARD)
    unit.record(
        "filing.withdraw",
        f"filing:{filing.id}",
        organisation=organisation,
        before={"state": filing.state},
        after={"state": withdrawn.state},
    )
    return withdrawn

"""An application goes to its signatory, to the chamber, back, or is taken back."""

from collections.abc import Callable, Collection, Mapping

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, Remarks
from issuance.domain.application.due import due_at
from issuance.domain.application.problems import Problem
from issuance.domain.application.reading import Reading
from issuance.domain.application.states import Event, State
from issuance.domain.ids import Act
from issuance.domain.settings import ChamberSettings, Function
from issuance.domain.signatories import SignatoryState
from issuance.domain.uploads import UploadState
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.applications.indexes import invoice_index
from issuance.services.applications.letters import ApplicationLetters
from issuance.services.applications.papers import PaperDesk, ShownPaper
from issuance.services.applications.replacing import Replacing
from issuance.services.applications.sight import Applicant, applicant_in
from issuance.services.applications.steps import act_to_edit, require_editable, require_seen
from issuance.services.applications.surroundings import Surroundings
from issuance.services.chamber.settings import require_acceptance
from issuance.storage.application_papers import note_submitted, papers_of
from issuance.storage.applications import NOBODY_HOLDS, add_version, move_application
from issuance.storage.signatories import get_signatory
from issuance.storage.signatory_choices import sees_first
from issuance.storage.unit import Unit, Units

MOST_REMARK = 1_000


class IncompleteError(RefusedError):
    """Something is to be put right first. `problems` says what."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(_("Something is to be put right first: see what is listed. Nothing was submitted."))
        self.problems = problems


class SubmissionDesk:
    """Hands applications on. `cancel` takes a bill back when one is withdrawn after its approval."""

    def __init__(
        self,
        units: Units,
        papers: PaperDesk,
        surroundings: Surroundings,
        replacing: Replacing,
        letters: ApplicationLetters,
        *,
        cancel: Callable[[Unit, Application], None],
    ) -> None:
        self._units = units
        self._papers = papers
        self._surroundings = surroundings
        self._replacing = replacing
        self._letters = letters
        self._cancel = cancel

    def problems(
        self, unit: Unit, application: Application, papers: Collection[ShownPaper], settings: ChamberSettings
    ) -> tuple[Reading, list[Problem]]:
        """Return how an application reads, and all that is said of it before it can be submitted, errors first."""
        reading, problems = self._surroundings.read(unit, application, [shown.paper for shown in papers], settings)
        found = [*self._replacing.problems(unit, application), *_infected(papers), *problems]
        return reading, sorted(found, key=lambda problem: not problem.is_error)

    def submit(self, actor: Actor, id_: str, version: int, submission: str) -> Application:
        """Hand an application in at the chamber. The same `submission` again changes nothing.

        Raises `IncompleteError` for what is to be put right, `StaleError` where it was changed since it was checked,
        `RefusedError` where the id may not submit it or the chamber takes none.
        """
        with self._units.act(actor) as unit:
            applicant = applicant_in(unit)
            application = applicant.open(unit, id_, to_change=True)
            if application.submission == submission and application.state is State.SUBMITTED:
                return application
            self._require_to_submit(unit, applicant, application)
            require_seen(application, version)
            papers = papers_of(unit, application.id)
            settings = applicant.settings
            reading, problems = self.problems(unit, application, self._papers.shown(unit, papers), settings)
            if reading.draft is None or any(problem.is_error for problem in problems):
                raise IncompleteError(problems)
            made = add_version(unit, application, reading.draft, str(actor.account))
            note_submitted(unit, papers, made.number)
            submitted = move_application(
                unit,
                application,
                Event.SUBMIT,
                columns={
                    **NOBODY_HOLDS,
                    "version_submitted": made.number,
                    "submitted_at": application.submitted_at or unit.now,
                    "submitted_by": actor.account,
                    "due_at": due_at(settings.calendar, unit.now, settings.targets.application, rush=application.rush),
                    "invoice_index": invoice_index(unit, reading.invoice_number),
                    "destination": reading.destination,
                    "submission": submission,
                    "free_of_charge": False,  # the officer who reviews what has come now says it anew
                },
            )
            self._letters.submitted(unit, submitted)
            return submitted

    def ask(self, actor: Actor, id_: str, version: int) -> Application:
        """Lay an application before its signatory, who submits it or sends it back."""
        with self._units.act(actor) as unit:
            applicant = applicant_in(unit)
            application = applicant.open(unit, id_, to_change=True)
            if applicant.is_signatory:
                raise RefusedError(_("This is your own signature: submit the application yourself."))
            self._require_time(unit, applicant, application)
            require_seen(application, version)
            shown = self._papers.of(unit, application.id)
            reading, problems = self.problems(unit, application, shown, applicant.settings)
            if reading.draft is None or any(problem.is_error for problem in problems):
                raise IncompleteError(problems)
            asked = move_application(unit, application, Event.ASK_SIGNATORY)
            self._letters.asked(unit, asked)
            return asked

    def send_back(self, actor: Actor, id_: str, version: int, general: str, fields: Mapping[str, str]) -> Application:
        """Give an application back to whoever filled it in, with the signatory's remarks."""
        said = {name: text.strip() for name, text in fields.items() if text.strip()}
        if not general.strip() and not said:
            raise RefusedError(_("Write what is to be changed, on the whole or beside a field."))
        if any(len(text) > MOST_REMARK for text in (general, *said.values())):
            raise RefusedError(_("A remark has %(most)s characters at most.", most=MOST_REMARK))
        with self._units.act(actor) as unit:
            applicant = applicant_in(unit)
            application = applicant.open(unit, id_, to_change=True)
            _require_signatory(applicant)
            require_seen(application, version)
            remarks = Remarks(general.strip(), said)
            back = move_application(unit, application, Event.SEND_BACK, remarks=remarks)
            self._letters.sent_back(unit, back, general.strip())
            return back

    def withdraw(self, actor: Actor, id_: str, version: int) -> Application:
        """Take an application back; what was handed in stays on file."""
        with self._units.act(actor) as unit:
            applicant = applicant_in(unit)
            application = applicant.open(unit, id_, Act.WITHDRAW_APPLICATION, to_change=True)
            require_seen(application, version)
            withdrawn = move_application(unit, application, Event.WITHDRAW, columns=NOBODY_HOLDS)
            if application.version_approved is not None:
                self._cancel(unit, withdrawn)
            return withdrawn

    def must_ask(self, unit: Unit, applicant: Applicant, application: Application) -> bool:
        """Tell whether an id asks the signatory before the chamber sees an application."""
        return not applicant.is_signatory and sees_first(unit, application.signatory)

    def _require_to_submit(self, unit: Unit, applicant: Applicant, application: Application) -> None:
        if application.state is State.AWAITING_SIGNATORY:
            _require_signatory(applicant)
            if not application.version_submitted:
                require_acceptance(unit, Function.of(application.kind), application.organisation)
                _require_signature(unit, application)
            return
        self._require_time(unit, applicant, application)
        if self.must_ask(unit, applicant, application):
            raise RefusedError(_("Your signatory wants to see applications first: ask the signatory."))

    def _require_time(self, unit: Unit, applicant: Applicant, application: Application) -> None:
        """Raise `RefusedError` unless the id may hand this on now; a first submission is a new application."""
        require_editable(application)
        applicant.require(act_to_edit(application))
        _require_signature(unit, application)
        if not application.version_submitted:
            require_acceptance(unit, Function.of(application.kind), application.organisation)


def _infected(papers: Collection[ShownPaper]) -> list[Problem]:
    return [
        Problem("papers", _("A virus was found in a paper: take it out and hand in a clean one."))
        for shown in papers
        if shown.file is not None and shown.file.state is UploadState.INFECTED
    ]


def _require_signatory(applicant: Applicant) -> None:
    """Raise `RefusedError` unless the signatory's own id acts, and may sign now: in the validity alone (9-5)."""
    if not applicant.is_signatory:
        raise RefusedError(_("Only the signatory's own id does this."))
    applicant.require(Act.SIGN)


def _require_signature(unit: Unit, application: Application) -> None:
    if get_signatory(unit, application.signatory).state is not SignatoryState.APPROVED:
        raise RefusedError(_("The signatory of this application has ended, or its signature is not approved."))

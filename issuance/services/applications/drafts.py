"""Applications are begun, kept as they are typed, and thrown away while nobody has seen them."""

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.application.copying import copied
from issuance.domain.application.entry import Entry
from issuance.domain.application.order import NAMES, read_order
from issuance.domain.application.states import State
from issuance.domain.ids import Act
from issuance.domain.settings import Function
from issuance.domain.signatories import Signatory, SignatoryState
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.applications.opened import Opened
from issuance.services.applications.papers import PaperDesk
from issuance.services.applications.sight import Applicant, applicant_in
from issuance.services.applications.steps import act_to_edit, require_editable, require_seen
from issuance.services.applications.submissions import SubmissionDesk
from issuance.services.applications.templates import usable_by
from issuance.services.chamber.settings import require_acceptance
from issuance.storage.application_papers import papers_of
from issuance.storage.application_templates import templates_where
from issuance.storage.applications import add_application, find_application_of_submission, save_entry
from issuance.storage.signatories import get_signatory
from issuance.storage.tables.application_help import application_template
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit, Units
from signing.content import Kind

BLANK = Entry()


class DraftDesk:
    """Begins, keeps and throws away."""

    def __init__(self, units: Units, papers: PaperDesk, submissions: SubmissionDesk) -> None:
        self._units = units
        self._papers = papers
        self._submissions = submissions

    def start(
        self,
        actor: Actor,
        kind: Kind,
        submission: str,
        *,
        copy_of: str | None = None,
        template: str | None = None,
        beginning: Entry | None = None,
    ) -> Application:
        """Begin an application: blank, as a copy of one that the id sees, from a template, or with an entry.

        The same `submission` again returns the one that it began. Raises `RefusedError` where none is accepted.
        """
        with self._units.act(actor) as unit:
            applicant = applicant_in(unit)
            applicant.require(Act.APPLY)
            begun = find_application_of_submission(unit, submission)
            if begun is not None and begun.created_by == applicant.account.id:
                return begun
            require_acceptance(unit, Function.of(kind), applicant.organisation)
            entry = beginning or self._beginning(unit, applicant, kind, copy_of, template)
            application = add_application(
                unit,
                kind,
                organisation=applicant.organisation,
                agent=applicant.account.agent,
                signatory=_signatory(unit, applicant).id,
                created_by=applicant.account.id,
                language=applicant.account.person.language,
                entry=entry,
                replaces=read_order(entry)[0].replaces,
                submission=submission,
            )
            begun_with = {"copy_of": copy_of, "template": template, "replaces": application.replaces}
            unit.record(
                "application.start",
                f"application:{application.id}",
                organisation=application.organisation,
                after={"kind": kind.slug, "reference": application.reference, **begun_with},
            )
            return application

    def read(self, actor: Actor, id_: str, *, to_submit: bool = False) -> Opened:
        """Return an application with how it reads; raise `AbsentError` where the id sees none.

        With `to_submit` it is also asked whether the signatory wants to see it first.
        """
        with self._units.look(actor) as unit:
            applicant = applicant_in(unit)
            application = applicant.open(unit, id_)
            papers = self._papers.of(unit, application.id)
            reading, problems = self._submissions.problems(unit, application, papers, applicant.settings)
            must_ask = to_submit and self._submissions.must_ask(unit, applicant, application)
            return Opened(
                application=application,
                applicant=applicant,
                reading=reading,
                problems=problems,
                papers=papers,
                must_ask=must_ask,
                country_names=applicant.settings.country_names,
            )

    def save(self, actor: Actor, id_: str, version: int, entry: Entry) -> Application:
        """Keep what is typed, complete or not; raise `StaleError` where it was changed since the page was made."""
        with self._units.act(actor) as unit:
            applicant = applicant_in(unit)
            application = applicant.open(unit, id_)
            require_editable(application)
            applicant.require(act_to_edit(application))
            if application.entry == entry:
                return application  # also where the page is old: both hold the same
            require_seen(application, version)
            changed = _changed(application.entry, entry)
            saved = save_entry(unit, application, entry, read_order(entry)[0].columns)
            unit.record(
                "application.save",
                f"application:{application.id}",
                organisation=application.organisation,
                after={"fields": changed, "lines": len(entry.goods)},
            )
            return saved

    def discard(self, actor: Actor, id_: str, version: int) -> None:
        """Throw a draft away that was never submitted, its papers with it."""
        with self._units.act(actor) as unit:
            applicant = applicant_in(unit)
            application = applicant.open(unit, id_, to_change=True)
            if application.state is not State.DRAFT or application.version_submitted:
                raise RefusedError(_("What was submitted once cannot be deleted; it can be withdrawn."))
            applicant.require(Act.APPLY)
            require_seen(application, version)
            self.throw_away(unit, application)

    def throw_away(self, unit: Unit, application: Application) -> None:
        """Delete a draft that was never submitted, in an act that is under way."""
        # Before the papers: who has just saved the draft keeps all of it.
        unit.update(table, application.id, version=application.version)
        for paper in papers_of(unit, application.id, removed=True):
            self._papers.forget(unit, paper)
        unit.delete(table, table.c.id == application.id)
        unit.record(
            "application.delete",
            f"application:{application.id}",
            organisation=application.organisation,
            before={"reference": application.reference, "kind": application.kind.slug},
        )

    def _beginning(
        self, unit: Unit, applicant: Applicant, kind: Kind, copy_of: str | None, template: str | None
    ) -> Entry:
        """Return what stands in the new form already."""
        if copy_of is not None:
            earlier = applicant.open(unit, copy_of)
            if earlier.kind is not kind:
                raise RefusedError(_("A copy is of the same kind as the application that it is made from."))
            kept = copied(earlier.entry)
            return kept.model_copy(update={"fields": {k: v for k, v in kept.fields.items() if k not in NAMES}})
        if template is not None:
            found = templates_where(unit, application_template.c.id == template, *usable_by(applicant))
            if not found or found[0].kind is not kind:
                raise RefusedError(_("There is no such template for this kind; it may have been deleted."))
            return found[0].entry
        return BLANK


def _signatory(unit: Unit, applicant: Applicant) -> Signatory:
    """Return whose signature the id may use now."""
    if applicant.account.signatory is None:
        raise RefusedError(_("Your id has no signatory: ask your administrator id for one."))
    signatory = get_signatory(unit, applicant.account.signatory)
    if signatory.state is not SignatoryState.APPROVED:
        raise RefusedError(_("The chamber has not approved the signature of your signatory, or it is ended."))
    return signatory


def _changed(before: Entry, after: Entry) -> list[str]:
    """Return the names of the fields that differ; `goods` for the table."""
    names = sorted(name for name in {*before.fields, *after.fields} if before.get(name) != after.get(name))
    return [*names, "goods"] if before.goods != after.goods else names

"""One application as its own side sees it: where it stands, its versions and papers, what became of its certificate."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, Version
from issuance.domain.application.compare import Change, compare
from issuance.errors import RefusedError
from issuance.services.applications.described import DESCRIBED, READ, Describer
from issuance.services.applications.papers import PaperDesk, ShownPaper
from issuance.services.applications.replacing import Ledger
from issuance.services.applications.sight import Applicant, applicant_in
from issuance.services.replacement.chain import Chain, chain_of
from issuance.services.revocation.own import OwnCertificate, OwnViews
from issuance.storage.applications import get_version, versions_of
from issuance.storage.organisations import OrganisationNames, names_of
from issuance.storage.shown import names_of_accounts
from issuance.storage.unit import Units


@dataclass(frozen=True)
class SeenApplication:
    """An application with what its page shows beside it."""

    application: Application
    applicant: Applicant
    versions: Sequence[Version]
    papers: Sequence[ShownPaper]
    names: OrganisationNames
    agent: OrganisationNames | None
    filed_by: str
    own: OwnCertificate
    """What became of its certificate."""
    chain: Chain


class ApplicationViews:
    """Reads it. `ledger` is opened when it is first asked."""

    def __init__(self, units: Units, papers: PaperDesk, describer: Describer, ledger: Callable[[], Ledger]) -> None:
        self._units = units
        self._papers = papers
        self._describer = describer
        self._ledger = ledger

    def one(self, actor: Actor, id_: str) -> SeenApplication:
        """Return it; raise `AbsentError` where the id sees none."""
        with self._units.look(actor) as unit:
            applicant = applicant_in(unit)
            found = applicant.open(unit, id_)
            names = names_of(unit, {key for key in (found.organisation, found.agent) if key})
            return SeenApplication(
                application=found,
                applicant=applicant,
                versions=versions_of(unit, found.id) if found.version_submitted else [],
                papers=self._papers.of(unit, found.id),
                names=names[found.organisation],
                agent=names.get(found.agent) if found.agent else None,
                filed_by=names_of_accounts(unit, [found.created_by]).get(found.created_by, ""),
                own=OwnViews(self._units, self._ledger()).of(unit, applicant, found),
                chain=chain_of(unit, self._ledger(), found, *applicant.sees()),
            )

    def changes(self, actor: Actor, found: Application) -> Sequence[Change]:
        """Return what differs from the version that was submitted last; nothing before the first."""
        if not found.version_submitted:
            return ()
        with self._units.look(actor) as unit:
            before = get_version(unit, found.id, found.version_submitted).entry
        return compare(found.kind, before, found.entry)

    def describe(self, actor: Actor, papers: Collection[ShownPaper]) -> bool:
        """Find out what papers hold that were in quarantine when they came; tell whether anything could be."""
        waiting = [shown.paper for shown in papers if shown.file is not None and shown.file.may_be_opened]
        if not any(paper.role in DESCRIBED | READ for paper in waiting):
            return False
        try:
            self._describer.describe(actor, waiting)
        except RefusedError:
            return False  # the sheet stands without its pages, and the officer sees the file
        return True

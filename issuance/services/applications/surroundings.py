"""What an entry is read beside: the chamber, the registration, the signatory, the papers that were handed in.

around = Surroundings(office_data)            # office_data(chamber) -> OfficeData, kept for a moment by who gives it
context = around.context(unit, application, papers)
"""

from collections.abc import Callable, Collection

from issuance.domain.application.application import Application, Paper
from issuance.domain.application.context import Context, ExporterData, OfficeData, SignatoryData
from issuance.domain.application.order import read_order, without_order
from issuance.domain.application.problems import Problem
from issuance.domain.application.reading import Reading, read
from issuance.domain.calendar import japan_date
from issuance.domain.settings import ChamberSettings
from issuance.paper.fonts import unprintable
from issuance.services.applications.described import described
from issuance.storage.filings import form_in_force
from issuance.storage.signatories import get_signatory
from issuance.storage.unit import Unit

OfficeDataOf = Callable[[str], OfficeData]
"""Returns what a chamber, by its code, adds to every draft."""


class Surroundings:
    """Gathers them, and reads entries beside them."""

    def __init__(self, office_data: OfficeDataOf) -> None:
        self._office_data = office_data

    def read(
        self, unit: Unit, application: Application, papers: Collection[Paper], settings: ChamberSettings
    ) -> tuple[Reading, list[Problem]]:
        """Return how an application's entry reads, and all that is said of it, of the order too; errors first."""
        reading = read(
            application.kind, without_order(application.entry), self.context(unit, application, papers, settings)
        )
        problems = [*reading.problems, *read_order(application.entry)[1]]
        return reading, sorted(problems, key=lambda problem: not problem.is_error)

    def context(
        self, unit: Unit, application: Application, papers: Collection[Paper], settings: ChamberSettings
    ) -> Context:
        """Return what an application's entry is read beside, in two queries at most."""
        signatory = get_signatory(unit, application.signatory)
        found = described(papers)
        return Context(
            office=self._office_data(unit.chamber),
            exporter=_exporter(unit, application.organisation),
            signatory=SignatoryData(signatory.person.name_en, signatory.person.title),
            today=japan_date(unit.now),
            papers=frozenset(paper.role for paper in papers),
            document=found.document,
            marks_picture=found.marks,
            country_names=settings.country_names,
            hand_signed=settings.hand_signed,
            unprintable=unprintable,
        )


def _exporter(unit: Unit, organisation: str) -> ExporterData:
    """Return box 1 as the approved filing says it; blanks, of which the reading complains, where there is none."""
    form = form_in_force(unit, organisation)
    return ExporterData("", "") if form is None else ExporterData(form.organisation.name_en, form.addresses.address_en)

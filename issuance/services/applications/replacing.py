"""Which certificate an application may replace: the applicant's own, in force, replaced by no other one.

Nothing is corrected after issue; a new application names the certificate that its own takes the place of.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from issuance.domain.application.application import Application
from issuance.domain.application.order import REPLACES
from issuance.domain.application.problems import Problem
from issuance.domain.application.states import State
from issuance.domain.ledger import LedgerEntry
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.applications import applications, find_application_of_certificate
from issuance.storage.revocations import decided_case_of
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit
from signing.content import Kind
from signing.number import CertificateNumber
from signing.record import Event, Record
from signing.record import State as CertificateState

_TAKEN_BACK = (State.REJECTED.value, State.WITHDRAWN.value)


class Ledger(Protocol):
    """What is asked of the ledger: `storage.store.OfficeStore`."""

    def find_public(self, public_number: str) -> LedgerEntry | None:
        """Return a certificate by its public number."""

    def records(self, number: CertificateNumber) -> list[Record]:
        """Return the signed records of a certificate in their order."""

    def states(self, numbers: Collection[str]) -> Mapping[str, CertificateState]:
        """Return the states of certificates by canonical number, in one query."""


class Replacing:
    """Judges it. `ledger` is opened when it is first asked."""

    def __init__(self, ledger: Callable[[], Ledger]) -> None:
        self._ledger = ledger

    def problems(self, unit: Unit, application: Application) -> list[Problem]:
        """Return why an application cannot replace what it names; nothing where it names none."""
        number = application.replaces
        if number is None:
            return []
        sentence = self._problem(unit, application.organisation, application.kind, number)
        if sentence is None and self._is_taken(unit, application, number):
            sentence = _("Another application to replace %(number)s was submitted already.", number=number)
        return [] if sentence is None else [Problem(REPLACES, sentence)]

    def require(self, unit: Unit, application: Application) -> None:
        """Raise `RefusedError` unless an application, if it names a certificate, can replace it now."""
        for problem in self.problems(unit, application):
            raise RefusedError(problem.sentence)

    def require_replaceable(self, unit: Unit, organisation: str, kind: Kind, number: str) -> None:
        """Raise `RefusedError` unless an organisation can begin an application of a kind to replace a certificate."""
        sentence = self._problem(unit, organisation, kind, number)
        if sentence is not None:
            raise RefusedError(sentence)

    def _problem(self, unit: Unit, organisation: str, kind: Kind, number: str) -> str | None:
        entry = self._ledger().find_public(number)
        before = None if entry is None else find_application_of_certificate(unit, entry.number.canonical)
        # Whose it is comes first: that another applicant's certificate exists is nobody's business.
        if entry is None or before is None or before.organisation != organisation:
            return _("You have no certificate %(number)s at this chamber: look at the number once more.", number=number)
        if before.kind is not kind:
            return _("%(number)s is a certificate of another kind: begin an application of that kind.", number=number)
        if entry.delivered_at is None:
            return _("%(number)s is not issued yet: it cannot be replaced.", number=number)
        events = [record.payload.event for record in self._ledger().records(entry.number)]
        if events and events[-1] is not Event.ISSUE:
            return _("%(number)s is not in force any more, or replaced already.", number=number)
        if decided_case_of(unit, before.id) is not None:
            return _("The chamber has decided to revoke %(number)s: it cannot be replaced any more.", number=number)
        return None

    @staticmethod
    def _is_taken(unit: Unit, application: Application, number: str) -> bool:
        others = (table.c.replaces == number, table.c.id != application.id, table.c.version_submitted > 0)
        return bool(applications(unit, *others, table.c.state.not_in(_TAKEN_BACK)))

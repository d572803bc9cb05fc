"""What acts about a revocation share: which certificate it can be about, and what its people are told."""

from typing import Protocol

from issuance.domain.application.application import Application
from issuance.domain.revocation import RevocationCase
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.delivery.telling import printed_number, tell_applicant
from issuance.services.messages.saying import Value
from issuance.services.revocation.wording import REASONS
from issuance.storage.revocations import open_case_of
from issuance.storage.unit import Unit
from signing.number import CertificateNumber, parse_number
from signing.record import Record, RevocationReason, State, state_of


class Ledger(Protocol):
    """What is asked of the ledger: `storage.store.OfficeStore`."""

    def records(self, number: CertificateNumber) -> list[Record]:
        """Return the signed records of a certificate in their order."""


def state_in(ledger: Ledger, application: Application) -> State | None:
    """Return the state of an application's certificate; None where it has none that is delivered."""
    if application.certificate is None or application.delivered_at is None:
        return None
    return state_of(ledger.records(parse_number(application.certificate)))


def require_revocable(unit: Unit, ledger: Ledger, application: Application, *states: State) -> None:
    """Raise `RefusedError` unless a certificate is in one of some states, and nothing about it is under way."""
    state = state_in(ledger, application)
    if state is None:
        raise RefusedError(_("There is no delivered certificate here that could be revoked."))
    if state not in states:
        raise RefusedError(_("This certificate is not in force any more: there is nothing to revoke."))
    if open_case_of(unit, application.id) is not None:
        raise RefusedError(_("The revocation of this certificate was asked for already: see how that stands."))


class TellOfCase:
    """Tells an exporter's people of a case. `site` is the office's public address."""

    def __init__(self, site: str) -> None:
        self._site = site.rstrip("/")

    def __call__(self, unit: Unit, application: Application, case: RevocationCase, template: str, **more: str) -> None:
        """Queue a mail in the act's transaction: to who filed, to the signatory, and to who asked."""
        values: dict[str, Value] = {
            "number": printed_number(application),
            "reference": application.reference,
            "reason": lambda: _(REASONS[RevocationReason(case.reason)]),
            "link": f"{self._site}/{unit.chamber}/applications/{application.id}",
            **more,
        }
        also = () if case.by_chamber else (case.asked_by,)
        tell_applicant(unit, application, template, values, also=also)

"""What pages show of revocations: the officers' list and one case, and what an exporter sees of its own. Read alone."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, Version
from issuance.domain.revocation import FINAL, UNDECIDED, CaseState, RevocationCase
from issuance.domain.staff import StaffAct
from issuance.language import _
from issuance.services.applications.sight import AbsentError
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.revocation.rules import Ledger, state_in
from issuance.storage.application_people import people_of
from issuance.storage.applications import applications, find_application, get_version
from issuance.storage.deliveries import Print, prints_of
from issuance.storage.organisations import OrganisationNames, names_of
from issuance.storage.revocations import cases, find_case, in_states, newest_cases
from issuance.storage.shown import names_of_accounts
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit, Units
from signing.record import State

MOST_LINES = 200
MOST_SETTLED = 50


@dataclass(frozen=True)
class CaseLine:
    """A case in the list."""

    case: RevocationCase
    application: Application
    exporter: OrganisationNames
    days: int
    """How many days ago it was asked for."""


@dataclass(frozen=True)
class CaseList:
    """The officers' list: what waits, the oldest first; what is being published; what was settled last."""

    waiting: Sequence[CaseLine]
    publishing: Sequence[CaseLine]
    settled: Sequence[CaseLine]
    names: Mapping[str, str]
    """Names of those who asked and proposed, by account."""


@dataclass(frozen=True)
class SeenCertificate:
    """A certificate as officers see it before they revoke it: what was approved, and who has printed it."""

    application: Application
    version: Version | None
    """The version that was issued."""
    exporter: OrganisationNames
    state: State | None
    prints: Sequence[Print]
    names: Mapping[str, str]
    is_own: bool
    """Whether the one who looks stands behind its application, and may not decide."""


@dataclass(frozen=True)
class SeenCase(SeenCertificate):
    """A case with its certificate."""

    case: RevocationCase
    days: int
    is_mine: bool
    """Whether the one who looks has proposed it, and another officer decides."""


class RevocationViews:
    """Reads it."""

    def __init__(self, units: Units, ledger: Ledger) -> None:
        self._units = units
        self._ledger = ledger

    def overview(self, actor: Actor) -> CaseList:
        """Return the officers' list."""
        with self._units.look(actor) as unit:
            _check_reader(unit)
            waiting = cases(unit, in_states(UNDECIDED), limit=MOST_LINES)
            publishing = cases(unit, in_states((CaseState.DECIDED,)), limit=MOST_LINES)
            settled = newest_cases(unit, in_states(FINAL), limit=MOST_SETTLED)
            together = (*waiting, *publishing, *settled)
            found = _applications(unit, {case.application for case in together})
            exporters = names_of(unit, {case.organisation for case in together})
            people = {who for case in together for who in (case.asked_by, case.proposed_by, case.settled_by) if who}
            lines = {
                case.id: CaseLine(
                    case,
                    found[case.application],
                    exporters.get(case.organisation, OrganisationNames()),
                    _days(case, unit.now),
                )
                for case in together
            }
            return CaseList(
                [lines[case.id] for case in waiting],
                [lines[case.id] for case in publishing],
                [lines[case.id] for case in settled],
                names_of_accounts(unit, people),
            )

    def one(self, actor: Actor, key: str) -> SeenCase:
        """Return a case; raise `AbsentError` where the chamber has no such one."""
        with self._units.look(actor) as unit:
            _check_reader(unit)
            case = find_case(unit, key)
            if case is None:
                raise AbsentError(_("This chamber has no such case of revocation."))
            certificate = self._certificate(unit, case.application, [case.asked_by, case.proposed_by, case.settled_by])
            people = people_of(unit, certificate.application, also=[case.proposed_by])
            return SeenCase(
                **vars(certificate),
                case=case,
                days=_days(case, unit.now),
                is_mine=people.are_one(actor.account, [case.proposed_by]),
            )

    def certificate(self, actor: Actor, application: str) -> SeenCertificate:
        """Return the certificate about which an officer wants to open a case."""
        with self._units.look(actor) as unit:
            _check_reader(unit)
            return self._certificate(unit, application, [])

    def _certificate(self, unit: Unit, key: str, people: Iterable[str | None]) -> SeenCertificate:
        found = find_application(unit, key)
        if found is None or found.delivered_at is None:
            raise AbsentError(_("This chamber has no such application."))
        prints = prints_of(unit, key)
        accounts = [*(each.account for each in prints), *(who for who in people if who is not None)]
        return SeenCertificate(
            application=found,
            version=None if found.version_approved is None else get_version(unit, key, found.version_approved),
            exporter=names_of(unit, {found.organisation}).get(found.organisation, OrganisationNames()),
            state=state_in(self._ledger, found),
            prints=prints,
            names=names_of_accounts(unit, accounts),
            is_own=people_of(unit, found).filed_by(unit.actor.account),
        )


def _check_reader(unit: Unit) -> None:
    check_staff(unit, StaffAct.PROPOSE_REVOCATIONS, StaffAct.READ_TRAIL)


def _applications(unit: Unit, keys: set[str]) -> dict[str, Application]:
    if not keys:
        return {}
    return {found.id: found for found in applications(unit, table.c.id.in_(sorted(keys)))}


def _days(case: RevocationCase, now: dt.datetime) -> int:
    return (now - case.asked_at).days

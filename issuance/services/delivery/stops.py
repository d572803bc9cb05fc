"""What officers do about an issue that stopped: try again, or give its number up, which takes two of them.

A stopped application whose number was given up, or never taken, can be sent back to review: an approver takes its
approval back then (`services/review/decisions.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.application.states import Event, State
from issuance.domain.delivery.window import days_left
from issuance.domain.ledger import LedgerEntry, Stage
from issuance.domain.revocation import RevocationCase
from issuance.domain.staff import StaffAct
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.services.applications.sight import AbsentError
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.replacement.chain import Chain, chain_of
from issuance.services.revocation.rules import state_in
from issuance.storage.applications import applications, change_application, find_application, move_application
from issuance.storage.deliveries import (
    Print,
    VoidRequest,
    add_void_request,
    confirm_void_request,
    drop_void_request,
    find_void_request,
    prints_of,
)
from issuance.storage.issue_tries import forget_tries, said_of
from issuance.storage.organisations import OrganisationNames, names_of
from issuance.storage.revocations import decided_case_of, open_case_of
from issuance.storage.shown import names_of_accounts
from issuance.storage.store import OfficeStore
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit, Units
from signing.number import parse_number
from signing.record import State as InForce

MOST_LINES = 100
LONGEST_REASON = 300
_ACTS = (StaffAct.REVIEW_APPLICATIONS, StaffAct.APPROVE_APPLICATIONS)
_READS = (*_ACTS, StaffAct.READ_TRAIL)
_SHOWN = (State.PAID, State.ISSUING, State.ISSUE_STOPPED, State.DELIVERED, State.PRINT_CLOSED)


@dataclass(frozen=True)
class IssueDesk:
    """What is on its way: stopped ones, those that the job is at, those that can be printed."""

    stopped: Sequence[Application]
    issuing: Sequence[Application]
    delivered: Sequence[Application]
    exporters: Mapping[str, OrganisationNames]
    """Names of the applicants, by organisation."""
    in_the_way: Mapping[str, str]
    """What stood in the way when one on its way was tried last, by application."""


@dataclass(frozen=True)
class IssueView:
    """One application at the issue desk, with its number as far as it has come."""

    application: Application
    entry: LedgerEntry | None
    asked: VoidRequest | None
    prints: Sequence[Print]
    names: dict[str, str]
    """Names of accounts, by id."""
    days_left: int
    exporter: OrganisationNames
    state: InForce | None
    """In the register; None while it is not delivered."""
    case: RevocationCase | None
    """Of its revocation: the one that is open, else the one that ended in it."""
    chain: Chain

    @property
    def can_be_voided(self) -> bool:
        """Whether its number can still be given up."""
        return (
            self.application.state is State.ISSUE_STOPPED
            and self.entry is not None
            and self.entry.stage in (Stage.NUMBERED, Stage.SEALED)
        )


class StopDesk:
    """The officers' side of the issue. It touches no key."""

    def __init__(self, units: Units, store: OfficeStore) -> None:
        self._units = units
        self._store = store

    def overview(self, actor: Actor) -> IssueDesk:
        """Return what is on its way in the actor's chamber."""
        with self._units.look(actor) as unit:
            check_staff(unit, *_READS)
            stopped, delivered = _newest(unit, State.ISSUE_STOPPED), _newest(unit, State.DELIVERED)
            issuing = _newest(unit, State.ISSUING)
            waiting = [*issuing, *_newest(unit, State.PAID)]
            exporters = names_of(unit, {each.organisation for each in (*stopped, *waiting, *delivered)})
            return IssueDesk(stopped, waiting, delivered, exporters, said_of(unit, [each.id for each in issuing]))

    def one(self, actor: Actor, key: str) -> IssueView:
        """Return one application that has come as far as the issue."""
        with self._units.look(actor) as unit:
            check_staff(unit, *_READS)
            found = self._get(unit, key)
            asked = find_void_request(unit, found.certificate) if found.certificate else None
            prints = prints_of(unit, key)
            ids = [each.account for each in prints] + ([asked.asked_by] if asked else [])
            names = names_of_accounts(unit, ids)
            left = days_left(found.delivered_at, unit.now) if found.delivered_at else 0
            exporter = names_of(unit, {found.organisation}).get(found.organisation, OrganisationNames())
            state = state_in(self._store, found)
            case = (open_case_of(unit, key) or decided_case_of(unit, key)) if state else None
            chain = chain_of(unit, self._store, found)
        entry = self._store.of_reference(actor.chamber, key)
        return IssueView(found, entry, asked, prints, dict(names), left, exporter, state, case, chain)

    def try_again(self, actor: Actor, key: str, version: int) -> Application:
        """Let the issue job try again: under the same number, where one was taken."""
        with self._units.act(actor) as unit:
            check_staff(unit, *_ACTS)
            found = self._stopped(unit, key, version)
            if found.certificate is not None:
                asked = find_void_request(unit, found.certificate)
                if asked is not None and asked.confirmed_by is not None:
                    raise RefusedError(_("Two officers have decided to give its number up: wait until that is done."))
                drop_void_request(unit, found.certificate)
            forget_tries(unit, key)
            return move_application(unit, found, Event.BEGIN, columns={"stopped_because": ""})

    def ask_void(self, actor: Actor, key: str, version: int, reason: str) -> None:
        """Ask to give up the number of a stopped issue; another officer confirms it."""
        why = " ".join(reason.split())
        if not 1 <= len(why) <= LONGEST_REASON:
            raise RefusedError(_("Say why, in at most %(most)s characters.", most=LONGEST_REASON))
        with self._units.act(actor) as unit:
            check_staff(unit, *_ACTS)
            found = self._stopped(unit, key, version)
            entry = self._store.of_reference(actor.chamber, key)
            if entry is None or entry.stage not in (Stage.NUMBERED, Stage.SEALED) or found.certificate is None:
                raise RefusedError(_("There is no number to give up: try again, or send it back to review."))
            if find_void_request(unit, found.certificate) is not None:
                raise ConflictError(_("Somebody has asked this already: another officer confirms it."))
            add_void_request(unit, key, found.certificate, why, _account(actor))
            change_application(unit, found, {})
            unit.record(
                "certificate.ask_void",
                f"application:{key}",
                organisation=found.organisation,
                after={"number": entry.public_number, "reason": why},
            )

    def confirm_void(self, actor: Actor, key: str, version: int) -> None:
        """Confirm, as another officer, that the number is given up; the issue job then does it."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.APPROVE_APPLICATIONS)
            found = self._stopped(unit, key, version)
            asked = find_void_request(unit, found.certificate) if found.certificate else None
            if asked is None or asked.confirmed_by is not None:
                raise ConflictError(_("There is nothing to confirm here any more."))
            if asked.asked_by == _account(actor):
                raise RefusedError(_("Two different officers must decide this: it cannot be undone."))
            confirm_void_request(unit, asked, _account(actor))
            change_application(unit, found, {})
            unit.record(
                "certificate.confirm_void",
                f"application:{key}",
                organisation=found.organisation,
                after={"number": parse_number(asked.number).public},
            )

    def _get(self, unit: Unit, key: str) -> Application:
        found = applications(unit, table.c.id == key, table.c.state.in_([state.value for state in _SHOWN]))
        if not found:
            raise AbsentError(_("This chamber has no such application."))
        return found[0]

    def _stopped(self, unit: Unit, key: str, version: int) -> Application:
        found = find_application(unit, key)
        if found is None:
            raise AbsentError(_("This chamber has no such application."))
        if found.version != version or found.state is not State.ISSUE_STOPPED:
            raise ConflictError(
                _("Somebody else has changed this meanwhile, and nothing of yours was stored: see what stands there.")
            )
        return found


def _newest(unit: Unit, state: State) -> list[Application]:
    query = unit.select(table, table.c.id).where(table.c.state == state.value)
    keys = unit.rows(query.order_by(table.c.state_since.desc(), table.c.id).limit(MOST_LINES))
    return applications(unit, table.c.id.in_([str(row["id"]) for row in keys])) if keys else []


def _account(actor: Actor) -> str:
    if actor.account is None:
        raise RefusedError(_("Only officers of the chamber decide this."))
    return actor.account

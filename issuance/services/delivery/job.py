"""The issue job: takes what is paid and issues it. It alone uses the keys; no web process runs it.

    for outcome in job.round("TYO"): …

One application becomes one certificate, whatever crashes and however many jobs run: a claim keeps two from the same
one, BEGIN is committed before the core begins, and the core finds by the application's id what it has begun.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import false

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.application.states import APPLICATION, Event, State
from issuance.domain.delivery.window import last_day
from issuance.domain.ledger import LedgerEntry
from issuance.domain.webhooks.events import WebhookEvent
from issuance.errors import ConflictError, IssuanceError, StorageError
from issuance.language import speaking
from issuance.services.certificates.issue import IssueService
from issuance.services.delivery.assembling import Assembler
from issuance.services.delivery.patience import in_vain, is_in_vain, may_pass
from issuance.services.delivery.telling import Tell
from issuance.services.messages.saying import Value, printed
from issuance.services.webhooks.announcing import announce
from issuance.storage.applications import find_application, find_application_of_certificate, move_application
from issuance.storage.claims import Claims
from issuance.storage.issue_tries import count_try, forget_tries
from issuance.storage.store import OfficeStore
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit, Units
from register.errors import RegisterError
from signing.errors import SigningError

STAFF_LANGUAGE = "ja"
_WAITING = (State.PAID.value, State.ISSUING.value)
MOST_REASON = 500
"""Characters of the column."""


class What(StrEnum):
    """What became of one application in a round."""

    DELIVERED = "delivered"
    STOPPED = "stopped"
    """It cannot be issued as it is: a person decides."""
    LATER = "later"
    """A database, the register or a disk could not be used: the next round goes on with it."""
    PASSED = "passed"
    """Another job is at it, or it has moved on."""


@dataclass(frozen=True)
class Outcome:
    """What became of an application: its public number once it has one, the sentence that says why it has none."""

    application: str
    what: What
    number: str | None = None
    reason: str = ""


class DeliveryJob:
    """Issues and delivers. `site` is the office's public address, without a slash at the end."""

    def __init__(
        self,
        units: Units,
        claims: Claims,
        store: OfficeStore,
        issuing: IssueService,
        assembler: Assembler,
        tell: Tell,
        site: str,
    ) -> None:
        self._units = units
        self._claims = claims
        self._store = store
        self._issuing = issuing
        self._assembler = assembler
        self._tell = tell
        self._site = site

    def waiting(self, chamber: str, most: int = 1_000) -> Sequence[str]:
        """Return the applications that are paid or were left half-way: those in a hurry first, then by target time."""
        with self._units.look(_job(chamber)) as unit:
            query = unit.select(table, table.c.id).where(table.c.state.in_(_WAITING))
            # Rows without a target time last, on both databases.
            order = (table.c.rush == false(), table.c.due_at.is_(None), table.c.due_at, table.c.state_since, table.c.id)
            return [str(row["id"]) for row in unit.rows(query.order_by(*order).limit(most))]

    def count(self, chamber: str) -> int:
        """Return how many applications wait."""
        with self._units.look(_job(chamber)) as unit:
            return unit.count(unit.select(table).where(table.c.state.in_(_WAITING)))

    def round(self, chamber: str) -> Iterator[Outcome]:
        """Issue what waits, one by one."""
        for key in self.waiting(chamber):
            yield self.issue(chamber, key)

    def issue(self, chamber: str, key: str) -> Outcome:
        """Issue one application, or finish what a crash left of it."""
        with self._claims.take(f"application {chamber} {key}") as taken:
            application = self._begin(chamber, key) if taken else None
            if application is None:
                return Outcome(key, What.PASSED)
            try:
                with speaking(STAFF_LANGUAGE):
                    entry = self._issuing.go_on(chamber, key) or self._issue_new(chamber, application)
            except (IssuanceError, RegisterError, SigningError, OSError) as error:
                return self._failed(chamber, key, error)
            return self._deliver(chamber, key, entry)

    def _issue_new(self, chamber: str, application: Application) -> LedgerEntry:
        return self._issuing.issue(self._assembler.request(_job(chamber), application))

    def _begin(self, chamber: str, key: str) -> Application | None:
        """Commit that the issue begins; None where the application has moved on."""
        try:
            with self._units.act(_job(chamber)) as unit:
                found = find_application(unit, key)
                if found is None or found.state is State.ISSUING:
                    return found
                if found.state is not State.PAID:
                    return None
                return move_application(unit, found, Event.BEGIN, columns={"stopped_because": ""})
        except ConflictError:
            return None  # a person has just changed it: the next round sees how it stands

    def _deliver(self, chamber: str, key: str, entry: LedgerEntry) -> Outcome:
        """Commit that the applicant may print, and tell it: the register's reader has returned the certificate."""
        with self._units.act(_job(chamber)) as unit:
            found = find_application(unit, key)
            if found is None or found.state is not State.ISSUING:
                return Outcome(key, What.PASSED, entry.public_number)
            columns = {"certificate": entry.number.canonical, "delivered_at": unit.now}
            moved = move_application(unit, found, Event.DELIVER, columns=columns)
            values: dict[str, Value] = {
                "number": entry.public_number,
                "reference": moved.reference,
                "last_day": printed(last_day(unit.now)),
                "link": f"{self._site}/{chamber}/printing/{key}",
            }
            self._tell(unit, moved, "certificate_delivered", values)
            announce(unit, WebhookEvent.CERTIFICATE_DELIVERED, moved)
            forget_tries(unit, key)
            if moved.replaces is not None:
                self._close_replaced(unit, moved.replaces)
        return Outcome(key, What.DELIVERED, entry.public_number)

    def _failed(self, chamber: str, key: str, error: Exception) -> Outcome:
        """Leave for a later round what may pass by itself, but not for ever; stop what a person has to look at."""
        entry = self._store.of_reference(chamber, key)
        try:
            with self._units.act(_job(chamber)) as unit, speaking(STAFF_LANGUAGE):
                return self._noted(unit, key, error, entry)
        except StorageError:  # nothing can be noted either
            return Outcome(key, What.LATER, None if entry is None else entry.public_number, str(error))

    def _noted(self, unit: Unit, key: str, error: Exception, entry: LedgerEntry | None) -> Outcome:
        found = find_application(unit, key)
        if found is None or found.state is not State.ISSUING:
            return Outcome(key, What.PASSED)
        number, reason = None if entry is None else entry.public_number, str(error)
        if may_pass(error, has_number=entry is not None):
            tried = count_try(unit, key, reason)
            if not is_in_vain(tried, unit.now, error):
                return Outcome(key, What.LATER, number, reason)
            reason = in_vain(tried, reason)
        forget_tries(unit, key)
        certificate = None if entry is None else entry.number.canonical
        columns = {"stopped_because": reason[:MOST_REASON], "certificate": certificate}
        move_application(unit, found, Event.STOP, columns=columns)
        return Outcome(key, What.STOPPED, number, reason)

    def _close_replaced(self, unit: Unit, public_number: str) -> None:
        """Note that the certificate whose place was taken is printed no more; who fetches it is refused already."""
        old = self._store.find_public(public_number)
        replaced = None if old is None else find_application_of_certificate(unit, old.number.canonical)
        if replaced is not None:
            announce(unit, WebhookEvent.CERTIFICATE_REPLACED, replaced)
        if replaced is None or not APPLICATION.allows(replaced.state, Event.CLOSE_PRINT):
            return
        with suppress(ConflictError):  # somebody is changing it just now: the daily round notes it
            move_application(unit, replaced, Event.CLOSE_PRINT)


def _job(chamber: str) -> Actor:
    return Actor.job(chamber, "issue")

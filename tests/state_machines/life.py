"""A small chamber in which applications live: its people, its clock, its issue job, and what can go wrong with each.

    life = Life.begin(installation)
    key = life.draft(life.people["clerk"])
    life.now += dt.timedelta(hours=3)

Everything but the clock is real: databases, keys, seals, typesetting, the register.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from issuance.domain.accounts import Person
from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, PaperRole, Remarks
from issuance.domain.application.checklist import Check
from issuance.domain.ids import IdKind, IdState
from issuance.domain.ledger import LedgerEntry
from issuance.domain.registration.states import State as Registered
from issuance.domain.settings import ChamberSettings
from issuance.domain.staff import Role
from issuance.domain.uploads import Purpose
from issuance.key_store import KeyStore
from issuance.office import Office
from issuance.services.delivery.job import Outcome
from issuance.services.review.decisions import points_of
from issuance.storage.accounts import add_account, set_state
from issuance.storage.application_papers import add_paper
from issuance.storage.applications import get_application
from issuance.storage.settings import add_settings, newest_settings
from issuance.storage.signatory_choices import choose_sees_first
from issuance.storage.staff import store_roles
from issuance.storage.tables.ledger import certificate, outbox
from issuance.storage.tables.parties import registration
from issuance.storage.unit import Unit
from signing.content import Kind
from signing.number import parse_number
from tests.applying import NAMES, Applying, paper_file, typed
from tests.builders import NOW
from tests.office_fees import PAYMENT, TABLE
from tests.office_ids import CHAMBER, STAFF
from tests.offices import Installation, Plug, PulledPlugError

TOKYO = ZoneInfo("Asia/Tokyo")
PASSPHRASE_OF_NOBODY = b"not the passphrase"

OFFICERS: dict[str, tuple[str, tuple[Role, ...]]] = {
    "reviewer": ("reviewer@chamber.example", (Role.REVIEWER,)),
    "approver": ("approver@chamber.example", (Role.APPROVER,)),
    "both": ("both@chamber.example", (Role.REVIEWER, Role.APPROVER)),
    "another": ("another@chamber.example", (Role.REVIEWER, Role.APPROVER)),
    "insider": ("sub@example.co.jp", (Role.REVIEWER, Role.APPROVER)),
    "cashier": ("cashier@chamber.example", (Role.CASHIER,)),
}
"""Mail address and roles. The insider's address is that of the applicant's clerk: they are one person."""


@dataclass
class Life:
    """One chamber from its first day on. `office` is what the pages' processes see; jobs have offices of their own."""

    installation: Installation
    office: Office
    cast: Applying
    officers: dict[str, Actor]
    paper: str
    """An invoice that was handed in once; each draft names it."""
    now: dt.datetime = NOW
    keys_locked: bool = False
    counted: int = 0

    @classmethod
    def begin(cls, installation: Installation) -> "Life":
        """Employ everybody, with valid registrations and a fee table."""
        office = installation.open(real_paper=True)
        with office.units.act(STAFF) as unit:
            settings = ChamberSettings(names=NAMES, fees=(TABLE,), payment=PAYMENT)
            add_settings(unit, newest_settings(unit).version + 1, settings)
        cast = Applying.make(office)
        with office.units.act(STAFF) as unit:
            officers = {name: _employ(unit, name, *about) for name, about in OFFICERS.items()}
            upload = office.uploads.take(unit, paper_file(), "paper.png", Purpose.DOCUMENT, cast.company)
        life = cls(installation, office, cast, officers, upload.id)
        installation.clock = office.clock = lambda: life.now
        return life

    @property
    def people(self) -> dict[str, Actor]:
        """The officers; the signatory's user id, a clerk's sub id, and an agent's."""
        return {**self.officers, "user": self.cast.user, "clerk": self.cast.clerk, "forwarder": self.cast.forwarder}

    @property
    def payers(self) -> tuple[str, str]:
        """The applicant and the agent."""
        return self.cast.company, self.cast.agency

    @property
    def today(self) -> dt.date:
        """The day in Japan, reckoned without the office's own calendar."""
        return self.now.astimezone(TOKYO).date()

    def get(self, key: str) -> Application:
        """Return an application as it stands."""
        with self.office.units.look(STAFF) as unit:
            return get_application(unit, key)

    def token(self) -> str:
        """Return a one-time token of a page."""
        self.counted += 1
        return f"page-{self.counted}"

    def draft(self, actor: Actor, replaces: str | None = None) -> str:
        """Fill an application in as somebody, with its invoice beside it; return its id."""
        drafts = self.office.applications.drafts
        begun = drafts.start(actor, Kind.COO_JP, self.token())
        order = typed(invoice__number=f"INV-{self.counted}", order__replaces=replaces or "")
        saved = drafts.save(actor, begun.id, begun.version, order)
        with self.office.units.act(actor) as unit:
            add_paper(unit, saved, self.paper, PaperRole.INVOICE, str(actor.account))
        return saved.id

    def correct(self, actor: Actor, found: Application, version: int) -> None:
        """Type something else into what was returned or is a draft still."""
        self.counted += 1
        fields = found.entry.fields | {"invoice.number": f"INV-{self.counted}"}
        self.office.applications.drafts.save(
            actor, found.id, version, found.entry.model_copy(update={"fields": fields})
        )

    def act(self, act: str, actor: str, found: Application, version: int) -> None:
        """Let somebody do something with an application, as he saw it in `version`."""
        who = self.people[actor]
        review, desk = self.office.review, self.office.applications.submissions
        stops = self.office.delivery.stops
        acts: dict[str, Callable[[], object]] = {
            "submit": lambda: desk.submit(who, found.id, version, self.token()),
            "ask": lambda: desk.ask(who, found.id, version),
            "send_back": lambda: desk.send_back(who, found.id, version, "Say what is in it.", {}),
            "withdraw": lambda: desk.withdraw(who, found.id, version),
            "correct": lambda: self.correct(who, found, version),
            "take": lambda: review.holding.take(who, found.id, version),
            "give_back": lambda: review.holding.give_back(who, found.id, version),
            "return_": lambda: review.decisions.return_(who, found.id, version, Remarks("Another invoice, please.")),
            "check": lambda: review.decisions.check(who, found.id, version, self.points(found)),
            "approve": lambda: review.decisions.approve(who, found.id, version, self.points(found)),
            "reject": lambda: review.decisions.reject(who, found.id, version, "Out of scope."),
            "recall": lambda: review.decisions.recall(who, found.id, version, "The wrong consignee."),
            "try_again": lambda: stops.try_again(who, found.id, version),
            "ask_void": lambda: stops.ask_void(who, found.id, version, "The wrong exporter."),
            "confirm_void": lambda: stops.confirm_void(who, found.id, version),
        }
        acts[act]()

    def points(self, found: Application) -> tuple[Check, ...]:
        """Return what has to be checked of an application."""
        with self.office.units.look(STAFF) as unit:
            return points_of(unit, found)

    def holder(self, found: Application) -> str | None:
        """Return the officer who has an application in review; None where nobody has."""
        return next((name for name, held in self.officers.items() if held.account == found.holder), None)

    def ask_first(self, wanted: bool) -> None:
        """Let the signatory see sub ids' applications before the chamber does, or not."""
        with self.office.units.act(STAFF) as unit:
            choose_sees_first(unit, self.cast.signatory, wanted=wanted)

    def set_registration(self, organisation: str, **columns: Any) -> None:
        """Suspend a registration, lift that, or set its last day."""
        with self.office.units.act(STAFF) as unit:
            row = unit.row(unit.select(registration).where(registration.c.organisation == organisation))
            assert row is not None
            unit.update(registration, row["id"], **columns)

    def suspended(self, organisation: str) -> bool:
        """Tell whether a registration is suspended."""
        with self.office.units.look(STAFF) as unit:
            row = unit.row(unit.select(registration).where(registration.c.organisation == organisation))
        return row is not None and Registered(row["state"]) is Registered.SUSPENDED

    def job(self, plug: Plug | None = None) -> Office:
        """Open the office as the process of the issue job does, its keys locked where they are."""
        office = self.installation.open(plug, real_paper=True)
        if self.keys_locked:
            office.keys = KeyStore(self.installation.config.keys, PASSPHRASE_OF_NOBODY)
        if plug is not None:
            plug.watch_part("originals", office.originals, "keep_enclosures")
            plug.watch_part("job", office.delivery.job, "_begin", "_deliver")
        return office

    def issue(self, cut_off_at: int = 0) -> Sequence[Outcome]:
        """Let the issue job do a round, numbers to give up first; its process dies after the write `cut_off_at`."""
        outcomes: list[Outcome] = []
        with self.job(Plug(cut_off_at) if cut_off_at else None) as office, suppress(PulledPlugError):
            for _ in office.delivery.voiding.round(CHAMBER):
                pass
            outcomes.extend(office.delivery.job.round(CHAMBER))
        return outcomes

    def pass_midnight(self) -> None:
        """Come to the last second of this day in Japan; from there, to the first one of the next."""
        day = (self.now + dt.timedelta(seconds=1)).astimezone(TOKYO).date()
        midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), TOKYO).astimezone(dt.UTC)
        is_last_second = day != self.today
        self.now = self.now + dt.timedelta(seconds=1) if is_last_second else midnight - dt.timedelta(seconds=1)

    def daily(self) -> None:
        """Do what each day brings."""
        self.office.delivery.daily.run(CHAMBER)
        self.office.fees.daily.run(CHAMBER)

    def entries(self) -> list[LedgerEntry]:
        """Return the ledger, in the order of its numbers."""
        store = self.office.store
        with store.engine.connect() as connection:
            statement = select(certificate.c.number).order_by(certificate.c.year, certificate.c.sequence)
            return [store.get(parse_number(number)) for number in connection.execute(statement).scalars().all()]

    def published(self) -> dict[bytes, list[bytes]]:
        """Return the register's whole log: the records by sid, in order."""
        found: dict[bytes, list[bytes]] = {}
        for change in self.office.reader.changes_since(0):
            found.setdefault(change.sid, []).append(change.record)
        return found

    def waiting_records(self) -> set[tuple[bytes, int]]:
        """Return the outbox: seal id and number of every record that nobody has marked as sent."""
        with self.office.store.engine.connect() as connection:
            rows = connection.execute(select(outbox.c.sid, outbox.c.seq).where(outbox.c.done_at.is_(None)))
            return {(row.sid, row.seq) for row in rows}

    def close(self) -> None:
        """Close the databases."""
        self.office.close()


def _employ(unit: Unit, name: str, mail: str, roles: tuple[Role, ...]) -> Actor:
    held = add_account(unit, IdKind.STAFF, Person(name, mail, "en"))
    set_state(unit, held, IdState.ACTIVE)
    store_roles(unit, held.id, roles)
    return Actor(CHAMBER, held.login, held.id, IdKind.STAFF, place="127.0.0.1")

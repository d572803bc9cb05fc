"""The whole life of applications, as a state machine: whoever does what, in whatever order, at whatever time.

People try what they like, allowed or not; `go_on` takes the next proper steps, so that lives come to their end. After
every step everything in `always_true` holds.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from issuance.domain.application.application import Application
from issuance.domain.application.states import BEFORE_DECISION, EDITABLE, State
from issuance.domain.fees.movement import Way
from issuance.domain.registration.states import State as Registered
from issuance.errors import ConflictError, RefusedError
from issuance.services.fees.cashier import Incoming
from issuance.storage.balances import movements_of
from issuance.storage.charges import charges_of
from issuance.storage.deliveries import prints_of
from signing.number import parse_number
from signing.record import Event, RevocationReason, parse_record
from tests.office_ids import CHAMBER, LAST_DAY, STAFF
from tests.state_machines.always_true import Always
from tests.state_machines.life import OFFICERS, TOKYO, Life

WRITES = 14
"""Of one issue and what the job does around it: a process dies after any of them."""

PRINT_DAYS = 14
_IN_REVIEW = frozenset({State.IN_REVIEW, State.CHECKED})
STOPPED = frozenset({State.ISSUE_STOPPED})
MONEY = ("come", "pay", "take_back", "back", "wrong", "month")
MOST = 5
"""Applications in one life."""

APPLICANTS = {
    "submit": {*EDITABLE, State.AWAITING_SIGNATORY},
    "ask": EDITABLE,
    "send_back": {State.AWAITING_SIGNATORY},
    "correct": EDITABLE,
    "withdraw": {*BEFORE_DECISION, State.FEE_DUE},
}
OF_OFFICERS = {
    "take": {State.SUBMITTED},
    "give_back": _IN_REVIEW,
    "return_": _IN_REVIEW,
    "check": _IN_REVIEW,
    "approve": _IN_REVIEW,
    "reject": _IN_REVIEW,
    "recall": {State.FEE_DUE, State.PAID, State.ISSUE_STOPPED},
    "try_again": STOPPED,
    "ask_void": STOPPED,
    "confirm_void": STOPPED,
}
"""What people do, and where it can succeed."""

LIKELY: dict[str, Collection[State]] = {
    **APPLICANTS,
    **OF_OFFICERS,
    "late": {State.CHECKED},
    "print": {State.DELIVERED},
    "revoke": {State.DELIVERED},
    "give_up": STOPPED,
    "draft": (),
}

which = st.integers(0, MOST - 1)
applicants = st.sampled_from(["user", "clerk", "forwarder"])
officers = st.sampled_from(sorted(OFFICERS))
names = st.one_of(st.none(), st.sampled_from(["user", "clerk", "forwarder", *OFFICERS]))
people_act = st.tuples(which, st.sampled_from(sorted(LIKELY)), names, officers)
late = st.sampled_from([False, False, False, True])
payers = st.integers(0, 1)
steps = st.sampled_from([1, 2, 4, 5, 6, 7])
"""The seventh proper step of an application prints it."""


class WholeLife(RuleBasedStateMachine):
    """Some applications of one applicant, filed by three of its people. The test sets what is above `open`."""

    begin: Callable[[], Life]
    reached: Counter[str]
    """What all lives came to, counted: a run in which nothing happens shows nothing."""

    @initialize(lives=st.lists(st.tuples(applicants, steps), min_size=2, max_size=3))
    def open(self, lives: list[tuple[str, int]]) -> None:
        """Begin with some applications, each so many proper steps on its way."""
        self.life = self.begin()
        self.always = Always(self.life)
        self.seen: dict[str, int] = {}
        self.keys: list[str] = []
        for number, (actor, taken) in enumerate(lives):
            self.keys.append(self.life.draft(self.life.people[actor]))
            self.go_on(number, taken)

    def teardown(self) -> None:
        """Finish what was begun: in the end nothing is left half-way."""
        if not hasattr(self, "life"):
            return
        self.life.keys_locked = False
        self.life.issue()
        self.life.office.publisher.drain()
        self.always.check(whole=True)
        assert not self.life.waiting_records()
        assert State.ISSUING not in {self.life.get(key).state for key in self.keys}
        self.life.close()

    def chosen(self, number: int, likely: Any = ()) -> Application:
        """Return one of the applications: of those in a state in which the act can succeed, where there are any."""
        found = [self.life.get(key) for key in self.keys]
        fitting = [each for each in found if each.state in likely] or found
        return fitting[number % len(fitting)]

    def attempt(self, act: str, found: Application, actor: str, *, is_late: bool = False) -> None:
        """Let somebody try something with the version that he saw last."""
        version = self.seen.get(found.id, 1) if is_late else found.version
        try:
            self.life.act(act, actor, found, version)
        except (RefusedError, ConflictError):
            assert self.life.get(found.id) == found, "what was refused has changed nothing"
        else:
            self.reached[act] += 1
            assert version == found.version or self.life.get(found.id) == found, "nobody acts on what he has not seen"

    @rule(acts=st.lists(people_act, min_size=2, max_size=4))
    def people_act(self, acts: list[tuple[int, str, str | None, str]]) -> None:
        """Let people do something, one after another; where no name is given, it is who should."""
        for number, act, name, other in acts:
            found = self.chosen(number, LIKELY.get(act, ()))
            if act in APPLICANTS:
                self.attempt(act, found, name or "user")
            elif act in OF_OFFICERS:
                self.attempt(act, found, name or self.life.holder(found) or "approver")
            elif act == "late":
                self.attempt("approve", found, "approver", is_late=True)
            elif act == "draft":
                self.draft(name or "clerk", replacing=name is None)
            elif act == "print":
                self.print(found, name or "user")
            elif act == "revoke":
                self.revoke(found, name or "both", other)
            else:
                self.attempt("ask_void", found, name or "both")
                self.attempt("confirm_void", self.life.get(found.id), other)
            self.always.check()

    def draft(self, actor: str, *, replacing: bool) -> None:
        """Begin another one, which replaces what was delivered last where it is to."""
        numbers = [each.certificate for each in map(self.life.get, self.keys) if each.certificate]
        replaces = parse_number(numbers[-1]).public if replacing and numbers else None
        if len(self.keys) < MOST:
            with suppress(RefusedError):
                self.keys.append(self.life.draft(self.life.people[actor], replaces))

    def revoke(self, found: Application, one: str, other: str) -> None:
        """Revoke, as two officers decide it; what one of them decides alone is refused."""
        entry = self.life.office.store.of_reference(CHAMBER, found.id)
        names = [str(self.life.people[each].account) for each in (one, other)]
        with suppress(RefusedError, ConflictError):
            if entry is not None:
                self.life.office.revoking.revoke(entry.number, RevocationReason.CHAMBER_ERROR, names)
                self.reached["revoke"] += 1
                assert one != other
                assert not self.is_in_force(found)

    def print(self, found: Application, actor: str) -> None:
        """Print: what comes out is in its time, in force, and of somebody who may."""
        life = self.life
        with life.office.units.look(STAFF) as unit:
            before = len(prints_of(unit, found.id))
        try:
            life.office.delivery.printing.fetch(life.people[actor], found.id, "original")
        except RefusedError:
            printed = False
        else:
            printed = True
            self.reached["print"] += 1
            assert found.delivered_at is not None
            assert life.today <= found.delivered_at.astimezone(TOKYO).date() + dt.timedelta(days=PRINT_DAYS)
            assert self.is_in_force(found)
            assert not life.suspended(life.cast.company)
            assert actor != "forwarder" or not life.suspended(life.cast.agency)
        with life.office.units.look(STAFF) as unit:
            assert len(prints_of(unit, found.id)) == before + printed, "each print is noted"

    def is_in_force(self, found: Application) -> bool:
        entry = self.life.office.store.of_reference(CHAMBER, found.id)
        assert entry is not None
        held = self.life.office.reader.by_number(entry.number.canonical, entry.issue_date)
        return held is not None and [parse_record(each).payload.event for each in held.records] == [Event.ISSUE]

    def pay(self, payer: int, yen: int, way: Way) -> None:
        """Let money come in, which says nothing of what it is for; the same page sent twice counts once."""
        cashier = self.life.officers["cashier"]
        incoming = Incoming(self.life.payers[payer], yen, way, self.life.today, "", self.life.token())
        assert self.life.office.fees.cashier.receive(cashier, incoming).movement is not None
        assert self.life.office.fees.cashier.receive(cashier, incoming).movement is None

    @rule(payer=payers, first=st.booleans(), act=st.sampled_from(MONEY))
    def money_moves(self, payer: int, first: bool, act: str) -> None:
        """Let money come, by transfer or at the counter, or move what is there; often what cannot be done."""
        organisation, cashier = self.life.payers[payer], self.life.officers["cashier"]
        desk = self.life.office.fees.cashier
        with self.life.office.units.look(STAFF) as unit:
            charges, moved = charges_of(unit, organisation), movements_of(unit, organisation, limit=1)
        with suppress(RefusedError):
            if act == "come":
                self.pay(payer, *((2308, Way.TRANSFER) if first else (5000, Way.COUNTER)))
            elif act in ("pay", "take_back") and charges:
                getattr(desk, act)(cashier, charges[0 if first else -1].id)
            elif act == "back":
                desk.refund(cashier, organisation, 1000 if first else 4000, "Too much", self.life.token())
            elif act == "wrong" and moved:
                desk.correct(cashier, moved[0].id, "Typed wrongly")
            elif act == "month":
                desk.set_on_account(cashier, organisation, on_account=first)

    @rule(write=st.integers(0, WRITES), locked=late)
    def issue(self, write: int, locked: bool) -> None:
        """Let the issue job do a round: whole, or cut off after one of its writes, or without the keys."""
        self.life.keys_locked = locked
        self.life.issue(cut_off_at=write)

    @rule(hours=st.sampled_from([0, 1, 9, 24, 24 * 6]), daily=st.booleans())
    def wait(self, hours: int, daily: bool) -> None:
        """Let hours pass; with none of them, come to the last second of the day in Japan, then to the first one.

        Everybody looks at everything as it stands: who acts on an older version is late from now on.
        """
        self.seen = {key: self.life.get(key).version for key in self.keys}
        if hours:
            self.life.now += dt.timedelta(hours=hours)
        else:
            self.life.pass_midnight()
        if daily:
            self.life.daily()

    @rule(payer=payers, what=st.sampled_from(["suspend", "lift", "expire", "renew", "ask first", "ask nobody"]))
    def somebody_decides(self, payer: int, what: str) -> None:
        """Change a registration, or what the signatory wants to see first."""
        columns: dict[str, dict[str, Any]] = {
            "suspend": {"state": Registered.SUSPENDED},
            "lift": {"state": Registered.ACTIVE},
            "expire": {"valid_until": self.life.today - dt.timedelta(days=1)},
            "renew": {"valid_until": LAST_DAY},
        }
        if what in columns:
            self.life.set_registration(self.life.payers[payer], **columns[what])
        else:
            self.life.ask_first(what == "ask first")

    @rule(number=which, steps=steps)
    def go_on(self, number: int, steps: int) -> None:
        """Take the next proper steps of an application."""
        for _ in range(steps):
            self._go_on(self.chosen(number))

    def _go_on(self, found: Application) -> None:
        self.reached[found.state] += 1
        holder = self.life.holder(found)
        if found.state in EDITABLE or found.state is State.AWAITING_SIGNATORY:
            self.attempt("submit", found, "user")
        elif found.state is State.SUBMITTED:
            self.attempt("take", found, "reviewer")
        elif found.state is State.IN_REVIEW:
            self.attempt("check", found, str(holder))
        elif found.state is State.CHECKED:
            self.attempt("approve", found, "approver")
        elif found.state is State.FEE_DUE:
            for payer in (0, 1):
                self.pay(payer, 5000, Way.TRANSFER)
        elif found.state in (State.PAID, State.ISSUING):
            self.life.issue()
        elif found.state is State.ISSUE_STOPPED:
            self.attempt("try_again", found, "both")
        else:
            self.print(found, "user")

    @invariant()
    def everything_is_in_order(self) -> None:
        self.always.check()
        self.reached.update({self.life.get(key).state for key in self.keys})

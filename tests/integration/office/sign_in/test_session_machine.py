"""Whatever people do in whatever order: one live session for each id, none for who may not, no word about who exists.

A model follows what the services of the sign-in do, on SQLite, and is compared with them at each step. Beside each id
stands a login of nobody at which the same wrong passwords are tried: it must be answered with the same words.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, cycle

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind, IdState
from issuance.domain.login import Login, login_of
from issuance.domain.settings import SecondSession
from issuance.domain.sign_in.session import SessionEnd, SessionTimes
from issuance.domain.sign_in.throttle import PER_PAIR
from issuance.domain.sign_in.token import SessionToken
from issuance.domain.who import Who
from issuance.errors import RefusedError
from issuance.office import Office
from issuance.services.chamber.settings import change_settings, stored_settings
from issuance.services.sign_in.credentials import Way
from issuance.services.sign_in.outcomes import LockedOutError, SignedIn
from issuance.storage.accounts import get_account
from issuance.storage.registrations import registration_of
from issuance.storage.sessions import Origin, live_of
from tests.integration.office.sign_in.conftest import MovedClock
from tests.office_people import PASSWORD, Holder, make_organisation, make_person, quick_access
from tests.offices import Installation

CHAMBER = "TYO"
JOB = Actor.job(CHAMBER, "test")
TIMES = SessionTimes()
PASSWORDS = cycle(["forty herons wait at dawn", "seven slow barges pass by", "the attic smells of apples 9"])
ADDRESSES = 2
SPANS = [
    dt.timedelta(seconds=20),
    dt.timedelta(seconds=61),
    dt.timedelta(minutes=29),
    dt.timedelta(minutes=31),
    dt.timedelta(hours=11),
    dt.timedelta(hours=25),
]
_numbers = count(1)


@dataclass
class Session:
    """What the model knows of a session."""

    cookie: str
    started: dt.datetime
    seen: dt.datetime

    def end(self, now: dt.datetime) -> SessionEnd | None:
        """Return why its time is over."""
        return TIMES.end_of(self.started, self.seen, now)


@dataclass
class Person:
    """One id, and what the model knows of it. `unknown` is the login of nobody beside it."""

    holder: Holder
    password: str = PASSWORD
    state: IdState = IdState.ACTIVE
    leaked: bool = False
    suspension: str | None = None
    session: Session | None = None
    ended: dict[str, SessionEnd] = field(default_factory=dict)
    unknown: str = ""
    places: list[tuple[str, str]] = field(default_factory=list)
    """Addresses from which it is tried, each with the one from which nobody's login is."""
    failed: dict[str, int] = field(default_factory=dict)
    closed_until: dict[str, dt.datetime] = field(default_factory=dict)

    @property
    def may_enter(self) -> bool:
        """Whether it can have a session."""
        return self.state is IdState.ACTIVE and self.suspension is None

    def anew(self) -> None:
        """Take addresses and a login of nobody at which nothing has failed yet."""
        number = next(_numbers)
        self.places = [
            (
                f"198.18.{number % 250}.{2 * at + number // 250 * 8}",
                f"198.19.{number % 250}.{2 * at + number // 250 * 8}",
            )
            for at in range(ADDRESSES)
        ]
        self.unknown = nobodys_login(number)
        self.failed, self.closed_until = {}, {}

    def over(self, reason: SessionEnd) -> None:
        """Note that the session ended."""
        if self.session is not None:
            self.ended[self.session.cookie] = reason
            self.session = None


def nobodys_login(number: int) -> str:
    """Return a login that is rightly written and nobody's."""
    logins: Iterator[Login | None] = (
        login_of(CHAMBER, IdKind.ADMINISTRATOR, 900_000 + 3 * number + n) for n in range(9)
    )
    return str(next(login for login in logins if login is not None))


class SignIns(RuleBasedStateMachine):
    """Two people, their browsers, strangers, and the chamber."""

    office: Office
    clock: MovedClock

    def __init__(self) -> None:
        super().__init__()
        self.people: list[Person] = []
        self.policy = SecondSession.NEWER_WINS

    @initialize()
    def begin(self) -> None:
        self.clock.go(days=2)
        for _n in range(2):
            with self.office.units.act(JOB) as unit:
                ends = (self.clock.now + dt.timedelta(days=2)).date()
                of = make_organisation(unit, valid_until=ends)
            self.people.append(Person(make_person(self.office.units, CHAMBER, of=of)))
            self.people[-1].anew()
        self.choose_policy(SecondSession.NEWER_WINS)
        for who in range(2):
            self.sign_in(who, 0)

    who = st.integers(0, 1)
    at = st.integers(0, ADDRESSES - 1)

    @rule(policy=st.sampled_from(SecondSession))
    def choose_policy(self, policy: SecondSession) -> None:
        with self.office.units.act(JOB) as unit:
            version = stored_settings(unit).version
            change_settings(unit, version, lambda held: held.model_copy(update={"second_session": policy}))
        self.policy = policy

    @rule(span=st.sampled_from(SPANS))
    def wait(self, span: dt.timedelta) -> None:
        self.clock.now += span

    @rule(who=who, at=at, times=st.integers(1, 7))
    def guess(self, who: int, at: int, times: int) -> None:
        """Type wrong passwords, and the same at nobody's login from an address beside."""
        for _n in range(times):
            self._guess(self.people[who], at)

    def _guess(self, person: Person, at: int) -> None:
        place, beside = person.places[at]
        told = self._told(person.holder.login, "not the password", place)
        assert told == self._told(person.unknown, "not the password", beside)
        closed = person.closed_until.get(place)
        if closed is not None and self.clock.now < closed:
            assert told[0] is LockedOutError, "the throttle has forgotten before its time"
        if told[0] is not LockedOutError:
            person.failed[place] = person.failed.get(place, 0) + 1

    @rule(who=who, at=at)
    def sign_in(self, who: int, at: int) -> None:
        """Type the right password."""
        person, now = self.people[who], self.clock.now
        place, _beside = person.places[at]
        try:
            came = self._enter(person.holder.login, person.password, place)
        except LockedOutError as error:
            assert person.failed.get(place, 0) >= PER_PAIR.free
            person.closed_until[place] = error.opens
            return
        except RefusedError as error:
            self._refused(person, str(error))
            return
        finally:
            closed = person.closed_until.get(place)
        assert closed is None or now >= closed, "the throttle has forgotten before its time"
        assert person.may_enter
        live = person.session
        if live is not None:
            over = live.end(now)
            assert over is not None or self.policy is SecondSession.NEWER_WINS
            person.over(over or SessionEnd.NEWER)
        person.session = Session(str(came.token), now, now)
        person.anew()

    @rule(who=who)
    def visit(self, who: int) -> None:
        """Ask for a page with every cookie that there ever was."""
        person, now = self.people[who], self.clock.now
        for cookie, reason in person.ended.items():
            seen = self.office.access.sessions.visit(cookie, "192.0.2.1")
            assert (seen.who, seen.ended) == (None, reason)
        if person.session is None:
            return
        seen = self.office.access.sessions.visit(person.session.cookie, "192.0.2.1")
        over = person.session.end(now)
        assert seen.ended is over
        if over is not None:
            person.over(over)
            return
        assert seen.who is not None
        assert seen.who.account == person.holder.account.id
        if now - person.session.seen >= TIMES.noted_every:
            person.session.seen = now

    @rule(who=who)
    def sign_out(self, who: int) -> None:
        person = self.people[who]
        found = self._signed_in(person)
        if found is not None:
            self.office.access.sessions.sign_out(*found)
            person.over(SessionEnd.SIGNED_OUT)

    @rule(who=who)
    def change_password(self, who: int) -> None:
        person, new = self.people[who], next(PASSWORDS)
        found = self._signed_in(person)
        if found is None or new == person.password:
            return
        visitor, _cookie = found
        token = self.office.access.own_passwords.change(visitor, person.password, new, Origin("192.0.2.1", "x"))
        person.over(SessionEnd.CREDENTIAL)
        person.session, person.password = Session(str(token), self.clock.now, self.clock.now), new
        person.anew()

    @rule(who=who)
    def report_a_leak(self, who: int) -> None:
        person = self.people[who]
        mail, place = person.holder.account.person.mail, f"203.0.113.{next(_numbers) % 250}"
        self.office.access.leaks.take_report(CHAMBER, person.holder.login, mail, "lost", place)()
        if person.state is not IdState.CLOSED:
            person.leaked, person.state = True, IdState.LOCKED
            person.over(SessionEnd.LEAK)

    @rule(who=who)
    def lock_or_unlock(self, who: int) -> None:
        person, desk = self.people[who], self.office.ids.accounts
        key, version = self._account(person)
        if person.state is IdState.ACTIVE:
            desk.lock(JOB, key, version, "asked for")
            person.state = IdState.LOCKED
            person.over(SessionEnd.CHAMBER)
        elif person.state is IdState.LOCKED and person.leaked:
            with pytest.raises(RefusedError, match="until the report has been reviewed"):
                desk.unlock(JOB, key, version, "asked for")
        elif person.state is IdState.LOCKED:
            desk.unlock(JOB, key, version, "asked for")
            person.state = IdState.ACTIVE

    @precondition(lambda self: any(person.leaked for person in self.people))
    @rule(renewed=st.booleans())
    def review(self, renewed: bool) -> None:
        """End a review: the id is closed, or its holder chooses a password by a letter."""
        person = next(person for person in self.people if person.leaked)
        access, key = self.office.access, person.holder.account.id
        with self.office.units.act(JOB) as unit:
            leak = next(leak for leak in access.leak_reviews.open_leaks(unit) if leak.account == key)
            if not renewed:
                access.leak_reviews.close(unit, leak.id, leak.version, "gone")
                person.leaked, person.state = False, IdState.CLOSED
                return
            sent = access.leak_reviews.renew(unit, leak.id, leak.version, Way.LETTER, "called", factors_too=False)
        person.password = next(PASSWORDS)
        place = f"203.0.113.{next(_numbers) % 250}"
        code = str(sent.code)
        access.own_passwords.choose_by_letter(CHAMBER, person.holder.login, code, person.password, place)
        with pytest.raises(RefusedError):
            access.own_passwords.choose_by_letter(CHAMBER, person.holder.login, code, person.password, place)
        person.leaked, person.state = False, IdState.ACTIVE
        person.anew()

    @rule(who=who)
    def suspend_or_lift(self, who: int) -> None:
        person, desk = self.people[who], self.office.registrar.measures
        if person.suspension is not None:
            desk.lift(JOB, person.suspension, version=1, closing="mended")
            person.suspension = None
            return
        with self.office.units.look(JOB) as unit:
            found = registration_of(unit, str(person.holder.account.organisation))
        assert found is not None
        person.suspension = desk.suspend(JOB, found.id, version=found.version, reason="papers are missing")
        person.over(SessionEnd.SUSPENDED)

    @invariant()
    def one_live_session_and_none_for_who_may_not_enter(self) -> None:
        with self.office.units.look(JOB) as unit:
            for person in self.people:
                row = live_of(unit, person.holder.account.id)
                assert (row is None) == (person.session is None)
                assert get_account(unit, person.holder.account.id).state is person.state
                if row is not None and person.session is not None:
                    token = SessionToken.parse(person.session.cookie)
                    assert token is not None
                    assert bytes(row["token"]) == token.hash
                    assert person.may_enter

    def _enter(self, login: str, password: str, place: str) -> SignedIn:
        came = self.office.access.sign_in.sign_in(CHAMBER, login, password, Origin(place, "x"))
        assert isinstance(came, SignedIn)
        return came

    def _told(self, login: str, password: str, place: str) -> tuple[type[RefusedError], str]:
        try:
            self._enter(login, password, place)
        except RefusedError as error:
            return type(error), str(error)
        raise AssertionError(f"{login} was let in by a wrong password")

    def _refused(self, person: Person, why: str) -> None:
        """Check that the right password was refused for the reason that the model knows."""
        if person.state is IdState.LOCKED:
            assert "This id is locked" in why
        elif person.state is not IdState.ACTIVE:
            assert "cannot sign in" in why
        elif person.suspension is not None:
            assert "suspended" in why
        else:
            assert "lets the first sign-in stand" in why
            assert self.policy is SecondSession.NEWER_REFUSED
            assert person.session is not None
            assert person.session.end(self.clock.now) is None
            person.anew()

    def _signed_in(self, person: Person) -> tuple[Who, str] | None:
        """Return who has a session that lives, with its cookie."""
        if person.session is None:
            return None
        self.visit(self.people.index(person))
        if person.session is None:
            return None
        seen = self.office.access.sessions.visit(person.session.cookie, "192.0.2.1")
        assert seen.who is not None
        return seen.who, person.session.cookie

    def _account(self, person: Person) -> tuple[str, int]:
        with self.office.units.look(JOB) as unit:
            held = get_account(unit, person.holder.account.id)
        return held.id, held.version


def test_t14_2_t15_one_session_whatever_happens(
    sqlite_installation: Installation, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_installation.open() as office:
        quick_access(office)
        office.clock = clock
        monkeypatch.setattr(SignIns, "office", office, raising=False)
        monkeypatch.setattr(SignIns, "clock", clock, raising=False)
        run_state_machine_as_test(
            SignIns, settings=settings(max_examples=8, stateful_step_count=20, deadline=None, derandomize=True)
        )

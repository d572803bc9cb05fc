"""At the same moment, on both databases: attempts are all counted, one session is left, what works once works once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from issuance.domain.actor import Actor
from issuance.errors import ConflictError, RefusedError
from issuance.office import Office
from issuance.services.sign_in.credentials import Way
from issuance.services.sign_in.outcomes import LockedOutError, SignedIn, WrongError
from issuance.storage.sessions import Origin
from tests.office_people import Holder, make_person, quick_access
from tests.offices import Installation

ORIGIN = Origin("192.0.2.1", "x")


@pytest.fixture
def office(installation: Installation) -> Iterator[Office]:
    opened = installation.open()
    quick_access(opened)
    yield opened
    opened.close()


def outcome(office: Office, holder: Holder, password: str) -> object:
    try:
        return office.access.sign_in.sign_in("TYO", holder.login, password, ORIGIN)
    except RefusedError as error:
        return type(error)


def test_t15_guesses_at_once_are_all_counted(office: Office) -> None:
    holder = make_person(office.units, "TYO")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _n: outcome(office, holder, "not the password"), range(8)))
    assert sorted(map(str, found)) == sorted(map(str, [WrongError] * 5 + [LockedOutError] * 3))


def test_t14_2_of_sign_ins_at_once_one_session_is_left(office: Office) -> None:
    holder = make_person(office.units, "TYO")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _n: outcome(office, holder, holder.password), range(4)))
    cookies = [str(one.token) for one in found if isinstance(one, SignedIn)]
    visits = [office.access.sessions.visit(cookie, "192.0.2.1") for cookie in cookies]
    assert len(cookies) == 4
    assert sum(visit.who is not None for visit in visits) == 1
    with office.units.look(Actor.job("TYO", "test")) as unit:
        assert sum(line.reason is None for line in office.access.sessions.lines(unit, holder.account.id)) == 1


def won(acts: list[Callable[[], object]]) -> list[int]:
    """Do all at the same moment; return the numbers of those that were not refused."""
    together = Barrier(len(acts))

    def tried(number: int) -> int | None:
        together.wait(timeout=30)
        try:
            acts[number]()
        except (RefusedError, ConflictError):
            return None
        return number

    with ThreadPoolExecutor(len(acts)) as pool:
        return [number for number in pool.map(tried, range(len(acts))) if number is not None]


@pytest.mark.parametrize("way", list(Way))
def test_t2_6_of_two_who_use_one_invitation_at_once_one_wins(office: Office, way: Way) -> None:
    holder = make_person(office.units, "TYO")
    with office.units.act(Actor.job("TYO", "test")) as unit:
        invitation = office.access.credentials.invite(unit, holder.account.id, way)
    passwords = ["forty herons wait at dawn", "seven slow barges pass by"]
    own, token = office.access.own_passwords, invitation.link.rsplit("/", 1)[-1]

    def chosen(password: str) -> Callable[[], object]:
        if invitation.code is None:
            return lambda: own.choose("TYO", token, password, ORIGIN.place)
        code = invitation.code
        return lambda: own.choose_by_letter("TYO", holder.login, code, password, ORIGIN.place)

    [winner] = won([chosen(password) for password in passwords])
    # The loser has changed nothing: the password is the winner's, and no session of anybody began.
    assert isinstance(outcome(office, replace(holder, password=passwords[winner]), passwords[winner]), SignedIn)
    assert outcome(office, holder, passwords[1 - winner]) is WrongError


def test_of_two_who_type_one_recovery_code_at_once_one_is_let_in(office: Office) -> None:
    holder = make_person(office.units, "TYO", second_factor=True)
    with office.units.act(Actor.job("TYO", "test")) as unit:
        code = office.access.factors.renew_recovery_codes(unit, holder.account.id)[0]
    steps = [office.access.sign_in.sign_in("TYO", holder.login, holder.password, ORIGIN) for _n in range(2)]

    def typed(cookie: str) -> Callable[[], object]:
        return lambda: office.access.sign_in.second_factor("TYO", cookie, code, ORIGIN)

    assert len(won([typed(str(step.token)) for step in steps])) == 1
    with office.units.look(Actor.job("TYO", "test")) as unit:
        assert office.access.factors.recovery_codes_left(unit, holder.account.id) == 9

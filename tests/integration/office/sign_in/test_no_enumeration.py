"""What is answered, asked of the database and compared by argon2 does not tell whether a login exists (article 15)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event
from sqlalchemy.engine import Connection

from issuance.desks.access import Access
from issuance.services.sign_in.passwords import Passwords
from issuance.web.app import create_app
from tests.integration.office.sign_in.conftest import MovedClock
from tests.office_people import Holder, make_person
from tests.office_site import OfficeSite, token_in


class CountingHasher(PasswordHasher):
    """Counts what argon2 is asked to do."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.asked: list[str] = []

    def verify(self, *args: object, **kwargs: object) -> bool:
        self.asked.append("verify")
        return bool(super().verify(*args, **kwargs))  # type: ignore[arg-type]  # as they came

    def hash(self, *args: object, **kwargs: object) -> str:
        self.asked.append("hash")
        return str(super().hash(*args, **kwargs))  # type: ignore[arg-type]  # as they came


@dataclass
class Work:
    """What one request asked for."""

    statements: list[str] = field(default_factory=list)
    argon2: list[str] = field(default_factory=list)
    status: int = 0


@pytest.fixture
def hasher(site: OfficeSite) -> CountingHasher:
    """Let the office count, in an application made anew."""
    office, counting = site.office, CountingHasher()
    office.access = Access.open(office.units, office.config.public_url, office.session_times, Passwords(counting))
    site.app = create_app(office, site.config)
    return counting


@pytest.fixture
def holder(site: OfficeSite, hasher: CountingHasher) -> Holder:
    return make_person(site.office.units, "TYO")


def unknown_login() -> str:
    from issuance.domain.login import LoginError, read_login

    for check in "0123456789ABCDEFGHJKMNPQRSTUVWXYZ":
        login = f"TYO-A000999-{check}"
        try:
            if str(read_login(login)) == login:
                return login
        except LoginError:
            continue
    raise AssertionError("one of the check characters is right")


@contextmanager
def watched(site: OfficeSite, hasher: CountingHasher) -> Iterator[Work]:
    work, before = Work(), len(hasher.asked)

    def note(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        work.statements.append(statement)

    event.listen(site.office.store.engine, "before_cursor_execute", note)
    yield work
    event.remove(site.office.store.engine, "before_cursor_execute", note)
    work.argon2 = hasher.asked[before:]


def attempt(site: OfficeSite, hasher: CountingHasher, page: str, **fields: str) -> Work:
    client = site.client()
    token = token_in(client.get(page))
    with watched(site, hasher) as work:
        answer = client.post(page, data={"csrf_token": token, **fields})
        work.status = answer.status_code
    # What happens once the page was sent may differ: nobody waits for it.
    answer.close()
    return work


def test_t15_a_wrong_password_and_an_unknown_login_are_the_same_work(
    site: OfficeSite, hasher: CountingHasher, holder: Holder
) -> None:
    known, unknown = (
        attempt(site, hasher, "/TYO/sign-in", login=login, password="not the password")
        for login in (holder.login, unknown_login())
    )
    assert known == unknown
    assert known.argon2 == ["verify"]
    assert known.statements


def test_t15_a_locked_login_and_an_unknown_one_are_the_same_work(
    site: OfficeSite, hasher: CountingHasher, holder: Holder
) -> None:
    works = []
    for login in (holder.login, unknown_login()):
        for _n in range(5):
            attempt(site, hasher, "/TYO/sign-in", login=login, password="not the password")
        works.append(attempt(site, hasher, "/TYO/sign-in", login=login, password=holder.password))
    assert works[0] == works[1]
    assert works[0].argon2 == []


@pytest.mark.parametrize("page", ["/TYO/forgotten", "/TYO/leak"])
def test_t15_a_request_by_mail_is_the_same_work_until_its_page_was_sent(
    site: OfficeSite, hasher: CountingHasher, holder: Holder, page: str
) -> None:
    mail = holder.account.person.mail
    cases = [(holder.login, mail), (holder.login, "other@example.co.jp"), (unknown_login(), mail)]
    works = [attempt(site, hasher, page, login=login, mail=address, words="") for login, address in cases]
    assert works[0] == works[1] == works[2]
    assert works[0].status == HTTPStatus.OK


def test_t15_strangers_elsewhere_do_not_lock_the_holder_out(
    site: OfficeSite, holder: Holder, clock: MovedClock
) -> None:
    """The stranger locks himself out; the holder, at another address, is let in with the next request."""
    desk, chamber = site.office.access.sign_in, "TYO"
    from issuance.errors import RefusedError
    from issuance.services.sign_in.outcomes import LockedOutError, SignedIn
    from issuance.storage.sessions import Origin

    stranger, home = Origin("198.51.100.7", "x"), Origin("192.0.2.9", "x")
    for _n in range(5):
        with pytest.raises(RefusedError):
            desk.sign_in(chamber, holder.login, "not the password", stranger)
    with pytest.raises(LockedOutError):
        desk.sign_in(chamber, holder.login, holder.password, stranger)
    assert isinstance(desk.sign_in(chamber, holder.login, holder.password, home), SignedIn)
    # Nor does the holder's sign-in give the stranger fresh guesses.
    with pytest.raises(LockedOutError):
        desk.sign_in(chamber, holder.login, holder.password, stranger)

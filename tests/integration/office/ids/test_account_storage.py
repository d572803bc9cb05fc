"""Ids in the database: logins counted once each, holders sealed and found again, one living id of each sort."""

import threading

import pytest
import sqlalchemy as sa

from issuance.domain.ids import IdKind, IdState
from issuance.domain.login import login_of, read_login
from issuance.errors import ConflictError, RefusedError
from issuance.office import Office
from issuance.storage.accounts import add_account, find_login, find_mail, get_account, set_person, set_state
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Units
from tests.office_ids import HANAKO, JOHN, STAFF, add_organisation


def test_an_id_comes_back_as_it_was_made_and_is_found_by_login_and_mail(units: Units) -> None:
    with units.act(STAFF) as unit:
        added = add_account(unit, IdKind.STAFF, HANAKO)
    with units.look(STAFF) as unit:
        assert get_account(unit, added.id) == added == find_login(unit, read_login(added.login))
        assert find_mail(unit, " Hanako@Example.co.jp") == [added]
        assert find_mail(unit, "nobody@example.co.jp") == []
    assert (added.state, added.login) == (IdState.INVITED, str(login_of("TYO", IdKind.STAFF, 1)))


def test_no_name_or_address_stands_in_the_database_as_it_is(office: Office) -> None:
    """T18: encrypted at rest."""
    with office.units.act(STAFF) as unit:
        add_account(unit, IdKind.STAFF, HANAKO)
    with office.store.engine.connect() as connection:
        stored = repr(connection.execute(sa.select(account)).all()).encode()
    assert b"hanako" not in stored
    assert "花子".encode() not in stored


def test_two_at_once_get_two_logins(units: Units) -> None:
    """Sixteen ids made by two threads bear sixteen logins, in one row of numbers but for those left out."""
    made: list[str] = []

    def make() -> None:
        for _ in range(8):
            with units.act(STAFF) as unit:
                made.append(add_account(unit, IdKind.STAFF, JOHN).login)

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    expected = [login for n in range(1, 40) if (login := login_of("TYO", IdKind.STAFF, n))]
    assert sorted(made) == [str(login) for login in expected[:16]]


def test_the_database_itself_refuses_a_second_living_administrator_id(units: Units) -> None:
    """T2.6: one administrator id for each organisation; a new one when the first is closed."""
    with units.act(STAFF) as unit:
        company = add_organisation(unit)
        first = add_account(unit, IdKind.ADMINISTRATOR, HANAKO, organisation=company)
    with pytest.raises(ConflictError), units.act(STAFF) as unit:
        add_account(unit, IdKind.ADMINISTRATOR, JOHN, organisation=company)
    with units.act(STAFF) as unit:
        set_state(unit, first, IdState.CLOSED)
        assert add_account(unit, IdKind.ADMINISTRATOR, JOHN, organisation=company).login != first.login


def test_who_comes_too_late_changes_nothing(units: Units) -> None:
    with units.act(STAFF) as unit:
        held = add_account(unit, IdKind.STAFF, HANAKO)
        set_person(unit, held, JOHN)
    with pytest.raises(ConflictError), units.act(STAFF) as unit:
        set_state(unit, held, IdState.LOCKED)
    with units.look(STAFF) as unit:
        now = get_account(unit, held.id)
        assert (now.person, now.state, now.version) == (JOHN, IdState.INVITED, 2)


def test_another_chambers_id_is_none_of_this_ones(units: Units) -> None:
    """T15."""
    with units.act(STAFF) as unit:
        added = add_account(unit, IdKind.STAFF, HANAKO)
    with units.look(type(STAFF)("OSA", "OSA-C000001-0")) as unit:
        assert find_login(unit, read_login(added.login)) is None
        assert find_mail(unit, HANAKO.mail) == []
        with pytest.raises(RefusedError, match="no such id"):
            get_account(unit, added.id)

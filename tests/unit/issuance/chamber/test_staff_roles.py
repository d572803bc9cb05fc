"""Roles of a chamber's staff, and which of them one person never holds together."""

import itertools

import pytest

from issuance.domain.staff import (
    STAFF_ACTS,
    Role,
    StaffAct,
    check_administrator_stays,
    check_not_oneself,
    check_roles,
    roles_for,
    staff_may,
)
from issuance.errors import RefusedError
from issuance.storage.tables.accounts import account_role

ADMINISTRATOR_PAIRS = {Role.REGISTRAR, Role.REVIEWER, Role.APPROVER, Role.CASHIER}


@pytest.mark.parametrize(("one", "other"), tuple(itertools.combinations(Role, 2)))
def test_which_two_roles_one_person_may_hold(one: Role, other: Role) -> None:
    pair = frozenset({one, other})
    apart = Role.AUDITOR in pair or (Role.CHAMBER_ADMINISTRATOR in pair and bool(pair & ADMINISTRATOR_PAIRS))
    if apart:
        with pytest.raises(RefusedError):
            check_roles(pair)
    else:
        check_roles(pair)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_stands_alone_if_need_be_and_fits_its_column(role: Role) -> None:
    check_roles(frozenset({role}))
    assert len(role.value) <= (account_role.c.role.type.length or 0)
    assert STAFF_ACTS[role]


def test_somebody_without_a_role_is_no_staff() -> None:
    with pytest.raises(RefusedError, match="at least one role"):
        check_roles(frozenset())


def test_every_act_is_somebodys() -> None:
    for act in StaffAct:
        roles = roles_for(act)
        assert roles
        assert staff_may(roles[:1], act)
        assert not staff_may(set(Role) - set(roles), act)


def test_the_auditor_changes_nothing() -> None:
    assert STAFF_ACTS[Role.AUDITOR] == {
        StaffAct.READ_TRAIL,
        StaffAct.READ_FILINGS,
        StaffAct.READ_ORGANISATIONS,
        StaffAct.READ_INQUIRIES,
        StaffAct.READ_STATISTICS,
        StaffAct.READ_IMPORTS,
    }


def test_who_gives_rights_decides_on_no_case() -> None:
    deciding = {
        StaffAct.REVIEW_REGISTRATIONS,
        StaffAct.REVIEW_APPLICATIONS,
        StaffAct.APPROVE_APPLICATIONS,
        StaffAct.REVOKE_CERTIFICATES,
        StaffAct.HANDLE_FEES,
    }
    assert not STAFF_ACTS[Role.CHAMBER_ADMINISTRATOR] & deciding


def test_nobody_changes_the_own_id() -> None:
    check_not_oneself("a", "b")
    check_not_oneself(None, "b")  # a command at the installation's terminal
    with pytest.raises(RefusedError, match="Nobody changes the own"):
        check_not_oneself("a", "a")


def test_one_chamber_administrator_besides_always_stays() -> None:
    check_administrator_stays(1)
    with pytest.raises(RefusedError, match="always stays"):
        check_administrator_stays(0)

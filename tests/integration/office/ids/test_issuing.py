"""Administrator ids and user ids: issued once, invited in the chamber's way, locked, opened, issued anew and closed."""

import threading
from dataclasses import replace

import pytest

from issuance.domain.ids import IdKind, IdState
from issuance.domain.settings import CredentialWay
from issuance.errors import ConflictError, RefusedError
from issuance.office import Office
from issuance.services.chamber.settings import change_settings
from issuance.services.sign_in.credentials import Way
from issuance.storage.accounts import find_accounts, get_account
from issuance.storage.tables.accounts import account
from issuance.storage.tables.audit import entry
from issuance.storage.tables.messages import message
from tests.office_ids import (
    HANAKO,
    JIRO,
    JOHN,
    SPECIMEN,
    STAFF,
    TARO,
    add_organisation,
    administrator_of,
    approved_signatory,
)


def templates_of(office: Office) -> list[str]:
    """Return the messages that wait, by name."""
    with office.units.look(STAFF) as unit:
        return sorted(str(row["template"]) for row in unit.rows(unit.select(message)))


def acts_of(office: Office) -> list[str]:
    """Return what the audit trail names, oldest first."""
    with office.units.look(STAFF) as unit:
        return [str(row["act"]) for row in unit.rows(unit.select(entry).order_by(entry.c.id))]


def test_t2_6_an_approved_organisation_gets_one_administrator_id_however_often_it_is_tried(office: Office) -> None:
    """T2.6."""
    with office.units.act(STAFF) as unit:
        company = add_organisation(unit)
        first = office.ids.accounts.issue_administrator(unit, company, HANAKO)
        assert office.ids.accounts.issue_administrator(unit, company, JOHN) == first
    with office.units.act(STAFF) as unit:
        assert office.ids.accounts.issue_administrator(unit, company, HANAKO) == first
    assert (first.kind, first.state, first.organisation) == (IdKind.ADMINISTRATOR, IdState.INVITED, company)
    assert templates_of(office) == ["sign_in_invitation"]


def test_t2_6_two_approvals_at_once_issue_one_administrator_id(office: Office) -> None:
    """T2.6: two threads meet before either looks; the second one waits and gets the first one's."""
    with office.units.act(STAFF) as unit:
        company = add_organisation(unit)
    start, issued = threading.Barrier(2), []

    def approve() -> None:
        start.wait()
        with office.units.act(STAFF) as unit:
            issued.append(office.ids.accounts.issue_administrator(unit, company, HANAKO).login)

    threads = [threading.Thread(target=approve) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(issued) == 2
    assert len(set(issued)) == 1
    assert templates_of(office) == ["sign_in_invitation"]


def test_t2_6_where_the_chamber_sends_letters_no_link_goes_by_mail(office: Office) -> None:
    """T2.6: the code is made when the letter is printed, and the letter holds the login."""
    with office.units.act(STAFF) as unit:
        change_settings(unit, 0, lambda now: now.model_copy(update={"credential_way": CredentialWay.LETTER}))
    administrator = administrator_of(office, _company(office))
    assert templates_of(office) == []

    held, pdf = office.ids.letters.print_for(replace(STAFF, kind=IdKind.STAFF), str(administrator.account))
    assert pdf.startswith(b"%PDF-")
    assert held.login == administrator.name
    assert acts_of(office)[-1] == "id.print_letter"


def _company(office: Office) -> str:
    with office.units.act(STAFF) as unit:
        return add_organisation(unit)


def test_t2_7_a_signatory_gets_a_user_id_once_the_specimen_is_approved(office: Office) -> None:
    """T2.7, T9.6: the user id has no dates of its own; it ends with the registration."""
    administrator = administrator_of(office, _company(office))
    named = office.ids.signatories.name(administrator, TARO, SPECIMEN)
    with office.units.look(STAFF) as unit:
        assert find_accounts(unit, account.c.signatory == named.id) == []

    issued = office.ids.signatories.approve(STAFF, named.id, named.version)

    assert (issued.kind, issued.organisation, issued.signatory) == (
        IdKind.USER,
        administrator.answerable,
        named.id,
    )
    assert issued.person.mail == TARO.mail
    assert templates_of(office) == ["sign_in_invitation", "sign_in_invitation", "specimen_approved"]
    with pytest.raises((RefusedError, ConflictError)):
        office.ids.signatories.approve(STAFF, named.id, named.version)


def test_t2_7_a_refused_specimen_is_handed_in_again(office: Office) -> None:
    """T2.7."""
    administrator = administrator_of(office, _company(office))
    desk = office.ids.signatories
    named = desk.name(administrator, TARO, SPECIMEN)
    desk.refuse(STAFF, named.id, named.version, "The picture is cut off.")
    with pytest.raises(RefusedError, match="refused"):
        desk.approve(STAFF, named.id, named.version + 1)

    desk.name_again(administrator, named.id, named.version + 1, TARO, "6" * 16)
    issued = desk.approve(STAFF, named.id, named.version + 2)
    assert issued.kind is IdKind.USER


def test_a_signatory_is_named_once_and_by_its_own_organisation_alone(office: Office) -> None:
    ours, theirs = administrator_of(office, _company(office)), administrator_of(office, _company(office), JOHN)
    named = office.ids.signatories.name(ours, TARO, SPECIMEN)
    with pytest.raises(RefusedError, match="already"):
        office.ids.signatories.name(ours, TARO, SPECIMEN)
    office.ids.signatories.name(theirs, TARO, SPECIMEN)
    with pytest.raises(RefusedError, match="no such signatory"):
        office.ids.signatories.end(theirs, named.id, named.version)


def test_ending_a_signatory_closes_its_user_id_and_takes_the_signature_from_sub_ids(office: Office) -> None:
    administrator = administrator_of(office, _company(office))
    signatory = approved_signatory(office, administrator)
    sub = office.ids.people.give(administrator, JOHN, signatory)

    office.ids.signatories.end(administrator, signatory, 2)

    with office.units.look(STAFF) as unit:
        (user,) = find_accounts(unit, account.c.kind == IdKind.USER)
        assert user.state is IdState.CLOSED
        now = get_account(unit, sub.id)
        assert (now.state, now.signatory) == (IdState.INVITED, None)
    other = approved_signatory(office, administrator, JIRO)
    office.ids.people.move(administrator, sub.id, now.version, other)
    with office.units.look(STAFF) as unit:
        assert get_account(unit, sub.id).signatory == other


def test_an_id_is_locked_opened_issued_anew_and_closed_with_a_reason(office: Office) -> None:
    administrator = administrator_of(office, _company(office))
    desk, key = office.ids.accounts, str(administrator.account)
    with pytest.raises(RefusedError, match="why"):
        desk.lock(STAFF, key, 1, "  ")
    desk.lock(STAFF, key, 1, "A call from the company")
    with pytest.raises(ConflictError):
        desk.unlock(STAFF, key, 1, "An older page")
    with pytest.raises(RefusedError, match="“locked” now"):
        desk.lock(STAFF, key, 2, "Twice")
    desk.unlock(STAFF, key, 2, "All is well")
    invitation = desk.reissue(STAFF, key, 3, Way.LETTER)
    assert invitation.login == administrator.name
    desk.close(STAFF, key, 4, "The company asked for it")
    with pytest.raises(RefusedError, match="“closed” now"):
        desk.unlock(STAFF, key, 5, "Never again")
    assert [act for act in acts_of(office) if act.startswith("id.")] == [
        "id.issue",
        "id.lock",
        "id.unlock",
        "id.reissue",
        "id.close",
    ]


def test_no_code_or_link_stands_in_the_audit_trail(office: Office) -> None:
    administrator = administrator_of(office, _company(office))
    invitation = office.ids.accounts.reissue(STAFF, str(administrator.account), 1, Way.LETTER)
    with office.units.look(STAFF) as unit:
        rows = unit.rows(unit.select(entry))
        kept = repr([unit.open(entry.c["values"], str(row["id"]), row["values"]) for row in rows])
    assert str(invitation.code) not in kept
    assert str(invitation.code).replace("-", "") not in kept

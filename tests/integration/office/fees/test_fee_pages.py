"""The pages of the cashier and of the payers, and the papers that both print (terms, article 11)."""

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from issuance.domain.application.states import State
from issuance.domain.staff import Role
from issuance.storage.applications import get_application
from issuance.storage.balances import movements_of
from issuance.storage.tables.parties import registration
from tests.builders import NOW
from tests.fee_counter import Counter, text_of
from tests.office_fees import Till
from tests.office_ids import STAFF
from tests.office_site import OfficeSite, token_in
from tests.signed_in import staff_client

DESK = "/TYO/desk/fees"


@pytest.fixture
def counter(office_templates: Callable[[int], Path], tmp_path: Path) -> Iterator[Counter]:
    site = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    yield Counter(site, Till.open(site.office), staff_client(site, Role.CASHIER))
    site.close()


def test_t11_from_the_list_to_the_money_that_came_in(counter: Counter) -> None:
    """T11: the cashier sees what is owed, records the payment of a charge, and the application goes on."""
    made = counter.till.approved(copies=1)
    charge = counter.charge()
    listed = counter.cashier.get(f"{DESK}/").text
    assert charge.reference in listed
    assert "¥2,528" in listed
    account = f"{DESK}/accounts/{charge.organisation}"
    receive = f"{account}/receive?charge={charge.id}"
    assert 'value="2528"' in counter.cashier.get(receive).text
    sent = {"received_on-year": "2026", "received_on-month": "3", "received_on-day": "10", "charge": charge.id}
    assert counter.send(receive, amount="２，５２８円", way="counter", **sent) is HTTPStatus.FOUND
    shown = counter.cashier.get(account).text
    assert "1 application goes on to its issue." in shown
    assert ">paid<" in shown
    with counter.site.office.units.look(STAFF) as unit:
        assert get_application(unit, made.id).state is State.PAID


@pytest.mark.parametrize("amount", ["", "12.5", "-3", "1e5", "10,00", "99999999999999", "十円", "0"])
def test_an_amount_that_is_none_is_told_and_nothing_is_recorded(counter: Counter, amount: str) -> None:
    page = f"{DESK}/accounts/{counter.till.applicant}/receive"
    day = {"received_on-year": "2026", "received_on-month": "3", "received_on-day": "10"}
    assert counter.send(page, amount=amount, way="counter", **day) is HTTPStatus.UNPROCESSABLE_ENTITY
    assert "No money has moved yet." in counter.cashier.get(f"{DESK}/accounts/{counter.till.applicant}").text


def test_a_clerk_never_charges_a_card(counter: Counter) -> None:
    page = f"{DESK}/accounts/{counter.till.applicant}/receive"
    day = {"received_on-year": "2026", "received_on-month": "3", "received_on-day": "10"}
    assert counter.send(page, amount="100", way="card", **day) is HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_refund_and_a_correction_leave_their_traces(counter: Counter) -> None:
    account = f"{DESK}/accounts/{counter.till.applicant}"
    day = {"received_on-year": "2026", "received_on-month": "3", "received_on-day": "10"}
    counter.send(f"{account}/receive", amount="5000", way="bank transfer", note="ﾄｳｷﾖｳﾎﾞｳｴｷ", **day)
    assert counter.send(f"{account}/refund", amount="6000", note="Paid twice") is HTTPStatus.UNPROCESSABLE_ENTITY
    assert counter.send(f"{account}/refund", amount="1000", note="Paid twice") is HTTPStatus.SEE_OTHER
    shown = counter.cashier.get(account).text
    assert "−¥1,000" in shown
    assert "ﾄｳｷﾖｳﾎﾞｳｴｷ" in shown
    with counter.site.office.units.look(STAFF) as unit:
        wrong = next(each for each in movements_of(unit, counter.till.applicant) if each.amount == 5000)
    page = f"{account}/movements/{wrong.id}/correct"
    assert counter.send(page, reason="It was somebody else's") is HTTPStatus.SEE_OTHER
    assert "−¥5,000" in counter.cashier.get(account).text


def test_t11_the_payer_sees_what_is_owed_and_prints_the_papers(counter: Counter) -> None:
    """T11: invoices and receipts; a qualified invoice names the issuer's number, the rate, net and tax by rate."""
    counter.till.approved()
    charge = counter.charge()
    payer = counter.payer(counter.till.applicant, language="ja")
    assert charge.reference in payer.get("/TYO/fees/").text
    assert payer.get(f"/TYO/fees/{charge.id}/receipt.pdf").status_code == HTTPStatus.NOT_FOUND
    invoice = text_of(payer.get(f"/TYO/fees/{charge.id}/invoice.pdf").data)
    for said in (
        "請求書",
        charge.reference,
        "T1234567890123",
        "2026年3月10日",
        "2026年3月24日",
        "¥2,099",
        "¥209",
        "¥2,308",
    ):
        assert said in invoice
    assert "10%" in invoice
    assert "Tokyo Trading Co., Ltd." in invoice
    page = f"{DESK}/accounts/{charge.organisation}"
    assert counter.send(page, f"{DESK}/charges/{charge.id}/pay") is HTTPStatus.UNPROCESSABLE_ENTITY
    day = {"received_on-year": "2026", "received_on-month": "3", "received_on-day": "10"}
    counter.send(f"{page}/receive", amount="2308", way="bank transfer", **day)
    receipt = text_of(counter.cashier.get(f"{DESK}/charges/{charge.id}/receipt.pdf").data)
    for said in ("領収書", "T1234567890123", "¥2,308"):
        assert said in receipt
    assert "みほん銀行" not in receipt


def test_another_organisations_charge_cannot_be_seen(counter: Counter) -> None:
    """T15: other people's data is unreachable; an agent's person sees its agent's charges alone."""
    counter.till.approved(by_agent=True)
    charge = counter.charge()
    forwarder = counter.payer(counter.till.applicant, agent=counter.till.agent)
    assert charge.reference not in forwarder.get("/TYO/fees/").text
    assert forwarder.get(f"/TYO/fees/{charge.id}/invoice.pdf").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_by_the_month_and_back(counter: Counter) -> None:
    counter.till.approved()
    account = f"{DESK}/accounts/{counter.till.applicant}"
    assert counter.send(account, f"{account}/on-account", on_account="yes") is HTTPStatus.SEE_OTHER
    assert "pays by the month" in counter.cashier.get(account).text
    counter.send(account, f"{account}/on-account", on_account="no")
    assert "pays before each issue" in counter.cashier.get(account).text


def test_a_banks_file_is_read_in_and_booked(counter: Counter) -> None:
    counter.till.approved()
    charge = counter.charge()
    page = f"{DESK}/bank"
    rows = f"日付,入金額,摘要\n2026/3/9,2308,{charge.reference}\n2026/3/9,5,ﾘｿｸ\n".encode("cp932")
    sent = {"csrf_token": token_in(counter.cashier.get(page)), "file": (io.BytesIO(rows), "meisai.csv")}
    assert counter.cashier.post(page, data=sent).status_code == HTTPStatus.SEE_OTHER
    shown = counter.cashier.get(page).text
    assert "2 lines read, 2 of them new." in shown
    assert charge.reference in shown
    assert counter.send(page, f"{page}/sure") is HTTPStatus.SEE_OTHER
    assert not counter.charge().is_owed
    line = re.search(rf"{page}/([0-9a-f]{{32}})\"", counter.cashier.get(page).text)
    assert line is not None
    one = f"{page}/{line[1]}"
    assert counter.cashier.get(f"{one}?q=tokyo").status_code == HTTPStatus.OK
    assert counter.send(one, reason="Interest") is HTTPStatus.SEE_OTHER
    assert "Interest" in counter.cashier.get(page).text
    sent = {"csrf_token": token_in(counter.cashier.get(page)), "file": (io.BytesIO(b"\x89PNG"), "x.csv")}
    assert counter.cashier.post(page, data=sent).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_statement_of_a_month(counter: Counter) -> None:
    """Monthly statement, for the payer and for the cashier; another organisation's cannot be had."""
    counter.till.approved()
    payer = counter.payer(counter.till.applicant)
    mine = text_of(payer.get("/TYO/fees/statements/2026-03.pdf").data)
    assert counter.charge().reference in mine
    assert "−¥2,308" in mine
    theirs = counter.cashier.get(f"{DESK}/accounts/{counter.till.applicant}/statements/2026-03.pdf")
    assert "−¥2,308" in text_of(theirs.data)
    forwarder = counter.payer(counter.till.applicant, agent=counter.till.agent)
    assert counter.charge().reference not in text_of(forwarder.get("/TYO/fees/statements/2026-03.pdf").data)
    assert payer.get("/TYO/fees/statements/2026-13.pdf").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_t9_5_outside_the_validity_what_was_approved_is_paid_still(counter: Counter) -> None:
    """T9.5: the fees of what was approved can be paid when the registration is over: the page, the invoice."""
    counter.till.approved()
    with counter.site.office.units.act(STAFF) as unit:
        (held,) = unit.rows(unit.select(registration).where(registration.c.organisation == counter.till.applicant))
        unit.update(registration, held["id"], valid_until=dt.date(2026, 3, 9))
    payer = counter.payer(counter.till.applicant)
    assert counter.charge().reference in payer.get("/TYO/fees/").text
    assert payer.get(f"/TYO/fees/{counter.charge().id}/invoice.pdf").status_code == HTTPStatus.OK
    assert payer.get("/TYO/applications/new").status_code != HTTPStatus.OK

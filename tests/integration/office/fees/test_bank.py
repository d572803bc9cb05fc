"""What a bank says came in, matched with what is owed (T11)."""

import pytest

from issuance.domain.application.states import State
from issuance.domain.fees.bank_line import LineState
from issuance.domain.fees.charge import Charge
from issuance.errors import ConflictError, RefusedError
from issuance.services.fees.bank import Fit
from issuance.storage.applications import get_application
from issuance.storage.charges import charges_of
from tests.office_fees import ALONE, Till
from tests.office_ids import STAFF


def file_of(*lines: tuple[str, int, str]) -> bytes:
    rows = "".join(f"{day},{amount},{text}\n" for day, amount, text in lines)
    return f"日付,入金額,摘要\n{rows}".encode("cp932")


def charges(till: Till) -> list[Charge]:
    with till.office.units.look(STAFF) as unit:
        return charges_of(unit, till.applicant)


def test_t11_lines_that_name_their_charge_are_booked_together(till: Till) -> None:
    """T11: the payment state follows the bank; the applications go on."""
    made = [till.approved(copies=copies) for copies in (0, 1, 2)]
    by_application = {charge.application: charge for charge in charges(till)}
    right, wrong, silent = (by_application[each.id] for each in made)
    bank = till.office.fees.bank
    data = file_of(
        ("2026/3/9", right.sum.total, f"ﾌﾘｺﾐ {right.reference.replace('-', '')} ﾄｳｷﾖｳﾎﾞｳｴｷ"),
        ("2026/3/9", wrong.sum.total - 1, wrong.reference),
        ("2026/3/10", silent.sum.total, "ﾄｳｷﾖｳﾎﾞｳｴｷ(ｶ"),
        ("2026/3/10", 7, "ﾘｿｸ"),
    )
    assert bank.read_in(till.cashier, data).new == 4
    matching = bank.matching(till.cashier)
    assert sorted(each.fit for each in matching.proposals) == sorted([Fit.NAMED, Fit.OTHER_SUM, Fit.SAME_SUM, Fit.NONE])
    assert bank.book_sure(till.cashier) == 1
    assert bank.book_sure(till.cashier) == 0
    with till.office.units.look(STAFF) as unit:
        assert [get_application(unit, each.id).state for each in made] == [State.PAID, State.FEE_DUE, State.FEE_DUE]
    rest = next(each for each in bank.matching(till.cashier).proposals if each.fit is Fit.SAME_SUM)
    booked = bank.book(till.cashier, rest.line.id, rest.line.version, till.applicant, rest.candidates[0].id)
    assert [each.id for each in booked.gone_on] == [made[2].id]
    with pytest.raises((ConflictError, RefusedError)):
        bank.book(till.cashier, rest.line.id, rest.line.version, till.applicant, None)


def test_a_file_that_is_read_twice_or_overlaps_books_nothing_twice(till: Till) -> None:
    till.approved()
    (charge,) = charges(till)
    bank = till.office.fees.bank
    line = ("2026/3/9", ALONE, charge.reference)
    assert bank.read_in(till.cashier, file_of(line)).new == 1
    bank.book_sure(till.cashier)
    again = bank.read_in(till.cashier, file_of(line, ("2026/3/10", 5, "x")))
    assert (again.lines, again.new) == (2, 1)
    assert bank.book_sure(till.cashier) == 0
    assert till.office.fees.views.account(till.cashier, till.applicant).balance.yen == 0


def test_two_transfers_for_one_charge_pay_it_once_and_the_second_waits_for_a_person(sqlite_till: Till) -> None:
    sqlite_till.approved()
    (charge,) = charges(sqlite_till)
    bank = sqlite_till.office.fees.bank
    line = ("2026/3/9", ALONE, charge.reference)
    assert bank.read_in(sqlite_till.cashier, file_of(line, line)).new == 2
    assert bank.book_sure(sqlite_till.cashier) == 1
    (left,) = bank.matching(sqlite_till.cashier).proposals
    assert left.fit is Fit.NONE
    bank.book(sqlite_till.cashier, left.line.id, left.line.version, sqlite_till.applicant, None)
    assert sqlite_till.office.fees.views.account(sqlite_till.cashier, sqlite_till.applicant).balance.yen == ALONE


def test_a_line_is_set_aside_with_a_reason_and_laid_back(till: Till) -> None:
    bank = till.office.fees.bank
    bank.read_in(till.cashier, file_of(("2026/3/9", 7, "ﾘｿｸ")))
    (proposal,) = bank.matching(till.cashier).proposals
    with pytest.raises(RefusedError, match="Write what it is"):
        bank.set_aside(till.cashier, proposal.line.id, " ")
    bank.set_aside(till.cashier, proposal.line.id, "Interest")
    matching = bank.matching(till.cashier)
    assert (matching.proposals, [each.reason for each in matching.set_aside]) == ([], ["Interest"])
    assert bank.reopen(till.cashier, proposal.line.id).state is LineState.OPEN


def test_a_payer_is_found_by_name(sqlite_till: Till) -> None:
    sqlite_till.approved()
    bank = sqlite_till.office.fees.bank
    bank.read_in(sqlite_till.cashier, file_of(("2026/3/9", 1, "ﾄｳｷﾖｳ")))
    (proposal,) = bank.matching(sqlite_till.cashier).proposals
    seen = bank.line(sqlite_till.cashier, proposal.line.id, "tokyo trading")
    assert list(seen.organisations) == [sqlite_till.applicant]
    assert [each.sum.total for each in seen.charges[sqlite_till.applicant]] == [ALONE]

"""What a charge comes to (terms, article 11)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.fees.charge import (
    CHARGE,
    OWED,
    RELEASED,
    ChargeEvent,
    ChargeState,
    LineKind,
    of_agent,
    of_applicant,
)
from issuance.domain.settings import CertificateFee, FeeTable, Price
from issuance.errors import RefusedError
from signing.content import Kind
from tests.office_fees import ALONE, TABLE

YEN = st.integers(0, 1_000_000)
PRICES = st.builds(Price, member=YEN, other=YEN)
TABLES = st.builds(
    FeeTable,
    valid_from=st.dates(),
    tax_percent=st.integers(0, 50),
    certificates=st.fixed_dictionaries(
        {kind.slug: st.builds(CertificateFee, first=PRICES, each_copy=PRICES, rush=PRICES) for kind in Kind}
    ),
    system=PRICES,
    system_agent=PRICES,
)


def test_t11_a_certificate_with_copies_and_rush() -> None:
    """T11: certificate, copies, rush and the use of the system are lines of their own; the tax is on their sum."""
    owed = of_applicant(TABLE, Kind.COO_JP, member=False, copies=3, rush=True, agent=False)
    assert [(line.kind, line.quantity, line.net) for line in owed.lines] == [
        (LineKind.CERTIFICATE, 1, 2000),
        (LineKind.COPIES, 3, 600),
        (LineKind.RUSH, 1, 500),
        (LineKind.SYSTEM, 1, 99),
    ]
    assert (owed.net, owed.tax, owed.total) == (3199, 319, 3518)
    assert of_applicant(TABLE, Kind.COO_JP, member=False, copies=0, rush=False, agent=False).total == ALONE


def test_t11_where_an_agent_files_the_system_is_the_agents_charge() -> None:
    """T11: system charges, agents too."""
    owed = of_applicant(TABLE, Kind.INVOICE, member=True, copies=0, rush=False, agent=True)
    assert [line.kind for line in owed.lines] == [LineKind.CERTIFICATE]
    assert of_agent(TABLE, member=False).total == 77


@given(TABLES, st.sampled_from(Kind), st.booleans(), st.integers(0, 99), st.booleans())
def test_a_charge_is_what_the_fee_table_says(
    table: FeeTable, kind: Kind, member: bool, copies: int, rush: bool
) -> None:
    """The preview of the fee table (`FeeTable.amount`) and the bill never differ."""
    owed = of_applicant(table, kind, member=member, copies=copies, rush=rush, agent=False)
    amount = table.amount(kind, member=member, copies=copies, rush=rush)
    assert (owed.net, owed.tax, owed.total) == (amount.certificate + amount.system, amount.tax, amount.total)


def test_what_was_cancelled_is_never_owed_again() -> None:
    for event in ChargeEvent:
        with pytest.raises(RefusedError):
            CHARGE.after(ChargeState.CANCELLED, event)
    assert OWED.isdisjoint({ChargeState.PAID, ChargeState.CANCELLED})
    assert ChargeState.OPEN not in RELEASED

"""How long a registration is valid, when it is renewed, how old papers may be (T7)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.registration.documents import PaperKind, is_fresh, oldest_issue, required_papers
from issuance.domain.registration.filing import FilingKind
from issuance.domain.registration.form import LegalForm
from issuance.domain.registration.validity import can_renew, days_left, renewal_opens, renewed, validity_from

DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2099, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-03-10", "2028-03-09"),
        ("2026-01-01", "2027-12-31"),
        ("2026-12-31", "2028-12-30"),
        ("2026-03-01", "2028-02-29"),
        ("2028-02-29", "2030-02-28"),
        ("2028-03-01", "2030-02-28"),
        ("2026-02-28", "2028-02-27"),
    ],
)
def test_t7_two_years_end_the_day_before_the_same_date(first: str, last: str) -> None:
    """T7: year-ends and leap days among them; 29 February by the Civil Code, article 143, paragraph 2."""
    assert validity_from(day(first)).last == day(last)


@given(DAYS)
def test_t7_two_years_are_two_years(first: dt.date) -> None:
    """T7: no registration is given more than two years or loses more than the leap day."""
    days = (validity_from(first).last - first).days + 1
    assert 730 <= days <= 731


@given(DAYS, DAYS)
def test_t7_a_renewal_neither_loses_nor_doubles_a_day(last: dt.date, approved: dt.date) -> None:
    """T7: in time it begins the day after the end, else with its approval."""
    term = renewed(last, approved)
    assert term.first == (last + dt.timedelta(days=1) if approved <= last else approved)
    assert term == validity_from(term.first)


def test_a_renewal_opens_30_days_before_the_end_and_stays_open() -> None:
    last = day("2028-03-09")
    assert renewal_opens(last) == day("2028-02-08")
    assert not can_renew(last, day("2028-02-07"))
    assert can_renew(last, day("2028-02-08"))
    assert can_renew(last, day("2031-01-01"))


def test_the_last_day_counts_as_a_day_left() -> None:
    last = day("2028-03-09")
    assert [days_left(last, last + dt.timedelta(days=n)) for n in (-1, 0, 1, 400)] == [2, 1, 0, 0]


@pytest.mark.parametrize(
    ("submitted", "oldest"),
    [
        ("2026-05-31", "2026-02-28"),
        ("2028-05-31", "2028-02-29"),
        ("2026-01-15", "2025-10-15"),
        ("2026-03-31", "2025-12-31"),
    ],
)
def test_papers_of_authorities_are_at_most_three_months_old(submitted: str, oldest: str) -> None:
    handed_in = day(submitted)
    assert oldest_issue(handed_in) == day(oldest)
    assert is_fresh(PaperKind.REGISTRY_EXTRACT, day(oldest), handed_in)
    assert not is_fresh(PaperKind.REGISTRY_EXTRACT, day(oldest) - dt.timedelta(days=1), handed_in)
    assert not is_fresh(PaperKind.REGISTRY_EXTRACT, handed_in + dt.timedelta(days=1), handed_in)
    assert not is_fresh(PaperKind.REGISTRY_EXTRACT, None, handed_in)


def test_statutes_have_no_age() -> None:
    assert is_fresh(PaperKind.STATUTES, None, day("2026-03-10"))


def test_each_legal_form_has_its_papers() -> None:
    asked = {form: required_papers(form, FilingKind.NEW) for form in LegalForm}
    assert asked == {
        LegalForm.CORPORATION: (PaperKind.REGISTRY_EXTRACT, PaperKind.SEAL_CERTIFICATE),
        LegalForm.SOLE_TRADER: (
            PaperKind.RESIDENCE_RECORD,
            PaperKind.PERSONAL_SEAL_CERTIFICATE,
            PaperKind.PROOF_OF_BUSINESS,
        ),
        LegalForm.BODY: (PaperKind.STATUTES, PaperKind.OFFICERS),
    }


def test_a_change_of_contacts_needs_no_paper() -> None:
    change = FilingKind.CHANGE
    assert required_papers(LegalForm.CORPORATION, change, who_or_where_changes=False) == ()
    assert required_papers(LegalForm.CORPORATION, change) == (PaperKind.REGISTRY_EXTRACT,)

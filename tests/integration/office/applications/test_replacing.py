"""Which certificate an application may replace, and what becomes of drafts that lie for years."""

import datetime as dt

import pytest

from issuance.domain.application.order import REPLACES
from issuance.services.applications.submissions import IncompleteError
from issuance.storage.tables.applications import application as table
from signing.number import CertificateNumber
from signing.record import RevocationReason
from tests.applying import Applying, typed
from tests.office_ids import CHAMBER, STAFF
from tests.offices import OFFICERS, numbered_request, request


@pytest.fixture
def issued(applying: Applying) -> CertificateNumber:
    """Return the number of a certificate that came of an application of the user's."""
    sent = applying.submitted(applying.user, mark="first")
    number = applying.office.issuing.issue(request()).number
    with applying.office.units.act(STAFF) as unit:
        unit.update(table, sent.id, certificate=number.canonical, state="delivered")
    return number


def said(applying: Applying, number: str, mark: str = "second") -> list[str]:
    """Return what keeps an application from replacing a certificate; it is submitted where nothing does."""
    draft = applying.draft(applying.user, mark=mark, order__replaces=number)
    try:
        sent = applying.office.applications.submissions.submit(applying.user, draft.id, draft.version, mark)
    except IncompleteError as error:
        return [problem.sentence for problem in error.problems if problem.field == REPLACES]
    assert sent.replaces is not None
    return []


def test_ones_own_certificate_in_force_is_replaced_once(applying: Applying, issued: CertificateNumber) -> None:
    assert said(applying, issued.public) == []
    (again,) = said(applying, issued.printed, "third")
    assert "submitted already" in again


def test_what_is_not_ones_own_is_not_said_to_exist(applying: Applying, issued: CertificateNumber) -> None:
    stray = applying.office.issuing.issue(numbered_request(7)).number
    unknown, strange = said(applying, "TYO26-009999"), said(applying, stray.public, "third")
    assert unknown == ["You have no certificate TYO26-009999 at this chamber: look at the number once more."]
    assert strange == [unknown[0].replace("TYO26-009999", stray.public)]
    assert issued != stray


def test_a_revoked_certificate_is_not_replaced(applying: Applying, issued: CertificateNumber) -> None:
    applying.office.revoking.revoke(issued, RevocationReason.EXPORTER_REQUEST, OFFICERS)
    (why,) = said(applying, issued.public)
    assert "not in force any more" in why


@pytest.mark.parametrize("garbage", ["TYO26", "123", "TYO26-1", "TYO26-000001-AAAA-BBBB"])
def test_what_is_no_number_is_told_where_it_was_typed(applying: Applying, garbage: str) -> None:
    begun = applying.begun(applying.user)
    entry = typed(order__replaces=garbage)
    applying.office.applications.drafts.save(applying.user, begun.id, begun.version, entry)
    errors = applying.office.applications.drafts.read(applying.user, begun.id).errors
    assert REPLACES in {problem.field for problem in errors}


def test_t17_1_drafts_are_thrown_away_when_the_chambers_time_is_over_and_not_before(applying: Applying) -> None:
    """T17.1: three years from the last act; what was submitted stays."""
    office, begun = applying.office, applying.office.clock()
    draft, sent = applying.draft(applying.user), applying.submitted(applying.clerk)
    office.clock = lambda: begun + dt.timedelta(days=3 * 365)
    kept = office.applications.tidying.run(CHAMBER)
    office.clock = lambda: begun + dt.timedelta(days=3 * 365 + 2)

    assert (kept, office.applications.tidying.run(CHAMBER)) == (0, 1)
    with office.units.look(STAFF) as unit:
        rows = unit.rows(unit.select(table, table.c.id))
    assert [row["id"] for row in rows] == [sent.id]
    assert draft.id != sent.id

"""From a blank form to the chamber: what is submitted, by whom, and what is noted (terms, article 2(5))."""

import datetime as dt

import pytest

from issuance.domain.application.application import PaperRole
from issuance.domain.application.states import State
from issuance.errors import RefusedError
from issuance.services.applications.indexes import invoice_index
from issuance.services.applications.steps import StaleError
from issuance.services.applications.submissions import IncompleteError
from issuance.storage.application_papers import papers_of
from issuance.storage.applications import find_application, versions_of
from issuance.storage.tables.applications import application as table
from issuance.storage.tables.audit import entry as trail
from signing.content import Kind
from tests.applying import Applying, typed


@pytest.mark.parametrize("who", ["user", "clerk", "forwarder"])
def test_t2_5_an_applicant_or_an_agent_for_it_applies_with_papers(applying: Applying, who: str) -> None:
    """T2.5: a version with what was typed and what would be certified, the papers noted with it."""
    actor = getattr(applying, who)
    draft = applying.draft(actor)
    sent = applying.office.applications.submissions.submit(actor, draft.id, draft.version, "once")

    assert sent.state is State.SUBMITTED
    assert sent.organisation == applying.company
    assert sent.agent == (applying.agency if who == "forwarder" else None)
    assert (sent.submitted_by, sent.version_submitted) == (actor.account, 1)
    with applying.office.units.look(actor) as unit:
        (version,) = versions_of(unit, sent.id)
        (paper,) = papers_of(unit, sent.id)
        row = unit.row(unit.select(table).where(table.c.id == sent.id))
        assert version.entry == typed()
        assert version.draft["invoice"] == {"number": typed().get("invoice.number"), "date": "2026-03-02"}
        assert (paper.role, paper.since_version) == (PaperRole.INVOICE, 1)
        assert row is not None
        assert bytes(row["invoice_index"]) == invoice_index(unit, typed().get("invoice.number"))
        assert row["destination"] is not None


def test_the_chamber_means_to_decide_by_the_end_of_the_next_business_day(applying: Applying) -> None:
    """Tuesday 10 March 2026 at noon in Japan: the evening of the 11th; rush the evening of the same day."""
    usual = applying.submitted(applying.user)
    rushed = applying.begun(applying.user, mark="rush")
    entry = typed()
    entry = entry.model_copy(update={"fields": {**entry.fields, "order.rush": "yes", "order.copies": "２"}})
    saved = applying.office.applications.drafts.save(applying.user, rushed.id, rushed.version, entry)
    applying.hand_in(applying.user, saved.id, PaperRole.INVOICE)
    sent = applying.office.applications.submissions.submit(applying.user, saved.id, saved.version, "rush")

    assert usual.due_at == dt.datetime(2026, 3, 11, 8, 30, tzinfo=dt.UTC)
    assert (sent.due_at, sent.rush, sent.copies) == (dt.datetime(2026, 3, 10, 8, 30, tzinfo=dt.UTC), True, 2)


def test_the_same_page_sent_twice_submits_once(applying: Applying) -> None:
    draft = applying.draft(applying.user)
    desk = applying.office.applications.submissions
    first = desk.submit(applying.user, draft.id, draft.version, "token")
    again = desk.submit(applying.user, draft.id, draft.version, "token")

    assert again == first
    with applying.office.units.look(applying.user) as unit:
        assert len(versions_of(unit, draft.id)) == 1


def test_what_changed_since_it_was_checked_is_not_submitted(applying: Applying) -> None:
    draft = applying.draft(applying.user)
    applying.office.applications.drafts.save(applying.clerk, draft.id, draft.version, typed(invoice__number="X-2"))

    with pytest.raises(StaleError):
        applying.office.applications.submissions.submit(applying.user, draft.id, draft.version, "token")


def test_something_missing_is_named_and_nothing_is_submitted(applying: Applying) -> None:
    draft = applying.draft(applying.user, invoice__number="")

    with pytest.raises(IncompleteError) as refused:
        applying.office.applications.submissions.submit(applying.user, draft.id, draft.version, "token")

    assert "invoice.number" in {problem.field for problem in refused.value.problems if problem.is_error}
    with applying.office.units.look(applying.user) as unit:
        found = find_application(unit, draft.id)
        assert found is not None
        assert (found.state, found.version_submitted) == (State.DRAFT, 0)


def test_without_the_invoice_nothing_is_submitted(applying: Applying) -> None:
    begun = applying.begun(applying.user)
    saved = applying.office.applications.drafts.save(applying.user, begun.id, begun.version, typed())

    with pytest.raises(IncompleteError) as refused:
        applying.office.applications.submissions.submit(applying.user, saved.id, saved.version, "token")

    assert [problem.field for problem in refused.value.problems if problem.is_error] == ["papers"]


@pytest.mark.parametrize("kind", [Kind.COO_FOREIGN])
def test_foreign_goods_need_a_papers_of_their_origin(applying: Applying, kind: Kind) -> None:
    draft = applying.draft(applying.user, kind)
    with pytest.raises(IncompleteError):
        applying.office.applications.submissions.submit(applying.user, draft.id, draft.version, "token")
    applying.hand_in(applying.user, draft.id, PaperRole.MAKERS_CERTIFICATE)

    sent = applying.office.applications.submissions.submit(applying.user, draft.id, draft.version, "token")

    assert sent.state is State.SUBMITTED


def test_a_withdrawn_application_stays_on_file_and_cannot_be_taken_up_again(applying: Applying) -> None:
    sent = applying.submitted(applying.user)
    gone = applying.office.applications.submissions.withdraw(applying.clerk, sent.id, sent.version)

    assert gone.state is State.WITHDRAWN
    with pytest.raises(RefusedError):
        applying.office.applications.drafts.save(applying.user, sent.id, gone.version, typed())
    with applying.office.units.look(applying.user) as unit:
        assert len(versions_of(unit, sent.id)) == 1


def test_t8_4_every_act_is_on_the_trail_under_the_id_that_made_it(applying: Applying) -> None:
    """T8.4, T10.4: an agent's acts too, and the applicant answers for them."""
    sent = applying.submitted(applying.forwarder)
    with applying.office.units.look(applying.user) as unit:
        rows = unit.rows(unit.select(trail).where(trail.c.subject == f"application:{sent.id}").order_by(trail.c.id))

    assert [row["act"] for row in rows] == [
        "application.start",
        "application.save",
        "application.paper_add",
        "application.submit",
    ]
    assert {(row["actor"], row["answerable"]) for row in rows} == {(applying.forwarder.account, applying.company)}

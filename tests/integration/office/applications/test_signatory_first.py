"""A signatory who wants to see applications before the chamber does, and what it answers."""

import pytest

from issuance.domain.application.states import State
from issuance.domain.ids import IdKind
from issuance.errors import RefusedError
from issuance.services.applications.submissions import IncompleteError
from issuance.storage.accounts import get_account, set_signatory
from issuance.storage.tables.messages import message
from tests.applying import Applying
from tests.office_ids import STAFF


def letters(applying: Applying) -> list[tuple[str, str, str]]:
    """Return the mails about applications: template, language, address."""
    with applying.office.units.look(STAFF) as unit:
        rows = unit.rows(unit.select(message).where(message.c.template.like("application%")))
        return sorted(
            (row["template"], row["language"], unit.open(message.c.content, row["id"], row["content"])["to"])
            for row in rows
        )


@pytest.fixture
def seen_first(applying: Applying) -> Applying:
    """Return an applicant whose signatory has chosen to see applications first."""
    applying.office.applications.wishes.choose(applying.user, wanted=True)
    return applying


def test_without_a_choice_a_sub_id_submits_by_itself(applying: Applying) -> None:
    assert applying.submitted(applying.clerk).state is State.SUBMITTED
    assert letters(applying) == [
        ("application_submitted", "en", "sub@example.co.jp"),
        ("application_submitted", "ja", "taro@example.co.jp"),
    ]


def test_a_signatory_who_wants_it_is_asked_before_the_chamber_gets_it(seen_first: Applying) -> None:
    draft = seen_first.draft(seen_first.forwarder)
    desk = seen_first.office.applications.submissions
    with pytest.raises(RefusedError):
        desk.submit(seen_first.forwarder, draft.id, draft.version, "t")
    asked = desk.ask(seen_first.forwarder, draft.id, draft.version)

    assert asked.state is State.AWAITING_SIGNATORY
    assert letters(seen_first) == [("application_asked", "ja", "taro@example.co.jp")]
    with pytest.raises(RefusedError):
        desk.submit(seen_first.forwarder, asked.id, asked.version, "t")
    sent = desk.submit(seen_first.user, asked.id, asked.version, "t")
    assert (sent.state, sent.submitted_by, sent.created_by) == (
        State.SUBMITTED,
        seen_first.user.account,
        seen_first.forwarder.account,
    )


def test_what_is_sent_back_brings_remarks_and_is_asked_again(seen_first: Applying) -> None:
    draft = seen_first.draft(seen_first.clerk)
    desk = seen_first.office.applications.submissions
    asked = desk.ask(seen_first.clerk, draft.id, draft.version)
    back = desk.send_back(
        seen_first.user, asked.id, asked.version, "See the order", {"consignee.name": "GmbH", "x": ""}
    )

    assert back.state is State.DRAFT
    assert (back.remarks.general, dict(back.remarks.fields)) == ("See the order", {"consignee.name": "GmbH"})
    assert ("application_sent_back", "en", "sub@example.co.jp") in letters(seen_first)
    assert desk.ask(seen_first.clerk, back.id, back.version).state is State.AWAITING_SIGNATORY


def test_nobody_else_sends_back_or_chooses_for_the_signatory(seen_first: Applying) -> None:
    draft = seen_first.draft(seen_first.clerk)
    asked = seen_first.office.applications.submissions.ask(seen_first.clerk, draft.id, draft.version)

    with pytest.raises(RefusedError):
        seen_first.office.applications.submissions.send_back(seen_first.clerk, asked.id, asked.version, "no", {})
    with pytest.raises(RefusedError):
        seen_first.office.applications.wishes.choose(seen_first.clerk, wanted=False)
    with pytest.raises(RefusedError):
        seen_first.office.applications.submissions.send_back(seen_first.user, asked.id, asked.version, " ", {})


def test_the_signatory_is_asked_only_what_could_be_submitted(seen_first: Applying) -> None:
    begun = seen_first.begun(seen_first.clerk)
    with pytest.raises(IncompleteError):
        seen_first.office.applications.submissions.ask(seen_first.clerk, begun.id, begun.version)


def test_a_sub_id_without_signatory_begins_nothing(applying: Applying) -> None:
    lone = applying.another(IdKind.SUB)
    with applying.office.units.act(STAFF) as unit:
        set_signatory(unit, get_account(unit, str(lone.account)), None)
    with pytest.raises(RefusedError):
        applying.begun(lone)

"""Drafts: kept as typed, never lost to a late window, begun from copies and templates, deleted while new."""

import hashlib

import pytest

from issuance.domain.application.application import PaperRole, Remarks
from issuance.domain.application.entry import Entry
from issuance.domain.application.goods_columns import MARKS_PICTURE
from issuance.domain.application.states import Event, State
from issuance.errors import RefusedError
from issuance.services.applications.steps import StaleError
from issuance.storage.applications import find_application, get_application, get_version, move_application, versions_of
from issuance.storage.tables.uploads import upload
from signing.content import Kind
from tests.applying import Applying, typed
from tests.office_ids import STAFF

ODD = Entry(fields={"invoice.number": "  ﾌﾙ width １ \n", "order.copies": "many"}, goods=({}, {"quantity": "x"}))


def test_what_is_typed_is_kept_verbatim(applying_anywhere: Applying) -> None:
    drafts = applying_anywhere.office.applications.drafts
    begun = applying_anywhere.begun(applying_anywhere.user)
    saved = drafts.save(applying_anywhere.user, begun.id, begun.version, ODD)

    assert (saved.entry, saved.copies, saved.state) == (ODD, 0, State.DRAFT)
    assert {"order.copies", "invoice.date"} <= {
        problem.field for problem in drafts.read(applying_anywhere.user, begun.id).errors
    }


def test_a_window_that_comes_late_is_told_so_and_stores_nothing(applying_anywhere: Applying) -> None:
    drafts = applying_anywhere.office.applications.drafts
    begun = applying_anywhere.begun(applying_anywhere.user)
    saved = drafts.save(applying_anywhere.clerk, begun.id, begun.version, typed())

    with pytest.raises(StaleError):
        drafts.save(applying_anywhere.user, begun.id, begun.version, ODD)
    assert drafts.save(applying_anywhere.user, begun.id, begun.version, typed()) == saved
    assert drafts.save(applying_anywhere.user, begun.id, saved.version, ODD).entry == ODD


def test_the_same_page_sent_twice_begins_once(applying: Applying) -> None:
    assert applying.begun(applying.user).id == applying.begun(applying.user).id


def test_a_copy_leaves_out_what_belongs_to_one_shipment(applying: Applying) -> None:
    sent = applying.submitted(applying.user, order__replaces="")
    copy = applying.office.applications.drafts.start(applying.clerk, Kind.COO_JP, "copy", copy_of=sent.id)

    assert copy.entry.get("consignee.name") == sent.entry.get("consignee.name")
    assert copy.entry.goods == sent.entry.goods
    assert {copy.entry.get(name) for name in ("invoice.number", "invoice.date", "transport.date")} == {""}
    with pytest.raises(RefusedError):
        applying.office.applications.drafts.start(applying.user, Kind.INVOICE, "other kind", copy_of=sent.id)


def test_templates_are_shared_on_one_side_alone(applying: Applying) -> None:
    desk, drafts = applying.office.applications.templates, applying.office.applications.drafts
    draft = applying.draft(applying.clerk)
    made = desk.keep(applying.clerk, draft.id, "  Machines   to Hamburg ")
    begun = drafts.start(applying.user, Kind.COO_JP, "from template", template=made.id)

    assert made.name == "Machines to Hamburg"
    assert begun.entry.goods == draft.entry.goods
    with pytest.raises(RefusedError):
        drafts.start(applying.forwarder, Kind.COO_JP, "agent", template=made.id)
    desk.delete(applying.forwarder, made.id)
    assert drafts.start(applying.user, Kind.COO_JP, "still there", template=made.id)
    desk.delete(applying.user, made.id)
    with pytest.raises(RefusedError):
        drafts.start(applying.user, Kind.COO_JP, "gone", template=made.id)


def test_a_draft_that_nobody_has_seen_is_deleted_with_its_papers(applying_anywhere: Applying) -> None:
    office = applying_anywhere.office
    draft = applying_anywhere.draft(applying_anywhere.user)
    applying_anywhere.hand_in(applying_anywhere.user, draft.id, PaperRole.MARKS)
    office.applications.drafts.discard(applying_anywhere.user, draft.id, draft.version)

    with office.units.look(STAFF) as unit:
        assert find_application(unit, draft.id) is None
        assert unit.count(unit.select(upload)) == 0


def test_what_was_submitted_once_is_never_deleted(applying: Applying) -> None:
    sent = applying.submitted(applying.user)
    with pytest.raises(RefusedError):
        applying.office.applications.drafts.discard(applying.user, sent.id, sent.version)
    with pytest.raises(RefusedError):
        applying.hand_in(applying.user, sent.id, PaperRole.OTHER)


def test_a_returned_application_is_mended_and_submitted_again(applying: Applying) -> None:
    """The paper that was submitted stays with its version; what changed is told field by field."""
    office = applying.office
    sent = applying.submitted(applying.user)
    with office.units.act(STAFF) as unit:
        taken = move_application(unit, get_application(unit, sent.id), Event.TAKE)
        remarks = Remarks("Please mend", {"consignee.name": "As on the invoice"})
        back = move_application(unit, taken, Event.RETURN, remarks=remarks)
    opened = office.applications.drafts.read(applying.clerk, sent.id)
    office.applications.papers.remove(applying.clerk, sent.id, opened.papers[0].paper.id)
    mended = office.applications.drafts.save(
        applying.clerk, sent.id, back.version, typed(consignee__name="Hansen & Brandt AG")
    )
    changes = office.applications.views.changes(applying.clerk, mended)
    applying.hand_in(applying.clerk, sent.id, PaperRole.INVOICE)
    again = office.applications.submissions.submit(applying.clerk, sent.id, mended.version, "again")

    assert [change.field for change in changes] == ["consignee.name"]
    assert (again.state, again.version_submitted, again.submitted_at) == (State.SUBMITTED, 2, sent.submitted_at)
    with office.units.look(applying.user) as unit:
        assert [version.entry.get("consignee.name") for version in versions_of(unit, sent.id)] == [
            typed().get("consignee.name"),
            "Hansen & Brandt AG",
        ]


def test_a_picture_of_the_marks_stands_in_what_is_submitted_by_its_hash(applying: Applying) -> None:
    office, user = applying.office, applying.user
    found = applying.draft(user)
    marked = typed()
    goods = ({**marked.goods[0], "marks": MARKS_PICTURE}, *marked.goods[1:])
    paper = applying.hand_in(user, found.id, PaperRole.MARKS)
    shown = office.applications.papers.picture(user, found.id, paper, 1)

    saved = office.applications.drafts.save(user, found.id, found.version, marked.model_copy(update={"goods": goods}))
    sent = office.applications.submissions.submit(user, found.id, saved.version, "marks-1")

    with office.units.look(STAFF) as unit:
        lines = get_version(unit, sent.id, 1).draft["goods"]
    assert isinstance(lines, list)
    assert isinstance(lines[0], dict)
    assert lines[0]["marks"] == {"picture": hashlib.sha256(shown).hexdigest()}

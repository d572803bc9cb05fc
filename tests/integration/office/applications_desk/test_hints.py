"""What officers are told beside an application, of what the office knows already."""

import io

from issuance.domain.application.application import Application, PaperRole, Remarks
from issuance.domain.application.hints import Hint, HintKind
from issuance.domain.texts import Bilingual
from issuance.domain.uploads import Purpose
from issuance.storage.application_papers import add_paper, note_submitted
from signing.record import RevocationReason
from tests.handed_in import pdf_of
from tests.office_ids import STAFF
from tests.offices import OFFICERS, draft, request
from tests.paid import sample_invoice
from tests.review_world import ReviewWorld


def hints(world: ReviewWorld, key: str) -> dict[HintKind, Hint]:
    seen = world.review.views.application(world.officers["reviewer"], key)
    assert [hint.serious for hint in seen.hints] == sorted((hint.serious for hint in seen.hints), reverse=True)
    return {hint.kind: hint for hint in seen.hints}


def test_the_first_application_of_an_exporter_is_told_and_the_second_is_not(world: ReviewWorld) -> None:
    first = world.submitted()
    assert hints(world, first.id).keys() == {HintKind.FIRST}
    assert hints(world, world.submitted().id) == {}


def test_a_revoked_certificate_of_the_exporter_is_told(world: ReviewWorld) -> None:
    issued = world.office.issuing.issue(request())
    world.submitted(certificate=issued.number.canonical)
    found = world.submitted()
    assert HintKind.REVOKED_BEFORE not in hints(world, found.id)
    world.office.revoking.revoke(issued.number, RevocationReason.FALSE_DECLARATION, OFFICERS)
    hint = hints(world, found.id)[HintKind.REVOKED_BEFORE]
    assert (hint.serious, hint.values["count"], hint.values["of"]) == (True, 1, 1)


def test_the_same_invoice_number_is_told_while_something_may_come_of_it(sqlite_world: ReviewWorld) -> None:
    world, index = sqlite_world, b"i" * 16
    twin = world.submitted(invoice_index=index)
    found = world.submitted(invoice_index=index)
    hint = hints(world, found.id)[HintKind.SAME_INVOICE]
    assert (hint.serious, dict(hint.links)) == (False, {twin.id: twin.reference})
    taken = world.taken(twin)
    world.review.decisions.reject(world.officers["reviewer"], taken.id, taken.version, "Out of scope.")
    assert HintKind.SAME_INVOICE not in hints(world, found.id)
    world.approved(world.submitted(invoice_index=index))
    assert hints(world, found.id)[HintKind.SAME_INVOICE].serious


def test_what_is_often_returned_is_told(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    for _ in range(3):
        taken = world.taken(world.submitted())
        remarks = Remarks("Mend it.")
        returned = world.review.decisions.return_(world.officers["reviewer"], taken.id, taken.version, remarks)
        world.submit_again(returned)
    hint = hints(world, world.submitted().id)[HintKind.RETURNED_BEFORE]
    assert (hint.serious, hint.values["count"], hint.values["of"]) == (False, 3, 3)


def test_destinations_are_told_of_by_the_chambers_own_lists(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    world.change_settings(hand_signed={"EG": Bilingual(ja="手書きの署名", en="by hand")})
    assert hints(world, world.submitted(destination="KP").id)[HintKind.WATCHED].serious
    assert not hints(world, world.submitted(destination="EG").id)[HintKind.HAND_SIGNED].serious


def test_the_words_of_an_invoice_are_compared_with_the_application(sqlite_world: ReviewWorld) -> None:
    """The invoice SPM-2026-10477 has six goods lines; its second page, a packing list, has none."""
    world = sqlite_world
    told = {HintKind.INVOICE_LINES, HintKind.INVOICE_NUMBER}
    content = draft()
    goods = content["goods"]
    assert isinstance(goods, list)
    other = with_invoice(world, world.submitted(draft=content), sample_invoice())
    found = hints(world, other.id)
    assert found.keys() >= told
    assert dict(found[HintKind.INVOICE_LINES].values) == {"invoice": 6, "application": len(goods)}
    assert not found[HintKind.INVOICE_LINES].serious

    agreeing = {**content, "goods": [goods[0]] * 6, "invoice": {"number": "SPM 2026 10477", "date": "2026-03-02"}}
    same = with_invoice(world, world.submitted(draft=agreeing), sample_invoice())
    assert not hints(world, same.id).keys() & told


def test_nothing_is_said_of_an_invoice_without_a_text_layer(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    scanned = with_invoice(world, world.submitted(), pdf_of(1))
    assert hints(world, scanned.id).keys() == {HintKind.FIRST}


def with_invoice(world: ReviewWorld, found: Application, data: bytes) -> Application:
    """Put an invoice beside a submitted application."""
    office = world.office
    with office.units.act(STAFF) as unit:
        upload = office.uploads.take(unit, io.BytesIO(data), "invoice.pdf", Purpose.DOCUMENT, found.organisation)
        paper = add_paper(unit, found, upload.id, PaperRole.INVOICE, world.filer)
        note_submitted(unit, [paper], 1)
    office.applications.describer.describe(STAFF, [paper])
    return found

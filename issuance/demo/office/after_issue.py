"""What happened to the demo's certificates after their issue: revocations, a replacement under way, further copies."""

from issuance.demo.office.applications import USER, person
from issuance.demo.office.company import specimen
from issuance.demo.office.reviews import officer
from issuance.demo.profile import CHAMBER
from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, PaperRole
from issuance.domain.application.order import Fault
from issuance.domain.application.states import State
from issuance.domain.revocation import RevocationCase
from issuance.office import Office
from issuance.storage.applications import find_application_of_submission
from issuance.storage.revocations import cases_of
from signing.record import RevocationReason

_DEMO = Actor.job(CHAMBER, "demo")
_REPLACEMENT = "demo-replacement"
_COPIES = "demo-further-copies"


def make_after_issue(office: Office, say: object) -> None:
    """Make what is missing, and go on with what was begun and cut off."""
    del say
    reviewer, approver, exporter = officer(office, "Reviewer"), officer(office, "Approver"), person(office, USER)
    desk, asking = office.after_issue.revocations, office.after_issue.asking

    revoked = _issued(office, "demo-revoked")
    if not _cases(office, revoked):
        reason = RevocationReason.EXPORTER_REQUEST
        case = asking.ask(exporter, revoked.id, reason, "輸出が取りやめになりました。")
        case = desk.propose(reviewer, case.id, case.version, reason=reason, words="原本は回収済みです。")
        desk.decide(approver, case.id, case.version)
    list(office.after_issue.job.round(CHAMBER))

    closed = _issued(office, "demo-closed")
    if not _cases(office, closed):
        asking.ask(exporter, closed.id, RevocationReason.INCORRECT_CONTENT, "数量の単位を誤って記載しました。")
    printed = _issued(office, "demo-printed")
    if not _cases(office, printed):
        desk.open(
            reviewer, printed.id, RevocationReason.FALSE_DECLARATION, "税関の照会により、金額の相違が判明しました。"
        )

    _replacement_under_way(office, exporter, _issued(office, "demo-successor"))
    office.after_issue.copies.order(reviewer, _issued(office, "demo-successor").id, 2, _COPIES)


def _replacement_under_way(office: Office, exporter: Actor, old: Application) -> None:
    with office.units.look(exporter) as unit:
        begun = find_application_of_submission(unit, _REPLACEMENT)
    if begun is None:
        begun = office.applications.replacements.begin(
            exporter, old.id, _REPLACEMENT, Fault.CHAMBER, "第5欄の積込港が申請書と異なります。"
        )
    if begun.state is not State.DRAFT or begun.version_submitted:
        return
    if not office.applications.drafts.read(exporter, begun.id).papers:
        office.applications.papers.add(exporter, begun.id, specimen("paper"), "paper.png", PaperRole.INVOICE)
    office.applications.submissions.submit(exporter, begun.id, begun.version, _REPLACEMENT)


def _issued(office: Office, token: str) -> Application:
    with office.units.look(_DEMO) as unit:
        found = find_application_of_submission(unit, token)
    if found is None:
        raise LookupError(f"The demo has no application {token}.")
    return found


def _cases(office: Office, found: Application) -> list[RevocationCase]:
    with office.units.look(_DEMO) as unit:
        return cases_of(unit, found.id)

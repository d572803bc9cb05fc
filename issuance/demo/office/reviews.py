"""The demo's applications on the officers' desk: in review, returned, submitted anew, checked, approved, rejected."""

from issuance.demo.office.applications import CLERK, FORWARDER, person, submitted_application
from issuance.demo.office.sign_ins import sign_ins
from issuance.demo.profile import CHAMBER
from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, Remarks
from issuance.domain.application.states import State
from issuance.domain.ids import IdKind
from issuance.office import Office
from issuance.services.review.decisions import points_of
from issuance.storage.accounts import find_accounts
from issuance.storage.tables.accounts import account
from signing.content import Kind

_REVIEWER, _APPROVER = "Reviewer", "Approver"


def make_reviews(office: Office, say: object) -> None:
    """Lead some applications on from where their own side has left them; what was led on before is left alone."""
    del say
    taken(office, submitted_application(office, Kind.COO_JP, "demo-in-review"))
    _returned(office, submitted_application(office, Kind.COO_JP, "demo-returned", who=CLERK))
    _submitted_again(office)
    for number, kind in enumerate((Kind.COO_FOREIGN, Kind.COO_JP), 1):
        checked(office, submitted_application(office, kind, f"demo-checked-{number}", who=FORWARDER))
    approved(office, submitted_application(office, Kind.COO_JP, "demo-approved"))
    rejected = submitted_application(office, Kind.SIGNATURE, "demo-rejected")
    if rejected.state is State.SUBMITTED:
        held = taken(office, rejected)
        reason = "添付の書類は署名証明の対象ではありません。"
        office.review.decisions.reject(officer(office, _REVIEWER), held.id, held.version, reason)


def taken(office: Office, found: Application) -> Application:
    """Let the reviewer take a submitted application."""
    if found.state is not State.SUBMITTED:
        return found
    return office.review.holding.take(officer(office, _REVIEWER), found.id, found.version)


def checked(office: Office, found: Application) -> Application:
    """Let the reviewer take a submitted application and check all of it."""
    held = taken(office, found)
    reviewer = officer(office, _REVIEWER)
    if held.state is not State.IN_REVIEW:
        return held
    with office.units.look(reviewer) as unit:
        points = points_of(unit, held)
    return office.review.decisions.check(reviewer, held.id, held.version, points)


def approved(office: Office, found: Application) -> Application:
    """Lead a submitted application through both pairs of eyes; the fee is due, or settled, then."""
    ready = checked(office, found)
    if ready.state is not State.CHECKED:
        return ready
    return office.review.decisions.approve(officer(office, _APPROVER), ready.id, ready.version)


def officer(office: Office, who: str) -> Actor:
    """Return one of the chamber's staff as he acts."""
    login = next(each.login for each in sign_ins(office) if each.chamber == CHAMBER and each.who == who)
    with office.units.look(Actor.job(CHAMBER, "demo")) as unit:
        (held,) = find_accounts(unit, account.c.login == login)
    return Actor(CHAMBER, login, held.id, IdKind.STAFF)


def _returned(office: Office, found: Application) -> Application:
    held = taken(office, found)
    if held.state is not State.IN_REVIEW:
        return held
    remarks = Remarks(
        "インボイスと申請の内容が一致していません。ご確認ください。",
        {"invoice.number": "インボイスの番号と異なります。", "goods.1.quantity": "インボイスでは数量が異なります。"},
    )
    return office.review.decisions.return_(officer(office, _REVIEWER), held.id, held.version, remarks)


def _submitted_again(office: Office) -> None:
    """Have one returned and submitted anew: it waits as version 2, in whatever state it was left."""
    found = submitted_application(office, Kind.COO_JP, "demo-again", who=CLERK)
    back = _returned(office, found) if found.version_submitted == 1 else found
    if back.state is not State.RETURNED:
        return
    clerk = person(office, CLERK)
    fields = {**back.entry.fields, "remarks": "L/C No. 2026-0042"}
    entry = back.entry.model_copy(update={"fields": fields})
    saved = office.applications.drafts.save(clerk, back.id, back.version, entry)
    office.applications.submissions.submit(clerk, saved.id, saved.version, "demo-again")

"""The demo's applications as their own side leaves them: drafts, one at its signatory, submitted ones, a withdrawn one.

    sent = submitted_application(office, Kind.COO_JP, "demo-for-review-1")   # the same token finds the same one again

What officers make of them is made by the parts to which those states belong.
"""

import io
from collections.abc import Mapping

from issuance.demo.office.company import specimen
from issuance.demo.office.sign_ins import sign_ins
from issuance.demo.office.typed import typed_sample
from issuance.demo.papers import sample_document
from issuance.demo.profile import CHAMBER
from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, PaperRole
from issuance.domain.application.entry import Entry
from issuance.domain.application.states import State
from issuance.domain.calendar import japan_date
from issuance.office import Office
from issuance.paper import Press
from issuance.storage.accounts import find_accounts
from issuance.storage.applications import find_application_of_submission
from issuance.storage.tables.accounts import account
from signing.content import Kind

USER, CLERK, FORWARDER = "User id of a signatory", "Sub id of own staff", "Sub id of an agent's staff"
"""Who files, as the list of sign-ins calls them."""

_PAPERS: Mapping[Kind, tuple[PaperRole, ...]] = {
    Kind.COO_JP: (PaperRole.INVOICE,),
    Kind.COO_FOREIGN: (PaperRole.INVOICE, PaperRole.MAKERS_CERTIFICATE),
    Kind.INVOICE: (PaperRole.INVOICE, PaperRole.DOCUMENT),
    Kind.SIGNATURE: (PaperRole.INVOICE, PaperRole.DOCUMENT),
}
_DOCUMENTS = {Kind.INVOICE: "commercial-invoice.pdf", Kind.SIGNATURE: "power-of-attorney.pdf"}


def make_applications(office: Office, say: object) -> None:
    """Make what is missing."""
    del say
    _begun(office, CLERK, Kind.COO_JP, "demo-begun")
    complete_draft(office, Kind.COO_JP, "demo-complete")
    _asked(office, "demo-asked")
    _sent_back(office, "demo-sent-back")
    for number, (kind, who) in enumerate(
        ((Kind.COO_JP, USER), (Kind.COO_FOREIGN, FORWARDER), (Kind.INVOICE, CLERK), (Kind.SIGNATURE, USER)), 1
    ):
        submitted_application(office, kind, f"demo-submitted-{number}", who=who)
    submitted_application(office, Kind.COO_JP, "demo-rush", who=FORWARDER, order__rush="yes", order__copies="2")
    gone = submitted_application(office, Kind.COO_JP, "demo-withdrawn", who=CLERK)
    if gone.state is State.SUBMITTED:
        office.applications.submissions.withdraw(person(office, CLERK), gone.id, gone.version)


def submitted_application(
    office: Office, kind: Kind, token: str, *, agent: bool = False, who: str = "", **changes: str
) -> Application:
    """Return an application that was submitted with a token of at most 32 characters, in whatever state it is now.

    It is made where it is not there yet: by an agent's sub id, or by `who`, else by the signatory's user id.
    """
    found = complete_draft(office, kind, token, who=who or (FORWARDER if agent else USER), **changes)
    if found.state is not State.DRAFT or found.version_submitted:
        return found
    actor = person(office, who or (FORWARDER if agent else USER))
    return office.applications.submissions.submit(actor, found.id, found.version, token)


def complete_draft(office: Office, kind: Kind, token: str, *, who: str = USER, **changes: str) -> Application:
    """Return an application with all that it needs, in whatever state it is now."""
    actor = person(office, who)
    found = _found(office, actor, token)
    if found is None:
        found = office.applications.drafts.start(actor, kind, token)
    if found.state is not State.DRAFT or found.version_submitted:
        return found
    invoice = f"INV-2026-{sum(token.encode()) % 9000 + 1000}"
    entry = typed_sample(kind, japan_date(office.clock()), invoice=invoice, **changes)
    found = office.applications.drafts.save(actor, found.id, found.version, entry)
    there = {shown.paper.role for shown in office.applications.drafts.read(actor, found.id).papers}
    for role in _PAPERS[kind]:
        if role not in there:
            file, name = _file(kind, role)
            office.applications.papers.add(actor, found.id, file, name, role)
    return found


def person(office: Office, who: str) -> Actor:
    """Return somebody of the list of sign-ins as he acts."""
    login = next(each.login for each in sign_ins(office) if each.chamber == CHAMBER and each.who == who)
    with office.units.look(Actor.job(CHAMBER, "demo")) as unit:
        (held,) = find_accounts(unit, account.c.login == login)
    return Actor(CHAMBER, login, held.id, held.kind, held.organisation)


def _begun(office: Office, who: str, kind: Kind, token: str) -> None:
    actor = person(office, who)
    if _found(office, actor, token) is None:
        draft = office.applications.drafts.start(actor, kind, token)
        entry = typed_sample(kind, japan_date(office.clock()), invoice="INV-2026-0001")
        begun = Entry(fields={name: entry.get(name) for name in ("consignee.name", "invoice.number")})
        office.applications.drafts.save(actor, draft.id, draft.version, begun)


def _asked(office: Office, token: str) -> Application:
    draft = complete_draft(office, Kind.COO_JP, token, who=CLERK)
    if draft.state is not State.DRAFT or draft.remarks.general:
        return draft
    return office.applications.submissions.ask(person(office, CLERK), draft.id, draft.version)


def _sent_back(office: Office, token: str) -> None:
    asked = _asked(office, token)
    if asked.state is State.AWAITING_SIGNATORY:
        remarks = {"consignee.address": "It is number 42, not 41: see the order."}
        office.applications.submissions.send_back(
            person(office, USER), asked.id, asked.version, "荷受人の住所を直してください。", remarks
        )


def _found(office: Office, actor: Actor, token: str) -> Application | None:
    with office.units.look(actor) as unit:
        return find_application_of_submission(unit, token)


def _file(kind: Kind, role: PaperRole) -> tuple[io.BytesIO, str]:
    if role is PaperRole.DOCUMENT:
        name = _DOCUMENTS[kind]
        return io.BytesIO(sample_document(name, Press())), name
    return specimen("paper"), "paper.png"

"""`/<chamber>/desk/inquiries`: the officers' list of cases, and one case with its certificate beside it."""

from typing import TypeVar

from flask import Blueprint, Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from issuance.domain.inquiries.report import MOST_LINE, CaseKind
from issuance.domain.staff import StaffAct, roles_for, staff_may
from issuance.office import Office
from issuance.services.applications.sight import AbsentError
from issuance.services.inquiries.queue import CaseAsk, Tray
from issuance.web.forms.base import OfficeForm
from issuance.web.forms.inquiries_desk import NoteForm
from issuance.web.guards import staff
from issuance.web.inquiry_words import case_words
from issuance.web.pages.administration.common import actor, status_of
from issuance.web.pages.inquiries.acts import add_acts
from issuance.web.pages.inquiries.answering import add_answering
from issuance.web.pages.inquiries.public import pdf_answer
from issuance.web.pages.inquiries.shown import found

_READERS = roles_for(StaffAct.READ_INQUIRIES)
E = TypeVar("E", Tray, CaseKind)


def inquiries_desk_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("inquiries_desk", __name__, url_prefix="/<chamber:chamber>/desk/inquiries")
    pages.context_processor(case_words)
    _add_reading(pages, office)

    def show(key: str, form: OfficeForm) -> ResponseReturnValue:
        return case_page(office, key, form)

    add_acts(pages, office, show)
    add_answering(pages, office, show)
    return pages


def case_page(office: Office, key: str, form: OfficeForm) -> ResponseReturnValue:
    """Return the page of a case with the problems of a form that was sent from it."""
    seen = found(office, key)
    note = form if isinstance(form, NoteForm) else NoteForm(formdata=None)
    page = render_template(
        "inquiries_desk/one.html",
        seen=seen,
        form=form,
        note=note,
        me=g.who.account,
        is_mine=seen.case.holder == g.who.account and seen.case.state.value == "assigned",
        works=staff_may(g.who.roles, StaffAct.HANDLE_INQUIRIES),
        answers=staff_may(g.who.roles, StaffAct.ANSWER_INQUIRIES),
        # The page on which a revocation is proposed, where this office has one.
        revoke="revocations.begin",
    )
    return page, status_of(form)


def _add_reading(pages: Blueprint, office: Office) -> None:
    @pages.get("")
    @staff(*_READERS)
    def queue(chamber: str) -> ResponseReturnValue:
        del chamber
        ask = _ask()
        page = office.inquiries.queue.page(actor(), ask)
        return render_template("inquiries_desk/queue.html", ask=ask, page=page, asked=_asked(ask), me=g.who.account)

    @pages.get("/<key>")
    @staff(*_READERS)
    def one(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        return case_page(office, key, OfficeForm(formdata=None))

    @pages.get("/<key>/files/<upload>/<int:page>.png")
    @staff(*_READERS)
    def file(chamber: str, key: str, upload: str, page: int) -> ResponseReturnValue:
        del chamber
        try:
            wanted = office.inquiries.views.upload_of(actor(), key, upload)
        except AbsentError:
            abort(404)
        picture = office.pictures.show(actor(), wanted, page)
        return Response(picture, mimetype="image/png", headers={"Cache-Control": "private, no-store"})

    @pages.get("/<key>/letters/<answer>.pdf")
    @staff(*_READERS)
    def letter(chamber: str, key: str, answer: str) -> ResponseReturnValue:
        del chamber
        try:
            return pdf_answer(office.inquiries.views.letter(actor(), key, answer), f"answer-{key}")
        except AbsentError:
            abort(404)


def _ask() -> CaseAsk:
    return CaseAsk(
        tray=_chosen(Tray, "tray") or Tray.WAITING,
        kind=_chosen(CaseKind, "kind"),
        mine=request.args.get("mine") == "1",
        overdue=request.args.get("overdue") == "1",
        text=request.args.get("q", "").strip()[:MOST_LINE],
        page=min(max(request.args.get("page", 1, type=int), 1), 10_000),
    )


def _asked(ask: CaseAsk) -> dict[str, object]:
    """Return a question as an address carries it; what is not asked is None and left out."""
    return {
        "tray": ask.tray.value,
        "kind": ask.kind.value if ask.kind else None,
        "mine": 1 if ask.mine else None,
        "overdue": 1 if ask.overdue else None,
        "q": ask.text or None,
    }


def _chosen(kind: type[E], name: str) -> E | None:
    text = request.args.get(name, "")
    return kind(text) if text in tuple(kind) else None

"""`/<chamber>/desk/registrations`: the queue. `/<chamber>/desk/filings/<id>`: one filing, beside its papers.

A filing is read by any registrar and worked on by the one who has taken it. How it is decided: `review_decisions.py`.
"""

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.registration.filing import FilingKind
from issuance.domain.registration.form import LegalForm
from issuance.domain.staff import StaffAct, roles_for
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.services.registrar.queue import LONGEST_QUESTION, QueueAsk
from issuance.storage.desk_queue import Tray
from issuance.web.forms.review import FilingForm, TakeOverForm
from issuance.web.guards import staff
from issuance.web.pages.review_decisions import add_decisions
from issuance.web.pages.review_filing import filing_page, version_sent
from issuance.web.registrar_words import words

READERS = roles_for(StaffAct.READ_FILINGS)
_REVIEWERS = roles_for(StaffAct.REVIEW_REGISTRATIONS)
_LONGEST_PAGE_NUMBER = 6

E = TypeVar("E", bound=StrEnum)


def review_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("review", __name__)
    pages.context_processor(words)
    _add_queue(pages, office)
    _add_filing(pages, office)
    add_decisions(pages, office)
    return pages


def _add_queue(pages: Blueprint, office: Office) -> None:
    @pages.get("/<chamber:chamber>/desk/registrations")
    @staff(*READERS)
    def queue(chamber: str) -> ResponseReturnValue:
        del chamber  # templates and the actor know it
        ask = QueueAsk(
            tray=_chosen(Tray, "tray") or Tray.OPEN,
            kind=_chosen(FilingKind, "kind"),
            form=_chosen(LegalForm, "form"),
            late=request.args.get("late") == "1",
            mine=request.args.get("mine") == "1",
            text=request.args.get("q", "").strip()[:LONGEST_QUESTION],
        )
        typed = request.args.get("page", "1")
        number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST_PAGE_NUMBER else 1
        page = office.registrar.queue.filings(g.who.actor, ask, number)
        return render_template("review/queue.html", ask=ask, page=page, me=g.who.account)


def _add_filing(pages: Blueprint, office: Office) -> None:
    @pages.get("/<chamber:chamber>/desk/filings/<key>")
    @staff(*READERS)
    def filing(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        return filing_page(office.registrar, key, FilingForm(), TakeOverForm())

    @pages.get("/<chamber:chamber>/desk/filings/<key>/papers/<upload>/<int:page>.png")
    @staff(*READERS)
    def paper(chamber: str, key: str, upload: str, page: int) -> ResponseReturnValue:
        del chamber
        wanted = office.registrar.views.upload_of_filing(g.who.actor, key, upload)
        return Response(office.pictures.show(g.who.actor, wanted, page), mimetype="image/png")

    @pages.post("/<chamber:chamber>/desk/filings/<key>/take")
    @staff(*_REVIEWERS)
    def take(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        try:
            office.registrar.review.take(g.who.actor, key, version_sent())
        except (ConflictError, RefusedError):
            # Two had it open. Its page says who has it now, or what became of it.
            flash(_("You did not get this filing: somebody else was faster. It stands as you see it now."), "warning")
        else:
            flash(_("You have this filing now. Nobody else can decide on it until you lay it back."), "success")
        return redirect(url_for("review.filing", key=key))

    @pages.post("/<chamber:chamber>/desk/filings/<key>/take-over")
    @staff(*_REVIEWERS)
    def take_over(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = TakeOverForm()
        if not form.validate_on_submit():
            return filing_page(office.registrar, key, FilingForm(formdata=None), form), 422
        office.registrar.review.take_over(g.who.actor, key, version_sent(), form.reason.data or "")
        flash(_("You have taken this filing over."), "success")
        return redirect(url_for("review.filing", key=key))

    @pages.post("/<chamber:chamber>/desk/filings/<key>/lay-back")
    @staff(*_REVIEWERS)
    def lay_back(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        office.registrar.review.give_back(g.who.actor, key, version_sent())
        flash(_("The filing lies in the queue again."), "success")
        return redirect(url_for("review.queue"))


def _chosen(kind: type[E], name: str) -> E | None:
    text = request.args.get(name, "")
    return kind(text) if text in tuple(kind) else None

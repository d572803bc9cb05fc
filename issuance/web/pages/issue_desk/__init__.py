"""`/<chamber>/desk/issue`: what is on its way to the paper, and what officers do where an issue stopped."""

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.staff import StaffAct, roles_for
from issuance.language import _
from issuance.office import Office
from issuance.services.applications.sight import AbsentError
from issuance.services.delivery.stops import IssueView
from issuance.web.application_words import printed_number
from issuance.web.chamber_words import KINDS
from issuance.web.forms.base import OfficeForm
from issuance.web.forms.issue_desk import VoidForm
from issuance.web.guards import staff
from issuance.web.issue_words import STATES
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried
from issuance.web.pages.applications_desk.common import is_recallable
from issuance.web.revocation_words import revocation_words

_OFFICERS = tuple(dict.fromkeys(roles_for(StaffAct.REVIEW_APPLICATIONS) + roles_for(StaffAct.APPROVE_APPLICATIONS)))
_READERS = _OFFICERS + roles_for(StaffAct.READ_TRAIL)
_APPROVERS = roles_for(StaffAct.APPROVE_APPLICATIONS)
"""Who asks for a number to be given up may be any officer; who confirms it approves."""


def issue_desk_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("issue_desk", __name__, url_prefix="/<chamber:chamber>/desk/issue")
    pages.context_processor(revocation_words)
    _add_reading(pages, office)
    _add_acts(pages, office)
    return pages


def _found(office: Office, key: str) -> IssueView:
    try:
        return office.delivery.stops.one(actor(), key)
    except AbsentError:
        abort(404)


def _page(office: Office, key: str, form: OfficeForm) -> ResponseReturnValue:
    seen = _found(office, key)
    page = render_template(
        "issue_desk/one.html",
        seen=seen,
        form=form,
        kinds=KINDS,
        states=STATES,
        recallable=is_recallable(seen.application),
    )
    return page, status_of(form)


def _add_reading(pages: Blueprint, office: Office) -> None:
    @pages.get("")
    @staff(*_READERS)
    def overview(chamber: str) -> ResponseReturnValue:
        del chamber
        desk = office.delivery.stops.overview(actor())
        return render_template(
            "issue_desk/overview.html", desk=desk, kinds=KINDS, states=STATES, printed_number=printed_number
        )

    @pages.get("/<key>")
    @staff(*_READERS)
    def one(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        return _page(office, key, OfficeForm(formdata=None))


def _add_acts(pages: Blueprint, office: Office) -> None:
    @pages.post("/<key>/again")
    @staff(*_OFFICERS)
    def again(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = OfficeForm()
        if form.validate_on_submit() and tried(
            form, lambda: office.delivery.stops.try_again(actor(), key, form_version())
        ):
            return done(_("The issue job tries again within seconds."), url_for("issue_desk.one", key=key))
        return _page(office, key, form)

    @pages.route("/<key>/void", methods=["GET", "POST"])
    @staff(*_OFFICERS)
    def void(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = VoidForm()
        if form.validate_on_submit() and tried(
            form, lambda: office.delivery.stops.ask_void(actor(), key, form_version(), form.reason.data or "")
        ):
            told = _("Noted. The number is given up as soon as an approver other than you confirms it.")
            return done(told, url_for("issue_desk.one", key=key))
        return render_template("issue_desk/void.html", seen=_found(office, key), form=form), status_of(form)

    @pages.post("/<key>/void/confirm")
    @staff(*_APPROVERS)
    def confirm(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = OfficeForm()
        if form.validate_on_submit() and tried(
            form, lambda: office.delivery.stops.confirm_void(actor(), key, form_version())
        ):
            told = _("Confirmed. The issue job gives the number up within seconds.")
            return done(told, url_for("issue_desk.one", key=key))
        return _page(office, key, form)

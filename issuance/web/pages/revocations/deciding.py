"""`/<chamber>/desk/revocations`: cases of revocation, proposed by one officer and decided by a second one."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.actor import Actor
from issuance.domain.revocation import CaseState, RevocationCase
from issuance.domain.staff import StaffAct, roles_for
from issuance.language import _
from issuance.office import Office
from issuance.services.applications.sight import AbsentError
from issuance.services.revocation.views import SeenCertificate
from issuance.web.application_form import parts_of
from issuance.web.application_words import application_words
from issuance.web.forms.base import OfficeForm
from issuance.web.forms.revocation import DeclineForm, OpenForm, ProposeForm
from issuance.web.guards import recently, staff
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried
from issuance.web.revocation_words import revocation_words
from signing.record import RevocationReason

_PROPOSERS = roles_for(StaffAct.PROPOSE_REVOCATIONS)
_DECIDERS = roles_for(StaffAct.REVOKE_CERTIFICATES)
_READERS = _PROPOSERS + roles_for(StaffAct.READ_TRAIL)

T = TypeVar("T")


def deciding_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("revocations", __name__, url_prefix="/<chamber:chamber>/desk/revocations")
    pages.context_processor(application_words)
    pages.context_processor(revocation_words)
    _add_reading(pages, office)
    _add_opening(pages, office)
    _add_deciding(pages, office)
    return pages


def _found(read: Callable[[], T]) -> T:
    try:
        return read()
    except AbsentError:
        abort(404)


def _boxes(seen: SeenCertificate) -> object:
    """Return what the certificate says, section by section, as it was approved."""
    return [] if seen.version is None else parts_of(seen.application.kind, seen.version.entry, {})


def _page(office: Office, key: str, form: OfficeForm) -> ResponseReturnValue:
    seen = _found(lambda: office.after_issue.views.one(actor(), key))
    propose = form if isinstance(form, ProposeForm) else ProposeForm(formdata=None, reason=seen.case.reason.value)
    page = render_template("revocation/case.html", seen=seen, form=form, propose=propose, parts=_boxes(seen))
    return page, status_of(form)


def _acted(
    office: Office, key: str, act: Callable[[Actor, str, int], RevocationCase], told: str
) -> ResponseReturnValue:
    """Do an act that takes one button alone."""
    form = OfficeForm()
    if form.validate_on_submit() and tried(form, lambda: act(actor(), key, form_version())):
        return done(told, url_for("revocations.one", key=key))
    return _page(office, key, form)


def _add_reading(pages: Blueprint, office: Office) -> None:
    @pages.get("")
    @staff(*_READERS)
    def overview(chamber: str) -> ResponseReturnValue:
        del chamber
        return render_template("revocation/list.html", desk=office.after_issue.views.overview(actor()))

    @pages.get("/<key>")
    @staff(*_READERS)
    def one(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        return _page(office, key, OfficeForm(formdata=None))


def _add_opening(pages: Blueprint, office: Office) -> None:
    @pages.route("/of/<application>", methods=["GET", "POST"])
    @staff(*_PROPOSERS)
    def begin(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        form, desk = OpenForm(), office.after_issue.revocations
        if form.validate_on_submit() and tried(
            form,
            lambda: desk.open(actor(), application, RevocationReason(form.reason.data), form.words.data or ""),
        ):
            told = _("Proposed. An approver other than you decides it; the exporter is not told before.")
            return done(told, url_for("revocations.overview"))
        seen = _found(lambda: office.after_issue.views.certificate(actor(), application))
        return render_template("revocation/open.html", seen=seen, form=form, parts=_boxes(seen)), status_of(form)


def _add_deciding(pages: Blueprint, office: Office) -> None:
    desk = office.after_issue.revocations

    @pages.post("/<key>/propose")
    @staff(*_PROPOSERS)
    def propose(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = ProposeForm()
        if form.validate_on_submit() and tried(
            form,
            lambda: desk.propose(
                actor(),
                key,
                form_version(),
                reason=RevocationReason(form.reason.data),
                words=form.words.data or "",
            ),
        ):
            told = _("Proposed. An approver other than you decides it.")
            return done(told, url_for("revocations.one", key=key))
        return _page(office, key, form)

    @pages.post("/<key>/decide")
    @staff(*_DECIDERS)
    @recently
    def decide(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        told = _("Decided. Printing is closed now, and the register says it within seconds.")
        return _acted(office, key, desk.decide, told)

    @pages.post("/<key>/take-back")
    @staff(*_PROPOSERS)
    def take_back(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        return _acted(office, key, desk.take_back, _("Taken back. The certificate stays as it was."))

    @pages.route("/<key>/decline", methods=["GET", "POST"])
    @staff(*_PROPOSERS)
    def decline(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = DeclineForm()
        if form.validate_on_submit() and tried(
            form, lambda: desk.decline(actor(), key, form_version(), form.reason.data or "")
        ):
            return done(_("Declined. The certificate stays as it was."), url_for("revocations.one", key=key))
        seen = _found(lambda: office.after_issue.views.one(actor(), key))
        if seen.case.state not in (CaseState.ASKED, CaseState.PROPOSED) and not form.problems:
            return done(_("This case is decided already."), url_for("revocations.one", key=key))
        return render_template("revocation/decline.html", seen=seen, form=form), status_of(form)

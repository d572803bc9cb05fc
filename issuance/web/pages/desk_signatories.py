"""`/<chamber>/desk/signatories`: the registrar checks specimen signatures (terms, article 9-1)."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.signatories import SignatoryState
from issuance.domain.staff import StaffAct, roles_for
from issuance.language import _
from issuance.office import Office
from issuance.services.ids.lists import waiting_specimens
from issuance.storage.organisations import names_of
from issuance.storage.signatories import get_signatory
from issuance.web.forms.base import OfficeForm
from issuance.web.forms.ids import ReasonedForm
from issuance.web.guards import staff
from issuance.web.id_words import SIGNATORY_STATES
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried
from issuance.web.pages.signatories import specimen_picture

KEEPERS = roles_for(StaffAct.MANAGE_IDS)


def desk_signatories_blueprint(office: Office) -> Blueprint:
    """Build the queue and the page of one specimen."""
    pages = Blueprint("desk_signatories", __name__, url_prefix="/<chamber:chamber>/desk/signatories")
    desk = office.ids.signatories

    @pages.get("")
    @staff(*KEEPERS)
    def queue(chamber: str) -> ResponseReturnValue:
        del chamber
        with office.units.look(actor()) as unit:
            waiting = waiting_specimens(unit)
        return render_template("signatories/queue.html", waiting=waiting)

    @pages.route("/<key>", methods=["GET", "POST"])
    @staff(*KEEPERS)
    def check(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        with office.units.look(actor()) as unit:
            known = get_signatory(unit, key)
            names = names_of(unit, {known.organisation})[known.organisation]
        # One form with two buttons: to approve needs no reason, to refuse does.
        form = ReasonedForm() if request.form.get("outcome") == "refuse" else OfficeForm()
        if form.validate_on_submit():
            if isinstance(form, ReasonedForm):
                reason = str(form.reason.data)
                if tried(form, lambda: desk.refuse(actor(), key, form_version(), reason)):
                    told = _("Refused: the applicant reads your reason and can hand in another specimen.")
                    return done(told, url_for("desk_signatories.queue"))
            elif tried(form, lambda: desk.approve(actor(), key, form_version())):
                return done(_("Approved: the user id was issued."), url_for("desk_signatories.queue"))
        shown = form if isinstance(form, ReasonedForm) else ReasonedForm(formdata=None)
        page = render_template(
            "signatories/check.html",
            known=known,
            names=names,
            form=form,
            reason=shown.reason,
            states=SIGNATORY_STATES,
            waits=known.state is SignatoryState.NAMED,
        )
        return page, status_of(form)

    @pages.get("/<key>/specimen.png")
    @staff(*KEEPERS)
    def specimen(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        with office.units.look(actor()) as unit:
            known = get_signatory(unit, key)
        return specimen_picture(office, known)

    return pages

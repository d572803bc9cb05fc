"""`/<chamber>/imprints`: the chamber's seal and its officers' signatures, handed in by one, confirmed by another."""

import io
from collections.abc import Callable
from typing import BinaryIO, cast

from flask import Blueprint, Response, g, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.imprints import DECIDES, PROPOSES, ImprintKind
from issuance.domain.staff import StaffAct, roles_for
from issuance.language import _
from issuance.office import Office
from issuance.web.forms.base import OfficeForm
from issuance.web.forms.imprints import PictureForm, SealForm, SignatureForm, WhyForm
from issuance.web.guards import recently, staff
from issuance.web.imprint_words import IMPRINT_STATES
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried

READERS = roles_for(StaffAct.CONFIRM_SEAL)
SEAL_KEEPERS = roles_for(PROPOSES[ImprintKind.SEAL])
SIGNERS = roles_for(PROPOSES[ImprintKind.SIGNATURE])
_ALL_DECIDE = tuple(role for role in READERS if any(role in roles_for(act) for act in DECIDES.values()))


def imprints_blueprint(office: Office) -> Blueprint:
    """Build the list, the two forms, the page of one."""
    pages = Blueprint("imprints", __name__, url_prefix="/<chamber:chamber>/imprints")
    desks = office.imprints

    @pages.get("")
    @staff(*READERS)
    def overview(chamber: str) -> ResponseReturnValue:
        del chamber
        return render_template("imprints/list.html", seen=desks.views.overview(actor()), states=IMPRINT_STATES)

    @pages.route("/seal", methods=["GET", "POST"])
    @staff(*SEAL_KEEPERS)
    @recently
    def seal(chamber: str) -> ResponseReturnValue:
        del chamber
        form = SealForm()
        if form.validate_on_submit() and tried(
            form, lambda: desks.desk.propose_seal(actor(), *_file(form), form.valid_from.data)
        ):
            return done(_("Handed in. Another person has to confirm it."), url_for("imprints.overview"))
        return render_template("imprints/seal.html", form=form), status_of(form)

    @pages.route("/signature", methods=["GET", "POST"])
    @staff(*SIGNERS)
    @recently
    def signature(chamber: str) -> ResponseReturnValue:
        del chamber
        form = SignatureForm()
        if form.validate_on_submit() and tried(
            form, lambda: desks.desk.propose_signature(actor(), *_file(form), form.printed)
        ):
            return done(_("Handed in. A chamber administrator has to confirm it."), url_for("imprints.overview"))
        return render_template("imprints/signature.html", form=form), status_of(form)

    @pages.get("/<imprint>")
    @staff(*READERS)
    def one(chamber: str, imprint: str) -> ResponseReturnValue:
        del chamber
        return _page(office, imprint, WhyForm(formdata=None))

    @pages.get("/<imprint>/picture.png")
    @staff(*READERS)
    def picture(chamber: str, imprint: str) -> ResponseReturnValue:
        seen = desks.views.one(actor(), imprint)
        return _png(desks.pictures.of(chamber, seen.imprint.id))

    @pages.get("/<imprint>/sample.png")
    @staff(*READERS)
    def sample(chamber: str, imprint: str) -> ResponseReturnValue:
        del chamber
        return _png(desks.samples.show(actor(), imprint))

    _add_acts(pages, office)
    return pages


def _add_acts(pages: Blueprint, office: Office) -> None:
    """Add what is decided on one."""
    desk = office.imprints.desk

    @pages.post("/<imprint>/<any(confirm, refuse, end, takeback):act>")
    @staff(*_ALL_DECIDE)
    @recently
    def decide(chamber: str, imprint: str, act: str) -> ResponseReturnValue:
        del chamber
        form = WhyForm() if act in ("refuse", "end") else OfficeForm()
        reason = str(form.reason.data) if isinstance(form, WhyForm) else ""
        acts: dict[str, tuple[Callable[[], object], str]] = {
            "confirm": (lambda: desk.confirm(actor(), imprint, form_version()), _("Confirmed.")),
            "refuse": (lambda: desk.refuse(actor(), imprint, form_version(), reason), _("Refused.")),
            "end": (
                lambda: desk.end(actor(), imprint, form_version(), reason),
                _("Ended: no further paper carries it."),
            ),
            "takeback": (lambda: desk.take_back(actor(), imprint, form_version()), _("Taken back.")),
        }
        what, told = acts[act]
        if form.validate_on_submit() and tried(form, what):
            return done(told, url_for("imprints.overview"))
        return _page(office, imprint, form)


def _page(office: Office, imprint: str, form: OfficeForm) -> ResponseReturnValue:
    seen = office.imprints.views.one(actor(), imprint)
    why = form if isinstance(form, WhyForm) else WhyForm(formdata=None)
    page = render_template(
        "imprints/one.html",
        seen=seen,
        form=form,
        reason=why.reason,
        states=IMPRINT_STATES,
        mine=g.who.account in (seen.imprint.proposed_by, seen.imprint.account),
    )
    return page, status_of(form)


def _file(form: PictureForm) -> tuple[BinaryIO, str]:
    file = form.picture.data
    return cast("BinaryIO", file.stream), str(file.filename)


def _png(picture: bytes) -> Response:
    answer = send_file(io.BytesIO(picture), mimetype="image/png")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

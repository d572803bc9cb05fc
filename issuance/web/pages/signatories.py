"""`/<chamber>/signatories`: the applicant's administrator id names the people who sign (terms, articles 2(7), 9-1)."""

import io
from typing import BinaryIO, cast

from flask import Blueprint, Response, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.ids import Act
from issuance.domain.signatories import Signatory
from issuance.domain.uploads import Purpose
from issuance.language import _
from issuance.office import Office
from issuance.services.ids.lists import signatory_of, user_ids_of
from issuance.storage.signatories import signatories_of
from issuance.web.forms.base import OfficeForm
from issuance.web.forms.ids import SignatoryForm, SpecimenForm
from issuance.web.guards import may
from issuance.web.id_words import SIGNATORY_STATES
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried


def signatories_blueprint(office: Office) -> Blueprint:
    """Build the list, the page of one signatory and the form for a new one."""
    pages = Blueprint("signatories", __name__, url_prefix="/<chamber:chamber>/signatories")

    def own() -> str:
        return str(actor().answerable)

    def known_as(key: str) -> Signatory:
        with office.units.look(actor()) as unit:
            return signatory_of(unit, key, own())

    def kept(form: SpecimenForm) -> str:
        file = form.specimen.data
        stream = cast(BinaryIO, file.stream)
        return office.uploads.receive(actor(), stream, file.filename, Purpose.SPECIMEN, own()).id

    @pages.get("")
    @may(Act.MANAGE_SIGNATORIES)
    def overview(chamber: str) -> ResponseReturnValue:
        del chamber
        with office.units.look(actor()) as unit:
            known = signatories_of(unit, own())
            ids = user_ids_of(unit, own())
        return render_template("signatories/list.html", signatories=known, ids=ids, states=SIGNATORY_STATES)

    @pages.route("/new", methods=["GET", "POST"])
    @may(Act.MANAGE_SIGNATORIES)
    def name(chamber: str) -> ResponseReturnValue:
        del chamber
        form = SignatoryForm()
        if form.validate_on_submit() and tried(
            form, lambda: office.ids.signatories.name(actor(), form.person, kept(form))
        ):
            told = _("%(name)s was named. The chamber checks the specimen signature.", name=form.person.name_en)
            return done(told, url_for("signatories.overview"))
        return render_template("signatories/new.html", form=form), status_of(form)

    @pages.route("/<key>", methods=["GET", "POST"])
    @may(Act.MANAGE_SIGNATORIES)
    def one(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        known, form = known_as(key), SpecimenForm()
        if form.validate_on_submit() and tried(
            form,
            lambda: office.ids.signatories.name_again(actor(), key, form_version(), known.person, kept(form)),
        ):
            return done(_("The new specimen was handed in."), url_for("signatories.one", key=key))
        return render_template("signatories/one.html", known=known, form=form, states=SIGNATORY_STATES), status_of(form)

    @pages.route("/<key>/end", methods=["GET", "POST"])
    @may(Act.MANAGE_SIGNATORIES)
    def end(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        known, form = known_as(key), OfficeForm()
        if form.validate_on_submit() and tried(form, lambda: office.ids.signatories.end(actor(), key, form_version())):
            told = _("%(name)s signs no more, and the user id is closed.", name=known.person.name_en)
            return done(told, url_for("signatories.overview"))
        return render_template("signatories/end.html", known=known, form=form), status_of(form)

    @pages.get("/<key>/specimen.png")
    @may(Act.MANAGE_SIGNATORIES)
    def specimen(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        return specimen_picture(office, known_as(key))

    return pages


def specimen_picture(office: Office, known: Signatory) -> Response:
    """Answer with the picture of a specimen, made anew by us: never the file itself."""
    picture = office.pictures.show(actor(), str(known.specimen))
    answer = send_file(io.BytesIO(picture), mimetype="image/png")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

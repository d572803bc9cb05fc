"""`/<chamber>/desk/ids`: the registrar finds an id, locks, opens, issues anew, prints its letter, closes it."""

from collections.abc import Callable

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.ids import IdState
from issuance.domain.staff import StaffAct, roles_for
from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.services.ids.letters import MOST_AT_ONCE
from issuance.services.ids.letters_to_print import letters_of
from issuance.services.ids.lists import found_id, search_ids
from issuance.services.sign_in.credentials import Way
from issuance.services.trail.reading import Search
from issuance.storage.sessions import last_sign_in
from issuance.web.chamber_words import ID_STATES
from issuance.web.forms.base import OfficeForm
from issuance.web.forms.ids import ReasonedForm
from issuance.web.guards import recently, staff
from issuance.web.id_words import KINDS
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried
from issuance.web.pages.people import letter_answer, printed_answer

KEEPERS = roles_for(StaffAct.MANAGE_IDS)
LONGEST_SEARCH = 200
SHOWN_ACTS = 10


def desk_ids_blueprint(office: Office) -> Blueprint:
    """Build the search and the pages of one id."""
    pages = Blueprint("desk_ids", __name__, url_prefix="/<chamber:chamber>/desk/ids")

    @pages.get("")
    @staff(*KEEPERS)
    def search(chamber: str) -> ResponseReturnValue:
        del chamber
        text = request.args.get("q", "").strip()[:LONGEST_SEARCH]
        wanted = request.args.get("state", "")
        state = IdState(wanted) if wanted in {each.value for each in IdState} else None
        with office.units.look(actor()) as unit:
            found = search_ids(unit, text, state)
        return render_template("ids/search.html", text=text, state=state, found=found, states=ID_STATES, kinds=KINDS)

    @pages.get("/letters")
    @staff(*KEEPERS)
    def letters(chamber: str) -> ResponseReturnValue:
        del chamber
        with office.units.look(actor()) as unit:
            found = letters_of(unit)
        return render_template("ids/letters.html", letters=found, kinds=KINDS, at_once=MOST_AT_ONCE)

    @pages.get("/<key>")
    @staff(*KEEPERS)
    def one(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        with office.units.look(actor()) as unit:
            found = found_id(unit, key)
            signed_in = last_sign_in(unit, key)
            acts = office.trail.search(unit, Search(subject=f"account:{key}"), limit=SHOWN_ACTS)
        return render_template(
            "ids/one.html", found=found, signed_in=signed_in, acts=acts, states=ID_STATES, kinds=KINDS
        )

    _add_acts(pages, office)
    return pages


def _add_acts(pages: Blueprint, office: Office) -> None:
    desk = office.ids.accounts

    @pages.route("/<key>/<any(lock, unlock, close):act>", methods=["GET", "POST"])
    @staff(*KEEPERS)
    @recently
    def act_on(chamber: str, key: str, act: str) -> ResponseReturnValue:
        del chamber
        with office.units.look(actor()) as unit:
            found = found_id(unit, key)
        form = ReasonedForm()
        acts: dict[str, tuple[Callable[..., None], str]] = {
            "lock": (desk.lock, _("The id is locked, and its session has ended.")),
            "unlock": (desk.unlock, _("The id can sign in again.")),
            "close": (desk.close, _("The id is closed for good.")),
        }
        doing, told = acts[act]
        if form.validate_on_submit() and tried(
            form, lambda: doing(actor(), key, form_version(), str(form.reason.data))
        ):
            return done(told, url_for("desk_ids.one", key=key))
        return render_template("ids/act.html", form=form, found=found, act=act), status_of(form)

    @pages.post("/<key>/letter")
    @staff(*KEEPERS)
    @recently
    def letter(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        return letter_answer(*office.ids.letters.print_for(actor(), key))

    @pages.post("/letters/print")
    @staff(*KEEPERS)
    @recently
    def print_letters(chamber: str) -> ResponseReturnValue:
        del chamber
        count, pdf = office.ids.letters.print_waiting(actor())
        return printed_answer(f"letters-{count}", pdf)

    @pages.post("/<key>/reissue")
    @staff(*KEEPERS)
    @recently
    def reissue(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        if not OfficeForm().validate_on_submit():
            raise RefusedError(_("Open the page of this id again, then send the link."))
        desk.reissue(actor(), key, form_version(), Way.MAIL)
        told = _("A new link is on its way; the password before is worth nothing any more.")
        return done(told, url_for("desk_ids.one", key=key))

"""`/<chamber>/people`: sub ids, seen by the applicant who gives them and the agent who lends its people.

Terms of service, articles 2(9), 10-1 and 10-5.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, Response, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.accounts import Account
from issuance.domain.ids import Act
from issuance.domain.pasted_people import MOST_ROWS, PastedRow, read_people
from issuance.domain.signatories import Signatory
from issuance.errors import RefusedError
from issuance.language import _, spoken_language
from issuance.office import Office
from issuance.services.ids.lists import people_of, sub_id_of, usable_signatories
from issuance.services.sign_in.credentials import Way
from issuance.storage.organisations import names_of
from issuance.web.chamber_words import ID_STATES
from issuance.web.forms.base import OfficeForm, choices
from issuance.web.forms.ids import MoveForm, PastedForm, SubIdForm
from issuance.web.guards import may, recently
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried
from issuance.web.pages.offers import add_offers

F = TypeVar("F", SubIdForm, MoveForm)


def people_blueprint(office: Office) -> Blueprint:
    """Build the list, the forms for new sub ids and the page of one."""
    pages = Blueprint("people", __name__, url_prefix="/<chamber:chamber>/people")
    desk = office.ids.people

    def usable() -> list[Signatory]:
        with office.units.look(actor()) as unit:
            return usable_signatories(unit, str(actor().answerable))

    @pages.get("")
    @may(Act.MANAGE_SUB_IDS, Act.LEND_STAFF)
    def overview(chamber: str) -> ResponseReturnValue:
        del chamber
        with office.units.look(actor()) as unit:
            people = people_of(unit, str(actor().answerable))
        return render_template("people/list.html", people=people, states=ID_STATES, Act=Act)

    @pages.route("/new", methods=["GET", "POST"])
    @may(Act.MANAGE_SUB_IDS)
    def give(chamber: str) -> ResponseReturnValue:
        del chamber
        form = with_signatories(SubIdForm(), usable())
        if form.validate_on_submit() and tried(form, lambda: desk.give(actor(), form.person, str(form.signatory.data))):
            told = _("%(name)s has a sub id: the mail with the one-time link is on its way.", name=form.person.name)
            return done(told, url_for("people.overview"))
        return render_template("people/new.html", form=form), status_of(form)

    @pages.route("/many", methods=["GET", "POST"])
    @may(Act.MANAGE_SUB_IDS)
    def give_many(chamber: str) -> ResponseReturnValue:
        del chamber
        signatories, form = usable(), PastedForm()
        rows = _rows(form, signatories) if form.validate_on_submit() else []
        good = bool(rows) and not any(row.problems for row in rows)
        if good and "give" in request.form:
            chosen = [(row.person, row.signatory) for row in rows]
            if tried(form, lambda: desk.give_all(actor(), chosen)):
                told = _("%(count)s sub ids were given: the mails are on their way.", count=len(chosen))
                return done(told, url_for("people.overview"))
        names = {known.id: known.person.name_en for known in signatories}
        return render_template("people/many.html", form=form, rows=rows, good=good, names=names, most=MOST_ROWS)

    add_offers(pages, office, usable)
    _add_one(pages, office)
    return pages


def with_signatories(form: F, usable: Sequence[Signatory]) -> F:
    """Return a form that offers the signatories whose signature can be used."""
    form.signatory.choices = choices((known.id, known.person.name_en) for known in usable)
    return form


def _rows(form: PastedForm, usable: Sequence[Signatory]) -> list[PastedRow]:
    names = {known.person.name_ja: known.id for known in usable}
    names |= {known.person.name_en: known.id for known in usable}
    only = {usable[0].person.name_en: usable[0].id} if len(usable) == 1 else names
    try:
        return read_people(str(form.people.data), only, spoken_language().code)
    except RefusedError as error:
        form.form_errors.append(str(error))
        return []


def _add_one(pages: Blueprint, office: Office) -> None:
    """Add the page of one sub id and what is done with it."""
    desk = office.ids.people

    def found(key: str) -> Account:
        with office.units.look(actor()) as unit:
            return sub_id_of(unit, key, str(actor().answerable))

    @pages.route("/<key>", methods=["GET", "POST"])
    @may(Act.MANAGE_SUB_IDS, Act.LEND_STAFF)
    def one(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        held = found(key)
        if request.method == "POST":
            require_side(held)
        ours = held.organisation == actor().answerable
        with office.units.look(actor()) as unit:
            usable = usable_signatories(unit, str(held.organisation)) if ours else []
            other = str(held.agent if ours else held.organisation)
            names = names_of(unit, {other}).get(other)
        form = with_signatories(MoveForm(data={"signatory": held.signatory}), usable)
        if form.validate_on_submit() and tried(
            form, lambda: desk.move(actor(), key, form_version(), str(form.signatory.data))
        ):
            return done(_("The sub id works under another signatory now."), url_for("people.one", key=key))
        page = render_template("people/one.html", held=held, other=names, form=form, states=ID_STATES, ours=ours)
        return page, status_of(form)

    @pages.route("/<key>/end", methods=["GET", "POST"])
    @may(Act.MANAGE_SUB_IDS, Act.LEND_STAFF)
    def end(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        held, form = found(key), OfficeForm()
        if form.validate_on_submit() and tried(form, lambda: desk.end(actor(), key, form_version())):
            return done(_("The sub id %(login)s has ended.", login=held.login), url_for("people.overview"))
        return render_template("people/end.html", held=held, form=form), status_of(form)

    @pages.post("/<key>/invite")
    @may(Act.MANAGE_SUB_IDS, Act.LEND_STAFF)
    def invite(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        require_side(found(key))
        desk.invite(actor(), key, Way.MAIL)
        told = _("A new link is on its way; the one before is no longer good.")
        return done(told, url_for("people.one", key=key))

    @pages.post("/<key>/letter")
    @may(Act.MANAGE_SUB_IDS, Act.LEND_STAFF)
    @recently
    def letter(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        require_side(found(key))
        return letter_answer(*office.ids.letters.print_for(actor(), key))


def require_side(held: Account) -> None:
    """Answer 403 unless the id may do now what one side does: the applicant of a sub id, or the agent of its holder.

    An organisation may be both, and valid as one of them alone.
    """
    side = Act.MANAGE_SUB_IDS if held.organisation == actor().answerable else Act.LEND_STAFF
    if side not in g.get("rights", frozenset()):
        abort(HTTPStatus.FORBIDDEN)


def letter_answer(held: Account, pdf: bytes) -> Response:
    """Answer with a letter to print, which no cache keeps: it holds a one-time code."""
    return printed_answer(held.login, pdf)


def printed_answer(name: str, pdf: bytes) -> Response:
    """Answer with a PDF that holds one-time codes, under a name without its ending."""
    answer = Response(pdf, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer

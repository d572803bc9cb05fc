"""`/<chamber>/registration`: what is on file, renew it, change it, end it; for administrator ids."""

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.ids import Act
from issuance.domain.registration.filing import FilingKind
from issuance.domain.registration.states import REGISTRATION, Event
from issuance.domain.registration.validity import days_left, renewal_opens
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.services.registration.wording import label_of
from issuance.web.forms.registration import WithdrawForm
from issuance.web.guards import may, recently
from issuance.web.pages.registration.context import acting, open_as_administrator, today
from issuance.web.pages.registration.form_pages import add_form_pages
from issuance.web.pages.registration.reading import parts_of_form
from issuance.web.registration_words import FILING_STATES, KINDS, REGISTRATION_STATES, SECTIONS


def registration_blueprint(office: Office) -> Blueprint:
    """Build the pages for administrator ids."""
    pages = Blueprint("registration", __name__, url_prefix="/<chamber:chamber>/registration")
    _add_on_file(pages, office)
    _add_beginnings(pages, office)
    _add_withdrawal(pages, office)
    guard = may(Act.RENEW_REGISTRATION, Act.CHANGE_REGISTRATION)
    add_form_pages(pages, office, guard, open_as_administrator)
    return pages


def _add_on_file(pages: Blueprint, office: Office) -> None:
    @pages.get("")
    @may(Act.READ_REGISTRATION)
    def start(chamber: str) -> ResponseReturnValue:
        del chamber
        on_file = office.registration.holders.read(acting())
        term, day = on_file.registration.term, today(office)
        last = term.valid_until
        return render_template(
            "registration/on_file.html",
            on_file=on_file,
            registration=on_file.registration,
            parts=parts_of_form(on_file.in_force.submitted_form) if on_file.in_force else [],
            left=None if last is None else days_left(last, day),
            opens=None if last is None else renewal_opens(last),
            state=term.state_on(day),
            states=REGISTRATION_STATES,
            filing_states=FILING_STATES,
            kinds=KINDS,
            words=SECTIONS,
            rights=g.get("rights", frozenset()),
        )

    @pages.get("/filings/<filing>")
    @may(Act.READ_REGISTRATION)
    def filing(chamber: str, filing: str) -> ResponseReturnValue:
        del chamber
        on_file = office.registration.holders.read(acting())
        found = next((each for each in on_file.filings if each.id == filing), None)
        if found is None:
            abort(404)
        return render_template(
            "registration/filing.html",
            filing=found,
            parts=parts_of_form(found.form) if found.form else [],
            states=FILING_STATES,
            kinds=KINDS,
            words=SECTIONS,
            remarks=[(label_of(path), text) for path, text in found.remarks.fields.items()],
        )


def _add_beginnings(pages: Blueprint, office: Office) -> None:
    def begin(kind: FilingKind) -> ResponseReturnValue:
        try:
            office.registration.holders.begin(acting(), kind)
        except RefusedError as error:
            flash(str(error), "warning")
            return redirect(url_for(".start"), 303)
        return redirect(url_for(".tasks"), 303)

    @pages.post("/renew")
    @may(Act.RENEW_REGISTRATION)
    def renew(chamber: str) -> ResponseReturnValue:
        del chamber
        return begin(FilingKind.RENEWAL)

    @pages.post("/change")
    @may(Act.CHANGE_REGISTRATION)
    def change(chamber: str) -> ResponseReturnValue:
        del chamber
        return begin(FilingKind.CHANGE)


def _add_withdrawal(pages: Blueprint, office: Office) -> None:
    @pages.route("/withdraw", methods=["GET", "POST"])
    @may(Act.WITHDRAW)
    @recently
    def withdraw(chamber: str) -> ResponseReturnValue:
        del chamber
        on_file = office.registration.holders.read(acting())
        if not REGISTRATION.allows(on_file.registration.term.state, Event.WITHDRAW):
            return redirect(url_for(".start"), 303)
        form = WithdrawForm()
        if form.validate_on_submit():
            try:
                office.registration.holders.withdraw(acting(), form.seen)
            except ConflictError as error:
                flash(str(error), "warning")
                return redirect(url_for(".withdraw"), 303)
            flash(_("Your trade registration has ended. The chamber was told, and a notice was sent."), "success")
            return redirect(url_for(".start"), 303)
        page = render_template("registration/withdraw.html", on_file=on_file, form=form)
        return page, 422 if form.problems else 200

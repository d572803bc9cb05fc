"""`/<chamber>/register`: begin, get a link by mail, come back by it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.calendar import japan_date
from issuance.domain.settings import Function, Stopped
from issuance.language import _, spoken_language
from issuance.office import Office
from issuance.services.chamber.settings import settings_of
from issuance.services.registration.access import ClosedError
from issuance.web.forms.registration import ActForm, AgainForm, StartForm
from issuance.web.guards import visitors
from issuance.web.pages.registration.context import acting, forget, is_remembered, open_by_link, remember
from issuance.web.pages.registration.form_pages import add_form_pages


def register_blueprint(office: Office) -> Blueprint:
    """Build the pages for visitors."""
    pages = Blueprint("register", __name__, url_prefix="/<chamber:chamber>/register")
    _add_beginning(pages, office)
    _add_links(pages, office)
    add_form_pages(pages, office, visitors, open_by_link)
    return pages


def _add_beginning(pages: Blueprint, office: Office) -> None:
    @pages.route("", methods=["GET", "POST"])
    @visitors
    def start(chamber: str) -> ResponseReturnValue:
        del chamber
        form = StartForm()
        if form.validate_on_submit():
            try:
                desk, language = office.registration.links, spoken_language().code
                desk.start(acting(), str(form.mail.data), language, str(form.submission.data))
            except ValueError as error:
                form.mail.errors = [str(error)]
            else:
                return redirect(url_for(".sent"), 303)
        with office.units.look(acting()) as unit:
            settings = settings_of(unit)
        accepts = settings.accepts(Function.REGISTRATION, japan_date(office.clock()), None)
        page = render_template(
            "registration/start.html",
            form=form,
            accepts=accepts,
            stop=settings.stop_of(Stopped.REGISTRATIONS, None),
            open=is_remembered(),
            said=settings.texts.registration.text(spoken_language().code),
        )
        return page, 422 if form.problems else 200

    @pages.get("/sent")
    @visitors
    def sent(chamber: str) -> ResponseReturnValue:
        del chamber
        return render_template("registration/sent.html")

    @pages.route("/again", methods=["GET", "POST"])
    @visitors
    def again(chamber: str) -> ResponseReturnValue:
        del chamber
        form = AgainForm()
        if form.validate_on_submit():
            try:
                office.registration.links.send_again(acting(), str(form.reference.data), str(form.mail.data))
            except ValueError as error:
                form.mail.errors = [str(error)]
            else:
                return redirect(url_for(".sent"), 303)
        return render_template("registration/again.html", form=form), 422 if form.problems else 200


def _add_links(pages: Blueprint, office: Office) -> None:
    @pages.route("/link/<token>", methods=["GET", "POST"])
    @visitors
    def link(chamber: str, token: str) -> ResponseReturnValue:
        # Opening confirms the address, so it takes a button: programs that look at links in mails press none.
        del chamber
        form = ActForm()
        if form.validate_on_submit():
            try:
                remember(office.registration.links.open(acting(), token))
            except ClosedError as error:
                flash(str(error), "warning")
                return redirect(url_for(".again"), 303)
            return redirect(url_for(".tasks"), 303)
        return render_template("registration/link.html", form=form, what="open")

    @pages.route("/confirm/<token>", methods=["GET", "POST"])
    @visitors
    def confirm(chamber: str, token: str) -> ResponseReturnValue:
        del chamber
        form = ActForm()
        if form.validate_on_submit():
            try:
                office.registration.confirmations.confirm_mail(acting(), token)
            except ClosedError as error:
                flash(str(error), "warning")
                return redirect(url_for(".start"), 303)
            flash(_("Thank you: the address is confirmed."), "success")
            return redirect(url_for(".tasks" if is_remembered() else ".start"), 303)
        return render_template("registration/link.html", form=form, what="confirm")

    @pages.post("/leave")
    @visitors
    def leave(chamber: str) -> ResponseReturnValue:
        del chamber
        forget()
        flash(_("What you wrote is stored. Come back by the link in your mail."), "success")
        return redirect(url_for(".start"), 303)

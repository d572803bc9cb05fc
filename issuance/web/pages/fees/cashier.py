"""`/<chamber>/desk/fees`: what is owed to the chamber, and the money that came in (terms, article 11)."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.calendar import japan_date
from issuance.domain.fees.movement import Way
from issuance.domain.staff import StaffAct, roles_for
from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.services.fees.cashier import Incoming
from issuance.services.fees.search import LONGEST_QUESTION
from issuance.services.fees.views import Drawer
from issuance.web.fee_words import fee_words, gone_on_words
from issuance.web.forms.fees import CorrectForm, ReceiveForm, RefundForm, yen_of
from issuance.web.guards import staff
from issuance.web.pages.administration.common import actor, done, status_of, tried
from issuance.web.pages.fees.bank import add_bank
from issuance.web.pages.fees.cashier_cards import add_cards
from issuance.web.pages.fees.papers import ChargePapers

_CASHIERS = roles_for(StaffAct.HANDLE_FEES)


def cashier_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("cashier", __name__, url_prefix="/<chamber:chamber>/desk/fees")
    pages.context_processor(fee_words)
    _add_lists(pages, office)
    _add_money(pages, office)
    _add_acts(pages, office)
    add_bank(pages, office)
    add_cards(pages, office)
    return pages


def _add_lists(pages: Blueprint, office: Office) -> None:
    papers = ChargePapers(office)

    @pages.get("/")
    @staff(*_CASHIERS)
    def queue(chamber: str) -> str:
        del chamber
        drawer = next((each for each in Drawer if each.name.lower() == request.args.get("drawer")), Drawer.OPEN)
        page = request.args.get("page", 1, type=int)
        text = request.args.get("q", "").strip()[:LONGEST_QUESTION]
        return render_template("fees/queue.html", queue=office.fees.views.queue(actor(), drawer, page, text))

    @pages.get("/accounts/<organisation>")
    @staff(*_CASHIERS)
    def account(chamber: str, organisation: str) -> str:
        del chamber
        return render_template("fees/account.html", account=office.fees.views.account(actor(), organisation))

    @pages.get("/charges/<charge>/<any(invoice, receipt):paper>.pdf")
    @staff(*_CASHIERS)
    def paper(chamber: str, charge: str, paper: str) -> Response:
        del chamber
        return papers.answer(charge, paper)

    @pages.get("/accounts/<organisation>/statements/<month>.pdf")
    @staff(*_CASHIERS)
    def statement(chamber: str, organisation: str, month: str) -> Response:
        del chamber
        return papers.statement(organisation, month)


def _add_money(pages: Blueprint, office: Office) -> None:
    desk, views = office.fees.cashier, office.fees.views

    @pages.route("/accounts/<organisation>/receive", methods=["GET", "POST"])
    @staff(*_CASHIERS)
    def receive(chamber: str, organisation: str) -> ResponseReturnValue:
        del chamber
        seen = views.account(actor(), organisation)
        charge = next((each for each in seen.charges if each.id == request.args.get("charge")), None)
        form = ReceiveForm(
            data={
                "received_on": japan_date(office.clock()),
                "amount": str(charge.sum.total) if charge else None,
                "charge": charge.id if charge else "",
            }
        )
        if form.validate_on_submit():
            incoming = Incoming(
                organisation,
                yen_of(form.amount),
                Way(form.way.data),
                form.received_on.data,
                form.note.data or "",
                form.submission.data or "",
                form.charge.data or None,
            )
            try:
                received = desk.receive(actor(), incoming)
            except RefusedError as error:
                form.form_errors.append(str(error))
            else:
                flash(_("Recorded. %(what)s", what=gone_on_words(len(received.gone_on))), "success")
                return redirect(url_for("cashier.account", organisation=organisation))
        page = render_template("fees/receive.html", account=seen, charge=charge, form=form)
        return page, status_of(form)

    @pages.route("/accounts/<organisation>/refund", methods=["GET", "POST"])
    @staff(*_CASHIERS)
    def refund(chamber: str, organisation: str) -> ResponseReturnValue:
        del chamber
        seen = views.account(actor(), organisation)
        form = RefundForm()
        if form.validate_on_submit() and tried(
            form,
            lambda: desk.refund(
                actor(), organisation, yen_of(form.amount), form.note.data or "", form.submission.data or ""
            ),
        ):
            return done(_("The refund is recorded."), url_for("cashier.account", organisation=organisation))
        return render_template("fees/refund.html", account=seen, form=form), status_of(form)

    @pages.route("/accounts/<organisation>/movements/<movement>/correct", methods=["GET", "POST"])
    @staff(*_CASHIERS)
    def correct(chamber: str, organisation: str, movement: str) -> ResponseReturnValue:
        del chamber
        seen = views.account(actor(), organisation)
        wrong = next((each for each in seen.movements if each.id == movement), None)
        if wrong is None:
            raise RefusedError(_("There is no such movement."))
        form = CorrectForm()
        if form.validate_on_submit() and tried(form, lambda: desk.correct(actor(), wrong.id, form.reason.data or "")):
            return done(_("Corrected."), url_for("cashier.account", organisation=organisation))
        return render_template("fees/correct.html", account=seen, movement=wrong, form=form), status_of(form)


def _add_acts(pages: Blueprint, office: Office) -> None:
    desk = office.fees.cashier

    @pages.post("/charges/<charge>/pay")
    @staff(*_CASHIERS)
    def pay(chamber: str, charge: str) -> ResponseReturnValue:
        del chamber
        organisation = office.fees.views.charge(actor(), charge).organisation
        gone_on = desk.pay(actor(), charge)
        return done(
            _("Paid from the balance. %(what)s", what=gone_on_words(len(gone_on))),
            url_for("cashier.account", organisation=organisation),
        )

    @pages.post("/charges/<charge>/take-back")
    @staff(*_CASHIERS)
    def take_back(chamber: str, charge: str) -> ResponseReturnValue:
        del chamber
        taken = desk.take_back(actor(), charge)
        return done(
            _("The payment is taken back to the balance."),
            url_for("cashier.account", organisation=taken.organisation),
        )

    @pages.post("/accounts/<organisation>/on-account")
    @staff(*_CASHIERS)
    def on_account(chamber: str, organisation: str) -> ResponseReturnValue:
        del chamber
        wanted = request.form.get("on_account") == "yes"
        gone_on = desk.set_on_account(g.who.actor, organisation, on_account=wanted)
        told = (
            _("It pays by the month from now on. %(what)s", what=gone_on_words(len(gone_on)))
            if wanted
            else _("It pays before each issue from now on.")
        )
        return done(told, url_for("cashier.account", organisation=organisation))

"""`/<chamber>/desk/fees/cards`: payments by card, money back to cards, and what is unclear."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.calendar import japan_date
from issuance.domain.fees.cards.refund import RefundState
from issuance.domain.staff import StaffAct, roles_for
from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.services.fees.cards.desk import CardDrawer
from issuance.web.forms.fees import CardRefundForm, CaseForm, yen_of
from issuance.web.guards import staff
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried

_CASHIERS = roles_for(StaffAct.HANDLE_FEES)


def add_cards(pages: Blueprint, office: Office) -> None:
    """Add the pages to the blueprint `cashier`."""
    _add_payments(pages, office)
    _add_cases(pages, office)


def _add_payments(pages: Blueprint, office: Office) -> None:
    desk = office.fees.cards.cashier

    @pages.get("/cards")
    @staff(*_CASHIERS)
    def cards(chamber: str) -> str:
        del chamber
        wanted = request.args.get("drawer")
        drawer = next((each for each in CardDrawer if each.name.lower() == wanted), CardDrawer.WAITING)
        return render_template(
            "fees/cards.html", list=desk.list(actor(), drawer, request.args.get("page", 1, type=int))
        )

    @pages.route("/cards/<payment>", methods=["GET", "POST"])
    @staff(*_CASHIERS)
    def card(chamber: str, payment: str) -> ResponseReturnValue:
        form = CardRefundForm()
        if form.validate_on_submit():
            try:
                state = desk.refund(
                    actor(), payment, yen_of(form.amount), form.reason.data or "", form.submission.data or ""
                )
            except RefusedError as error:
                form.form_errors.append(str(error))
            else:
                return done(_said_of(state), url_for("cashier.card", payment=payment))
        page = render_template(
            "fees/card_seen.html",
            seen=desk.one(actor(), payment),
            form=form,
            today=japan_date(office.clock()),
            offered=office.fees.cards.account(chamber).kind != "none",
        )
        return page, status_of(form)

    @pages.post("/cards/<payment>/ask")
    @staff(*_CASHIERS)
    def card_ask(chamber: str, payment: str) -> ResponseReturnValue:
        del chamber
        desk.ask(actor(), payment)
        return done(_("This is how the payment stands now."), url_for("cashier.card", payment=payment))


def _add_cases(pages: Blueprint, office: Office) -> None:
    desk = office.fees.cards.cases

    @pages.route("/cards/cases/<case>", methods=["GET", "POST"])
    @staff(*_CASHIERS)
    def card_case(chamber: str, case: str) -> ResponseReturnValue:
        del chamber
        form = CaseForm()
        act = desk.take_back if request.form.get("lost") == "yes" else desk.close
        if form.validate_on_submit() and tried(
            form, lambda: act(actor(), case, form_version(), form.reason.data or "")
        ):
            return done(_("The case is closed."), url_for("cashier.cards"))
        text = request.args.get("q", "")[:100]
        page = render_template("fees/card_case.html", seen=desk.one(actor(), case, text), text=text, form=form)
        return page, status_of(form)

    @pages.post("/cards/cases/<case>/book")
    @staff(*_CASHIERS)
    def card_case_book(chamber: str, case: str) -> ResponseReturnValue:
        del chamber
        desk.book(actor(), case, form_version(), request.form.get("organisation", ""))
        return done(_("Booked."), url_for("cashier.cards"))


def _said_of(state: RefundState) -> str:
    if state is RefundState.DONE:
        return _("The money is on its way to the card.")
    if state is RefundState.FAILED:
        return _("Stripe refused to send it back; it is on the balance again.")
    return _("It is asked for, and Stripe has not said yet that it is done: this page will tell.")

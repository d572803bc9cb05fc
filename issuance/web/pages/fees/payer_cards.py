"""`/<chamber>/fees/cards`: the payer's way to the card service's page and back."""

from http import HTTPStatus

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.ids import Act
from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.services.fees.cards.paying import Begun
from issuance.web.forms.fees import TopUpForm
from issuance.web.guards import may
from issuance.web.pages.administration.common import done, status_of
from look.page_policy import PagePolicy

MOST_CHARGES = 200


def show_mine(office: Office, form: TopUpForm | None = None) -> Response:
    """Return the payer's page of fees, with what can be paid by card where that is offered."""
    offer = office.fees.cards.payer.offer(g.who)
    form = form or TopUpForm()
    chosen = request.form.getlist("charge") if request.method == "POST" else None
    page = render_template(
        "fees/mine.html",
        account=office.fees.views.mine(g.who),
        payment=office.fees.views.payment(g.who.actor),
        offer=offer,
        form=form,
        chosen=chosen,
    )
    answer = make_response(page, status_of(form))
    if offer.pages is not None:
        answer.headers.update(_leading_to(offer.pages))
    return answer


def add_payer_cards(pages: Blueprint, office: Office) -> None:
    """Add the pages to the blueprint `fees`."""
    cards = office.fees.cards.payer

    @pages.post("/cards")
    @may(Act.PAY)
    def pay_by_card(chamber: str) -> ResponseReturnValue:
        del chamber
        form = TopUpForm()
        if not form.validate():
            return show_mine(office, form)
        chosen = request.form.getlist("charge")[:MOST_CHARGES]
        try:
            begun = cards.begin(g.who, chosen, form.top_up.yen or 0, form.submission.data or "")
        except RefusedError as error:
            form.form_errors.append(str(error))
            return show_mine(office, form)
        return _go(begun)

    @pages.get("/cards/<payment>")
    @may(Act.PAY)
    def card(chamber: str, payment: str) -> Response:
        del chamber
        answer = make_response(render_template("fees/card.html", payment=cards.payment(g.who, payment)))
        offer = cards.offer(g.who)
        if offer.pages is not None:
            answer.headers.update(_leading_to(offer.pages))
        return answer

    @pages.post("/cards/<payment>/go-on")
    @may(Act.PAY)
    def card_go_on(chamber: str, payment: str) -> ResponseReturnValue:
        del chamber
        return _go(cards.go_on(g.who, payment))

    @pages.post("/cards/<payment>/ask")
    @may(Act.PAY)
    def card_ask(chamber: str, payment: str) -> ResponseReturnValue:
        del chamber
        cards.go_on(g.who, payment)
        return done(_("This is how the payment stands now."), url_for("fees.card", payment=payment))

    @pages.post("/cards/<payment>/close")
    @may(Act.PAY)
    def card_close(chamber: str, payment: str) -> ResponseReturnValue:
        del chamber
        closed = cards.cancel(g.who, payment)
        if closed.is_living:
            return done(_("It was handed in already: the bank's answer counts."), url_for("fees.card", payment=payment))
        return done(_("Its page is closed."), url_for("fees.card", payment=payment))


def _go(begun: Begun) -> ResponseReturnValue:
    """Lead to the card service's page; where there is nothing to be paid there, to what became of it."""
    address = begun.address or url_for("fees.card", payment=begun.payment.id)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _leading_to(pages: str) -> dict[str, str]:
    """Return the policy of a page whose form leads on to the card service's: browsers follow no other one."""
    return PagePolicy({"form-action": f"'self' {pages}"}).headers

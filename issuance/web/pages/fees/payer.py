"""`/<chamber>/fees`: what an organisation owes and has paid, with its invoices and receipts (terms, article 11)."""

from flask import Blueprint, Response, g

from issuance.domain.ids import Act
from issuance.office import Office
from issuance.services.fees.views import payer_of
from issuance.web.fee_words import fee_words
from issuance.web.guards import may
from issuance.web.pages.fees.papers import ChargePapers
from issuance.web.pages.fees.payer_cards import add_payer_cards, show_mine


def payer_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("fees", __name__, url_prefix="/<chamber:chamber>/fees")
    pages.context_processor(fee_words)
    papers = ChargePapers(office)

    @pages.get("/")
    @may(Act.PAY)
    def mine(chamber: str) -> Response:
        del chamber
        return show_mine(office)

    @pages.get("/<charge>/<any(invoice, receipt):paper>.pdf")
    @may(Act.PAY)
    def paper(chamber: str, charge: str, paper: str) -> Response:
        del chamber
        return papers.answer(charge, paper)

    @pages.get("/statements/<month>.pdf")
    @may(Act.PAY)
    def statement(chamber: str, month: str) -> Response:
        del chamber
        return papers.statement(payer_of(g.who), month)

    add_payer_cards(pages, office)
    return pages

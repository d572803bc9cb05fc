"""The papers of a charge as PDF: its invoice while it is owed and afterwards, its receipt once it is paid."""

from http import HTTPStatus

from flask import Response, abort, g

from issuance.domain.fees.charge import ChargeState
from issuance.domain.fees.statement import Month
from issuance.letters.charge import ChargePaper, print_charge
from issuance.letters.statement import print_statement
from issuance.office import Office


class ChargePapers:
    """Prints them. The fonts are loaded when the first one is asked for."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def answer(self, charge_id: str, name: str) -> Response:
        """Return the PDF for who asks, or end the request with 404 where there is no such paper."""
        paper = ChargePaper(name)
        found = self._office.fees.views.printed(g.who, charge_id)
        charge = found.charge
        # What was cancelled is no claim any more, and what was not paid has no receipt.
        if charge.state is ChargeState.CANCELLED or (
            paper is ChargePaper.RECEIPT and charge.state is not ChargeState.PAID
        ):
            abort(HTTPStatus.NOT_FOUND)
        pdf = print_charge(
            self._office.press, paper, charge, found.payer, found.settings, found.now, by_card=found.by_card
        )
        return _pdf(pdf, f"{paper.value}-{charge.reference}")

    def statement(self, organisation: str, month: str) -> Response:
        """Return the PDF of an account's month for who asks."""
        found = self._office.fees.views.statement(g.who, organisation, Month.read(month))
        pdf = print_statement(self._office.press, found.statement, found.payer, found.settings, found.now)
        return _pdf(pdf, f"statement-{found.statement.month}")


def _pdf(data: bytes, name: str) -> Response:
    answer = Response(data, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer

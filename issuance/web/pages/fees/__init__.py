"""Fees: the cashier's pages and the payers', and where the card service sends its events."""

from collections.abc import Iterator

from flask import Blueprint

from issuance.office import Office
from issuance.web.pages.fees.card_events import card_events_blueprint
from issuance.web.pages.fees.cashier import cashier_blueprint
from issuance.web.pages.fees.payer import payer_blueprint


def fee_blueprints(office: Office) -> Iterator[Blueprint]:
    """Build all."""
    yield payer_blueprint(office)
    yield cashier_blueprint(office)
    yield card_events_blueprint(office)

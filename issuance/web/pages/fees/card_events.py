"""`/<chamber>/cards/webhook`: where Stripe sends its events. No person comes here: the signature counts."""

import logging
from http import HTTPStatus

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from issuance.errors import ConflictError
from issuance.office import Office
from issuance.services.fees.cards.gate import ForgedError, GateAwayError, GateRefusedError
from issuance.services.fees.cards.hooks import NoGateError, NotYetError
from issuance.web.guards import visitors

_LOG = logging.getLogger(__name__)

MOST_BYTES = 64 * 1024


def card_events_blueprint(office: Office) -> Blueprint:
    """Build it. It is the one blueprint without tokens of forms: see `issuance.web.app`."""
    events = Blueprint("card_events", __name__, url_prefix="/<chamber:chamber>/cards")

    @events.post("/webhook")
    @visitors
    def take(chamber: str) -> ResponseReturnValue:
        request.max_content_length = MOST_BYTES
        body = request.get_data(cache=False)
        try:
            outcome = office.fees.cards.hooks.take(chamber, body, request.headers.get("Stripe-Signature", ""))
        except NoGateError:
            return _said("no cards here", HTTPStatus.NOT_FOUND)
        except ForgedError as error:
            _LOG.warning("An event of the card service was refused in %s: %s", chamber, error)
            return _said("refused", HTTPStatus.BAD_REQUEST)
        except (NotYetError, GateAwayError, GateRefusedError, ConflictError) as error:
            _LOG.warning("An event of the card service has to come again in %s: %s", chamber, error)
            return _said("not yet: send it again", HTTPStatus.SERVICE_UNAVAILABLE)
        return _said(outcome.value)

    return events


def _said(what: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(f"{what}\n", status, mimetype="text/plain")

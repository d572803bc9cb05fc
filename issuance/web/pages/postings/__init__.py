"""Pages of what is made known: the board and the terms for everybody, the operators' desk for both."""

from collections.abc import Iterator

from flask import Blueprint

from issuance.domain.staff import StaffAct, roles_for
from issuance.office import Office
from issuance.web.guards import federation, staff
from issuance.web.pages.postings.board import board_blueprint, terms_blueprint
from issuance.web.pages.postings.common import Desk
from issuance.web.pages.postings.messages import add_messages
from issuance.web.pages.postings.notices import add_notices
from issuance.web.pages.postings.pauses import add_pauses
from issuance.web.pages.postings.terms import add_terms


def postings_blueprints(office: Office) -> Iterator[Blueprint]:
    """Return the blueprints: a desk below each chamber for its operators, and one for the federation."""
    yield board_blueprint(office)
    yield terms_blueprint(office)
    yield _desk(office, Desk("posting", "/<chamber:chamber>/desk", staff(*roles_for(StaffAct.POST_NOTICES))))
    yield _desk(office, Desk("federation_posting", "/federation", federation, is_federation=True))


def _desk(office: Office, desk: Desk) -> Blueprint:
    pages = Blueprint(desk.name, __name__, url_prefix=desk.place)
    for add in (add_notices, add_terms, add_pauses, add_messages):
        add(pages, office, desk)
    return pages

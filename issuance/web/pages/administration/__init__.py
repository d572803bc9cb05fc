"""Pages of the chamber's administration, `/<chamber>/admin/…`: a module per subject, one blueprint."""

from flask import Blueprint, current_app

from issuance.office import Office
from issuance.web.chambers import current_chamber
from issuance.web.guards import may_open
from issuance.web.pages.administration.calendar import add_calendar
from issuance.web.pages.administration.fees import add_fees
from issuance.web.pages.administration.history import add_history
from issuance.web.pages.administration.overview import add_overview
from issuance.web.pages.administration.resets import add_resets
from issuance.web.pages.administration.sections import add_sections
from issuance.web.pages.administration.service import add_service
from issuance.web.pages.administration.staff import add_staff


def administration_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("admin", __name__, url_prefix="/<chamber:chamber>/admin")
    desks = office.administration

    @pages.context_processor
    def parts() -> dict[str, object]:
        return {
            "may_open": lambda endpoint: may_open(current_app, endpoint),
            "cards": lambda: office.fees.cards.account(str(current_chamber())),
        }

    add_overview(pages, office)
    add_staff(pages, desks)
    add_resets(pages, desks)
    add_sections(pages, desks)
    add_calendar(pages, office)
    add_fees(pages, office)
    add_service(pages, office)
    add_history(pages, desks)
    return pages

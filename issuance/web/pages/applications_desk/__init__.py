"""`/<chamber>/desk/applications`: the officers' side of applications, a module per step of the work.

An application is read by any officer and the auditor, and worked on by the one who has taken it.
"""

from flask import Blueprint

from issuance.office import Office
from issuance.web.applications_desk_words import words
from issuance.web.pages.applications_desk.approving import add_approving
from issuance.web.pages.applications_desk.holding import add_holding
from issuance.web.pages.applications_desk.queue import add_queue
from issuance.web.pages.applications_desk.shown import add_shown
from issuance.web.pages.applications_desk.turning_down import add_turning_down


def applications_desk_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("applications_desk", __name__, url_prefix="/<chamber:chamber>/desk/applications")
    pages.context_processor(words)
    add_queue(pages, office)
    add_shown(pages, office)
    add_holding(pages, office)
    add_turning_down(pages, office)
    add_approving(pages, office)
    return pages

"""One case as a page finds it: with all that stands beside it, or alone."""

from flask import abort

from issuance.domain.inquiries.case import Case
from issuance.office import Office
from issuance.services.applications.sight import AbsentError
from issuance.services.inquiries.views import CaseView
from issuance.web.pages.administration.common import actor


def found(office: Office, key: str) -> CaseView:
    """Return a case as officers see it, or end the request with 404."""
    try:
        return office.inquiries.views.one(actor(), key)
    except AbsentError:
        abort(404)


def case_alone(office: Office, key: str) -> Case:
    """Return a case without what stands beside it, or end the request with 404."""
    try:
        return office.inquiries.views.case(actor(), key)
    except AbsentError:
        abort(404)

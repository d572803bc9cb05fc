"""Pages of those who apply, `/<chamber>/applications/…`: applicants' user ids and sub ids, and agents' sub ids."""

from http import HTTPStatus

from flask import Blueprint, Response

from issuance.office import Office
from issuance.services.applications.sight import AbsentError
from issuance.web.application_words import application_words
from issuance.web.edge import error_page
from issuance.web.error_pages import page_of
from issuance.web.pages.applications.form_pages import add_form_pages
from issuance.web.pages.applications.goods_pages import add_goods_pages
from issuance.web.pages.applications.list_pages import add_list_pages
from issuance.web.pages.applications.one_pages import add_one_pages
from issuance.web.pages.applications.paper_pages import add_paper_pages
from issuance.web.pages.applications.preview_pages import add_preview_pages
from issuance.web.pages.applications.submit_pages import add_submit_pages
from issuance.web.pages.applications.template_pages import add_template_pages
from issuance.web.revocation_words import revocation_words

__all__ = ["applications_blueprint"]


def applications_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("applications", __name__, url_prefix="/<chamber:chamber>/applications")
    pages.context_processor(application_words)
    pages.context_processor(revocation_words)
    for add in (
        add_list_pages,
        add_template_pages,
        add_one_pages,
        add_form_pages,
        add_goods_pages,
        add_paper_pages,
        add_preview_pages,
        add_submit_pages,
    ):
        add(pages, office)

    @pages.errorhandler(AbsentError)
    def absent(_error: AbsentError) -> Response:
        # Whether somebody else has such an application is nobody's business.
        return error_page(page_of(HTTPStatus.NOT_FOUND), HTTPStatus.NOT_FOUND)

    return pages

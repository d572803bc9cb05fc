"""The sheet as it would be printed now: as PDF, and its pages as pictures beside the form."""

from http import HTTPStatus

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from issuance.domain.ids import Act
from issuance.office import Office
from issuance.services.applications.previews import BusyError
from issuance.web.guards import may
from issuance.web.pages.applications.sent import acting

_PRIVATE = {"Cache-Control": "private, no-store"}


def add_preview_pages(pages: Blueprint, office: Office) -> None:
    """Add them."""
    desk = office.applications.previews

    @pages.get("/<application>/preview.pdf")
    @may(Act.READ_APPLICATIONS)
    def preview(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        return Response(desk.sheet(acting(), application), mimetype="application/pdf", headers=_PRIVATE)

    @pages.get("/<application>/preview/<int:page>.png")
    @may(Act.READ_APPLICATIONS)
    def preview_page(chamber: str, application: str, page: int) -> ResponseReturnValue:
        del chamber
        return Response(desk.page(acting(), application, page), mimetype="image/png", headers=_PRIVATE)

    @pages.errorhandler(BusyError)
    def busy(error: BusyError) -> ResponseReturnValue:
        return Response(f"{error}\n", HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": "20"}, mimetype="text/plain")

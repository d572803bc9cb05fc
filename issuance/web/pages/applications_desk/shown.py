"""One application: its page, its papers page by page, and the certificate as it would be printed."""

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue

from issuance.office import Office
from issuance.web.forms.applications_desk import RemarksForm, TakeOverForm
from issuance.web.guards import staff
from issuance.web.pages.applications_desk.common import READERS, application_page


def add_shown(pages: Blueprint, office: Office) -> None:
    """Add the pages."""

    @pages.get("/<key>")
    @staff(*READERS)
    def one(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        return application_page(office.review, key, RemarksForm(), TakeOverForm())

    @pages.get("/<key>/papers/<upload>/<int:page>.png")
    @staff(*READERS)
    def paper(chamber: str, key: str, upload: str, page: int) -> ResponseReturnValue:
        del chamber
        review = office.review
        wanted = review.views.upload_of(g.who.actor, key, upload)
        with review.units.look(g.who.actor) as unit:
            return Response(review.uploads.picture(unit, wanted, page), mimetype="image/png")

    @pages.get("/<key>/sheet.pdf")
    @staff(*READERS)
    def sheet(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        answer = Response(office.review.sheets.pdf(g.who.actor, key), mimetype="application/pdf")
        answer.headers["Content-Disposition"] = "inline; filename=preview.pdf"
        return answer

    @pages.get("/<key>/sheet/<int:page>.png")
    @staff(*READERS)
    def sheet_page(chamber: str, key: str, page: int) -> ResponseReturnValue:
        del chamber
        return Response(office.review.sheets.page(g.who.actor, key, page), mimetype="image/png")

"""`/certificates/{number}/{date}/copy.pdf` for people: the reference copy, or the page that says why there is none."""

from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from reference_service.api.exports import COPY_SUFFIX, file_response
from reference_service.pages.judgement import Judgement
from reference_service.pages.keeping import not_final
from reference_service.service import Service
from reference_service.takeaway import InForce, read_copy, take_away
from signing.result import Reason


def files_blueprint(service: Service) -> Blueprint:
    """Build the page's download, and tell templates whether there is one."""
    pages = Blueprint("files", __name__)

    @pages.get("/certificates/<number:number>/<day:issue_date>/copy.pdf")
    def copy(number: str, issue_date: str) -> ResponseReturnValue:
        found = take_away(service, number, issue_date)
        if isinstance(found, InForce):
            sha256 = service.register.copy_of(found.stored.sid)
            if sha256 is not None:
                return file_response(found, read_copy(service.documents, sha256), "application/pdf", COPY_SUFFIX)
        # A person is shown the certificate's page: it says what is wrong, in words and with a next step.
        address = url_for("certificate.by_number", number=number, issue_date=issue_date)
        response = redirect(address, HTTPStatus.SEE_OTHER)
        response.headers["Cache-Control"] = "no-store"
        return response

    @pages.app_context_processor
    def offered() -> dict[str, object]:
        return {"gives_files": gives_files, "has_copy": has_copy}

    def gives_files(judgement: Judgement) -> bool:
        return judgement.reason is Reason.IN_FORCE and judgement.content is not None

    def has_copy(judgement: Judgement) -> bool:
        if not gives_files(judgement) or not judgement.records:
            return False
        found = service.register.copy_of(judgement.records[0].payload.sid) is not None
        if not found:
            # A copy comes later than its certificate, and no record tells of it.
            not_final()
        return found

    return pages

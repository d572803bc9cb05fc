"""`/ubl.xml` and `/copy.pdf` of a certificate: for systems that read UBL, and for files of people."""

import hashlib
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from reference_service.api.answer import AS_OF_HEADER, VERDICT_MAX_AGE
from reference_service.api.openapi import CERTIFICATE_RESPONSES
from reference_service.api.problem import problem
from reference_service.service import Service
from reference_service.takeaway import InForce, NotGiven, read_copy, take_away
from reference_service.times import utc_text
from reference_service.ubl import Sealed, ubl_certificate
from register.entry import StoredCertificate
from signing.content import ForeignOriginCertificate, JapaneseOriginCertificate
from signing.number import parse_number
from signing.qr import qr_text
from signing.reference_base import ReferenceBase

COPY_SUFFIX = "-reference-copy.pdf"
_NOT_GIVEN = {
    "description": "Not in force (`not_in_force`), or not verified (`not_verified`): no file is made of it.",
    "content": CERTIFICATE_RESPONSES[404]["content"],
}


def _responses(media_type: str, description: str, missing: str) -> dict[int, Any]:
    file: dict[str, Any] = {"schema": {"type": "string", "contentMediaType": media_type}}
    return CERTIFICATE_RESPONSES | {
        200: CERTIFICATE_RESPONSES[200] | {"description": description, "content": {media_type: file}},
        404: CERTIFICATE_RESPONSES[404]
        | {"description": f"The register has no such certificate (`not_known`), or {missing}."},
        409: _NOT_GIVEN,
    }


_UBL_RESPONSES = _responses(
    "application/xml", "The certificate in UBL 2.4.", "it is no certificate of origin (`no_ubl_document`)"
)
_COPY_RESPONSES = _responses("application/pdf", "The watermarked copy.", "it has no reference copy (`no_copy`)")


def exports_blueprint(service: Service) -> APIBlueprint:
    """Build the calls."""
    api = APIBlueprint("exports", __name__, url_prefix="/api/v1", tag="Certificates")

    @api.get("/certificates/<number:number>/<day:issue_date>/ubl.xml")
    @api.doc(operation_id="certificateAsUbl", responses=_UBL_RESPONSES)
    def ubl(number: str, issue_date: str) -> Response:
        """Return a certificate of origin as UBL 2.4 `CertificateOfOrigin`.

        Made from the sealed content after verifying it, of certificates in force alone; the same content gives the same
        bytes. The content itself, its SHA-256 and the seal are inside, so that the file can be verified offline.
        """
        found = take_away(service, number, issue_date)
        if not isinstance(found, InForce):
            return refusal(found)
        if not isinstance(found.content, JapaneseOriginCertificate | ForeignOriginCertificate):
            detail = f"UBL has a document for certificates of origin; this is of the kind {found.content.kind.slug}."
            return problem(HTTPStatus.NOT_FOUND, "no_ubl_document", detail)
        sealed = _sealed(found.stored, service.trust.current().trust_list.base)
        return file_response(found, ubl_certificate(found.content, sealed), "application/xml", ".ubl.xml")

    @api.get("/certificates/<number:number>/<day:issue_date>/copy.pdf")
    @api.doc(operation_id="certificateCopy", responses=_COPY_RESPONSES)
    def copy(number: str, issue_date: str) -> Response:
        """Return the watermarked reference copy as PDF: for reading and filing, never the original.

        It carries no code and no signature, and no seal covers it: what counts is the content that the certificate call
        returns. Of certificates in force alone.
        """
        found = take_away(service, number, issue_date)
        if not isinstance(found, InForce):
            return refusal(found)
        sha256 = service.register.copy_of(found.stored.sid)
        if sha256 is None:
            detail = "No reference copy of this certificate was published. Its page can be printed."
            return problem(HTTPStatus.NOT_FOUND, "no_copy", detail)
        return file_response(found, read_copy(service.documents, sha256), "application/pdf", COPY_SUFFIX)

    return api


def refusal(found: NotGiven | Response) -> Response:
    """Return the problem document for a file that is not given."""
    if isinstance(found, Response):
        return found
    response = found.as_problem()
    response.headers[AS_OF_HEADER] = utc_text(found.answer.head.as_of)
    return response


def file_response(found: InForce, data: bytes, media_type: str, suffix: str) -> Response:
    """Return a file under the certificate's public number, which opens nothing; 304 where the client has it."""
    response = Response(data, mimetype=media_type)
    # That it is given at all says “in force”, so it is kept no longer than any verdict.
    response.headers["Cache-Control"] = VERDICT_MAX_AGE
    name = parse_number(found.stored.number).public + suffix
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers[AS_OF_HEADER] = utc_text(found.answer.head.as_of)
    response.set_etag(hashlib.sha256(data).hexdigest()[:32], weak=True)
    response.make_conditional(request)
    return response


def _sealed(stored: StoredCertificate, base: ReferenceBase) -> Sealed:
    page = f"{base.site}/certificates/{stored.number}/{stored.issue_date.isoformat()}"
    return Sealed(stored.seal, qr_text(stored.seal, base), page)

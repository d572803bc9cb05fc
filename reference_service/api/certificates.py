"""`/api/v1/certificates`, `/seals` and `/documents`: three ways to the same answer."""

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, request

from reference_service.api.answer import certificate_response
from reference_service.api.models import CertificateAnswer
from reference_service.api.openapi import CERTIFICATE_RESPONSES, DOCUMENT_RESPONSES
from reference_service.api.problem import problem
from reference_service.api.reading import read_number_and_day
from reference_service.service import Service
from signing.errors import MalformedError
from signing.qr import decode_base32
from signing.seal import parse_seal


def certificates_blueprint(service: Service) -> APIBlueprint:
    """Build the certificate calls."""
    api = APIBlueprint("certificates", __name__, url_prefix="/api/v1", tag="Certificates")

    @api.get("/certificates/<number:number>/<day:issue_date>")
    @api.output(CertificateAnswer, description="The certificate, its seal and all records, with the verdict.")
    @api.doc(operation_id="certificateByNumber", responses=CERTIFICATE_RESPONSES)
    def by_number(number: str, issue_date: str) -> Response:
        """Look up by number and issue date.

        The number is read as forgivingly as on the page (case, blanks, hyphens, full-width characters); its canonical
        form is without hyphens. An unknown number and a wrong date get one identical answer.
        """
        read = read_number_and_day(number, issue_date)
        if isinstance(read, Response):
            return read
        return certificate_response(service.register.by_number(read[0].canonical, read[1]), request)

    @api.get("/seals/<seal:seal>")
    @api.output(CertificateAnswer, description="The certificate, its seal and all records, with the verdict.")
    @api.doc(operation_id="certificateBySeal", responses=CERTIFICATE_RESPONSES)
    def by_seal(seal: str) -> Response:
        """Look up by the seal that the QR code carries.

        Base32 (RFC 4648) without padding, in either case. The seal's signature is the client's to verify: the answer
        returns the seal that was published, byte for byte.
        """
        try:
            data = decode_base32(seal)
            sid = parse_seal(data).sid
        except MalformedError as error:
            return problem(HTTPStatus.BAD_REQUEST, "seal_malformed", str(error))
        return certificate_response(service.register.by_seal(sid, data), request)

    @api.get("/documents/<sha256:sha256>")
    @api.output(CertificateAnswer, description="The certificate whose issued PDF has this hash.")
    @api.doc(operation_id="certificateByDocument", responses=DOCUMENT_RESPONSES)
    def by_document(sha256: str) -> Response:
        """Look up by the SHA-256 of the issued PDF, in lower-case hexadecimal.

        The hash stands in the certificate's signed issue record; only who holds the file can know it.
        """
        return certificate_response(service.register.by_document(bytes.fromhex(sha256)), request)

    return api

"""The certificate by number and date, and where the QR code lands."""

import datetime as dt
from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reference_service.addresses import read_day
from reference_service.api.answer import AS_OF_HEADER, VERDICT_MAX_AGE
from reference_service.messages import NOT_KNOWN, NOT_YET, OUTCOMES, FieldError, Outcome
from reference_service.pages.form import LookupForm
from reference_service.pages.home import show_form
from reference_service.pages.judgement import Judgement, judge_published, judge_unpublished
from reference_service.pages.keeping import shows
from reference_service.register_view import Answer
from reference_service.service import Service
from reference_service.times import utc_text
from register.entry import Head
from signing.content import CertifiedDocument, InvoiceCertification, SignatureCertification
from signing.errors import MalformedError, MistypedNumberError, NumberError
from signing.number import CertificateNumber, parse_typed_number
from signing.qr import decode_base32
from signing.result import Reason, Verdict, VerificationResult
from signing.verify import open_seal

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PICTURE_MAX_AGE = "public, max-age=86400"
"""Pictures never change, but their content can expire: a day at most."""


def certificate_blueprint(service: Service) -> Blueprint:
    """Build the certificate's pages."""
    pages = Blueprint("certificate", __name__)

    @pages.get("/certificates/<number:number>/<day:issue_date>")
    def by_number(number: str, issue_date: str) -> ResponseReturnValue:
        read = _read_address(number, issue_date)
        if isinstance(read, LookupForm):
            return show_form(read, HTTPStatus.BAD_REQUEST)
        certificate_number, day = read
        if (certificate_number.canonical, day.isoformat()) != (number, issue_date):
            address = url_for(".by_number", number=certificate_number.canonical, issue_date=day.isoformat())
            return redirect(address, HTTPStatus.PERMANENT_REDIRECT)
        answer = service.register.by_number(number, day)
        if answer.published is None:
            return _not_known(answer, read)
        trust = service.trust.current()
        judgement = judge_published(answer, answer.published, trust, service.clock())
        shows(answer, judgement)
        return _page(judgement, by_code=False)

    @pages.get("/certificates/<number:number>/<day:issue_date>/compare")
    def compare(number: str, issue_date: str) -> ResponseReturnValue:
        read = _read_address(number, issue_date)
        if isinstance(read, LookupForm):
            return show_form(read, HTTPStatus.BAD_REQUEST)
        answer = service.register.by_number(read[0].canonical, read[1])
        if answer.published is None:
            return _not_known(answer, read)
        judgement = judge_published(answer, answer.published, service.trust.current(), service.clock())
        if judgement.reason is not Reason.IN_FORCE or judgement.content is None:
            # Nobody should tick boxes of what has ended; the certificate's own page says what is the matter.
            address = url_for(".by_number", number=read[0].canonical, issue_date=read[1].isoformat())
            response = redirect(address, HTTPStatus.SEE_OTHER)
            response.headers["Cache-Control"] = "no-store"
            return response
        headers = {"Cache-Control": VERDICT_MAX_AGE, AS_OF_HEADER: utc_text(judgement.as_of)}
        return render_template("certificate/compare.html", judgement=judgement), headers

    @pages.get("/v/<seal:seal>")
    @pages.get("/V/<seal:seal>", endpoint="by_seal_upper")
    def by_seal(seal: str) -> ResponseReturnValue:
        trust = service.trust.current()
        now = service.clock()
        try:
            data = decode_base32(seal)
        except MalformedError:
            return _bad_seal(Reason.MALFORMED)
        # The seal is verified before anything is looked up: a bad one learns nothing about the register.
        opened = open_seal(data, trust.as_of(now), now)
        if isinstance(opened, VerificationResult):
            service.register.refuse_seal()
            return _bad_seal(opened.reason)
        answer = service.register.by_seal(opened.seal.sid, data)
        if answer.published is None:
            judgement = judge_unpublished(opened, answer, trust, now)
            return _page(judgement, by_code=True, status=HTTPStatus.NOT_FOUND)
        judgement = judge_published(answer, answer.published, trust, now)
        shows(answer, judgement)
        return _page(judgement, by_code=True)

    @pages.get("/certificates/<number:number>/<day:issue_date>/documents/<sha256:sha256>.png")
    def picture(number: str, issue_date: str, sha256: str) -> ResponseReturnValue:
        read = _read_address(number, issue_date)
        if isinstance(read, LookupForm):
            return _no_picture()
        answer = service.register.part_by_number(read[0].canonical, read[1])
        if answer.published is None:
            return _no_picture()
        judgement = judge_published(answer, answer.published, service.trust.current(), service.clock())
        # Only what the sealed content names is served, so a deleted content takes its pictures along.
        if sha256 not in _pictures(judgement) or not service.documents.exists(sha256):
            return _no_picture()
        data = service.documents.get(sha256)
        if not data.startswith(PNG_SIGNATURE):
            return _no_picture()
        return Response(data, mimetype="image/png", headers={"Cache-Control": PICTURE_MAX_AGE})

    return pages


def _read_address(number: str, issue_date: str) -> tuple[CertificateNumber, dt.date] | LookupForm:
    """Read the address, or return the form that shows what is wrong with it."""
    errors: dict[str, FieldError] = {}
    read: CertificateNumber | None = None
    try:
        read = parse_typed_number(number)
    except MistypedNumberError:
        errors["number"] = FieldError.NUMBER_MISTYPED
    except NumberError:
        errors["number"] = FieldError.NUMBER_MALFORMED
    day = read_day(issue_date)
    if day is None:
        errors["date"] = FieldError.DATE_MALFORMED
    if read is not None and day is not None:
        return read, day
    return LookupForm({"number": number} | _typed(day), read, day, errors)


def _typed(day: dt.date | None) -> dict[str, str]:
    return {} if day is None else {"day": str(day.day), "month": str(day.month), "year": f"{day.year:04}"}


def _page(judgement: Judgement, *, by_code: bool, status: HTTPStatus = HTTPStatus.OK) -> ResponseReturnValue:
    headers = {
        "Cache-Control": VERDICT_MAX_AGE if status is HTTPStatus.OK else "no-store",
        AS_OF_HEADER: utc_text(judgement.as_of),
    }
    outcome = NOT_YET if judgement.pending else OUTCOMES[judgement.reason]
    body = render_template("certificate.html", judgement=judgement, outcome=outcome, by_code=by_code)
    return body, status, headers


def _not_known(answer: Answer, asked: tuple[CertificateNumber, dt.date]) -> ResponseReturnValue:
    if answer.current:
        number, day = asked
        # A slip is mended where it was made: what was asked for stands in the form again.
        form = LookupForm({"number": number.printed} | _typed(day), number, day)
        headers = {"Cache-Control": "no-store", AS_OF_HEADER: utc_text(answer.head.as_of)}
        body = render_template(
            "not_known.html", outcome=NOT_KNOWN, verdict=Verdict.INDETERMINATE, head=answer.head, form=form
        )
        return body, HTTPStatus.NOT_FOUND, headers
    # Data that are too old may lack what was published since: never “not found” on their word.
    outcome = OUTCOMES[Reason.STATUS_UNAVAILABLE]
    return _warning(outcome, Verdict.INDETERMINATE, HTTPStatus.SERVICE_UNAVAILABLE, head=answer.head)


def _bad_seal(reason: Reason) -> ResponseReturnValue:
    status = HTTPStatus.BAD_REQUEST if reason is Reason.MALFORMED else HTTPStatus.NOT_FOUND
    return _warning(OUTCOMES[reason], reason.verdict, status, by_code=True)


def _warning(
    outcome: Outcome, verdict: Verdict, status: HTTPStatus, *, head: Head | None = None, by_code: bool = False
) -> ResponseReturnValue:
    headers = {"Cache-Control": "no-store"} | ({AS_OF_HEADER: utc_text(head.as_of)} if head else {})
    body = render_template("warning.html", outcome=outcome, verdict=verdict, head=head, by_code=by_code)
    return body, status, headers


def _pictures(judgement: Judgement) -> set[str]:
    content = judgement.content
    if content is None:
        return set()
    if isinstance(content, InvoiceCertification | SignatureCertification):
        document: CertifiedDocument = content.document
        return set(document.page_images)
    return {line.marks.picture for line in content.goods if line.marks is not None and line.marks.picture is not None}


def _no_picture() -> ResponseReturnValue:
    return Response(status=HTTPStatus.NOT_FOUND, mimetype="text/plain", headers={"Cache-Control": "no-store"})

"""`/report` and `/<chamber>/report`: anybody reports a paper or a site, or asks officially, and reads the answer.

The reference service keeps no input and links here. Every report is answered alike: whether a number is the chamber's
is told by the reference service, to who has the paper.
"""

from typing import BinaryIO, cast

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.actor import Actor
from issuance.domain.inquiries.report import CaseKind
from issuance.language import _, spoken_language
from issuance.office import Office
from issuance.services.applications.sight import AbsentError
from issuance.services.inquiries.files import SentFile
from issuance.services.inquiries.reporting import Receipt, ReporterCase
from issuance.web.config import WebConfig
from issuance.web.forms.inquiries import FIELDS_OF, HumanCheck, MoreForm, ReportForm
from issuance.web.guards import visitors
from issuance.web.inquiry_words import case_words
from issuance.web.pages.administration.common import status_of, tried

_KINDS = "<any(document, site, inquiry):kind>"
_CASE = "/<chamber:chamber>/report/cases/<reference>/<secret>"


def report_blueprint(office: Office, config: WebConfig) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("report", __name__)
    pages.context_processor(case_words)
    _add_beginning(pages, office)
    _add_form(pages, office, HumanCheck(config.secret))
    _add_case(pages, office)
    return pages


def _add_beginning(pages: Blueprint, office: Office) -> None:
    @pages.get("/report")
    @visitors
    def chambers() -> ResponseReturnValue:
        return render_template("report/chambers.html", chambers=office.chambers.found(""))

    @pages.get("/<chamber:chamber>/report")
    @visitors
    def start(chamber: str) -> ResponseReturnValue:
        del chamber
        return render_template("report/start.html", now=office.clock())


def _add_form(pages: Blueprint, office: Office, humans: HumanCheck) -> None:
    @pages.route(f"/<chamber:chamber>/report/{_KINDS}", methods=["GET", "POST"])
    @visitors
    def form(chamber: str, kind: str) -> ResponseReturnValue:
        asked = CaseKind(kind)
        sent = ReportForm()
        sent.of_kind(asked)
        made: list[Receipt] = []
        if sent.is_submitted():
            sent.validate()
            report = sent.report(asked)
            sent.note_lacks(report)
            if not sent.problems:
                humans.note(sent, office.clock())
            desk, language, files = office.inquiries.reporting, spoken_language().code, _files()
            token = str(sent.submission.data)
            if not sent.problems and tried(
                sent, lambda: made.append(desk.receive(_visitor(chamber), report, files, language, token))
            ):
                receipt = made[0]
                flash(_("Thank you: the chamber has received it. Keep the link below."), "success")
                return redirect(url_for(".case", reference=receipt.reference, secret=receipt.secret), 303)
        sent.opened.data = humans.opened(office.clock())
        page = render_template("report/form.html", form=sent, kind=asked, fields=FIELDS_OF[asked], now=office.clock())
        return page, status_of(sent)


def _add_case(pages: Blueprint, office: Office) -> None:
    desk = office.inquiries.reporting

    def opened(chamber: str, reference: str, secret: str) -> ReporterCase:
        try:
            return desk.open(_visitor(chamber), reference, secret)
        except AbsentError:
            abort(404)

    @pages.route(_CASE, methods=["GET", "POST"])
    @visitors
    def case(chamber: str, reference: str, secret: str) -> ResponseReturnValue:
        seen = opened(chamber, reference, secret)
        more = MoreForm()
        if more.validate_on_submit() and tried(
            more,
            lambda: desk.add(
                _visitor(chamber), reference, secret, more.text.data or "", _files(), str(more.submission.data)
            ),
        ):
            flash(_("It was added to the case."), "success")
            return redirect(url_for(".case", reference=reference, secret=secret), 303)
        page = render_template("report/case.html", seen=seen, form=more, secret=secret, link=_link(office))
        return page, status_of(more)

    @pages.get(f"{_CASE}/<answer>.pdf")
    @visitors
    def letter(chamber: str, reference: str, secret: str, answer: str) -> ResponseReturnValue:
        try:
            pdf = desk.letter(_visitor(chamber), reference, secret, answer)
        except AbsentError:
            abort(404)
        return pdf_answer(pdf, f"answer-{reference}")


def pdf_answer(pdf: bytes, name: str) -> Response:
    """Return a file that is shown, and saved under `name`."""
    answer = Response(pdf, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _link(office: Office) -> str:
    """Return the whole address of this case, as the reporter keeps it."""
    return f"{office.config.public_url.rstrip('/')}{request.path}"


def _visitor(chamber: str) -> Actor:
    """Return who reports: a visitor, even where somebody is signed in; a report is no act of an id."""
    actor: Actor = g.actor
    return Actor.visitor(chamber, actor.place)


def _files() -> list[SentFile]:
    sent = (file for file in request.files.getlist("files") if file.filename)
    return [SentFile(cast("BinaryIO", file.stream), file.filename or "") for file in sent]

"""What systems read for an id: its applications and their papers, fees, delivered certificates."""

import io

from flask import Blueprint, Response, send_file
from flask.typing import ResponseReturnValue

from issuance.domain.application.states import State
from issuance.domain.delivery.sheets import Sheet
from issuance.domain.oauth.scopes import Scope
from issuance.errors import RefusedError
from issuance.language import N_, _
from issuance.office import Office
from issuance.services.applications.papers import ShownPaper
from issuance.web.api.asked import Filter, query_as, told
from issuance.web.api.described import PDF, described
from issuance.web.api.models import ApplicationPage, ApplicationSeen, Certificates, Fees, PaperPage
from issuance.web.api.shown import fees_of, line_of, offered, paper_of, seen_of
from issuance.web.bearer import caller
from issuance.web.cursor import cursor_text
from issuance.web.guards import api

ORIGINAL = Sheet()


def seen_application(office: Office, key: str) -> ApplicationSeen:
    """Return an application for the id for which a system calls.

    With what is said of it, while it can be changed, and while its signatory is to submit it or to send it back.
    """
    actor = caller().actor
    seen = office.applications.views.one(actor, key)
    if not seen.application.is_editable and seen.application.state is not State.AWAITING_SIGNATORY:
        return seen_of(seen, (), must_ask=False)
    opened = office.applications.drafts.read(actor, key, to_submit=True)
    return seen_of(seen, opened.problems, must_ask=opened.must_ask and seen.application.is_editable)


def papers_seen(office: Office, key: str) -> list[ShownPaper]:
    """Return the papers of an application that the id sees."""
    return list(office.applications.views.one(caller().actor, key).papers)


def add_reading(pages: Blueprint, office: Office) -> None:
    """Add the calls."""

    @pages.get("/applications")
    @api(Scope.APPLICATIONS_READ)
    @described(N_("The applications that the id sees, what was changed last first"), ApplicationPage, asks=Filter)
    def applications() -> ResponseReturnValue:
        page = office.applications.lists.page(caller().actor, query_as(Filter).ask)
        return told(ApplicationPage(applications=[line_of(each) for each in page.lines], next=cursor_text(page.after)))

    @pages.get("/applications/<application>")
    @api(Scope.APPLICATIONS_READ)
    @described(N_("One application: as typed, as submitted, its remarks and history"), ApplicationSeen)
    def application(application: str) -> ResponseReturnValue:
        found = seen_application(office, application)
        return told(found, version=found.version)

    @pages.get("/applications/<application>/papers")
    @api(Scope.APPLICATIONS_READ)
    @described(N_("The papers beside an application"), PaperPage)
    def papers(application: str) -> ResponseReturnValue:
        return told(PaperPage(papers=[paper_of(each) for each in papers_seen(office, application)]))

    @pages.get("/fees")
    @api(Scope.FEES_READ)
    @described(N_("The charges and the balance of the organisation in whose name the id pays"), Fees)
    def fees() -> ResponseReturnValue:
        called = caller()
        if called.holder is None:
            raise RefusedError(_("This id pays for no organisation."))
        payer = called.holder.agent or called.holder.organisation
        return told(fees_of(office.fees.views.of_payer(called.actor, payer)))

    @pages.get("/certificates")
    @api(Scope.CERTIFICATES_READ)
    @described(N_("The delivered certificates that can be printed now"), Certificates)
    def certificates() -> ResponseReturnValue:
        offers = office.delivery.printing.overview(caller().actor)
        return told(Certificates(certificates=[offered(each) for each in offers]))

    # Each fetch is noted as a print (article 14-3). No browser loads it ahead: it asks for a token in a header.
    @pages.get("/certificates/<number>/original.pdf")
    @api(Scope.CERTIFICATES_READ)
    @described(N_("The ORIGINAL, to be printed until the 14th day. Each fetch is noted as a print"), PDF)
    def original(number: str) -> ResponseReturnValue:
        return _fetched(office, number, ORIGINAL.name)

    @pages.get("/certificates/<number>/<sheet>.pdf")
    @api(Scope.CERTIFICATES_READ)
    @described(N_("A COPY that was ordered with it, as long as the ORIGINAL. Each fetch is noted as a print"), PDF)
    def copy(number: str, sheet: str) -> ResponseReturnValue:
        return _fetched(office, number, sheet)


def _fetched(office: Office, number: str, sheet: str) -> Response:
    actor = caller().actor
    key = office.delivery.printing.key_of(actor, number)
    pdf = office.delivery.printing.fetch(actor, key, sheet)
    answer = send_file(io.BytesIO(pdf), mimetype=PDF, as_attachment=True, download_name=f"{number}-{sheet}.pdf")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

"""The desk's messages: what needs a person, what waits, what the fax gateway has; again, and reports."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.messages import Channel, Delivery
from issuance.language import N_, _, spoken_language
from issuance.office import Office
from issuance.services.messages.posting import TemplateError, load_template, outline
from issuance.services.notices.spreading import TEMPLATE
from issuance.web.pages.postings.common import Desk, actor, done

TRAYS = {
    "failed": (N_("Not arrived"), (Delivery.FAILED, Delivery.GIVEN_UP)),
    "waiting": (N_("Waiting"), (Delivery.WAITING, Delivery.SENDING)),
    "handed": (N_("With the fax gateway"), (Delivery.HANDED,)),
    "settled": (N_("Sent"), (Delivery.SENT, Delivery.CONFIRMED)),
}


def add_messages(pages: Blueprint, office: Office, desk: Desk) -> None:
    """Add the pages."""
    service = office.postings.messages

    @pages.get("/messages")
    @desk.guard
    def messages(chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        tray = request.args.get("tray", "")
        tray = tray if tray in TRAYS else "failed"
        counts = service.counts(actor())
        return render_template(
            "posting/messages.html",
            trays=TRAYS,
            tray=tray,
            counts=counts,
            messages=service.list(actor(), TRAYS[tray][1]),
            subject_of=_subject_of,
            missing=[channel for channel in Channel if channel not in service.ways],
        )

    @pages.post("/messages/<message>/again")
    @desk.guard
    def send_again(message: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        service.send_again(actor(), message)
        return done(_("It will be sent again with the next round."), url_for(".messages", tray="waiting"))

    @pages.post("/messages/<message>/report")
    @desk.guard
    def report(message: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        service.report(actor(), message, arrived=request.form.get("arrived") == "yes")
        return done(_("The report is on record."), url_for(".messages", tray="handed"))


def _subject_of(template: str) -> str:
    """Return the subject of a message in the reader's language, with dots for its values, which may be erased."""
    if template == TEMPLATE:
        return _("Notice of the board")  # its subject is nothing but values
    try:
        return outline(load_template(template, spoken_language().code).subject)
    except TemplateError:
        return template  # of a newer or an older program

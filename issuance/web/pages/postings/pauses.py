"""The desk's pauses, and the end of the system: announced, ended, called off."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.messages import Channel
from issuance.domain.notices.notice import checked
from issuance.domain.notices.pauses import EndingText, PauseText
from issuance.language import _
from issuance.office import Office
from issuance.web.forms.postings.pause import GROUNDS, EndingForm, PauseForm, instant_of
from issuance.web.guards import recently
from issuance.web.pages.postings.common import Desk, actor, done, form_version, pair, status_of, tried
from signing.bulletin import ServicePart


def add_pauses(pages: Blueprint, office: Office, desk: Desk) -> None:
    """Add the pages; the end of the system is the federation's to announce."""
    service = office.postings.pause_desk

    @pages.get("/pauses")
    @desk.guard
    def pauses(chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        now = office.clock()
        return render_template("posting/pauses.html", pauses=service.all(actor()), now=now, grounds=GROUNDS)

    @pages.route("/pauses/new", methods=["GET", "POST"])
    @desk.guard
    @recently
    def new_pause(chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        form = PauseForm()
        if form.validate_on_submit() and tried(
            form, lambda: service.announce(actor(), _pause(form, desk), _channels(form))
        ):
            return done(_("Announced. The notice stands on the board."), url_for(".pauses"))
        page = render_template("posting/pause_form.html", form=form, is_federation=desk.is_federation)
        return page, status_of(form)

    @pages.post("/pauses/<pause>/end")
    @desk.guard
    def end_pause(pause: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        service.end(actor(), pause, form_version())
        return done(_("Ended. The office is open again."), url_for(".pauses"))

    @pages.post("/pauses/<pause>/call-off")
    @desk.guard
    def call_off_pause(pause: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        service.call_off(actor(), pause, form_version())
        return done(_("Called off. The notice no longer stands on the board."), url_for(".pauses"))

    if desk.is_federation:

        @pages.route("/end", methods=["GET", "POST"])
        @desk.guard
        @recently
        def end_of_system() -> ResponseReturnValue:
            form = EndingForm()
            if form.validate_on_submit() and tried(
                form, lambda: service.announce_end(actor(), _ending(form), _channels(form))
            ):
                return done(_("Announced. The notice stands on every chamber's board."), url_for(".notices"))
            return render_template("posting/ending_form.html", form=form), status_of(form)


def _pause(form: PauseForm, desk: Desk) -> PauseText:
    return checked(
        PauseText,
        {
            "begins": instant_of(form.begins_day.data, form.begins_time.data),
            "ends": instant_of(form.ends_day.data, form.ends_time.data),
            "ground": form.ground.data,
            "reason": pair(form, "reason"),
            "stops": form.stops.data if desk.is_federation else [ServicePart.OFFICE],
        },
    )


def _ending(form: EndingForm) -> EndingText:
    texts = {name: pair(form, name) for name in ("what", "alternatives", "why_late")}
    return checked(EndingText, {"ends_on": form.ends_on.data, **texts})


def _channels(form: PauseForm | EndingForm) -> frozenset[Channel]:
    return frozenset(Channel(channel) for channel in form.channels.data or ())

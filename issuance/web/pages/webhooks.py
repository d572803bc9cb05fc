"""`…/webhooks`: where a system is told of events, and how it goes. For the federation, and for a chamber's own systems.

A chamber sees the same page of a third party's system without the acts on its addresses: its own messages to it.
"""

from collections.abc import Iterator

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.language import N_, _
from issuance.office import Office
from issuance.web.forms.webhooks import EndpointForm
from issuance.web.guards import federation, may_open, recently, staff
from issuance.web.pages.administration.common import ADMINISTRATORS
from issuance.web.pages.postings.common import Desk, actor, done, form_version, status_of, tried
from issuance.web.webhook_words import EVENTS, KINDS, OFF_REASONS, STATES, TROUBLES

_HERE = Desk("webhooks", "/<chamber:chamber>/admin/systems/<system>/webhooks", staff(*ADMINISTRATORS))
_FEDERATION = Desk("federation_webhooks", "/federation/third-parties/<system>/webhooks", federation, is_federation=True)
_BACK = {
    True: (N_("Systems of third parties"), "federation.third_parties"),
    False: (N_("Connected systems"), "systems.overview"),
}


def webhook_blueprints(office: Office) -> Iterator[Blueprint]:
    """Return the blueprints: one below each chamber, and one for the federation."""
    yield _pages(office, _HERE)
    yield _pages(office, _FEDERATION)


def _pages(office: Office, desk: Desk) -> Blueprint:
    pages = Blueprint(desk.name, __name__, url_prefix=desk.place)

    @pages.context_processor
    def parts() -> dict[str, object]:
        return {
            "may_open": lambda endpoint: endpoint in current_app.view_functions and may_open(current_app, endpoint),
            "frame": "federation/frame.html" if desk.is_federation else "admin/frame.html",
            "back": _BACK[desk.is_federation],
        }

    _add_list(pages, office, desk)
    _add_secrets(pages, office, desk)
    _add_acts(pages, office, desk)
    return pages


def _add_list(pages: Blueprint, office: Office, desk: Desk) -> None:
    @pages.get("")
    @desk.guard
    def overview(system: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        return render_template(
            "webhooks/list.html",
            told=office.oauth.webhooks.of_system(actor(), system),
            events=EVENTS,
            kinds=KINDS,
            states=STATES,
            troubles=TROUBLES,
            off_reasons=OFF_REASONS,
        )


def _add_secrets(pages: Blueprint, office: Office, desk: Desk) -> None:
    """Add what shows a secret, once."""
    service = office.oauth.webhooks

    @pages.route("/new", methods=["GET", "POST"])
    @desk.guard
    @recently
    def new(system: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        told, form = service.of_system(actor(), system), EndpointForm()
        form.offer(told.events)
        made: list[tuple[str, str]] = []
        if form.validate_on_submit():
            address = str(form.address.data)
            if tried(form, lambda: made.append(service.add(actor(), system, address, form.chosen))):
                return render_template("webhooks/secret.html", told=told, address=address, secret=made[0][1])
        return render_template("webhooks/new.html", form=form, told=told), status_of(form)

    @pages.post("/<hook>/secret")
    @desk.guard
    @recently
    def secret(system: str, hook: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        told = service.of_system(actor(), system)
        held, made = service.make_secret(actor(), system, hook, form_version())
        return render_template("webhooks/secret.html", told=told, address=held.address, secret=made)


def _add_acts(pages: Blueprint, office: Office, desk: Desk) -> None:
    service = office.oauth.webhooks

    def back(told: str, system: str) -> ResponseReturnValue:
        return done(told, url_for(".overview", system=system))

    @pages.post("/<hook>/<any(on, off):to>")
    @desk.guard
    @recently
    def switch(system: str, hook: str, to: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        service.switch(actor(), system, hook, form_version(), on=to == "on")
        return back(_("Done: it counts from now on."), system)

    @pages.post("/<hook>/remove")
    @desk.guard
    @recently
    def remove(system: str, hook: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        service.remove(actor(), system, hook, form_version())
        return back(_("Taken away: nothing is sent there any more."), system)

    @pages.post("/<hook>/test")
    @desk.guard
    def test(system: str, hook: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        service.test(actor(), system, hook)
        return back(_("A test message goes out with the next round: open this page again in a moment."), system)

    @pages.post("/again/<delivery>")
    @desk.guard
    def send_again(system: str, delivery: str, chamber: str | None = None) -> ResponseReturnValue:
        del chamber
        service.send_again(actor(), system, delivery)
        return back(_("It will be sent again with the next round."), system)

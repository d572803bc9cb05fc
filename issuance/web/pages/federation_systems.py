"""`/federation/third-parties/<system>`: how an approved system connects, and its secret, shown once."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.language import _
from issuance.office import Office
from issuance.web.forms.oauth import ClientForm
from issuance.web.guards import federation, recently
from issuance.web.oauth_words import SCOPES
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried


def add_systems(pages: Blueprint, office: Office) -> None:
    """Add the page of one system."""
    desk = office.oauth.clients

    @pages.route("/third-parties/<system>", methods=["GET", "POST"])
    @federation
    @recently
    def system(system: str) -> ResponseReturnValue:
        found, setting = desk.one(actor(), system)
        form = ClientForm(
            data={"redirects": "\n".join(setting.redirects), "scopes": [scope.value for scope in setting.scopes]}
        )
        if form.validate_on_submit():
            lines = str(form.redirects.data).splitlines()
            if tried(form, lambda: desk.configure(actor(), system, form_version(), form.chosen, lines)):
                return done(_("Stored: it counts from now on."), url_for("federation.system", system=system))
        page = render_template(
            "federation/system.html",
            form=form,
            system=found,
            setting=setting,
            hints={scope.value: _(SCOPES[scope][1]) for scope in SCOPES},
        )
        return page, status_of(form)

    @pages.post("/third-parties/<system>/secret")
    @federation
    @recently
    def make_secret(system: str) -> ResponseReturnValue:
        found, _setting = desk.one(actor(), system)
        secret = desk.make_secret(actor(), system, form_version())
        return render_template("federation/secret.html", name=found.name, key=found.id, secret=secret)

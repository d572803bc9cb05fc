"""Templates: keep what an application holds, begin with it another time, delete it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.ids import Act
from issuance.language import _
from issuance.office import Office
from issuance.web.guards import may
from issuance.web.pages.applications.sent import acting


def add_template_pages(pages: Blueprint, office: Office) -> None:
    """Add them."""
    desk = office.applications.templates

    @pages.post("/<application>/template")
    @may(Act.APPLY)
    def keep_template(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        made = desk.keep(acting(), application, request.form.get("name", ""))
        flash(_("The template “%(name)s” is kept: begin with it under “New application”.", name=made.name), "success")
        return redirect(url_for(".one", application=application), 303)

    @pages.post("/templates/<template>/delete")
    @may(Act.APPLY)
    def delete_template(chamber: str, template: str) -> ResponseReturnValue:
        del chamber
        desk.delete(acting(), template)
        flash(_("The template was deleted."), "success")
        return redirect(url_for(".start"), 303)

"""Papers beside an application: hand one in, look at it, take it out."""

from typing import BinaryIO, cast

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.application.application import PaperRole
from issuance.domain.ids import Act
from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.services.applications.papers import ROLES_OF
from issuance.web.guards import may
from issuance.web.pages.applications.sent import acting


def add_paper_pages(pages: Blueprint, office: Office) -> None:
    """Add them."""
    desk = office.applications.papers

    @pages.route("/<application>/papers", methods=["GET", "POST"])
    @may(Act.APPLY, Act.ANSWER_RETURNED)
    def papers(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        told = ""
        if request.method == "POST":
            told = _take(office, application)
            if not told:
                flash(_("The paper was taken in."), "success")
                return redirect(url_for(".papers", application=application), 303)
        opened = office.applications.drafts.read(acting(), application)
        if not opened.application.is_editable:
            return redirect(url_for(".one", application=application), 303)
        there = {shown.paper.role for shown in opened.papers}
        roles = ROLES_OF[opened.application.kind]
        page = render_template(
            "applications/papers.html",
            opened=opened,
            application=opened.application,
            roles=roles,
            chosen=next((role for role in roles if role == request.form.get("role") or role not in there), roles[-1]),
            told=told,
            problems=[each for each in opened.problems if each.field in ("papers", "document")],
        )
        return page, 422 if told else 200

    @pages.post("/<application>/papers/<paper>/remove")
    @may(Act.APPLY, Act.ANSWER_RETURNED)
    def remove_paper(chamber: str, application: str, paper: str) -> ResponseReturnValue:
        del chamber
        desk.remove(acting(), application, paper)
        flash(_("The paper was taken out."), "success")
        return redirect(url_for(".papers", application=application), 303)

    @pages.get("/<application>/papers/<paper>/<int:page>")
    @may(Act.READ_APPLICATIONS)
    def paper(chamber: str, application: str, paper: str, page: int) -> ResponseReturnValue:
        del chamber
        data = desk.picture(acting(), application, paper, page)
        return Response(data, mimetype="image/png", headers={"Cache-Control": "private, no-store"})


def _take(office: Office, application: str) -> str:
    """Take the sent file in; return why not, '' where it was."""
    file = request.files.get("file")
    role = next((each for each in PaperRole if each == request.form.get("role")), None)
    if role is None:
        return _("Choose which paper this is.")
    if file is None or not file.filename:
        return _("Choose the file.")
    try:
        office.applications.papers.add(acting(), application, cast("BinaryIO", file.stream), file.filename, role)
    except RefusedError as error:
        return str(error)
    return ""

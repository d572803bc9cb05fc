"""What systems hand in beside an application. Files go into quarantine as those of the pages do (ADR 0036)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import BinaryIO, cast

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from issuance.domain.application.application import PaperRole
from issuance.domain.oauth.scopes import Scope
from issuance.language import N_, _
from issuance.office import Office
from issuance.storage.api_calls import Kept
from issuance.storage.unit import Unit
from issuance.web.api.asked import CallError
from issuance.web.api.described import described
from issuance.web.api.models import PaperSeen
from issuance.web.api.once import kept, once
from issuance.web.api.shown import paper_of
from issuance.web.bearer import caller
from issuance.web.guards import api
from issuance.web.problems import problem


def add_paper_calls(pages: Blueprint, office: Office) -> None:
    """Add the calls."""
    desk = office.applications.papers

    @pages.post("/applications/<application>/papers")
    @api(Scope.EVIDENCE_WRITE)
    @described(
        N_("Hand a paper in: PDF, PNG or JPEG of 20 MB at most"), PaperSeen, HTTPStatus.CREATED, file=True, once=True
    )
    def add_paper(application: str) -> ResponseReturnValue:
        role, stream, name = _sent()
        actor = caller().actor

        def added(unit: Unit, application: str, after: Mapping[str, object]) -> Kept:
            shown = next(each for each in desk.of(unit, application) if each.paper.id == after["paper"])
            return kept(paper_of(shown), HTTPStatus.CREATED)

        return once(
            office,
            "application.paper_add",
            lambda _token: desk.add(actor, application, stream, name, role),
            added,
        )

    @pages.delete("/applications/<application>/papers/<paper>")
    @api(Scope.EVIDENCE_WRITE)
    @described(
        N_("Take a paper out; one that was submitted stays with the versions that it was submitted with"),
        None,
        HTTPStatus.NO_CONTENT,
    )
    def remove_paper(application: str, paper: str) -> ResponseReturnValue:
        desk.remove(caller().actor, application, paper)
        return Response(status=HTTPStatus.NO_CONTENT)


def _sent() -> tuple[PaperRole, BinaryIO, str]:
    """Return what a paper is, its file and the file's name; raise `CallError` where either is missing."""
    file = request.files.get("file")
    role = next((each for each in PaperRole if each == request.form.get("role")), None)
    if role is None or file is None or not file.filename:
        told = _("Send a form (multipart/form-data) with a field “role” and a file “file”.")
        raise CallError(
            problem(HTTPStatus.UNPROCESSABLE_ENTITY, _("This request cannot be understood"), told, code="invalid")
        )
    return role, cast("BinaryIO", file.stream), file.filename

"""What systems write for an id: applications are begun, filled in, submitted, answered and withdrawn."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.application.entry import Entry
from issuance.domain.oauth.scopes import Scope
from issuance.language import N_
from issuance.office import Office
from issuance.storage.api_calls import Kept
from issuance.storage.applications import get_application
from issuance.storage.unit import Unit
from issuance.web.api.asked import body_as, told, version_asked
from issuance.web.api.bodies import Declared, NewApplication, Nothing, SentBack
from issuance.web.api.described import described
from issuance.web.api.entries import known_entry, known_remarks
from issuance.web.api.models import ApplicationLine, ApplicationSeen
from issuance.web.api.once import kept, once
from issuance.web.api.reading import seen_application
from issuance.web.api.shown import line_of
from issuance.web.bearer import caller
from issuance.web.guards import api
from signing.content import KIND_BY_SLUG


def add_writing(pages: Blueprint, office: Office) -> None:
    """Add the calls."""
    desks = office.applications

    @pages.post("/applications")
    @api(Scope.APPLICATIONS_WRITE)
    @described(
        N_("Begin an application: blank, filled in, or as a copy"),
        ApplicationLine,
        HTTPStatus.CREATED,
        takes=NewApplication,
        once=True,
    )
    def begin() -> ResponseReturnValue:
        asked = body_as(NewApplication)
        kind = KIND_BY_SLUG[asked.kind]
        typed = known_entry(asked.typed, kind) if asked.typed is not None else None
        actor = caller().actor
        return once(
            office,
            "application.start",
            lambda token: desks.drafts.start(actor, kind, token, copy_of=asked.copy_of, beginning=typed),
            _begun,
        )

    @pages.put("/applications/<application>")
    @api(Scope.APPLICATIONS_WRITE)
    @described(
        N_("Keep what is typed, complete or not: in a draft, or to answer a return"),
        ApplicationSeen,
        takes=Entry,
        versioned=True,
    )
    def save(application: str) -> ResponseReturnValue:
        version, entry, actor = version_asked(), body_as(Entry), caller().actor
        kind = desks.drafts.read(actor, application).application.kind
        desks.drafts.save(actor, application, version, known_entry(entry, kind))
        found = seen_application(office, application)
        return told(found, version=found.version)

    @pages.delete("/applications/<application>")
    @api(Scope.APPLICATIONS_WRITE)
    @described(N_("Throw a draft away that was never submitted"), None, HTTPStatus.NO_CONTENT, versioned=True)
    def discard(application: str) -> ResponseReturnValue:
        desks.drafts.discard(caller().actor, application, version_asked())
        return Response(status=HTTPStatus.NO_CONTENT)

    @pages.post("/applications/<application>/submit")
    @api(Scope.APPLICATIONS_WRITE)
    @described(
        N_("Hand it in at the chamber, the declaration confirmed"),
        ApplicationLine,
        takes=Declared,
        once=True,
        versioned=True,
    )
    def submit(application: str) -> ResponseReturnValue:
        body_as(Declared)
        version, actor = version_asked(), caller().actor

        def do(token: str) -> None:
            opened = desks.drafts.read(actor, application)
            if opened.lacks_pages:  # its document was in quarantine when it came
                desks.views.describe(actor, opened.papers)
            desks.submissions.submit(actor, application, version, token)

        return once(office, "application.submit", do, _as_it_stands)

    @pages.post("/applications/<application>/ask-signatory")
    @api(Scope.APPLICATIONS_WRITE)
    @described(
        N_("Lay it before the signatory, who submits it or sends it back"),
        ApplicationLine,
        takes=Nothing,
        once=True,
        versioned=True,
    )
    def ask_signatory(application: str) -> ResponseReturnValue:
        body_as(Nothing)
        version, actor = version_asked(), caller().actor
        return once(
            office,
            "application.ask_signatory",
            lambda _token: desks.submissions.ask(actor, application, version),
            _as_it_stands,
        )

    @pages.post("/applications/<application>/send-back")
    @api(Scope.APPLICATIONS_WRITE)
    @described(
        N_("As the signatory: give it back to whoever filled it in, with remarks"),
        ApplicationLine,
        takes=SentBack,
        once=True,
        versioned=True,
    )
    def send_back(application: str) -> ResponseReturnValue:
        said, version, actor = body_as(SentBack), version_asked(), caller().actor

        def do(_token: str) -> None:
            known_remarks(said.fields, desks.drafts.read(actor, application).application)
            desks.submissions.send_back(actor, application, version, said.general, said.fields)

        return once(office, "application.send_back", do, _as_it_stands)

    @pages.post("/applications/<application>/withdraw")
    @api(Scope.APPLICATIONS_WRITE)
    @described(
        N_("Take it back; what was handed in stays on file"),
        ApplicationLine,
        takes=Nothing,
        once=True,
        versioned=True,
    )
    def withdraw(application: str) -> ResponseReturnValue:
        body_as(Nothing)
        version, actor = version_asked(), caller().actor
        return once(
            office,
            "application.withdraw",
            lambda _token: desks.submissions.withdraw(actor, application, version),
            _as_it_stands,
        )


def _as_it_stands(unit: Unit, application: str, _after: Mapping[str, object]) -> Kept:
    found = get_application(unit, application)
    return kept(line_of(found), etag=str(found.version))


def _begun(unit: Unit, application: str, _after: Mapping[str, object]) -> Kept:
    found = get_application(unit, application)
    location = url_for("api.application", application=application)
    return kept(line_of(found), HTTPStatus.CREATED, etag=str(found.version), location=location)

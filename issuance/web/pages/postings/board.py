"""`/<chamber>/notices`: the board. `/<chamber>/terms`: the terms that bind here, and what a new version changes."""

from contextlib import suppress
from http import HTTPStatus

from flask import Blueprint, abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from issuance.domain.notices.terms import Change, Terms, changes
from issuance.domain.who import Who
from issuance.errors import ConflictError, RefusedError
from issuance.office import Office
from issuance.web.entrance import safe_next
from issuance.web.guards import signed_in, visitors


def readers(who: Who | None, chamber: str) -> tuple[str | None, ...]:
    """Return the organisations for which a board is read: of who has signed in at this chamber."""
    return (who.organisation, who.agent) if who is not None and who.chamber == chamber else ()


def board_blueprint(office: Office) -> Blueprint:
    """Build the board."""
    pages = Blueprint("notices", __name__)

    @pages.get("/<chamber:chamber>/notices")
    @visitors
    def board(chamber: str) -> ResponseReturnValue:
        found = office.postings.board.notices(chamber, *readers(g.who, chamber))
        return render_template("notices/board.html", notices=found)

    return pages


def terms_blueprint(office: Office) -> Blueprint:
    """Build the pages of the terms."""
    pages = Blueprint("terms", __name__)
    reader = office.postings.terms_reader

    @pages.get("/<chamber:chamber>/terms")
    @visitors
    def overview(chamber: str) -> ResponseReturnValue:
        return render_template("terms/overview.html", sources=reader.public(chamber))

    @pages.get("/<chamber:chamber>/terms/news")
    @signed_in
    def news(chamber: str) -> ResponseReturnValue:
        """Show the versions that this id has not seen. To show them is what is recorded, so this GET writes that."""
        unseen = reader.unseen(g.who.actor)
        onward = safe_next(request.args.get("next"), chamber)
        if not unseen:
            return redirect(onward, HTTPStatus.SEE_OTHER)
        versions = [(each, _before(chamber, each)) for each in unseen]
        page = render_template("terms/news.html", versions=versions, onward=onward)
        with suppress(ConflictError):  # of two tabs at once the other one has recorded it
            reader.note_shown(g.who.actor, unseen)
        return page

    @pages.get("/<chamber:chamber>/terms/<version>")
    @visitors
    def version(chamber: str, version: str) -> ResponseReturnValue:
        found = _found(chamber, version)
        return render_template("terms/version.html", terms=found, before=_before(chamber, found))

    @pages.get("/<chamber:chamber>/terms/<version>/changes")
    @visitors
    def difference(chamber: str, version: str) -> ResponseReturnValue:
        found = _found(chamber, version)
        before = _before(chamber, found)
        if before is None:
            abort(HTTPStatus.NOT_FOUND)
        return render_template("terms/changes.html", terms=found, before=before, changes=changes, Change=Change)

    def _found(chamber: str, version: str) -> Terms:
        try:
            return reader.version(chamber, version)
        except RefusedError:
            abort(HTTPStatus.NOT_FOUND)

    def _before(chamber: str, found: Terms) -> Terms | None:
        """Return the version that `found` replaces."""
        public = next((each for each in reader.public(chamber) if each.source == found.source), None)
        if public is None:
            return None
        versions = [*public.coming, *([public.current] if public.current else []), *public.earlier]
        earlier = [each for each in versions if each.text.effective_on < found.text.effective_on]
        return max(earlier, key=lambda each: each.text.effective_on, default=None)

    return pages

"""`/`: choose the chamber. `/<chamber>/`: what this chamber offers, to whom it is open, how to reach it."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from issuance.office import Office
from issuance.web.guards import visitors
from issuance.web.pages.postings.board import readers

LONGEST_SEARCH = 60
SEARCH_FROM = 8
"""As many chambers are seen at a glance."""

NOTICES = 5
"""The newest ones; the board has them all."""


def start_blueprint(office: Office) -> Blueprint:
    """Build both pages."""
    pages = Blueprint("start", __name__)

    @pages.get("/")
    @visitors
    def home() -> ResponseReturnValue:
        searched = request.args.get("q", "").strip()[:LONGEST_SEARCH]
        return render_template(
            "start/home.html",
            chambers=office.chambers.found(searched),
            searched=searched,
            searchable=len(office.chambers.codes()) > SEARCH_FROM,
        )

    @pages.get("/<chamber:chamber>/")
    @visitors
    def chamber(chamber: str) -> ResponseReturnValue:
        here = g.who is not None and g.who.chamber == chamber
        found = office.postings.board.notices(chamber, *readers(g.who, chamber))[:NOTICES]
        return render_template("start/chamber.html", now=office.clock(), here=here, notices=found)

    return pages

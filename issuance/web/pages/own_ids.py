"""`/<chamber>/our-ids`: the administrator id sees what its organisation's ids did (terms, articles 8-4, 9-4, 10-4)."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from issuance.domain.ids import Act
from issuance.office import Office
from issuance.services.trail.reading import Search
from issuance.web.guards import may
from issuance.web.pages.administration.common import actor

SHOWN = 50
_LONGEST_NUMBER = 10


def own_ids_blueprint(office: Office) -> Blueprint:
    """Build the page."""
    pages = Blueprint("own_ids", __name__, url_prefix="/<chamber:chamber>/our-ids")

    @pages.get("")
    @may(Act.READ_AUDIT)
    def acts(chamber: str) -> ResponseReturnValue:
        del chamber
        asked = request.args.get("before", "")
        before = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < _LONGEST_NUMBER else None
        with office.units.look(actor()) as unit:
            # By who answers for the id: so an agent's person appears with the applicant in whose name it acted.
            found = office.trail.search(unit, Search(answerable=actor().answerable), before=before, limit=SHOWN)
        return render_template("ids/acts.html", found=found)

    return pages

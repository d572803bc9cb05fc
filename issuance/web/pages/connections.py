"""`/<chamber>/connections`: which systems act for one's id, and taking that back (terms, articles 9-3 and 10-3)."""

from flask import Blueprint, g, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.ids import Act
from issuance.language import _
from issuance.office import Office
from issuance.web.guards import may
from issuance.web.oauth_words import GRANT_ENDS, SCOPES
from issuance.web.pages.administration.common import done


def connections_blueprint(office: Office) -> Blueprint:
    """Build the page and its one act."""
    pages = Blueprint("connections", __name__, url_prefix="/<chamber:chamber>/connections")
    desk = office.oauth.connections

    @pages.get("")
    @may(Act.READ_APPLICATIONS)
    def overview(chamber: str) -> ResponseReturnValue:
        del chamber
        found = desk.mine(g.who)
        return render_template(
            "oauth/connections.html",
            live=[each for each in found if each.is_live],
            over=[each for each in found if not each.is_live],
            scopes=SCOPES,
            ends=GRANT_ENDS,
        )

    @pages.post("/<grant>/end")
    @may(Act.READ_APPLICATIONS)
    def end(chamber: str, grant: str) -> ResponseReturnValue:
        del chamber
        desk.take_back(g.who, grant)
        return done(_("Taken back: the system can do nothing more for your id."), url_for("connections.overview"))

    return pages

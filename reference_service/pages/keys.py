"""`/keys`: the chambers, the fingerprints of their keys and the dates for which each key may seal."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reference_service.service import Service
from signing.trust import KeyRole


def keys_page_blueprint(service: Service) -> Blueprint:
    """Build the page."""
    pages = Blueprint("keys", __name__)

    @pages.get("/keys")
    def keys() -> ResponseReturnValue:
        published = service.trust.current()
        trust_list = published.trust_list
        by_chamber = [
            (chamber, [key for key in trust_list.keys if key.chamber == chamber.code])
            for chamber in trust_list.chambers
        ]
        receipt_keys = [key for key in trust_list.keys if key.role is KeyRole.RECEIPT]
        body = render_template("keys.html", published=published, by_chamber=by_chamber, receipt_keys=receipt_keys)
        return body, {"Cache-Control": "public, max-age=300"}

    return pages

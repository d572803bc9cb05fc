"""Systems get tokens here: `/<chamber>/oauth/…` and `/.well-known/…`. A module for people, one for programs."""

from collections.abc import Iterator

from flask import Blueprint

from issuance.office import Office
from issuance.web.pages.oauth.consent import add_consent
from issuance.web.pages.oauth.endpoints import add_endpoints


def oauth_blueprints(office: Office) -> Iterator[Blueprint]:
    """Build the page of the consent, and the addresses that programs ask."""
    consent = Blueprint("oauth", __name__, url_prefix="/<chamber:chamber>/oauth")
    add_consent(consent, office)
    yield consent
    endpoints = Blueprint("oauth_endpoints", __name__)
    add_endpoints(endpoints, office)
    yield endpoints

"""`/<chamber>/admin/retention…`, `/<chamber>/admin/disclosures…`: what is purged, kept longer, and disclosed."""

from collections.abc import Iterator

from flask import Blueprint, current_app

from issuance.office import Office
from issuance.web.guards import may_open
from issuance.web.pages.retention.disclosures import add_disclosures
from issuance.web.pages.retention.holds import add_holds
from issuance.web.pages.retention.plans import add_plans


def retention_blueprints(office: Office) -> Iterator[Blueprint]:
    """Build the pages; they stand among those of the administration."""
    retention = _among_administration("retention")
    add_plans(retention, office)
    add_holds(retention, office)
    yield retention
    disclosures = _among_administration("disclosures")
    add_disclosures(disclosures, office)
    yield disclosures


def _among_administration(name: str) -> Blueprint:
    pages = Blueprint(name, __name__, url_prefix=f"/<chamber:chamber>/admin/{name}")
    pages.context_processor(lambda: {"may_open": lambda endpoint: may_open(current_app, endpoint)})
    return pages

"""The list of what the office's web application consists of: each subject adds its one line."""

from collections.abc import Iterator

from flask import Blueprint

from issuance.office import Office
from issuance.web.config import WebConfig
from issuance.web.pages.account import account_blueprint
from issuance.web.pages.administration import administration_blueprint
from issuance.web.pages.api import api_blueprint
from issuance.web.pages.api_document import api_document_blueprint
from issuance.web.pages.applications import applications_blueprint
from issuance.web.pages.applications_desk import applications_desk_blueprint
from issuance.web.pages.connections import connections_blueprint
from issuance.web.pages.counter import counter_blueprint
from issuance.web.pages.credentials import credentials_blueprint
from issuance.web.pages.desk_ids import desk_ids_blueprint
from issuance.web.pages.desk_signatories import desk_signatories_blueprint
from issuance.web.pages.federation import federation_blueprint
from issuance.web.pages.fees import fee_blueprints
from issuance.web.pages.health import health_blueprint
from issuance.web.pages.imports import imports_blueprint
from issuance.web.pages.imprints import imprints_blueprint
from issuance.web.pages.inquiries import inquiries_desk_blueprint, report_blueprint
from issuance.web.pages.issue_desk import issue_desk_blueprint
from issuance.web.pages.leaks import federation_leaks_blueprint, leaks_blueprint
from issuance.web.pages.oauth import oauth_blueprints
from issuance.web.pages.organisations import organisations_blueprint
from issuance.web.pages.own_ids import own_ids_blueprint
from issuance.web.pages.people import people_blueprint
from issuance.web.pages.postings import postings_blueprints
from issuance.web.pages.printing import printing_blueprint
from issuance.web.pages.registration import register_blueprint, registration_blueprint
from issuance.web.pages.replacement import replacement_blueprint
from issuance.web.pages.retention import retention_blueprints
from issuance.web.pages.review import review_blueprint
from issuance.web.pages.revocations import revocation_blueprints
from issuance.web.pages.sign_in import sign_in_blueprint
from issuance.web.pages.signatories import signatories_blueprint
from issuance.web.pages.start import start_blueprint
from issuance.web.pages.statistics import statistics_blueprint
from issuance.web.pages.systems import systems_blueprint
from issuance.web.pages.trail import trail_blueprint
from issuance.web.pages.webhooks import webhook_blueprints


def office_blueprints(office: Office, config: WebConfig) -> Iterator[Blueprint]:
    """Return the blueprints, in the order of what people meet first."""
    yield start_blueprint(office)
    yield trail_blueprint(office)
    yield register_blueprint(office)
    yield registration_blueprint(office)
    yield administration_blueprint(office)
    yield from retention_blueprints(office)
    yield federation_blueprint(office)
    yield health_blueprint(office)
    for prefix, place in (("", "/<chamber:chamber>"), ("federation_", "/federation")):
        yield sign_in_blueprint(office, f"{prefix}sign_in", place)
        yield credentials_blueprint(office, f"{prefix}credentials", place)
        yield account_blueprint(office, f"{prefix}account", place)
    yield leaks_blueprint(office)
    yield federation_leaks_blueprint(office)
    yield applications_blueprint(office)
    yield signatories_blueprint(office)
    yield people_blueprint(office)
    yield own_ids_blueprint(office)
    yield desk_ids_blueprint(office)
    yield desk_signatories_blueprint(office)
    yield review_blueprint(office)
    yield issue_desk_blueprint(office)
    yield imprints_blueprint(office)
    yield printing_blueprint(office)
    yield counter_blueprint(office)
    yield replacement_blueprint(office)
    yield from revocation_blueprints(office)
    yield applications_desk_blueprint(office)
    yield organisations_blueprint(office)
    yield statistics_blueprint(office)
    yield imports_blueprint(office)
    yield from fee_blueprints(office)
    yield from postings_blueprints(office)
    yield report_blueprint(office, config)
    yield inquiries_desk_blueprint(office)
    yield systems_blueprint(office)
    yield from webhook_blueprints(office)
    yield connections_blueprint(office)
    yield from oauth_blueprints(office)
    yield api_document_blueprint(office)
    yield api_blueprint(office)

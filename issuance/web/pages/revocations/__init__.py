"""Pages about revocations: the exporter asks (`asking`), two officers decide (`deciding`)."""

from collections.abc import Iterator

from flask import Blueprint

from issuance.office import Office
from issuance.web.pages.revocations.asking import asking_blueprint
from issuance.web.pages.revocations.deciding import deciding_blueprint


def revocation_blueprints(office: Office) -> Iterator[Blueprint]:
    """Return both sides."""
    yield asking_blueprint(office)
    yield deciding_blueprint(office)

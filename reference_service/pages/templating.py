"""What every template can use: the site's names, words, filters, built assets and GOV.UK Frontend's macros."""

import functools
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for

from look.templating import find_shared_templates
from reference_service import messages
from reference_service.assets import load_assets
from reference_service.errors import TrustUnavailableError
from reference_service.pages.formats import register_filters
from reference_service.pages.language import current_language
from reference_service.service import Service
from signing.content import Kind

_OFFICE_LANGUAGES = frozenset({"en", "ja"})


def prepare_templates(app: Flask, service: Service) -> None:
    """Set the application's templates up; raises `AssetsMissingError` where nothing was built."""
    find_shared_templates(app)
    app.jinja_env.globals.update(
        messages=messages,
        Kind=Kind,
        asset=load_assets(Path(app.static_folder or "")),
        sandbox=service.config.sandbox,
    )
    register_filters(app)

    @app.context_processor
    def site() -> dict[str, Any]:
        return {
            "site_name": service.config.site_name,
            "host": request.host,
            "printed_host": _printed_host(service),
            "takes_reports": service.config.office_url is not None,
            "report_address": functools.partial(report_address, service.config.office_url),
        }


def report_address(office: str | None, chamber: str | None = None) -> str:
    """Return where a paper or a site is reported: at the form of a chamber's office, else on our page that says how.

    The form is told the page's language, as far as the office speaks it, and nothing of what was looked up.
    """
    if office is None:
        return url_for("about.report")
    path = f"/{chamber}/report" if chamber else "/report"
    language = current_language().code
    return f"{office}{path}?lang={language if language in _OFFICE_LANGUAGES else 'en'}"


def _printed_host(service: Service) -> str | None:
    try:
        return service.trust.current().trust_list.base.host
    except TrustUnavailableError:
        return None

"""What every template can use: words, dates, built assets, GOV.UK Frontend's macros, who is signed in and where."""

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, request, url_for

from issuance.language import LANGUAGES, N_, _, day_text, month_text, ngettext, spoken_language
from issuance.office import Office
from issuance.web.chambers import current_chamber
from issuance.web.config import WebConfig
from issuance.web.guards import may_open
from issuance.web.navigation import navigation
from look.assets import load_assets
from look.templating import find_shared_templates

ZONE = ZoneInfo("Asia/Tokyo")
"""Days and times of the office are Japan's."""


def prepare_templates(app: Flask, office: Office, config: WebConfig) -> None:
    """Set the application's templates up; raises `AssetsMissingError` where nothing was built."""
    find_shared_templates(app)
    env = app.jinja_env
    env.globals.update(
        _=_,
        gettext=_,
        ngettext=ngettext,
        N_=N_,
        LANGUAGES=LANGUAGES,
        asset=load_assets(Path(app.static_folder or "")),
        link_to=link_to,
        opens=lambda endpoint: may_open(current_app, endpoint),
        date_order=lambda: spoken_language().date_order,
        reference_url=config.reference_url,
        sandbox=office.config.sandbox,
        now_of_the_office=lambda: office.clock(),
    )
    env.filters.update(day=day_text, month=month_text, moment=moment_text)

    @app.context_processor
    def page() -> dict[str, Any]:
        code = current_chamber()
        return {
            "language": spoken_language(),
            "chamber": office.chambers.get(code) if code is not None else None,
            "who": g.get("who"),
            "in_federation": request.path.startswith("/federation/"),
            # What goes wrong before it is known who asks has a page without a menu.
            "navigation": lambda: list(navigation(may_open)) if "lets_in" in g else [],
        }


def link_to(endpoint: str, **values: Any) -> str | None:  # noqa: ANN401  # as url_for takes them
    """Return the address of a view, None where this installation has none."""
    # The federation has pages of the same kind below its own address.
    if request.path.startswith("/federation") and f"federation_{endpoint}" in current_app.view_functions:
        endpoint = f"federation_{endpoint}"
    if endpoint not in current_app.view_functions:
        return None
    needs_chamber = current_app.url_map.is_endpoint_expecting(endpoint, "chamber") and "chamber" not in values
    return None if needs_chamber and current_chamber() is None else url_for(endpoint, **values)


def moment_text(moment: dt.datetime) -> str:
    """Return an instant in Japan time, to the minute: `22 November 2026, 21:04`."""
    local = moment.astimezone(ZONE)
    language = spoken_language()
    return f"{language.day_text(local.date())}{language.date_comma}{local:%H:%M}"

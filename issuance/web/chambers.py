"""The chamber in an address: `/<chamber:chamber>/…`.

    @pages.get("/<chamber:chamber>/register")
    def register(chamber: str) -> ResponseReturnValue: ...

A code that is none of ours is answered with 404 before any view runs. `url_for` fills in the chamber of the page that
is being made, so a template names it only where it leads to another chamber.
"""

from typing import Any

from flask import Flask, abort, g
from werkzeug.routing import BaseConverter

from issuance.office import Office


class _ChamberCode(BaseConverter):
    """Two to four capital letters."""

    regex = "[A-Z]{2,4}"


def current_chamber() -> str | None:
    """Return the code of the chamber in the address of this request; None on pages of no chamber."""
    code: str | None = g.get("chamber")
    return code


def keep_to_chambers(app: Flask, office: Office) -> None:
    """Know chambers in addresses. Must come before blueprints are registered."""
    app.url_map.converters["chamber"] = _ChamberCode

    @app.url_value_preprocessor
    def know_chamber(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        code = (values or {}).get("chamber")
        if code is None:
            return
        if office.chambers.get(code) is None:
            abort(404)
        g.chamber = code

    @app.url_defaults
    def keep_chamber(endpoint: str, values: dict[str, Any]) -> None:
        code = current_chamber()
        if code is not None and app.url_map.is_endpoint_expecting(endpoint, "chamber"):
            values.setdefault("chamber", code)

"""The office's web application: everything is passed in here, nothing is made at import time."""

import datetime as dt
from http import HTTPStatus
from typing import Any

from flask import Flask, abort, request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from issuance.domain.sign_in.session import SessionTimes
from issuance.office import Office
from issuance.services.ids.rights import rights_of
from issuance.web.blueprints import office_blueprints
from issuance.web.chambers import keep_to_chambers
from issuance.web.config import WebConfig
from issuance.web.edge import guard_edge
from issuance.web.entrance import Entrance
from issuance.web.limits.install import limit_requests
from issuance.web.posted_first import show_posted_first
from issuance.web.request_language import speak_requests_language
from issuance.web.templating import prepare_templates

MAX_REQUEST_BYTES = 24 * 1024 * 1024
"""One file of 20 MB and what a form says of it. A view that takes more says so in `request.max_content_length`."""

MAX_FIELD_BYTES = 2 * 1024 * 1024
"""Of all fields that are no files. A field of 100,000 Japanese characters is read, and refused by its form in words."""

STATIC_MAX_AGE = dt.timedelta(days=365)
"""The name of a built file carries its hash, so a changed one has a new address."""

SIGNED_BY_PROGRAMS = frozenset({"card_events", "oauth_endpoints", "api"})
"""Blueprints to which programs send what they signed, or their own secret: no browser's session counts there, so no
token is asked for."""


class _Number(IntegerConverter):
    """A number in an address: as large as databases hold; there is no page of a larger one."""

    regex = r"\d{1,9}"


class OfficeApp(Flask):
    """Flask, but for what it writes into the log."""

    def log_exception(self, exc_info: Any) -> None:  # noqa: ANN401  # a tuple of Flask's own typing
        """Log a failure with the pattern of its address: the address itself may hold a one-time link."""
        page = request.url_rule.rule if request.url_rule is not None else "an address of no page"
        self.logger.error("Exception on %s [%s]", page, request.method, exc_info=exc_info)


def create_app(office: Office, config: WebConfig) -> Flask:
    """Build the application over an office. Raises `AssetsMissingError` where the look was not built."""
    app = OfficeApp(__name__)
    _configure(app, config)
    prepare_templates(app, office, config)
    # Before all else: whatever is said in an answer is said in the reader's language.
    speak_requests_language(app, config)
    # Before anything asks the database.
    limit_requests(app, config, SIGNED_BY_PROGRAMS)
    keep_to_chambers(app, office)
    _limit_fields(app)
    _refuse_no_text(app)
    office.session_times = SessionTimes(idle=config.idle, absolute=config.absolute)
    Entrance(office.access.sessions, office.units, rights_of, office.oauth.bearer).install(app)
    # After the entrance, so that its page knows who is signed in.
    tokens = CSRFProtect(app)
    show_posted_first(app, office)
    for blueprint in office_blueprints(office, config):
        app.register_blueprint(blueprint)
        if blueprint.name in SIGNED_BY_PROGRAMS:
            tokens.exempt(blueprint)
    guard_edge(app, config)
    return app


def _limit_fields(app: Flask) -> None:
    @app.before_request
    def limit() -> None:
        # Werkzeug limits fields in forms with files alone.
        if request.mimetype != "multipart/form-data":
            request.max_content_length = MAX_FIELD_BYTES


def _refuse_no_text(app: Flask) -> None:
    @app.before_request
    def refuse() -> None:
        # U+0000 stands in no address of ours, and PostgreSQL takes it for a fault of the connection's user.
        if "\0" in request.path or any("\0" in value for value in request.args.values()):
            abort(HTTPStatus.NOT_FOUND)


def _configure(app: Flask, config: WebConfig) -> None:
    # A name with this prefix is taken over TLS alone, for this host alone (RFC 6265bis, 4.1.3.2).
    prefix = "__Host-" if config.is_https else ""
    app.config.update(
        SECRET_KEY=config.secret,
        SESSION_COOKIE_NAME=f"{prefix}office",
        SESSION_COOKIE_SECURE=config.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=config.absolute,
        WTF_CSRF_TIME_LIMIT=int(config.absolute.total_seconds()),
        # Strict comparing of Referer needs one, and our pages send none.
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FIELD_BYTES,
        MAX_FORM_PARTS=500,
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_MAX_AGE,
        PREFERRED_URL_SCHEME="https" if config.is_https else "http",
    )
    # Every page has one address: what has doubled slashes is another.
    app.url_map.merge_slashes = False
    app.url_map.converters["int"] = _Number
    if config.proxies:
        hops = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # the way that Flask documents

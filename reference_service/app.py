"""The application: everything is passed in here, nothing is made at import time."""

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from apiflask import APIFlask
from flask import request

from reference_service import messages
from reference_service.addresses import register_converters
from reference_service.api.certificates import certificates_blueprint
from reference_service.api.checks import checks_blueprint
from reference_service.api.exports import exports_blueprint
from reference_service.api.health import health_blueprint
from reference_service.api.keys import keys_blueprint
from reference_service.api.openapi import complete_spec, openapi_blueprint
from reference_service.api.trust_files import trust_files_blueprint
from reference_service.cached_source import CachedSource
from reference_service.certificate_cache import CertificateCache
from reference_service.checks.receipts import load_receipt_signer
from reference_service.config import Config, load_config
from reference_service.edge import guard_edge
from reference_service.errors import TrustUnavailableError
from reference_service.fast_path import FastPath
from reference_service.pages.about import about_blueprint
from reference_service.pages.api_docs import api_docs_blueprint
from reference_service.pages.batch import batch_blueprint
from reference_service.pages.certificate import certificate_blueprint
from reference_service.pages.files import files_blueprint
from reference_service.pages.formats import register_filters
from reference_service.pages.home import home_blueprint
from reference_service.pages.keys import keys_page_blueprint
from reference_service.pages.language import speak_languages
from reference_service.pages.receipts import receipts_page_blueprint
from reference_service.redis_cache import RedisCache
from reference_service.register_view import CertificateSource, DirectSource, RegisterView
from reference_service.service import Service
from reference_service.status_follower import StatusFollower
from reference_service.trust import TrustDirectory
from register.documents import DocumentStore
from register.reader import RegisterReader
from signing.content import Kind
from signing.keys import Signer

STATIC_MAX_AGE_SECONDS = 31536000
"""The style sheet's address carries its hash, so a changed one has a new address."""


def utc_now() -> dt.datetime:
    """Return the present instant in UTC: the clock of a running service."""
    return dt.datetime.now(dt.UTC)


def create_app(
    config: Config,
    *,
    reader: RegisterReader,
    documents: DocumentStore,
    trust: TrustDirectory,
    clock: Callable[[], dt.datetime] = utc_now,
    receipt_signer: Signer | None = None,
    source: CertificateSource | None = None,
) -> APIFlask:
    """Build the application over a register reader, a document store, the trust files, a clock and a receipt key.

    `source` may answer from memory what it can; without one the reader is asked every time.
    """
    register = RegisterView(source or DirectSource(reader), clock=clock, stale_after=config.stale_after)
    service = Service(config, register, documents, trust, clock, receipt_signer)
    # APIFlask's own pages for the specification load scripts from elsewhere; ours serves the document alone.
    app = APIFlask(
        __name__,
        title=config.site_name,
        version=_version(),
        docs_path=None,
        spec_path=None,
        json_errors=False,
    )
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        AUTO_404_RESPONSE=False,
        AUTO_SERVERS=False,
        MAX_CONTENT_LENGTH=config.max_form_bytes,
        MAX_FORM_MEMORY_SIZE=config.max_form_bytes,
        MAX_FORM_PARTS=20,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_MAX_AGE_SECONDS,
        INFO={"description": "Public, read-only look-up of issued trade certificates. No account, no key."},
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's default provider has it

    @app.spec_processor
    def complete(spec: dict[str, Any] | str) -> dict[str, Any] | str:
        # APIFlask hands out text only for a specification in YAML.
        return spec if isinstance(spec, str) else complete_spec(spec)

    # Every page has one address: what has doubled slashes is another.
    app.url_map.merge_slashes = False
    register_converters(app)
    _prepare_templates(app, service)
    for blueprint in (
        home_blueprint(),
        certificate_blueprint(service),
        keys_page_blueprint(service),
        files_blueprint(service),
        certificates_blueprint(service),
        exports_blueprint(service),
        batch_blueprint(service),
        receipts_page_blueprint(service),
        checks_blueprint(service),
        keys_blueprint(service),
        health_blueprint(service),
        trust_files_blueprint(service),
        openapi_blueprint(app),
        about_blueprint(service),
        api_docs_blueprint(app),
    ):
        app.register_blueprint(blueprint)
    speak_languages(app)
    guard_edge(app, service)
    app.wsgi_app = FastPath(app.wsgi_app, service)  # type: ignore[method-assign]  # the way that Flask documents
    return app


def create_app_from_environment(environ: Mapping[str, str] | None = None, *, directory: Path | None = None) -> APIFlask:
    """Read the settings, open what they name and build the application.

    Raises `ConfigError` for the settings and `RegisterError` where the register cannot be opened.
    """
    config = load_config(os.environ if environ is None else environ, directory=directory)
    reader = RegisterReader.open(config.register_url, clock=utc_now)
    return create_app(
        config,
        reader=reader,
        source=cached_source(config, reader),
        documents=DocumentStore.open(config.documents_url),
        trust=TrustDirectory(config.trust_directory),
        receipt_signer=load_receipt_signer(config.receipt_key, config.receipt_passphrase_file),
    )


def cached_source(config: Config, reader: RegisterReader) -> CachedSource:
    """Return the source of a running service: memory first, then Redis where one is set, then the register.

    Nothing is asked yet: a server may fork its workers first.
    """
    shared = RedisCache.open(config.redis_url) if config.redis_url is not None else None
    return CachedSource(reader, StatusFollower(reader), CertificateCache(), shared)


def _prepare_templates(app: APIFlask, service: Service) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(messages=messages, Kind=Kind)
    register_filters(app)
    style = (Path(app.static_folder or "") / "reference.css").read_bytes()
    style_version = hashlib.sha256(style).hexdigest()[:12]

    @app.context_processor
    def site() -> dict[str, Any]:
        return {
            "site_name": service.config.site_name,
            "host": request.host,
            "printed_host": _printed_host(service),
            "style_version": style_version,
        }


def _printed_host(service: Service) -> str | None:
    try:
        return service.trust.current().trust_list.base.host
    except TrustUnavailableError:
        return None


def _version() -> str:
    try:
        return metadata.version("originseal")
    except metadata.PackageNotFoundError:
        return "0"  # run from a plain checkout

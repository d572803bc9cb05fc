"""The application: everything is passed in here, nothing is made at import time."""

import datetime as dt
import os
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from apiflask import APIFlask
from flask import Blueprint

from reference_service.addresses import register_converters
from reference_service.api.certificates import certificates_blueprint
from reference_service.api.checks import checks_blueprint
from reference_service.api.exports import exports_blueprint
from reference_service.api.health import health_blueprint
from reference_service.api.keys import keys_blueprint
from reference_service.api.metrics import metrics_blueprint
from reference_service.api.openapi import complete_spec, openapi_blueprint
from reference_service.api.service import service_blueprint
from reference_service.api.trust_files import trust_files_blueprint
from reference_service.bulletin import BulletinBoard
from reference_service.cached_source import CachedSource
from reference_service.certificate_cache import CertificateCache
from reference_service.checks.receipts import load_receipt_signer
from reference_service.config import Config, load_config
from reference_service.earlier import EarlierCertificates
from reference_service.edge import guard_edge
from reference_service.fast_path import FastPath
from reference_service.guarded_register import GuardedRegister
from reference_service.limits.callers import Callers
from reference_service.limits.limiter import Limiter
from reference_service.limits.origins import Origins
from reference_service.limits.shared import RedisBuckets
from reference_service.limits.turnstile import Turnstile
from reference_service.log_push import LogPush
from reference_service.metrics.exchange import Exchange, Snapshot
from reference_service.metrics.observed import Observed
from reference_service.metrics.spanned import tally_of
from reference_service.metrics.tally import Tally
from reference_service.page_cache import PageCache
from reference_service.page_path import PagePath
from reference_service.pages.about import about_blueprint
from reference_service.pages.api_docs import api_docs_blueprint
from reference_service.pages.batch import batch_blueprint
from reference_service.pages.certificate import certificate_blueprint
from reference_service.pages.check_file import check_file_blueprint
from reference_service.pages.earlier import earlier_blueprint
from reference_service.pages.files import files_blueprint
from reference_service.pages.home import home_blueprint
from reference_service.pages.installable import installable_blueprint
from reference_service.pages.keeping import keep_pages
from reference_service.pages.keys import keys_page_blueprint
from reference_service.pages.language import speak_languages
from reference_service.pages.notices import show_notices
from reference_service.pages.receipts import receipts_page_blueprint
from reference_service.pages.scan import scan_blueprint
from reference_service.pages.service_page import service_page_blueprint
from reference_service.pages.templating import prepare_templates
from reference_service.redis_cache import RedisCache
from reference_service.redis_client import open_redis
from reference_service.register_view import CertificateSource, DirectSource
from reference_service.scans.room import ScanRoom
from reference_service.scans.upload import MemoryRequest
from reference_service.service import Service
from reference_service.status_follower import StatusFollower
from reference_service.ticker import Ticker
from reference_service.trust import TrustDirectory
from register.documents import DocumentStore
from register.reader import RegisterReader
from signing.keys import Signer
from signing.verify import OpenedSeal, open_seal

STATIC_MAX_AGE_SECONDS = 31536000
"""The name of a built file carries its hash, so a changed one has a new address."""


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
    limiter: Limiter | None = None,
    observe: Callable[[], Snapshot] | None = None,
    tally: Tally | None = None,
) -> APIFlask:
    """Build the application over a register reader, a document store, the trust files, a clock and a receipt key.

    `source` may answer from memory what it can; without one the reader is asked every time. `limiter` limits callers;
    without one nobody is. `observe` gives figures for the operator that are known outside of the application; `tally`
    takes what is counted in it.
    """
    limiter = limiter or Limiter()
    tally = tally or Tally()
    turnstile = Turnstile(limiter.limits, limiter.ledger)
    register = GuardedRegister(
        source or DirectSource(reader),
        clock=clock,
        stale_after=config.stale_after,
        turnstile=turnstile,
        is_genuine=lambda seal: _is_genuine(seal, trust, clock()),
        tally=tally,
    )
    board = BulletinBoard(trust, config.trust_directory, clock)
    earlier = EarlierCertificates(reader, turnstile, trust, clock, config.stale_after)
    service = Service(config, register, earlier, documents, trust, clock, board, receipt_signer, tally)
    exchange = None
    if config.metrics_directory is not None:
        exchange = Exchange(config.metrics_directory, lambda: _snapshot(tally, observe))
    app = _bare_app(config)
    prepare_templates(app, service)
    for blueprint in _views(app, service, exchange):
        app.register_blueprint(blueprint)
    pages = PageCache()
    # What is done to answers is done in reverse order: pages are kept as they leave.
    keep_pages(app, service, pages)
    speak_languages(app)
    show_notices(app, service)
    guard_edge(app, service)
    callers = Callers(board, limiter.limits, limiter.day_key, Origins(config.proxies))
    jobs = [callers.forget, limiter.settle] if limiter.limits is not None else []
    ticker = Ticker(*jobs, *([exchange.write] if exchange is not None else []))
    door = FastPath(app.wsgi_app, service, callers, ticker, PagePath(service, pages))
    app.wsgi_app = door  # type: ignore[method-assign]  # the way that Flask documents
    return app


def create_app_from_environment(environ: Mapping[str, str] | None = None, *, directory: Path | None = None) -> APIFlask:
    """Read the settings, open what they name and build the application.

    Raises `ConfigError` for the settings and `RegisterError` where the register cannot be opened.
    """
    config = load_config(os.environ if environ is None else environ, directory=directory)
    reader = RegisterReader.open(config.register_url, clock=utc_now, sandbox=config.sandbox)
    source = cached_source(config, reader)
    buckets = RedisBuckets(open_redis(config.redis_url)) if config.redis_url is not None else None
    breakers = {"redis_limits": buckets.breaker} if buckets is not None else {}
    return create_app(
        config,
        reader=reader,
        source=source,
        limiter=Limiter.over(buckets) if config.limits else None,
        observe=Observed(source, breakers, utc_now),
        documents=DocumentStore.open(config.documents_url),
        trust=TrustDirectory(config.trust_directory),
        receipt_signer=load_receipt_signer(config.receipt_key, config.receipt_passphrase_file),
        tally=tally_of(config.traces_url),
    )


def cached_source(config: Config, reader: RegisterReader) -> CachedSource:
    """Return the source of a running service: memory first, then Redis where one is set, then the register.

    Nothing is asked yet: a server may fork its workers first.
    """
    shared = push = None
    if config.redis_url is not None:
        shared, push = RedisCache.open(config.redis_url), LogPush.open(config.redis_url)
    return CachedSource(reader, StatusFollower(reader, push), CertificateCache(), shared)


def _bare_app(config: Config) -> APIFlask:
    # APIFlask's own pages for the specification load scripts from elsewhere; ours serves the document alone.
    app = APIFlask(
        __name__,
        title=config.site_name,
        version=_version(),
        docs_path=None,
        spec_path=None,
        json_errors=False,
    )
    app.request_class = MemoryRequest
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
    return app


def _views(app: APIFlask, service: Service, exchange: Exchange | None) -> Iterator[Blueprint]:
    # For people.
    yield home_blueprint(service)
    yield certificate_blueprint(service)
    yield earlier_blueprint(service)
    yield files_blueprint(service)
    room = ScanRoom()
    yield batch_blueprint(service, room)
    yield check_file_blueprint(service, room)
    yield scan_blueprint()
    yield installable_blueprint(app, service)
    yield receipts_page_blueprint(service)
    yield keys_page_blueprint(service)
    yield service_page_blueprint(service)
    yield about_blueprint(service)
    yield api_docs_blueprint(app)
    # For programs.
    yield certificates_blueprint(service)
    yield exports_blueprint(service)
    yield checks_blueprint(service)
    yield keys_blueprint(service)
    yield trust_files_blueprint(service)
    yield service_blueprint(service)
    yield openapi_blueprint(app)
    yield health_blueprint(service)
    yield metrics_blueprint(exchange)


def _is_genuine(seal: bytes, trust: TrustDirectory, now: dt.datetime) -> bool:
    return isinstance(open_seal(seal, trust.current().as_of(now), now), OpenedSeal)


def _snapshot(tally: Tally, observe: Callable[[], Snapshot] | None) -> Snapshot:
    observed = observe() if observe is not None else Snapshot({}, {})
    return Snapshot(tally.figures() | observed.counts, observed.gauges)


def _version() -> str:
    try:
        return metadata.version("originseal")
    except metadata.PackageNotFoundError:
        return "0"  # run from a plain checkout

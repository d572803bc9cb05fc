"""What `bench/lookup.py` serves: the peers, and the reference service with and without its caches.

gunicorn calls :func:`make` in each worker. What a peer needs to know comes through the environment of its server.
"""

import os
from collections.abc import Iterable
from typing import Any

from flask import Flask, Response

from look.page_policy import OF_EVERY_ANSWER
from reference_service.app import create_app, create_app_from_environment, utc_now
from reference_service.cached_source import CachedSource
from reference_service.certificate_cache import CertificateCache
from reference_service.config import load_config
from reference_service.limits.limiter import Limiter
from reference_service.status_follower import StatusFollower
from reference_service.trust import TrustDirectory
from register.documents import DocumentStore
from register.reader import RegisterReader

BODY = b"x" * int(os.environ.get("BENCH_BODY_BYTES", "4000"))
"""What the bare peers answer: as many bytes as a certificate has."""


def make(name: str) -> Any:  # noqa: ANN401  # a WSGI application of whatever kind
    """Return the application of a name: `wsgi`, `wsgi_headers`, `flask`, `warm`, `uncached` or `pushed`."""
    if name == "wsgi":
        return bare_wsgi
    if name == "wsgi_headers":
        return wsgi_with_our_headers
    if name == "flask":
        return bare_flask()
    if name == "pushed":
        return create_app_from_environment()
    return service(CertificateCache() if name == "warm" else CertificateCache(max_bytes=0))


def bare_wsgi(_environ: Any, start_response: Any) -> Iterable[bytes]:  # noqa: ANN401  # WSGI's own
    """Answer constant bytes."""
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(BODY)))])
    return [BODY]


def wsgi_with_our_headers(_environ: Any, start_response: Any) -> Iterable[bytes]:  # noqa: ANN401  # WSGI's own
    """Answer constant bytes with as many headers as the service sends: what gunicorn takes for them."""
    described = [("Content-Type", "application/json"), ("Content-Length", str(len(BODY)))]
    validators = [("Cache-Control", "max-age=1"), ("ETag", 'W/"0"'), ("Register-As-Of", "2026-01-01T00:00:00Z")]
    start_response("200 OK", [*described, *validators, *OF_EVERY_ANSWER.items()])
    return [BODY]


def bare_flask() -> Flask:
    """Return an application whose one route returns constant bytes."""
    app = Flask("bare")

    @app.get("/api/v1/certificates/<number>/<date>")
    def constant(number: str, date: str) -> Response:
        del number, date
        return Response(BODY, mimetype="application/json")

    return app


def service(cache: CertificateCache) -> Flask:
    """Return the reference service over what the REFERENCE_ settings name."""
    config = load_config(os.environ)
    reader = RegisterReader.open(config.register_url, clock=utc_now)
    return create_app(
        config,
        reader=reader,
        source=CachedSource(reader, StatusFollower(reader), cache),
        limiter=Limiter.over(None) if config.limits else None,
        documents=DocumentStore.open(config.documents_url),
        trust=TrustDirectory(config.trust_directory),
    )

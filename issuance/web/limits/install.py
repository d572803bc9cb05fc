"""What stands before every request: counted in Redis where there is one, in this process where it does not answer."""

import math
import time
from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, request
from flask_limiter import ApplicationLimit, Limiter, RequestLimit
from redis.backoff import NoBackoff
from redis.retry import Retry

from issuance.language import _
from issuance.web.config import WebConfig
from issuance.web.edge import error_page
from issuance.web.error_pages import ERROR_PAGES
from issuance.web.limits.callers import CallerNames, has_no_session, is_no_open_form, is_no_upload
from issuance.web.limits.policy import RequestLimits

_WATCHING = "health"
"""The blueprint that load balancers ask every few seconds."""

_IN_MEMORY = "memory://"
_REDIS_SECONDS = 0.05
"""The longest that a request waits for Redis; then this process counts for itself for a while."""


def limit_requests(app: Flask, config: WebConfig, signed_by_programs: Collection[str]) -> Limiter | None:
    """Stand before every request that comes after this call; None where the setting is 0.

    Must come before whatever asks the database, which a flood must not reach. `signed_by_programs` are the blueprints
    whose forms are no visitor's.
    """
    limits = RequestLimits.of(config.requests_per_minute)
    if limits is None:
        return None
    names = CallerNames(config.secret)

    def sent_by_a_program() -> bool:
        return is_no_open_form() or request.blueprint in signed_by_programs

    limiter = Limiter(
        names.address,
        application_limits=[
            _limit(limits.address, names.address, "address"),
            _limit(limits.session, names.session, "session", has_no_session),
            _limit(limits.open_forms, names.address, "forms", sent_by_a_program),
            _limit(limits.uploads, names.sender, "uploads", is_no_upload),
        ],
        # Whoever was refused is not counted, so waiting always helps.
        strategy="moving-window",
        storage_uri=_storage(config.limits_redis_url),
        storage_options=_patience(config.limits_redis_url),
        in_memory_fallback_enabled=config.limits_redis_url is not None,
        on_breach=_too_many,
        # What no page answers is asked about all the same.
        request_identifier=lambda: request.endpoint or "no page",
        key_prefix="originseal-office",
    )
    limiter.request_filter(lambda: request.blueprint == _WATCHING)
    limiter.init_app(app)
    return limiter


def _limit(
    requests: int, caller: Callable[[], str], scope: str, unless: Callable[[], bool] | None = None
) -> ApplicationLimit:
    return ApplicationLimit(f"{requests}/minute", caller, scope=scope, exempt_when=unless)


def _too_many(limit: RequestLimit) -> Response:
    seconds = max(1, math.ceil(limit.window[0] - time.time()))
    # Nothing was asked of the database yet, so the page has neither chamber nor menu.
    page = error_page(
        ERROR_PAGES[HTTPStatus.TOO_MANY_REQUESTS],
        HTTPStatus.TOO_MANY_REQUESTS,
        told=_("You can go on in %(seconds)s seconds.", seconds=seconds),
    )
    page.headers["Retry-After"] = str(seconds)
    return page


def _storage(url: str | None) -> str:
    if url is None:
        return _IN_MEMORY
    return f"redis+{url}" if url.startswith("unix://") else url


def _patience(url: str | None) -> dict[str, Any]:
    if url is None:
        return {}
    wait = {"socket_timeout": _REDIS_SECONDS, "retry": Retry(NoBackoff(), 0)}
    return wait if url.startswith("unix://") else wait | {"socket_connect_timeout": _REDIS_SECONDS}

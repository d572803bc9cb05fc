"""The edge of the application: errors become pages or problem documents, every answer gets its security headers."""

import time
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from gunicorn.http.errors import NoMoreData, ParseException
from werkzeug.exceptions import BadHost, BadRequest, HTTPException, SecurityError

from look.page_policy import OF_EVERY_ANSWER, STRICT_TRANSPORT_SECURITY
from reference_service.api.problem import RETRY_AFTER_SECONDS, cannot_tell, problem, too_many
from reference_service.errors import KeyRefusedError, TooManyRequestsError, TrustUnavailableError
from reference_service.http_answer import Headers
from reference_service.messages import ERROR_PAGES, OUTCOMES, TOO_MANY
from reference_service.service import Service
from register.errors import RegisterError
from signing.result import Reason, Verdict

_FOR_PROGRAMS = ("/api/", "/.well-known/", "/trust/", "/schema/", "/healthz", "/readyz", "/openapi.json")

_HEADERS: Headers = list(OF_EVERY_ANSWER.items())
_HEADERS_OVER_HTTPS: Headers = [*_HEADERS, ("Strict-Transport-Security", STRICT_TRANSPORT_SECURITY)]


BEGAN, REFUSED_KEY = "originseal.began", "originseal.refused_key"
"""What the door leaves in WSGI's environment: when the request came (of the performance counter), and the
:class:`KeyRefusedError` of a bad API key."""


def guard_edge(app: Flask, service: Service) -> None:
    """Install the error handlers and headers."""

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        status = HTTPStatus(error.code or 500)
        if error.response is not None or status < HTTPStatus.BAD_REQUEST:
            return error.get_response()
        text = ERROR_PAGES.get(status, ERROR_PAGES[400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500])
        if isinstance(error, BadHost | SecurityError):
            # Without a usable Host there are no addresses, so no page with links can be made.
            answer = Response(f"{text.title}.\n", status, mimetype="text/plain")
        elif request.path.startswith(_FOR_PROGRAMS):
            answer = problem(status, status.name.lower(), f"{text.title}. {text.explanation}")
        else:
            answer = Response(render_template("error.html", text=text), status)
        answer.headers["Cache-Control"] = "no-store"
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            answer.headers["Allow"] = ", ".join(sorted(allowed))
        return answer

    @app.errorhandler(ParseException)
    @app.errorhandler(NoMoreData)
    def broken_body(_error: Exception) -> ResponseReturnValue:
        # The server finds only now, while the body is read, that it is none.
        return http_error(BadRequest())

    @app.errorhandler(RegisterError)
    @app.errorhandler(TrustUnavailableError)
    def unavailable(error: RegisterError | TrustUnavailableError) -> ResponseReturnValue:
        # The sentence may name hosts and folders of ours: it is for the log, not for the reader.
        app.logger.error("%s", error)
        outcome = OUTCOMES[Reason.STATUS_UNAVAILABLE]
        if request.path.startswith(_FOR_PROGRAMS):
            return cannot_tell(f"{outcome.explanation} {outcome.next_step}")
        body = render_template("warning.html", outcome=outcome, verdict=Verdict.INDETERMINATE, head=None, by_code=False)
        headers = {"Cache-Control": "no-store", "Retry-After": str(RETRY_AFTER_SECONDS)}
        return body, HTTPStatus.SERVICE_UNAVAILABLE, headers

    @app.before_request
    def refuse_bad_keys() -> None:
        refused: KeyRefusedError | None = request.environ.get(REFUSED_KEY)
        if refused is not None:
            raise refused

    @app.errorhandler(KeyRefusedError)
    def bad_key(error: KeyRefusedError) -> ResponseReturnValue:
        service.tally.refused[error.code] += 1
        # For whatever address: nobody who sends a key reads pages.
        answer = problem(HTTPStatus.UNAUTHORIZED, error.code, str(error))
        answer.headers["WWW-Authenticate"] = 'Bearer realm="OriginSeal", error="invalid_token"'
        return answer

    @app.errorhandler(TooManyRequestsError)
    def over_a_limit(error: TooManyRequestsError) -> ResponseReturnValue:
        service.tally.refused[error.limit] += 1
        if request.path.startswith(_FOR_PROGRAMS):
            return too_many(error).response()
        headers = {"Cache-Control": "no-store", "Retry-After": str(error.wait_seconds)}
        body = render_template(
            "warning.html", outcome=TOO_MANY, verdict=Verdict.INDETERMINATE, head=None, by_code=False
        )
        return body, HTTPStatus.TOO_MANY_REQUESTS, headers

    @app.after_request
    def count(response: Response) -> Response:
        seconds = time.perf_counter() - request.environ.get(BEGAN, time.perf_counter())
        service.tally.answered(request.endpoint or "none", response.status_code, seconds)
        return response

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in security_headers(service):
            response.headers.setdefault(name, value)
        return response


def security_headers(service: Service) -> Headers:
    """Return the headers that every answer gets unless it has stricter or wider ones of its own."""
    return _HEADERS_OVER_HTTPS if _is_https(service) else _HEADERS


def _is_https(service: Service) -> bool:
    """Tell whether the site's printed address is https, whatever a proxy in front speaks to this process."""
    try:
        return service.trust.current().trust_list.ref_base.startswith("https://")
    except TrustUnavailableError:
        return False

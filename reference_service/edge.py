"""The edge of the application: errors become pages or problem documents, every answer gets its security headers."""

from http import HTTPStatus

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadHost, HTTPException, SecurityError

from reference_service.api.problem import RETRY_AFTER_SECONDS, cannot_tell, problem
from reference_service.errors import TrustUnavailableError
from reference_service.http_answer import Headers
from reference_service.messages import ERROR_PAGES, OUTCOMES
from reference_service.service import Service
from register.errors import RegisterError
from signing.result import Reason, Verdict

_FOR_PROGRAMS = ("/api/", "/.well-known/", "/trust/", "/schema/", "/healthz", "/readyz", "/openapi.json")

SECURITY_HEADERS = {
    # No script, nothing inline, nothing from elsewhere: what a page may load is its own style sheet and pictures.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Addresses of certificates hold their access code; no other site is told where a reader came from.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Certificates are for those who hold number and date, not for search engines.
    "X-Robots-Tag": "noindex, nofollow",
}
STRICT_TRANSPORT_SECURITY = "max-age=63072000"
_HEADERS: Headers = list(SECURITY_HEADERS.items())
_HEADERS_OVER_HTTPS: Headers = [*_HEADERS, ("Strict-Transport-Security", STRICT_TRANSPORT_SECURITY)]


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

"""The edge of the office's pages: every error becomes a page of its own, every answer gets its security headers."""

from http import HTTPStatus

from flask import Flask, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from gunicorn.http.errors import NoMoreData, ParseException
from werkzeug.exceptions import BadHost, BadRequest, HTTPException, SecurityError

from issuance.errors import ConflictError, KeyStoreError, RefusedError, StorageError
from issuance.language import _
from issuance.services.applications.sight import AbsentError
from issuance.web.config import WebConfig
from issuance.web.error_pages import ERROR_PAGES, FORM_TOO_OLD, NOT_DONE, ErrorPage, page_of
from issuance.web.problems import problem, speaks_problems
from look.page_policy import OF_EVERY_ANSWER, STRICT_TRANSPORT_SECURITY
from register.errors import RegisterUnavailableError

RETRY_AFTER_SECONDS = 30


def guard_edge(app: Flask, config: WebConfig) -> None:
    """Install the error handlers and headers."""
    _show_http_errors(app)
    _show_own_errors(app)

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in OF_EVERY_ANSWER.items():
            response.headers.setdefault(name, value)
        if config.is_https:
            response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT_SECURITY)
        # Pages show what only one person may see, and the back button must not bring it back after signing out.
        if request.endpoint != "static" or response.status_code != HTTPStatus.OK:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def error_page(page: ErrorPage, status: HTTPStatus, *, told: str = "") -> Response:
    """Return the page of an error; `told` is a sentence of the service that refused. Programs get it as JSON."""
    if speaks_problems():
        return problem(status, _(page.title), told or _(page.explanation))
    return Response(render_template("error.html", page=page, status=status, told=told), status)


def _show_http_errors(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        status = HTTPStatus(error.code or 500)
        if error.response is not None or status < HTTPStatus.BAD_REQUEST:
            return error.get_response()
        page = page_of(status)
        if isinstance(error, BadHost | SecurityError):
            # Without a usable Host there are no addresses, so no page with links can be made.
            answer = Response(f"{page.title}.\n", status, mimetype="text/plain")
        else:
            answer = error_page(page, status)
        for name, value in error.get_headers(request.environ):
            if name in ("Allow", "Retry-After"):
                answer.headers[name] = value
        return answer

    @app.errorhandler(CSRFError)
    def form_too_old(error: CSRFError) -> ResponseReturnValue:
        del error  # which of its checks failed is nobody's business
        return error_page(FORM_TOO_OLD, HTTPStatus.BAD_REQUEST)

    @app.errorhandler(ParseException)
    @app.errorhandler(NoMoreData)
    def broken_body(_error: Exception) -> ResponseReturnValue:
        # The server finds only now, while the body is read, that it is none.
        return http_error(BadRequest())


def _show_own_errors(app: Flask) -> None:
    @app.errorhandler(AbsentError)
    def absent(error: AbsentError) -> ResponseReturnValue:
        if not speaks_problems():
            return refused(error)
        return problem(HTTPStatus.NOT_FOUND, _(ERROR_PAGES[HTTPStatus.NOT_FOUND].title), str(error))

    @app.errorhandler(RefusedError)
    def refused(error: RefusedError) -> ResponseReturnValue:
        return error_page(NOT_DONE, HTTPStatus.UNPROCESSABLE_ENTITY, told=str(error))

    @app.errorhandler(ConflictError)
    def conflict(error: ConflictError) -> ResponseReturnValue:
        return error_page(ERROR_PAGES[HTTPStatus.CONFLICT], HTTPStatus.CONFLICT, told=str(error))

    @app.errorhandler(StorageError)
    @app.errorhandler(KeyStoreError)
    @app.errorhandler(RegisterUnavailableError)
    @app.errorhandler(OSError)
    def unavailable(error: StorageError | KeyStoreError | RegisterUnavailableError | OSError) -> ResponseReturnValue:
        # The sentence may name hosts and folders of ours: it is for the log, not for the reader. What the system says
        # of a full disk names no place in the program.
        app.logger.error("%s", error, exc_info=isinstance(error, OSError))
        # The page itself must not need the database that is away.
        g.without_data = True
        answer = error_page(ERROR_PAGES[HTTPStatus.SERVICE_UNAVAILABLE], HTTPStatus.SERVICE_UNAVAILABLE)
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return answer

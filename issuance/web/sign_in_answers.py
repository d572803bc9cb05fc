"""What the pages of sign-in share: where a request comes from, and the answers that let somebody in."""

from http import HTTPStatus

from flask import Response, flash, redirect, render_template, request, session

from issuance.domain.sign_in.ceremony import Purpose
from issuance.errors import RefusedError
from issuance.language import _, speaking
from issuance.services.sign_in.outcomes import NextStep, SignedIn
from issuance.storage.sessions import Origin
from issuance.web.entrance import base_path, chamber_of_path, safe_next
from issuance.web.forms.base import OfficeForm
from issuance.web.request_language import remember_language
from issuance.web.session_cookie import is_secure, keep_ceremony, keep_session
from issuance.web.templating import moment_text


def origin() -> Origin:
    """Return where this request comes from."""
    return Origin(request.remote_addr or "", request.user_agent.string)


def here() -> str:
    """Return the chamber of this request's address, or the federation."""
    chamber = chamber_of_path()
    if chamber is None:
        raise LookupError("A page of sign-in lies below a chamber or the federation.")
    return chamber


def asked_next() -> str:
    """Return the page with which to go on after the sign-in."""
    return safe_next(request.args.get("next"), here())


def enter(signed: SignedIn, codes: list[str] | None = None) -> Response:
    """Let somebody in: his session's cookie, his language, when he was here last; fresh recovery codes first."""
    # Nothing of the visitor's session goes on, its tokens for forms included.
    session.clear()
    with speaking(signed.language):
        last = signed.last
        told = _("You are signed in. Your last sign-in was on %(when)s.", when=moment_text(last)) if last else None
        if codes:
            response = Response(render_template("sign_in/recovery_codes.html", codes=codes, onward=asked_next()))
        else:
            response = go_on(asked_next())
    if told and not codes:
        flash(told, "info")
    keep_session(response, signed.token)
    remember_language(response, signed.language, secure=is_secure())
    return response


def next_page(step: NextStep) -> Response:
    """Lead from the right password to the second factor, or to setting one up."""
    page = "second" if step.purpose is Purpose.SECOND_FACTOR else "set-up"
    query = request.query_string.decode("ascii", "ignore")
    response = go_on(f"{base_path()}/sign-in/{page}" + (f"?{query}" if query else ""))
    keep_ceremony(response, step.token)
    return response


def go_on(address: str) -> Response:
    """Lead to the next page with GET."""
    response = redirect(address, HTTPStatus.SEE_OTHER)
    if not isinstance(response, Response):
        raise TypeError("Flask's redirect is a Flask response")
    return response


def refused(form: OfficeForm, error: RefusedError) -> None:
    """Tell a refusal at the head of the form."""
    form.form_errors.append(str(error))


def shown(template: str, form: OfficeForm | None = None, **values: object) -> Response:
    """Return a page; with the problems of its form, as refused."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form is not None and form.problems else HTTPStatus.OK
    return Response(render_template(template, form=form, **values), status)

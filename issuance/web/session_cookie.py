"""The cookies of sign-in: the session's, and the one that carries a visitor from password to second factor."""

from flask import Response, current_app, request

from issuance.domain.sign_in.token import SessionToken

_SESSION = "id"
_CEREMONY = "sign-in"
_CEREMONY_SECONDS = 15 * 60


def session_cookie() -> str | None:
    """Return what this request's browser keeps as its session."""
    return request.cookies.get(_name(_SESSION))


def ceremony_cookie() -> str | None:
    """Return what this request's browser keeps of a sign-in or enrolment that is under way."""
    return request.cookies.get(_name(_CEREMONY))


def keep_session(response: Response, token: SessionToken) -> None:
    """Let the browser keep a session until it is closed; the sign-in that led to it is over."""
    _set(response, _SESSION, str(token), None)
    forget_ceremony(response)


def forget_session(response: Response) -> None:
    """Let the browser forget its session."""
    _forget(response, _SESSION)


def keep_ceremony(response: Response, token: SessionToken) -> None:
    """Let the browser keep the token of a sign-in that goes on with another page."""
    _set(response, _CEREMONY, str(token), _CEREMONY_SECONDS)


def forget_ceremony(response: Response) -> None:
    """Let the browser forget the token of a sign-in."""
    _forget(response, _CEREMONY)


def _set(response: Response, name: str, value: str, seconds: int | None) -> None:
    response.set_cookie(_name(name), value, seconds, secure=is_secure(), httponly=True, samesite="Lax", path="/")


def _forget(response: Response, name: str) -> None:
    response.delete_cookie(_name(name), secure=is_secure(), httponly=True, samesite="Lax", path="/")


def is_secure() -> bool:
    """Tell whether cookies travel over TLS alone."""
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def _name(name: str) -> str:
    # A name with this prefix is taken over TLS alone, for this host alone (RFC 6265bis, 4.1.3.2).
    return f"__Host-{name}" if is_secure() else name

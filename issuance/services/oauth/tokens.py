"""The two addresses that systems call themselves: for tokens, and to give them back.

Wrong secrets of a system are counted and slowed down as wrong passwords are, before they are compared; so are codes and
refresh tokens that never were. What once was good and has ended counts as no guess: a system holds many of them.
"""

import base64
import binascii
import datetime as dt
import math
from collections.abc import Callable, Mapping
from http import HTTPStatus

from authlib.oauth2.rfc6749 import OAuth2Error

from issuance.domain.actor import Actor
from issuance.domain.sign_in.throttle import Limit
from issuance.services.oauth.requests import Answer, Asked
from issuance.services.oauth.server import ChamberServer
from issuance.services.sign_in.throttle import LockedOut, Throttle
from issuance.storage.oauth_systems import find_system
from issuance.storage.unit import Unit, Units

PER_GUESSER = Limit(60, dt.timedelta(seconds=30), dt.timedelta(minutes=15), dt.timedelta(hours=24))
"""Codes and tokens that never were, from one network address."""

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
"""RFC 6749, section 5.1."""

_WRONG_SYSTEM = "invalid_client"
_LONGEST_ID = 64


class TokenDesk:
    """Answers systems. `issuer` returns a chamber's identifier as authorization server."""

    def __init__(self, units: Units, throttle: Throttle, issuer: Callable[[str], str]) -> None:
        self._units = units
        self._throttle = throttle
        self._issuer = issuer

    def token(self, chamber: str, asked: Asked, place: str) -> Answer:
        """Give tokens for a code, for a refresh token, or to a chamber's own system (RFC 6749, section 3.2)."""
        return self._answered(chamber, asked, place, lambda server: server.create_token_response(asked))

    def revoke(self, chamber: str, asked: Asked, place: str) -> Answer:
        """Take a token back (RFC 7009)."""
        return self._answered(
            chamber, asked, place, lambda server: server.create_endpoint_response("revocation", asked)
        )

    def _answered(self, chamber: str, asked: Asked, place: str, answer_of: Callable[[ChamberServer], Answer]) -> Answer:
        name = client_id_of(asked)
        with self._units.act(Actor.visitor(chamber, place)) as unit:
            taken = self._throttle.take(unit, "system", name, place)
            if isinstance(taken, LockedOut):
                return _too_many(taken, unit.now)
            server = ChamberServer(unit, self._issuer(chamber))
            try:
                answer = answer_of(server)
            except OAuth2Error as error:  # of a request that cannot even be read
                answer = server.handle_error_response(None, error)
            if answer.body.get("error") == _WRONG_SYSTEM:
                known = name if find_system(unit, name) is not None else "unknown"
                unit.record("connection.refuse", f"system:{known}")
            else:
                self._throttle.give_back(unit, taken)
            return self._counted(unit, server, place) or _closed(answer)

    def _counted(self, unit: Unit, server: ChamberServer, place: str) -> Answer | None:
        locked = self._throttle.take_from(unit, "api secret", place, PER_GUESSER) if server.unknown_secrets else None
        return None if locked is None else _too_many(locked, unit.now)


def client_id_of(asked: Asked) -> str:
    """Return which system a request says it is from, '' where it says none."""
    kind, _blank, text = asked.authorization.partition(" ")
    name = asked.first("client_id")
    if kind.lower() == "basic":
        try:
            name = base64.b64decode(text.strip(), validate=True).decode("ascii").partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            name = ""
    return name[:_LONGEST_ID] if name.isascii() and name.isprintable() else ""


def _closed(answer: Answer) -> Answer:
    answer.headers.update(NO_STORE)
    return answer


def _too_many(locked: LockedOut, now: dt.datetime) -> Answer:
    body: Mapping[str, object] = {
        "error": "temporarily_unavailable",
        "error_description": "Too many wrong secrets: wait before the next try.",
    }
    wait = max(1, math.ceil((locked.opens - now).total_seconds()))
    return Answer(HTTPStatus.TOO_MANY_REQUESTS, body, {**NO_STORE, "Retry-After": str(wait)})

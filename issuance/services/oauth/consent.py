"""A holder is asked whether a system may act for his id, and says yes or no (terms, articles 3-2(5), 9-3 and 10-3)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from authlib.oauth2.rfc6749 import OAuth2Error

from issuance.domain.oauth.grants import GRANT_LASTS, MAY_GRANT
from issuance.domain.oauth.scopes import Scope, read_scopes
from issuance.domain.oauth.systems import System
from issuance.domain.who import Who
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.oauth.requests import Answer, Asked
from issuance.services.oauth.server import ChamberServer
from issuance.storage.accounts import get_account
from issuance.storage.unit import Unit, Units


@dataclass(frozen=True)
class Question:
    """What the page of the consent says: which system, what it wants, until when, where the answer goes."""

    system: System
    scopes: list[Scope]
    until: dt.datetime
    redirect: str


class ConsentDesk:
    """Asks and takes the answer. `issuer` returns a chamber's identifier as authorization server."""

    def __init__(self, units: Units, issuer: Callable[[str], str]) -> None:
        self._units = units
        self._issuer = issuer

    def ask(self, who: Who, asked: Asked) -> Question | Answer:
        """Return what to ask the holder, or what to tell the system at once.

        Raises `RefusedError` where nobody can be told: of a system or an address that is not known, nothing is led
        anywhere (RFC 6749, section 4.1.2.1; RFC 9700, section 4.11).
        """
        _check_holder(who)
        with self._units.look(who.actor) as unit:
            server = self._server(unit)
            try:
                grant = server.get_consent_grant(asked, who)
            except OAuth2Error as error:
                return _told(server, asked, error)
            scopes = read_scopes(str(grant.request.scope)) or frozenset()
            until = unit.now + GRANT_LASTS
            return Question(grant.request.client.system, [s for s in Scope if s in scopes], until, grant.redirect_uri)

    def decide(self, who: Who, asked: Asked, *, allow: bool) -> Answer:
        """Carry out what the holder said; return the way back to the system. Refuses as `ask` does."""
        _check_holder(who)
        with self._units.act(who.actor) as unit:
            server = self._server(unit)
            try:
                grant = server.get_consent_grant(asked, who)
            except OAuth2Error as error:
                return _told(server, asked, error)
            holder = get_account(unit, who.account) if allow else None
            if not allow:
                told = {"system": grant.request.client.system.id}
                unit.record("connection.deny", f"account:{who.account}", organisation=who.organisation, after=told)
            answer: Answer = server.create_authorization_response(grant.request, grant_user=holder, grant=grant)
            return answer

    def _server(self, unit: Unit) -> ChamberServer:
        return ChamberServer(unit, self._issuer(unit.chamber))


def _check_holder(who: Who) -> None:
    if who.kind not in MAY_GRANT:
        raise RefusedError(_("A system can be connected with a user id or a sub id, never with any other id."))


def _told(server: ChamberServer, asked: Asked, error: OAuth2Error) -> Answer:
    if error.redirect_uri is None:
        raise RefusedError(
            _(
                "The system that sent you here is not known, is switched off, or asks in a way that is not allowed. "
                "Nothing was connected. Tell whoever runs it."
            )
        )
    error.state = asked.first("state") or None
    told: Answer = server.handle_error_response(None, error)
    return told

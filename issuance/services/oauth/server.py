"""The authorization server of one chamber for one request: Authlib's protocol over one act on the database.

Everything that a request changes is one transaction, whatever it is answered: a code or a refresh token that comes a
second time ends its grant even though the answer is an error (RFC 6749, 4.1.2 and 10.4; RFC 9700, 4.14).
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749 import AuthorizationServer
from authlib.oauth2.rfc6750 import BearerTokenGenerator

from issuance.domain.oauth.grants import ACCESS_LASTS, REFRESH_LASTS, TokenKind
from issuance.domain.oauth.scopes import Scope, read_scopes
from issuance.domain.oauth.systems import System
from issuance.domain.sign_in.token import TOKEN_BYTES, SessionToken, token_hash, token_text
from issuance.services.chamber.settings import settings_of
from issuance.services.oauth.grant_types import ChallengeS256, CodeGrant, OwnGrant, RefreshGrant, Revocation
from issuance.services.oauth.models import KnownClient
from issuance.services.oauth.requests import Answer, Asked, ProtocolRequest, check_plain
from issuance.services.oauth.usable import is_usable
from issuance.storage.oauth_grants import add_token, note_use
from issuance.storage.oauth_systems import find_system
from issuance.storage.unit import Unit


class ChamberServer(AuthorizationServer):
    """One chamber's. `issuer` is its identifier (RFC 8414), which goes with every answer of the consent (RFC 9207)."""

    def __init__(self, unit: Unit, issuer: str) -> None:
        super().__init__(scopes_supported=[scope.value for scope in Scope])
        self.unit = unit
        self.issuer = issuer
        self.unknown_secrets = 0
        """How many codes and tokens were shown that never were: guesses."""
        self.settings = settings_of(unit)
        self.register_grant(CodeGrant, [ChallengeS256(required=True)])
        self.register_grant(RefreshGrant)
        self.register_grant(OwnGrant)
        self.register_endpoint(Revocation)
        self.register_token_generator("default", BearerTokenGenerator(self._access, _refresh, self._seconds))

    def query_client(self, client_id: str) -> KnownClient | None:
        """Return a system that may connect here now."""
        system = self.system(client_id)
        return None if system is None else KnownClient(system, self.unit.now)

    def system(self, key: str) -> System | None:
        """Return a system that may connect here now; None for one that is off, ended or without a secret."""
        found = find_system(self.unit, key)
        return found if found is not None and is_usable(found, self.settings, self.unit.now) else None

    def create_oauth2_request(self, request: Asked | ProtocolRequest) -> ProtocolRequest:
        """Return a request as Authlib reads it."""
        if isinstance(request, ProtocolRequest):
            return request
        check_plain(request)
        return ProtocolRequest(request)

    def handle_response(
        self, status: int, body: Mapping[str, object] | str, headers: Sequence[tuple[str, str]]
    ) -> Answer:
        """Return what is answered; a way back to a system names who sends it there (RFC 9207, against mix-up)."""
        named = dict(headers)
        location = named.pop("Location", None)
        if location is not None:
            location = add_params_to_uri(location, [("iss", self.issuer)])
        return Answer(status, body if isinstance(body, Mapping) else {}, named, location)

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Authlib's own signature
        """Tell nobody: what has to be known stands in the audit trail."""

    def save_token(self, token: Mapping[str, Any], request: ProtocolRequest) -> None:
        """Keep the hashes of fresh tokens. A refresh token carries all that was granted, however little was asked."""
        held = request.authorization_code or request.refresh_token
        scopes = read_scopes(str(token.get("scope", ""))) or frozenset()
        access = SessionToken.parse(token["access_token"])
        if access is None:
            raise AssertionError("the generator makes tokens that can be read")
        until = self.unit.now + ACCESS_LASTS
        if held is None:
            add_token(self.unit, access.hash, TokenKind.ACCESS, scopes, until, own_system=request.client.system.id)
            return
        grant = held.grant
        add_token(self.unit, access.hash, TokenKind.ACCESS, scopes, min(until, grant.until), grant=grant.id)
        refresh = token_hash(token["refresh_token"])
        if refresh is None:
            raise AssertionError("the generator makes tokens that can be read")
        longest = min(self.unit.now + REFRESH_LASTS, grant.until)
        add_token(self.unit, refresh, TokenKind.REFRESH, grant.scopes, longest, grant=grant.id)
        note_use(self.unit, grant.id)

    def _access(self, **_about: object) -> str:
        # It says at which chamber it counts: the API's addresses do not.
        return str(SessionToken.make(self.unit.chamber, secrets.token_bytes(TOKEN_BYTES)))

    def _seconds(self, _client: object, _grant_type: str) -> int:
        return int(ACCESS_LASTS.total_seconds())


def _refresh(**_about: object) -> str:
    return token_text(secrets.token_bytes(TOKEN_BYTES))

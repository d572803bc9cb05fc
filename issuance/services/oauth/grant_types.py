"""The three ways to a token, and the way back of one: Authlib's, with our rows below and stricter where we may be.

Code with PKCE for third parties' systems, S256 alone (RFC 7636); refresh tokens that are good once; a secret alone for
a chamber's own system. No implicit grant, no passwords (RFC 9700, sections 2.1.2 and 2.4).
"""

import secrets
from typing import Any, ClassVar

from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, ClientCredentialsGrant, RefreshTokenGrant
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge

from issuance.domain.accounts import Account
from issuance.domain.oauth.grants import GrantEnd, TokenKind
from issuance.domain.oauth.scopes import read_scopes, scope_text
from issuance.domain.sign_in.token import TOKEN_BYTES, SessionToken, token_hash, token_text
from issuance.services.oauth.ending import end_one
from issuance.services.oauth.models import AUTH_METHODS, KnownClient, KnownCode, KnownToken
from issuance.services.oauth.requests import ProtocolRequest
from issuance.services.oauth.usable import holder_now
from issuance.storage.oauth_grants import (
    Token,
    add_code,
    add_grant,
    drop_token,
    find_code,
    find_token,
    get_grant,
    live_grants,
    use_code,
    use_token,
)
from issuance.storage.tables.oauth import api_grant
from issuance.storage.unit import Unit


class ChallengeS256(CodeChallenge):
    """PKCE that nobody can leave out or weaken (RFC 9700, section 2.1.1 and 4.8.2)."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD: ClassVar = ["S256"]

    def validate_code_challenge(self, grant: AuthorizationCodeGrant, redirect_uri: str) -> None:
        """Raise `InvalidRequestError` unless a request carries a challenge and names its method."""
        data = grant.request.payload.data
        if not data.get("code_challenge") or data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("A code_challenge with code_challenge_method S256 is needed (RFC 7636).")
        super().validate_code_challenge(grant, redirect_uri)


class CodeGrant(AuthorizationCodeGrant):
    """RFC 6749, section 4.1."""

    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar = list(AUTH_METHODS)
    server: Any
    """The `ChamberServer`: it knows this module."""

    def generate_authorization_code(self) -> str:
        """Return a fresh code."""
        return token_text(secrets.token_bytes(TOKEN_BYTES))

    def save_authorization_code(self, code: str, request: ProtocolRequest) -> None:
        """Note what the holder has allowed, and the code by which the system learns of it."""
        unit, holder, client = self.server.unit, request.user, request.client
        scopes = read_scopes(str(request.scope)) or frozenset()
        mine = (api_grant.c.account == holder.id, api_grant.c.system == client.system.id)
        for before in live_grants(unit, *mine):
            end_one(unit, before, GrantEnd.RENEWED)
        grant = add_grant(unit, holder.id, str(holder.organisation), client.system.id, scopes)
        hashed = token_hash(code)
        if hashed is None:
            raise AssertionError("a code that was just made can be read")
        add_code(unit, hashed, grant, request.payload.redirect_uri, request.payload.data["code_challenge"])
        told = {"system": client.system.id, "name": client.system.name, "scopes": scope_text(scopes)}
        unit.record("connection.give", f"grant:{grant}", organisation=holder.organisation, after=told)

    def query_authorization_code(self, code: str, client: KnownClient) -> KnownCode | None:
        """Return a code and use it up: wrong or right, there is one try, and a second one ends the grant."""
        unit: Unit = self.server.unit
        found = find_code(unit, token_hash(code) or b"")
        if found is None:
            self.server.unknown_secrets += 1
            return None
        grant = get_grant(unit, found.grant)
        if grant is None or grant.system != client.system.id:
            return None
        if not use_code(unit, found.id):
            end_one(unit, grant, GrantEnd.REUSED)
            return None
        return KnownCode(found, grant) if grant.is_live(unit.now) and unit.now < found.expires_at else None

    def authenticate_user(self, authorization_code: KnownCode) -> Account | None:
        """Return the holder, where his id still counts."""
        found = holder_now(self.server.unit, authorization_code.grant.account, self.server.settings)
        return None if found is None else found[0]

    def delete_authorization_code(self, authorization_code: KnownCode) -> None:
        """Keep it: it was used up before, and a second use has to be seen."""
        grant = authorization_code.grant
        self.server.unit.record("connection.begin", f"grant:{grant.id}", organisation=grant.organisation)


class RefreshGrant(RefreshTokenGrant):
    """RFC 6749, section 6: each refresh token is good once, and brings the next one (RFC 9700, section 4.14.2)."""

    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar = list(AUTH_METHODS)
    INCLUDE_NEW_REFRESH_TOKEN = True
    server: Any

    def authenticate_refresh_token(self, refresh_token: str) -> KnownToken | None:
        """Return a refresh token and use it up; one that was used before ends its grant."""
        unit: Unit = self.server.unit
        found = find_token(unit, token_hash(refresh_token) or b"", TokenKind.REFRESH)
        if found is None:
            self.server.unknown_secrets += 1
            return None
        grant = get_grant(unit, str(found.grant))
        if grant is None or grant.system != self.request.client.system.id:
            return None
        # Before it is used up: while the id or the system rests, it stays good for later.
        if holder_now(unit, grant.account, self.server.settings) is None:
            return None
        if not use_token(unit, found.id):
            end_one(unit, grant, GrantEnd.REUSED)
            return None
        good = grant.is_live(unit.now) and unit.now < found.expires_at
        return KnownToken(found, grant.system, grant) if good else None

    def authenticate_user(self, refresh_token: KnownToken) -> Account | None:
        """Return the holder."""
        if refresh_token.grant is None:
            return None
        found = holder_now(self.server.unit, refresh_token.grant.account, self.server.settings)
        return None if found is None else found[0]

    def revoke_old_credential(self, refresh_token: KnownToken) -> None:
        """Do nothing more: it was used up before, and a second use has to be seen."""


class OwnGrant(ClientCredentialsGrant):
    """RFC 6749, section 4.4: a chamber's own system acts for the chamber, for no id."""

    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar = list(AUTH_METHODS)


class Revocation(RevocationEndpoint):
    """RFC 7009: a system gives a token back. With a refresh token the whole grant ends."""

    CLIENT_AUTH_METHODS: ClassVar = list(AUTH_METHODS)
    server: Any

    def query_token(self, token_string: str, token_type_hint: str | None) -> KnownToken | None:
        """Return a token of either kind, whatever the hint says."""
        del token_type_hint
        unit: Unit = self.server.unit
        access = SessionToken.parse(token_string)
        hashed = access.hash if access is not None and access.chamber == unit.chamber else token_hash(token_string)
        found = find_token(unit, hashed, *TokenKind) if hashed is not None else None
        if found is None:
            return None
        grant = get_grant(unit, found.grant) if found.grant is not None else None
        return KnownToken(found, str(grant.system if grant else found.own_system), grant)

    def revoke_token(self, token: KnownToken, request: ProtocolRequest) -> None:
        """End what it stands for."""
        del request
        _give_back(self.server.unit, token.token, token)


def _give_back(unit: Unit, row: Token, token: KnownToken) -> None:
    if row.kind is TokenKind.REFRESH and token.grant is not None:
        end_one(unit, token.grant, GrantEnd.SYSTEM)
    else:
        drop_token(unit, row.id)

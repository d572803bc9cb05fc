"""Systems, codes and tokens as Authlib asks them."""

import datetime as dt

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, TokenMixin

from issuance.domain.oauth.grants import Grant
from issuance.domain.oauth.scopes import read_scopes, scope_text
from issuance.domain.oauth.systems import System
from issuance.storage.oauth_grants import Code, Token

AUTH_METHODS = ("client_secret_basic", "client_secret_post")


class KnownClient(ClientMixin):
    """A system that may connect."""

    def __init__(self, system: System, now: dt.datetime) -> None:
        self.system = system
        self._now = now

    def get_client_id(self) -> str:
        """Return its id."""
        return self.system.id

    def get_default_redirect_uri(self) -> str | None:
        """Return None: a request names where its answer goes, always."""
        return None

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Return the scopes that are given for those asked for, None where one is not for this system.

        A chamber's own system that names none gets all of its own; a holder is always told which he allows.
        """
        if not scope:
            return scope_text(self.system.scopes) if self.system.is_own else None
        asked = read_scopes(scope)
        return scope_text(asked) if asked is not None and asked <= self.system.scopes else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Tell whether an address is one of its own, letter by letter."""
        return redirect_uri in self.system.redirects

    def check_client_secret(self, client_secret: str) -> bool:
        """Tell whether a secret is its own."""
        return self.system.secrets is not None and self.system.secrets.match(client_secret, self._now)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Tell whether it may prove itself like that: by its secret alone."""
        del endpoint
        return method in AUTH_METHODS

    def check_response_type(self, response_type: str) -> bool:
        """Tell whether it may ask holders: third parties' for a code, nothing else (no implicit grant)."""
        return response_type == "code" and not self.system.is_own

    def check_grant_type(self, grant_type: str) -> bool:
        """Tell how it may get tokens."""
        own = {"client_credentials"}
        return grant_type in (own if self.system.is_own else {"authorization_code", "refresh_token"})


class KnownCode(AuthorizationCodeMixin):
    """A code that is being redeemed."""

    code_challenge_method = "S256"

    def __init__(self, code: Code, grant: Grant) -> None:
        self.grant = grant
        self.code_challenge = code.challenge
        self._redirect = code.redirect

    def get_redirect_uri(self) -> str:
        """Return where it was sent."""
        return self._redirect

    def get_scope(self) -> str:
        """Return what was granted."""
        return scope_text(self.grant.scopes)


class KnownToken(TokenMixin):
    """A refresh token that is being used, or a token that is given back. `owner` is whose it is."""

    def __init__(self, token: Token, owner: str, grant: Grant | None) -> None:
        self.token = token
        self.grant = grant
        self._owner = owner

    def check_client(self, client: KnownClient) -> bool:
        """Tell whether it is that system's."""
        return self._owner == client.system.id

    def get_scope(self) -> str:
        """Return what it is good for."""
        return scope_text(self.token.scopes)

"""What connects systems put together: `office.oauth`."""

import secrets
from functools import cached_property
from typing import TYPE_CHECKING

from authlib.oauth2 import rfc8414, rfc9207

from issuance.domain.oauth.scopes import Scope
from issuance.services.oauth.bearer import BearerDesk
from issuance.services.oauth.clients import ChamberSystemDesk, ClientDesk
from issuance.services.oauth.connections import ConnectionDesk
from issuance.services.oauth.consent import ConsentDesk
from issuance.services.oauth.models import AUTH_METHODS
from issuance.services.oauth.tokens import TokenDesk
from issuance.services.webhooks.desk import WebhookDesk

if TYPE_CHECKING:
    from issuance.office import Office


class Connecting:
    """Opens each desk when it is first used."""

    def __init__(self, office: "Office") -> None:
        self._office = office

    def issuer(self, chamber: str) -> str:
        """Return a chamber's identifier as authorization server (RFC 8414, section 2): where its pages lie."""
        return f"{self._office.config.public_url}/{chamber}"

    def metadata(self, chamber: str) -> dict[str, object]:
        """Return what the chamber's authorization server says of itself (RFC 8414, section 2)."""
        issuer = self.issuer(chamber)
        told = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/oauth/authorize",
            "token_endpoint": f"{issuer}/oauth/token",
            "revocation_endpoint": f"{issuer}/oauth/revoke",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": list(AUTH_METHODS),
            "revocation_endpoint_auth_methods_supported": list(AUTH_METHODS),
            "authorization_response_iss_parameter_supported": True,
            "scopes_supported": [scope.value for scope in Scope],
            "ui_locales_supported": ["en", "ja"],
        }
        if issuer.startswith("https://"):  # on this very machine there may be no TLS, and Authlib asks for it
            rfc8414.AuthorizationServerMetadata(told).validate(metadata_classes=[rfc9207.AuthorizationServerMetadata])
        return told

    @cached_property
    def clients(self) -> ClientDesk:
        """The federation's desk of third parties' systems."""
        return ClientDesk(self._office.units, secrets.token_bytes, loopback=self._office.config.sandbox)

    @cached_property
    def systems(self) -> ChamberSystemDesk:
        """A chamber's desk of systems."""
        return ChamberSystemDesk(self._office.units, secrets.token_bytes)

    @cached_property
    def webhooks(self) -> WebhookDesk:
        """Where systems are told of events by themselves."""
        return WebhookDesk(self._office.units, secrets.token_bytes, loopback=self._office.config.calls_loopback)

    @cached_property
    def consent(self) -> ConsentDesk:
        """Asks holders."""
        return ConsentDesk(self._office.units, self.issuer)

    @cached_property
    def tokens(self) -> TokenDesk:
        """Gives tokens."""
        return TokenDesk(self._office.units, self._office.access.throttle, self.issuer)

    @cached_property
    def bearer(self) -> BearerDesk:
        """Knows tokens again."""
        return BearerDesk(self._office.units, self._office.access.throttle)

    @cached_property
    def connections(self) -> ConnectionDesk:
        """What holders have allowed."""
        return ConnectionDesk(self._office.units)

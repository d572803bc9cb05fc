"""Systems that call the API: third parties' clients, chambers' switches and own systems, grants, codes and tokens.

Of every secret its SHA-256 alone is kept. A used code and a used refresh token stay until they would have run out, so
that the second use is seen.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from issuance.storage.tables.base import ID_LENGTH, Instant, metadata, of_the_same_chamber, tenant_table

_HASH = LargeBinary(32)
SCOPES_LENGTH = 200

third_party_client = Table(
    "third_party_client",
    metadata,
    Column("id", String(ID_LENGTH), ForeignKey("third_party.id"), primary_key=True, comment="third_party"),
    Column("scopes", String(SCOPES_LENGTH), nullable=False, comment="domain.oauth.scopes, blanks between them"),
    Column("redirects", Text, nullable=False, comment="addresses, one in each line"),
    Column("secret", _HASH, nullable=True, comment="SHA-256; NULL until one was made"),
    Column("secret_made_at", Instant, nullable=True),
    Column("secret_before", _HASH, nullable=True, comment="good for a day after secret_made_at"),
    Column("version", Integer, nullable=False, server_default="1"),
)
"""How an approved third party's system connects: of no chamber, as its system."""

system_switch = tenant_table(
    "system_switch",
    Column("state", String(3), nullable=False, comment="on, off"),
    Column("since", Instant, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
)
"""`id` is the third party's. Without a row it is off."""

own_system = tenant_table(
    "own_system",
    Column("name", String(200), nullable=False),
    Column("scopes", String(SCOPES_LENGTH), nullable=False),
    Column("secret", _HASH, nullable=False, comment="SHA-256"),
    Column("secret_made_at", Instant, nullable=False),
    Column("secret_before", _HASH, nullable=True, comment="good for a day after secret_made_at"),
    Column("made_at", Instant, nullable=False),
    Column("stopped_at", Instant, nullable=True),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("chamber", "name"),
)

api_grant = tenant_table(
    "api_grant",
    Column("account", String(ID_LENGTH), nullable=False),
    Column("organisation", String(ID_LENGTH), nullable=False, comment="the applicant answerable"),
    Column("system", String(ID_LENGTH), nullable=False, comment="third_party"),
    Column("scopes", String(SCOPES_LENGTH), nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("used_at", Instant, nullable=True),
    Column("ended_at", Instant, nullable=True),
    Column("reason", String(30), nullable=True, comment="domain.oauth.grants.GrantEnd"),
    of_the_same_chamber("account", "account"),
    of_the_same_chamber("organisation", "organisation"),
)
Index("ix_api_grant_account", api_grant.c.chamber, api_grant.c.account, api_grant.c.given_at)
Index("ix_api_grant_system", api_grant.c.chamber, api_grant.c.system, api_grant.c.ended_at)

api_code = tenant_table(
    "api_code",
    Column("code", _HASH, nullable=False, comment="SHA-256"),
    Column("grant", String(ID_LENGTH), nullable=False),
    Column("redirect", String(400), nullable=False, comment="where it was sent; named again when it is redeemed"),
    Column("challenge", String(128), nullable=False, comment="RFC 7636, S256"),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=True),
    UniqueConstraint("code"),
    of_the_same_chamber("grant", "api_grant"),
)
Index("ix_api_code_expires_at", api_code.c.chamber, api_code.c.expires_at)

api_token = tenant_table(
    "api_token",
    Column("token", _HASH, nullable=False, comment="SHA-256"),
    Column("kind", String(7), nullable=False, comment="domain.oauth.grants.TokenKind"),
    Column("grant", String(ID_LENGTH), nullable=True, comment="NULL for a chamber's own system"),
    Column("own_system", String(ID_LENGTH), nullable=True),
    Column("scopes", String(SCOPES_LENGTH), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=True, comment="of a refresh token: it was given for another one"),
    UniqueConstraint("token"),
    of_the_same_chamber("grant", "api_grant"),
    of_the_same_chamber("own_system", "own_system"),
)
Index("ix_api_token_expires_at", api_token.c.chamber, api_token.c.expires_at)
Index("ix_api_token_grant", api_token.c.chamber, api_token.c.grant)

"""Keep systems that call the API: their secrets, chambers' switches, holders' grants, codes and tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    _clients()
    _systems()
    _grants()
    _codes()
    _tokens()


def downgrade() -> None:
    """Drop them."""
    for name in ("api_token", "api_code", "api_grant", "own_system", "system_switch", "third_party_client"):
        op.drop_table(name)


def _key() -> tuple[sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
    )


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer(), server_default="1", nullable=False)


def _clients() -> None:
    op.create_table(
        "third_party_client",
        sa.Column("id", sa.String(length=16), nullable=False, comment="third_party"),
        sa.Column("scopes", sa.String(length=200), nullable=False, comment="domain.oauth.scopes, blanks between them"),
        sa.Column("redirects", sa.Text(), nullable=False, comment="addresses, one in each line"),
        sa.Column("secret", sa.LargeBinary(length=32), nullable=True, comment="SHA-256; NULL until one was made"),
        sa.Column("secret_made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "secret_before", sa.LargeBinary(length=32), nullable=True, comment="good for a day after secret_made_at"
        ),
        _version(),
        sa.ForeignKeyConstraint(["id"], ["third_party.id"], name=op.f("fk_third_party_client_id_third_party")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_third_party_client")),
    )


def _systems() -> None:
    op.create_table(
        "system_switch",
        *_key(),
        sa.Column("state", sa.String(length=3), nullable=False, comment="on, off"),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        _version(),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_system_switch")),
        info={"tenant": True},
    )
    op.create_table(
        "own_system",
        *_key(),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("secret", sa.LargeBinary(length=32), nullable=False, comment="SHA-256"),
        sa.Column("secret_made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "secret_before", sa.LargeBinary(length=32), nullable=True, comment="good for a day after secret_made_at"
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        _version(),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_own_system")),
        sa.UniqueConstraint("chamber", "name", name=op.f("uq_own_system_chamber_name")),
        info={"tenant": True},
    )


def _grants() -> None:
    op.create_table(
        "api_grant",
        *_key(),
        sa.Column("account", sa.String(length=16), nullable=False),
        sa.Column("organisation", sa.String(length=16), nullable=False, comment="the applicant answerable"),
        sa.Column("system", sa.String(length=16), nullable=False, comment="third_party"),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=30), nullable=True, comment="domain.oauth.grants.GrantEnd"),
        _of_the_same_chamber("api_grant", "account", "account"),
        _of_the_same_chamber("api_grant", "organisation", "organisation"),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_api_grant")),
        info={"tenant": True},
    )
    op.create_index("ix_api_grant_account", "api_grant", ["chamber", "account", "given_at"])
    op.create_index("ix_api_grant_system", "api_grant", ["chamber", "system", "ended_at"])


def _codes() -> None:
    op.create_table(
        "api_code",
        *_key(),
        sa.Column("code", sa.LargeBinary(length=32), nullable=False, comment="SHA-256"),
        sa.Column("grant", sa.String(length=16), nullable=False),
        sa.Column(
            "redirect",
            sa.String(length=400),
            nullable=False,
            comment="where it was sent; named again when it is redeemed",
        ),
        sa.Column("challenge", sa.String(length=128), nullable=False, comment="RFC 7636, S256"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        _of_the_same_chamber("api_code", "grant", "api_grant"),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_api_code")),
        sa.UniqueConstraint("code", name=op.f("uq_api_code_code")),
        info={"tenant": True},
    )
    op.create_index("ix_api_code_expires_at", "api_code", ["chamber", "expires_at"])


def _tokens() -> None:
    op.create_table(
        "api_token",
        *_key(),
        sa.Column("token", sa.LargeBinary(length=32), nullable=False, comment="SHA-256"),
        sa.Column("kind", sa.String(length=7), nullable=False, comment="domain.oauth.grants.TokenKind"),
        sa.Column("grant", sa.String(length=16), nullable=True, comment="NULL for a chamber's own system"),
        sa.Column("own_system", sa.String(length=16), nullable=True),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "used_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="of a refresh token: it was given for another one",
        ),
        _of_the_same_chamber("api_token", "grant", "api_grant"),
        _of_the_same_chamber("api_token", "own_system", "own_system"),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token", name=op.f("uq_api_token_token")),
        info={"tenant": True},
    )
    op.create_index("ix_api_token_expires_at", "api_token", ["chamber", "expires_at"])
    op.create_index("ix_api_token_grant", "api_token", ["chamber", "grant"])


def _of_the_same_chamber(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["chamber", column], [f"{target}.chamber", f"{target}.id"], name=op.f(f"fk_{table}_chamber_{target}")
    )

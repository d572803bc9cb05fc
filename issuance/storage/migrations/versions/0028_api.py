"""Keep the answers of calls of the API for who asks again, and count calls by the minute."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "api_request",
        *_key(),
        sa.Column(
            "key",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="SHA-256 of the system, the id and the Idempotency-Key",
        ),
        sa.Column("request", sa.LargeBinary(length=32), nullable=False, comment="SHA-256 of method, address and body"),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True, comment="of HTTP; NULL until it was done"),
        sa.Column("answer", sa.LargeBinary(), nullable=True, comment="sealed JSON: body, etag, location"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_api_request")),
        sa.UniqueConstraint("chamber", "key", name=op.f("uq_api_request_chamber_key")),
        info={"tenant": True},
    )
    op.create_index("ix_api_request_began_at", "api_request", ["chamber", "began_at"])
    op.create_table(
        "api_tally",
        *_key(),
        sa.Column("window", sa.DateTime(timezone=True), nullable=False, comment="when the minute began"),
        sa.Column("calls", sa.Integer(), nullable=False, comment="in that minute"),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_api_tally")),
        info={"tenant": True},
    )
    op.create_index("ix_api_tally_window", "api_tally", ["chamber", "window"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("api_tally")
    op.drop_table("api_request")


def _key() -> tuple[sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
    )

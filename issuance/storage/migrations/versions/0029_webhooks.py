"""Tell systems of events by themselves: endpoints, their secrets, and what is on its way to them."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column(
            "owner", sa.String(length=4), nullable=False, comment="the federation, or the chamber of its own system"
        ),
        sa.Column("system", sa.String(length=16), nullable=False, comment="third_party, or own_system of the owner"),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column(
            "events", sa.String(length=300), nullable=False, comment="domain.webhooks.events, blanks between them"
        ),
        sa.Column("made_by", sa.String(length=16), nullable=False, comment="account of the owner"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secret_made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "off_because",
            sa.String(length=10),
            nullable=True,
            comment="domain.webhooks.endpoints.OffReason; NULL: on",
        ),
        sa.Column(
            "failing_since", sa.DateTime(timezone=True), nullable=True, comment="first failure after the last success"
        ),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False, comment="in a row"),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True, comment="last success"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoint")),
    )
    op.create_index("ix_webhook_endpoint_system", "webhook_endpoint", ["system"])
    op.create_table(
        "webhook_secret",
        *_key(),
        sa.Column("secrets", sa.LargeBinary(), nullable=False, comment="sealed JSON: current, previous: each whsec_…"),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_webhook_secret")),
        info={"tenant": True},
    )
    _add_deliveries()


def _add_deliveries() -> None:
    op.create_table(
        "webhook_delivery",
        *_key(),
        sa.Column("endpoint", sa.String(length=16), nullable=False, comment="webhook_endpoint"),
        sa.Column("system", sa.String(length=16), nullable=False, comment="whose endpoint it is"),
        sa.Column("kind", sa.String(length=30), nullable=False, comment="domain.webhooks.events.WebhookEvent, or TEST"),
        sa.Column("application", sa.String(length=16), nullable=True, comment="what it tells of; NULL for a test"),
        sa.Column("payer", sa.String(length=16), nullable=True, comment="whose charge it tells of"),
        sa.Column("body", sa.Text(), nullable=False, comment="as it is signed and sent; names nobody"),
        sa.Column("state", sa.String(length=11), nullable=False, comment="domain.webhooks.deliveries.WebhookState"),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "due_at", sa.DateTime(timezone=True), nullable=True, comment="when to try next; NULL once it is settled"
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True, comment="of the last answer"),
        sa.Column(
            "trouble",
            sa.String(length=11),
            server_default="",
            nullable=False,
            comment="domain.webhooks.deliveries.Trouble",
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_webhook_delivery")),
        info={"tenant": True},
    )
    op.create_index("ix_webhook_delivery_due", "webhook_delivery", ["due_at"])
    op.create_index("ix_webhook_delivery_system", "webhook_delivery", ["chamber", "system", "occurred_at"])
    op.create_index("ix_webhook_delivery_state", "webhook_delivery", ["chamber", "state"])
    op.create_index("ix_webhook_delivery_settled_at", "webhook_delivery", ["chamber", "settled_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("webhook_delivery")
    op.drop_table("webhook_secret")
    op.drop_table("webhook_endpoint")


def _key() -> tuple[sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
    )

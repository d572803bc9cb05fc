"""Payments by card: payments, refunds, cases, events that were taken in."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "card_event",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=255), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("reference", sa.String(length=21), nullable=True, comment="our own name in it: TYO-0123456789abcdef"),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_card_event")),
        info={"tenant": True},
    )
    op.create_table(
        "card_payment",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column(
            "reference", sa.String(length=12), nullable=False, comment="what is told on the telephone: P-7K3M-Q9XW"
        ),
        sa.Column("organisation", sa.String(length=16), nullable=False, comment="who pays"),
        sa.Column(
            "token",
            sa.String(length=64),
            nullable=False,
            comment="digest of the page's token: the same page begins one payment",
        ),
        sa.Column("amount", sa.Integer(), nullable=False, comment="yen"),
        sa.Column("charges", sa.Text(), nullable=False, comment="JSON list of ids of the charges that it is meant for"),
        sa.Column("language", sa.String(length=2), nullable=False, comment="of the card service's page"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.fees.cards.payment.CardState"),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=16), nullable=True, comment="account"),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="when its page closes"),
        sa.Column("session", sa.String(length=255), nullable=True, comment="the card service's name of the page"),
        sa.Column("intent", sa.String(length=255), nullable=True, comment="the card service's name of the payment"),
        sa.Column("movement", sa.String(length=16), nullable=True, comment="what it was booked as"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "movement"], ["movement.chamber", "movement.id"], name=op.f("fk_card_payment_chamber_movement")
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "organisation"],
            ["organisation.chamber", "organisation.id"],
            name=op.f("fk_card_payment_chamber_organisation"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_card_payment")),
        sa.UniqueConstraint("chamber", "reference", name=op.f("uq_card_payment_chamber_reference")),
        sa.UniqueConstraint("chamber", "token", name=op.f("uq_card_payment_chamber_token")),
        info={"tenant": True},
    )
    with op.batch_alter_table("card_payment", schema=None) as batch_op:
        batch_op.create_index("ix_card_payment_intent", ["chamber", "intent"], unique=False)
        batch_op.create_index("ix_card_payment_organisation", ["chamber", "organisation", "made_at"], unique=False)
        batch_op.create_index("ix_card_payment_state", ["chamber", "state", "made_at"], unique=False)

    op.create_table(
        "card_case",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=15), nullable=False, comment="domain.fees.cards.case.CaseKind"),
        sa.Column(
            "payment", sa.String(length=16), nullable=True, comment="the payment that it is about, where it is known"
        ),
        sa.Column("amount", sa.Integer(), nullable=False, comment="in the smallest unit of its currency"),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "said", sa.String(length=255), nullable=False, comment="the card service's name of it: one case for each"
        ),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.fees.cards.case.CaseState"),
        sa.Column(
            "reason", sa.LargeBinary(), nullable=True, comment="sealed JSON: text: why it was closed or taken back"
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "payment"],
            ["card_payment.chamber", "card_payment.id"],
            name=op.f("fk_card_case_chamber_card_payment"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_card_case")),
        sa.UniqueConstraint("chamber", "said", name=op.f("uq_card_case_chamber_said")),
        info={"tenant": True},
    )
    with op.batch_alter_table("card_case", schema=None) as batch_op:
        batch_op.create_index("ix_card_case_state", ["chamber", "state", "opened_at"], unique=False)

    op.create_table(
        "card_refund",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("payment", sa.String(length=16), nullable=False),
        sa.Column(
            "token",
            sa.String(length=64),
            nullable=False,
            comment="digest of the page's token, or of the card service's name",
        ),
        sa.Column("amount", sa.Integer(), nullable=False, comment="yen"),
        sa.Column("reason", sa.LargeBinary(), nullable=True, comment="sealed JSON: text: why the money goes back"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.fees.cards.refund.RefundState"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "made_by",
            sa.String(length=16),
            nullable=True,
            comment="account; none: made at the card service's own pages",
        ),
        sa.Column("service_id", sa.String(length=255), nullable=True, comment="the card service's name of it"),
        sa.Column("movement", sa.String(length=16), nullable=True, comment="what it was booked as"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "movement"], ["movement.chamber", "movement.id"], name=op.f("fk_card_refund_chamber_movement")
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "payment"],
            ["card_payment.chamber", "card_payment.id"],
            name=op.f("fk_card_refund_chamber_card_payment"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_card_refund")),
        sa.UniqueConstraint("chamber", "token", name=op.f("uq_card_refund_chamber_token")),
        info={"tenant": True},
    )
    with op.batch_alter_table("card_refund", schema=None) as batch_op:
        batch_op.create_index("ix_card_refund_payment", ["chamber", "payment"], unique=False)
        batch_op.create_index("ix_card_refund_state", ["chamber", "state", "made_at"], unique=False)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("card_refund", schema=None) as batch_op:
        batch_op.drop_index("ix_card_refund_state")
        batch_op.drop_index("ix_card_refund_payment")

    op.drop_table("card_refund")
    with op.batch_alter_table("card_case", schema=None) as batch_op:
        batch_op.drop_index("ix_card_case_state")

    op.drop_table("card_case")
    with op.batch_alter_table("card_payment", schema=None) as batch_op:
        batch_op.drop_index("ix_card_payment_state")
        batch_op.drop_index("ix_card_payment_organisation")
        batch_op.drop_index("ix_card_payment_intent")

    op.drop_table("card_payment")
    op.drop_table("card_event")

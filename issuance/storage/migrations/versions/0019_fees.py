"""Fees: charges, movements of money, balances, lines of banks' files."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "balance",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column(
            "yen",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="movements less paid charges; below zero only by a correction",
        ),
        sa.Column("on_account", sa.Boolean(), server_default="0", nullable=False, comment="pays by the month"),
        sa.ForeignKeyConstraint(
            ["chamber", "id"], ["organisation.chamber", "organisation.id"], name=op.f("fk_balance_chamber_organisation")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_balance")),
        info={"tenant": True},
    )
    op.create_table(
        "charge",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column(
            "reference",
            sa.String(length=12),
            nullable=False,
            comment="what a payer writes into the transfer: F-7K3M-Q9XW",
        ),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("organisation", sa.String(length=16), nullable=False, comment="who pays"),
        sa.Column("lines", sa.Text(), nullable=False, comment="JSON list of [kind, quantity, unit price]"),
        sa.Column("tax_percent", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False, comment="yen with tax"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.fees.charge.ChargeState"),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True, comment="when its payer was last told that it is overdue"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "application"],
            ["application.chamber", "application.id"],
            name=op.f("fk_charge_chamber_application"),
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "organisation"],
            ["organisation.chamber", "organisation.id"],
            name=op.f("fk_charge_chamber_organisation"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_charge")),
        sa.UniqueConstraint("chamber", "reference", name=op.f("uq_charge_chamber_reference")),
        info={"tenant": True},
    )
    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.create_index("ix_charge_application", ["chamber", "application"], unique=False)
        batch_op.create_index("ix_charge_organisation", ["chamber", "organisation", "state", "due_on"], unique=False)
        batch_op.create_index("ix_charge_state", ["chamber", "state", "due_on"], unique=False)
        batch_op.create_index(
            "uq_charge_living",
            ["chamber", "application", "organisation"],
            unique=True,
            sqlite_where=sa.text("state != 'cancelled'"),
            postgresql_where=sa.text("state != 'cancelled'"),
        )

    op.create_table(
        "movement",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("organisation", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False, comment="yen; below zero what went out"),
        sa.Column("way", sa.String(length=15), nullable=False, comment="domain.fees.movement.Way"),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column(
            "note",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: text: what the bank or the cashier wrote of it",
        ),
        sa.Column("charge", sa.String(length=16), nullable=True),
        sa.Column("corrects", sa.String(length=16), nullable=True),
        sa.Column(
            "source",
            sa.String(length=64),
            nullable=False,
            comment="what it was made from: the same one is recorded once",
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=16), nullable=True, comment="account"),
        sa.ForeignKeyConstraint(
            ["chamber", "charge"], ["charge.chamber", "charge.id"], name=op.f("fk_movement_chamber_charge")
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "corrects"], ["movement.chamber", "movement.id"], name="fk_movement_corrects_movement"
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "organisation"],
            ["organisation.chamber", "organisation.id"],
            name=op.f("fk_movement_chamber_organisation"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_movement")),
        sa.UniqueConstraint("chamber", "corrects", name=op.f("uq_movement_chamber_corrects")),
        sa.UniqueConstraint("chamber", "source", name=op.f("uq_movement_chamber_source")),
        info={"tenant": True},
    )
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.create_index("ix_movement_organisation", ["chamber", "organisation", "recorded_at"], unique=False)
    op.create_table(
        "bank_line",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=32), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column(
            "text",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: text: what the bank wrote of it, often a person's name",
        ),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.fees.bank_line.LineState"),
        sa.Column("reason", sa.LargeBinary(), nullable=True, comment="sealed JSON: text: why it was set aside"),
        sa.Column("movement", sa.String(length=16), nullable=True, comment="what it was booked as"),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_by", sa.String(length=16), nullable=True, comment="account"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "movement"], ["movement.chamber", "movement.id"], name=op.f("fk_bank_line_chamber_movement")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_bank_line")),
        info={"tenant": True},
    )
    with op.batch_alter_table("bank_line", schema=None) as batch_op:
        batch_op.create_index("ix_bank_line_state", ["chamber", "state", "day"], unique=False)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("bank_line", schema=None) as batch_op:
        batch_op.drop_index("ix_bank_line_state")

    op.drop_table("bank_line")
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.drop_index("ix_movement_organisation")

    op.drop_table("movement")
    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_charge_living",
            sqlite_where=sa.text("state != 'cancelled'"),
            postgresql_where=sa.text("state != 'cancelled'"),
        )
        batch_op.drop_index("ix_charge_state")
        batch_op.drop_index("ix_charge_organisation")
        batch_op.drop_index("ix_charge_application")

    op.drop_table("charge")
    op.drop_table("balance")

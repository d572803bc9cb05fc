"""Make the tables of lost second factors and of third parties' systems."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "factor_reset",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("account", sa.String(length=16), nullable=False, comment="whose second factors"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.resets.ResetState"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=16), nullable=False, comment="account"),
        sa.Column(
            "reason",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: reason: how the one who asked knows the person",
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=16), nullable=True, comment="account"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "account"],
            ["account.chamber", "account.id"],
            name=op.f("fk_factor_reset_chamber_account"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_factor_reset")),
        info={"tenant": True},
    )
    with op.batch_alter_table("factor_reset", schema=None) as batch_op:
        batch_op.create_index("ix_factor_reset_state", ["chamber", "state", "asked_at"], unique=False)

    op.create_table(
        "third_party",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False, comment="of the system"),
        sa.Column("operator", sa.String(length=200), nullable=False, comment="the company that runs it"),
        sa.Column("state", sa.String(length=9), nullable=False, comment="domain.third_parties.ThirdPartyState"),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_third_party")),
        sa.UniqueConstraint("name", name=op.f("uq_third_party_name")),
    )


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("third_party")
    op.drop_table("factor_reset")

"""Measures of the chamber about a registration, and the reminders that were sent before its end."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "measure",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("organisation", sa.String(length=16), nullable=False),
        sa.Column("registration", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="domain.registration.measures.MeasureKind"),
        sa.Column("state", sa.String(length=20), nullable=False, comment="the state of that kind's machine"),
        sa.Column(
            "words",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: reason, closing words, the other legal entity",
        ),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=16), nullable=True, comment="account"),
        sa.Column(
            "settled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="lifted, met, decided, used, taken back",
        ),
        sa.Column("settled_by", sa.String(length=16), nullable=True, comment="account"),
        sa.Column(
            "sent_on",
            sa.Date(),
            nullable=True,
            comment="of a demand: day of sending, Japan time; it does not count",
        ),
        sa.Column(
            "state_before",
            sa.String(length=20),
            nullable=True,
            comment="of a suspension: the registration's state before it",
        ),
        sa.Column(
            "ground",
            sa.String(length=20),
            nullable=True,
            comment="of a termination at once: domain.registration.measures.Ground",
        ),
        sa.Column(
            "demand",
            sa.String(length=16),
            nullable=True,
            comment="of a termination after a demand: the measure",
        ),
        sa.Column("capacities", sa.String(length=20), nullable=True, comment="of a termination: those that it ends"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "organisation"],
            ["organisation.chamber", "organisation.id"],
            name=op.f("fk_measure_chamber_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "registration"],
            ["registration.chamber", "registration.id"],
            name="fk_measure_registration",
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_measure")),
        info={"tenant": True},
    )
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.create_index("ix_measure_organisation", ["chamber", "organisation", "written_at"], unique=False)
        batch_op.create_index("ix_measure_state", ["chamber", "kind", "state"], unique=False)
    op.create_table(
        "registration_reminder",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=24), autoincrement=False, nullable=False),
        sa.Column("registration", sa.String(length=16), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "registration"],
            ["registration.chamber", "registration.id"],
            name=op.f("fk_registration_reminder_chamber_registration"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", "registration", name=op.f("pk_registration_reminder")),
        info={"tenant": True},
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("registration_reminder")
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.drop_index("ix_measure_state")
        batch_op.drop_index("ix_measure_organisation")
    op.drop_table("measure")

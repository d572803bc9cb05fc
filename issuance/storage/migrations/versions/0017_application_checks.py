"""What officers checked of applications, reminders of overdue ones, and indexes of their desk."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_application_queue": ["chamber", "state", "rush", "due_at", "id"],
    "ix_application_settled": ["chamber", "state", "state_since", "id"],
    "ix_application_destination": ["chamber", "destination", "state", "state_since", "id"],
    "ix_application_history": ["chamber", "organisation", "submitted_at"],
}


def upgrade() -> None:
    """Make the tables and indexes."""
    op.create_table(
        "application_check",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="of the version that was looked at"),
        sa.Column("officer", sa.String(length=16), nullable=False, comment="account"),
        sa.Column(
            "points",
            sa.String(length=500),
            nullable=False,
            comment="domain.application.checklist.Check, comma-separated",
        ),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "application"],
            ["application.chamber", "application.id"],
            name=op.f("fk_application_check_chamber_application"),
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "officer"],
            ["account.chamber", "account.id"],
            name=op.f("fk_application_check_chamber_account"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_application_check")),
        sa.UniqueConstraint(
            "chamber",
            "application",
            "number",
            "officer",
            name=op.f("uq_application_check_chamber_application_number_officer"),
        ),
        info={"tenant": True},
    )
    op.create_table(
        "application_overdue_notice",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=10), autoincrement=False, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_application_overdue_notice")),
        info={"tenant": True},
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        for name, columns in _INDEXES.items():
            batch_op.create_index(name, columns, unique=False)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("application", schema=None) as batch_op:
        for name in reversed(_INDEXES):
            batch_op.drop_index(name)
    op.drop_table("application_overdue_notice")
    op.drop_table("application_check")

"""Indexes by which officers look through all applications of one applicant or agent."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_OF = ("organisation", "agent")


def upgrade() -> None:
    """Make the indexes."""
    for name in _OF:
        columns = ["chamber", name, "state", "state_since", "id"]
        op.create_index(f"ix_application_settled_{name}", "application", columns)


def downgrade() -> None:
    """Drop them."""
    for name in _OF:
        op.drop_index(f"ix_application_settled_{name}", table_name="application")

"""Keep who approved a certificate with its number, so that a resumed issue names them and nobody else."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("certificate") as batch_op:
        batch_op.add_column(
            sa.Column(
                "officers",
                sa.Text(),
                nullable=False,
                server_default="[]",
                comment="ids of those who approved, JSON list",
            )
        )


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("certificate") as batch_op:
        batch_op.drop_column("officers")

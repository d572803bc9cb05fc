"""Keep drawn pages of uploads; let lists of settled filings and searches of names read an index in their own order."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and the index anew."""
    op.create_table(
        "drawn_page",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("upload", sa.String(length=16), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column("stored", sa.String(length=64), nullable=False, comment="name of the sealed picture in the store"),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "upload"], ["upload.chamber", "upload.id"], name=op.f("fk_drawn_page_chamber_upload")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_drawn_page")),
        sa.UniqueConstraint("chamber", "upload", "page", name=op.f("uq_drawn_page_chamber_upload_page")),
        info={"tenant": True},
    )
    op.create_index("ix_drawn_page_drawn_at", "drawn_page", ["chamber", "drawn_at"])
    op.create_index("ix_filing_state_since", "filing", ["chamber", "state", "state_since"])
    op.drop_index("ix_name_token_token", "name_token")
    op.create_index("ix_name_token_token", "name_token", ["chamber", "token", "id"])


def downgrade() -> None:
    """Take the table away; the index as it was."""
    op.drop_index("ix_name_token_token", "name_token")
    op.create_index("ix_name_token_token", "name_token", ["chamber", "token"])
    op.drop_index("ix_filing_state_since", "filing")
    op.drop_table("drawn_page")

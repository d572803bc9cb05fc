"""Statistics of finished months; past certificates of a chamber that moves here."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "counted_month",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=7), autoincrement=False, nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_counted_month")),
        info={"tenant": True},
    )
    op.create_table(
        "statistics_count",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("measure", sa.String(length=10), nullable=False, comment="domain.statistics.measures.Measure"),
        sa.Column(
            "part",
            sa.String(length=30),
            nullable=False,
            comment="what is counted: a kind, a destination, a chapter, …",
        ),
        sa.Column("hours", sa.Integer(), server_default="0", nullable=False, comment="of durations: business hours"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("yen", sa.BigInteger(), server_default="0", nullable=False, comment="of fees: the sum"),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_statistics_count")),
        info={"tenant": True},
    )
    op.create_index("ix_statistics_count_measure", "statistics_count", ["chamber", "measure", "month"], unique=False)
    op.create_table(
        "import_file",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False, comment="storage.imports.ImportState"),
        sa.Column("officers", sa.Text(), nullable=False, comment="JSON list of two logins"),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_bad", sa.Integer(), nullable=False),
        sa.Column("rows_added", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "problems", sa.Text(), nullable=False, comment="JSON list of [line, number, domain.imports.rows.Wrong]"
        ),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_import_file")),
        sa.UniqueConstraint("chamber", "sha256", name=op.f("uq_import_file_chamber_sha256")),
        info={"tenant": True},
    )
    op.create_table(
        "earlier_certificate",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=32), autoincrement=False, nullable=False),
        sa.Column("written", sa.String(length=40), nullable=False, comment="as printed"),
        sa.Column("issued", sa.Date(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False, comment="signing.import_record.EarlierState"),
        sa.Column("changed", sa.Date(), nullable=True),
        sa.Column("successor", sa.String(length=40), nullable=True),
        sa.Column("file", sa.String(length=16), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False, comment="the signed import record, verbatim"),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="when the register had it"),
        sa.ForeignKeyConstraint(
            ["chamber", "file"],
            ["import_file.chamber", "import_file.id"],
            name=op.f("fk_earlier_certificate_chamber_import_file"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_earlier_certificate")),
        info={"tenant": True},
    )
    op.create_index(
        "ix_earlier_certificate_waiting",
        "earlier_certificate",
        ["chamber", "file"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("earlier_certificate")
    op.drop_table("import_file")
    op.drop_table("statistics_count")
    op.drop_table("counted_month")

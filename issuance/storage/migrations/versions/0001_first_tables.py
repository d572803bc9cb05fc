"""Make the first tables: numbers, certificates, records, outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "certificate",
        sa.Column("number", sa.String(length=24), nullable=False, comment="canonical"),
        sa.Column("public_number", sa.String(length=20), nullable=False),
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("issue_date", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("claim", sa.String(length=36), nullable=False, comment="who works on it; see storage.claims"),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.Column("draft", sa.LargeBinary(), nullable=False, comment="canonical JSON of the approved draft"),
        sa.Column("replaces", sa.String(length=20), nullable=True, comment="public number"),
        sa.Column("numbered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("seal", sa.LargeBinary(), nullable=True),
        sa.Column("sid", sa.LargeBinary(length=32), nullable=True),
        sa.Column("pdf_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column(
            "original", sa.String(length=64), nullable=True, comment="document store name of the encrypted original"
        ),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_certificate")),
        sa.UniqueConstraint("chamber", "year", "sequence", name=op.f("uq_certificate_chamber_year_sequence")),
        sa.UniqueConstraint("public_number", name=op.f("uq_certificate_public_number")),
        sa.UniqueConstraint("sid", name=op.f("uq_certificate_sid")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(
            "ix_certificate_replaces",
            ["replaces"],
            unique=True,
            sqlite_where=sa.text("stage != 'voided'"),
            postgresql_where=sa.text("stage != 'voided'"),
        )
        batch_op.create_index(batch_op.f("ix_certificate_request_digest"), ["request_digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_stage"), ["stage"], unique=False)

    op.create_table(
        "chamber",
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False, comment="domain.chamber.ChamberProfile as JSON"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_chamber")),
    )
    op.create_table(
        "counter",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False, comment="last sequence given out; gap-free"),
        sa.PrimaryKeyConstraint("chamber", "year", name=op.f("pk_counter")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sid", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("sid", "seq", name=op.f("uq_outbox_sid_seq")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_done_at"), ["done_at"], unique=False)

    op.create_table(
        "record",
        sa.Column("sid", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False, comment="the signed record, verbatim"),
        sa.Column("officers", sa.Text(), nullable=False, comment="ids of those who decided, JSON list"),
        sa.ForeignKeyConstraint(["number"], ["certificate.number"], name=op.f("fk_record_number_certificate")),
        sa.PrimaryKeyConstraint("sid", "seq", name=op.f("pk_record")),
    )
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_number"), ["number"], unique=False)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_number"))

    op.drop_table("record")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_done_at"))

    op.drop_table("outbox")
    op.drop_table("counter")
    op.drop_table("chamber")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_stage"))
        batch_op.drop_index(batch_op.f("ix_certificate_request_digest"))
        batch_op.drop_index(
            "ix_certificate_replaces",
            sqlite_where=sa.text("stage != 'voided'"),
            postgresql_where=sa.text("stage != 'voided'"),
        )

    op.drop_table("certificate")

"""Keep pictures of chambers' seals and officers' signatures; note which of them a certificate carries."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_OF_CERTIFICATES = (
    ("seal_imprint", 16, "the imprint of the chamber's seal that it carries"),
    ("officer_imprint", 16, "the imprint of the officer's signature"),
    ("certifying_officer", 200, "as printed; NULL: the chamber's profile says"),
)


def upgrade() -> None:
    """Add the table and the columns."""
    op.create_table(
        "imprint",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=9), nullable=False, comment="domain.imprints.ImprintKind"),
        sa.Column(
            "account", sa.String(length=16), nullable=True, comment="whose signature; NULL for the chamber's seal"
        ),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.imprints.ImprintState"),
        sa.Column("upload", sa.String(length=16), nullable=False, comment="the file as it was handed in"),
        sa.Column(
            "printed",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: name, title: as printed below the signature",
        ),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="day in Japan from which papers carry it"),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(length=16), nullable=False, comment="account"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=16), nullable=True, comment="account of another person"),
        sa.Column(
            "reason", sa.String(length=500), server_default="", nullable=False, comment="of a refusal, or of its end"
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "upload"], ["upload.chamber", "upload.id"], name=op.f("fk_imprint_chamber_upload")
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "account"], ["account.chamber", "account.id"], name=op.f("fk_imprint_chamber_account")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_imprint")),
        info={"tenant": True},
    )
    op.create_index("ix_imprint_kind", "imprint", ["chamber", "kind", "account", "state"])
    with op.batch_alter_table("certificate") as batch_op:
        for name, length, comment in _OF_CERTIFICATES:
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=True, comment=comment))


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("certificate") as batch_op:
        for name, _, _ in reversed(_OF_CERTIFICATES):
            batch_op.drop_column(name)
    op.drop_table("imprint")

"""Make the tables of filings and of the links that lead to them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('draft', 'submitted', 'in review', 'returned')")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "filing",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column(
            "registration", sa.String(length=16), nullable=True, comment="NULL until a new one is first submitted"
        ),
        sa.Column(
            "basis", sa.String(length=16), nullable=True, comment="the filing in force that this one renews or changes"
        ),
        sa.Column("reference", sa.String(length=12), nullable=False, comment="told on the telephone: R-7K3M-Q9XW"),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="domain.registration.filing.FilingKind"),
        sa.Column("form", sa.String(length=12), nullable=True, comment="legal form, once chosen; for lists"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.registration.filing.FilingState"),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False, comment="in which its applicant is written to"),
        sa.Column(
            "data",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: sections, see domain.registration.sections",
        ),
        sa.Column(
            "submitted",
            sa.LargeBinary(),
            nullable=True,
            comment="sealed JSON: domain.registration.form.RegistrationForm, as last submitted",
        ),
        sa.Column(
            "remarks",
            sa.LargeBinary(),
            nullable=True,
            comment="sealed JSON: general, fields; of the last return or rejection",
        ),
        sa.Column(
            "mail_index",
            sa.LargeBinary(length=16),
            nullable=True,
            comment="blind index of the address that started it",
        ),
        sa.Column(
            "holder", sa.String(length=16), nullable=True, comment="account of the registrar who has it in review"
        ),
        sa.Column("held_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.String(length=16), nullable=True, comment="account; NULL for a visitor"),
        sa.Column(
            "submission",
            sa.String(length=32),
            nullable=True,
            comment="token of the last submitted page: a second one is the same",
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=16), nullable=True, comment="account"),
        sa.Column("term_from", sa.Date(), nullable=True, comment="first day of the validity that its approval gave"),
        sa.Column("term_until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "registration"],
            ["registration.chamber", "registration.id"],
            name=op.f("fk_filing_chamber_registration"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_filing")),
        sa.UniqueConstraint("chamber", "reference", name=op.f("uq_filing_chamber_reference")),
        info={"tenant": True},
    )
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.create_index("ix_filing_mail_index", ["chamber", "mail_index"], unique=False)
        batch_op.create_index("ix_filing_registration", ["chamber", "registration", "started_at"], unique=False)
        batch_op.create_index("ix_filing_state", ["chamber", "state", "submitted_at"], unique=False)
        batch_op.create_index("ix_filing_submission", ["chamber", "submission"], unique=False)
        batch_op.create_index(
            "ix_filing_open", ["chamber", "registration"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        )

    op.create_table(
        "filing_key",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("filing", sa.String(length=16), nullable=False),
        sa.Column(
            "purpose",
            sa.String(length=6),
            nullable=False,
            comment="open: the link to the filing; mail, fax: confirm a contact",
        ),
        sa.Column(
            "digest",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="SHA-256 of the link's token, or of the fax's code",
        ),
        sa.Column(
            "target",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: the address or number that it was sent to",
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False, comment="wrong codes so far"),
        sa.ForeignKeyConstraint(
            ["chamber", "filing"], ["filing.chamber", "filing.id"], name=op.f("fk_filing_key_chamber_filing")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_filing_key")),
        info={"tenant": True},
    )
    with op.batch_alter_table("filing_key", schema=None) as batch_op:
        batch_op.create_index("ix_filing_key_digest", ["chamber", "digest"], unique=False)
        batch_op.create_index("ix_filing_key_filing", ["chamber", "filing", "purpose"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("filing_key")
    op.drop_table("filing")

"""Applications, what was submitted of them, and the papers beside them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "application",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False, comment="told on the telephone: A-7K3M-Q9XW"),
        sa.Column("kind", sa.Integer(), nullable=False, comment="signing.content.Kind"),
        sa.Column("state", sa.String(length=20), nullable=False, comment="domain.application.states.State"),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation", sa.String(length=16), nullable=False, comment="the applicant, who answers for it"),
        sa.Column("agent", sa.String(length=16), nullable=True, comment="the agent whose person filed it"),
        sa.Column(
            "signatory", sa.String(length=16), nullable=False, comment="whose signature stands in the declaration"
        ),
        sa.Column("created_by", sa.String(length=16), nullable=False, comment="account"),
        sa.Column("language", sa.String(length=2), nullable=False, comment="in which its people are written to"),
        sa.Column(
            "data", sa.LargeBinary(), nullable=False, comment="sealed JSON: domain.application.entry.Entry, as typed"
        ),
        sa.Column(
            "remarks",
            sa.LargeBinary(),
            nullable=True,
            comment="sealed JSON: general, fields; of the last return or rejection",
        ),
        sa.Column("copies", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rush", sa.Boolean(), server_default="0", nullable=False),
        sa.Column(
            "replaces", sa.String(length=20), nullable=True, comment="public number of the certificate to be replaced"
        ),
        sa.Column(
            "free_of_charge", sa.Boolean(), server_default="0", nullable=False, comment="the chamber erred in that one"
        ),
        sa.Column(
            "invoice_index",
            sa.LargeBinary(length=16),
            nullable=True,
            comment="blind index of the submitted invoice number",
        ),
        sa.Column(
            "destination", sa.String(length=2), nullable=True, comment="ISO 3166-1 code, once submitted; for lists"
        ),
        sa.Column("version_submitted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version_approved", sa.Integer(), nullable=True),
        sa.Column("holder", sa.String(length=16), nullable=True, comment="account of the officer who has it in review"),
        sa.Column("held_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True, comment="first submitted"),
        sa.Column("submitted_by", sa.String(length=16), nullable=True, comment="account"),
        sa.Column(
            "due_at", sa.DateTime(timezone=True), nullable=True, comment="when the chamber wants to have decided"
        ),
        sa.Column("checked_by", sa.String(length=16), nullable=True, comment="account of the officer who reviewed it"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=16), nullable=True, comment="account"),
        sa.Column(
            "stopped_because", sa.String(length=500), server_default="", nullable=False, comment="why its issue stopped"
        ),
        sa.Column("certificate", sa.String(length=24), nullable=True, comment="canonical number, once one was taken"),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "submission",
            sa.String(length=32),
            nullable=True,
            comment="token of the page that started or submitted it last",
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "agent"], ["organisation.chamber", "organisation.id"], name="fk_application_agent_organisation"
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "created_by"], ["account.chamber", "account.id"], name=op.f("fk_application_chamber_account")
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "organisation"],
            ["organisation.chamber", "organisation.id"],
            name=op.f("fk_application_chamber_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "signatory"],
            ["signatory.chamber", "signatory.id"],
            name=op.f("fk_application_chamber_signatory"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_application")),
        sa.UniqueConstraint("chamber", "certificate", name=op.f("uq_application_chamber_certificate")),
        sa.UniqueConstraint("chamber", "reference", name=op.f("uq_application_chamber_reference")),
        info={"tenant": True},
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index("ix_application_agent", ["chamber", "agent", "state", "changed_at"], unique=False)
        batch_op.create_index("ix_application_invoice", ["chamber", "invoice_index"], unique=False)
        batch_op.create_index(
            "ix_application_organisation", ["chamber", "organisation", "state", "changed_at"], unique=False
        )
        batch_op.create_index("ix_application_replaces", ["chamber", "replaces"], unique=False)
        batch_op.create_index("ix_application_state", ["chamber", "state", "due_at"], unique=False)
        batch_op.create_index("ix_application_submission", ["chamber", "submission"], unique=False)

    op.create_table(
        "application_paper",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("upload", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=50), nullable=False, comment="domain.application.application.PaperRole"),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=16), nullable=False, comment="account"),
        sa.Column(
            "since_version", sa.Integer(), server_default="0", nullable=False, comment="first version submitted with it"
        ),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["chamber", "application"],
            ["application.chamber", "application.id"],
            name=op.f("fk_application_paper_chamber_application"),
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "upload"], ["upload.chamber", "upload.id"], name=op.f("fk_application_paper_chamber_upload")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_application_paper")),
        info={"tenant": True},
    )
    with op.batch_alter_table("application_paper", schema=None) as batch_op:
        batch_op.create_index("ix_application_paper_application", ["chamber", "application"], unique=False)

    op.create_table(
        "application_version",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, …"),
        sa.Column(
            "submitted",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: entry: as typed; draft: the content fields that would be certified",
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.String(length=16), nullable=False, comment="account"),
        sa.ForeignKeyConstraint(
            ["chamber", "application"],
            ["application.chamber", "application.id"],
            name=op.f("fk_application_version_chamber_application"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_application_version")),
        sa.UniqueConstraint(
            "chamber", "application", "number", name=op.f("uq_application_version_chamber_application_number")
        ),
        info={"tenant": True},
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("application_version")
    with op.batch_alter_table("application_paper", schema=None) as batch_op:
        batch_op.drop_index("ix_application_paper_application")

    op.drop_table("application_paper")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index("ix_application_submission")
        batch_op.drop_index("ix_application_state")
        batch_op.drop_index("ix_application_replaces")
        batch_op.drop_index("ix_application_organisation")
        batch_op.drop_index("ix_application_invoice")
        batch_op.drop_index("ix_application_agent")

    op.drop_table("application")

"""Templates of applications, what signatories have chosen, what papers were found to hold."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "application_template",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False, comment="signing.content.Kind"),
        sa.Column("organisation", sa.String(length=16), nullable=False, comment="the applicant for which it was made"),
        sa.Column("agent", sa.String(length=16), nullable=True, comment="the agent whose people use it"),
        sa.Column("data", sa.LargeBinary(), nullable=False, comment="sealed JSON: name, entry"),
        sa.Column("made_by", sa.String(length=16), nullable=False, comment="account"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "agent"],
            ["organisation.chamber", "organisation.id"],
            name="fk_application_template_agent_organisation",
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "organisation"],
            ["organisation.chamber", "organisation.id"],
            name=op.f("fk_application_template_chamber_organisation"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_application_template")),
        info={"tenant": True},
    )
    with op.batch_alter_table("application_template", schema=None) as batch_op:
        batch_op.create_index("ix_application_template_organisation", ["chamber", "organisation"], unique=False)

    op.create_table(
        "signatory_choice",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("sees_first", sa.Boolean(), nullable=False, comment="sub ids ask this signatory before they submit"),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "id"], ["signatory.chamber", "signatory.id"], name=op.f("fk_signatory_choice_chamber_signatory")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_signatory_choice")),
        info={"tenant": True},
    )

    op.create_table(
        "paper_description",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column(
            "data",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: sha256, pictures: of the pages, or of the shipping marks",
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "id"], ["upload.chamber", "upload.id"], name=op.f("fk_paper_description_chamber_upload")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_paper_description")),
        info={"tenant": True},
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("paper_description")
    op.drop_table("signatory_choice")
    with op.batch_alter_table("application_template", schema=None) as batch_op:
        batch_op.drop_index("ix_application_template_organisation")

    op.drop_table("application_template")

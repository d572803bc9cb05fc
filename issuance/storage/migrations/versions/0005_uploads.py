"""Make the tables of uploads, of checks of the audit trail and of the words of names."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SEARCHED = ("act", "actor_name", "answerable")


def upgrade() -> None:
    """Make the tables; give the audit trail an index for each way to search it."""
    op.create_table(
        "upload",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False, comment="domain.uploads.Purpose"),
        sa.Column("organisation", sa.String(length=16), nullable=True, comment="whom it concerns"),
        sa.Column("kind", sa.String(length=4), nullable=False, comment="domain.uploads.FileKind, told by the content"),
        sa.Column("state", sa.String(length=11), nullable=False, comment="domain.uploads.UploadState"),
        sa.Column(
            "name",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: name: the file's name as its owner gave it, made harmless",
        ),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False, comment="of the bytes as they came"),
        sa.Column(
            "stored",
            sa.String(length=64),
            nullable=True,
            comment="name of the sealed bytes in the store; NULL once removed",
        ),
        sa.Column("finding", sa.String(length=100), nullable=True, comment="name of the virus that the scanner found"),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=16), nullable=True, comment="account; NULL for visitors"),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True, comment="when the scanner answered"),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_upload")),
        info={"tenant": True},
    )
    op.create_index("ix_upload_state", "upload", ["chamber", "state", "taken_at"])
    op.create_index("ix_upload_organisation", "upload", ["chamber", "organisation"])
    op.create_table(
        "audit_check",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="last entry up to which the chain holds; 0 for none"),
        sa.Column("chain", sa.LargeBinary(length=32), nullable=False, comment="its link"),
        sa.Column("broken", sa.Integer(), nullable=True, comment="first entry that does not fit; NULL where all do"),
        sa.Column("fault", sa.String(length=40), nullable=True, comment="services.trail.check.Fault"),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_audit_check")),
        info={"tenant": True},
    )
    op.create_index("ix_audit_check_at", "audit_check", ["chamber", "at"])
    op.drop_index("ix_audit_entry_at", "audit_entry")
    op.create_index("ix_audit_entry_at", "audit_entry", ["chamber", "at", "act"])
    for column in _SEARCHED:
        op.create_index(f"ix_audit_entry_{column}", "audit_entry", ["chamber", column, "at"])
    op.create_table(
        "name_token",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column(
            "token", sa.LargeBinary(length=16), nullable=False, comment="blind index of a word or of two characters"
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "id"], ["organisation.chamber", "organisation.id"], name="fk_name_token_chamber_organisation"
        ),
        sa.PrimaryKeyConstraint("chamber", "id", "token", name=op.f("pk_name_token")),
        info={"tenant": True},
    )
    op.create_index("ix_name_token_token", "name_token", ["chamber", "token"])


def downgrade() -> None:
    """Take all of it back."""
    op.drop_table("name_token")
    for column in _SEARCHED:
        op.drop_index(f"ix_audit_entry_{column}", "audit_entry")
    op.drop_index("ix_audit_entry_at", "audit_entry")
    op.create_index("ix_audit_entry_at", "audit_entry", ["chamber", "at"])
    op.drop_table("audit_check")
    op.drop_table("upload")

"""Make the tables of cases: reports of suspect papers and sites, official inquiries, their answers and letters."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _create_reminder()
    _create_case()
    _create_answer()
    _create_entry()
    _create_file()
    _create_letter()


def _create_reminder() -> None:
    op.create_table(
        "inquiry_reminder",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=10), autoincrement=False, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_inquiry_reminder")),
        info={"tenant": True},
    )


def _create_case() -> None:
    op.create_table(
        "inquiry_case",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("reference", sa.String(length=11), nullable=False, comment="C-7K3M-Q9XW"),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="domain.inquiries.report.CaseKind"),
        sa.Column("state", sa.String(length=20), nullable=False, comment="domain.inquiries.case.CaseState"),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False, comment="in which the reporter is written to"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False, comment="by when the chamber means to have answered"),
        sa.Column("holder", sa.String(length=16), nullable=True, comment="account of the officer who has it"),
        sa.Column(
            "number",
            sa.String(length=24),
            nullable=True,
            comment="canonical; the certificate that it is about, if it is ours",
        ),
        sa.Column("duplicate_of", sa.String(length=16), nullable=True, comment="the case that goes on in its place"),
        sa.Column(
            "closed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="from then on the time of keeping counts",
        ),
        sa.Column("submission", sa.String(length=32), nullable=False, comment="the same when a form was sent twice"),
        sa.Column(
            "report",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: domain.inquiries.report.Report: what was typed, with who typed it",
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "duplicate_of"],
            ["inquiry_case.chamber", "inquiry_case.id"],
            name=op.f("fk_inquiry_case_chamber_inquiry_case"),
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "holder"], ["account.chamber", "account.id"], name=op.f("fk_inquiry_case_chamber_account")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_inquiry_case")),
        sa.UniqueConstraint("chamber", "reference", name=op.f("uq_inquiry_case_chamber_reference")),
        sa.UniqueConstraint("chamber", "submission", name=op.f("uq_inquiry_case_chamber_submission")),
        info={"tenant": True},
    )
    op.create_index("ix_inquiry_case_number", "inquiry_case", ["chamber", "number"], unique=False)
    op.create_index("ix_inquiry_case_queue", "inquiry_case", ["chamber", "state", "due_on", "id"], unique=False)
    op.create_index("ix_inquiry_case_received", "inquiry_case", ["chamber", "received_at"], unique=False)


def _create_answer() -> None:
    op.create_table(
        "inquiry_answer",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False, comment="domain.inquiries.answer.AnswerState"),
        sa.Column("fact", sa.String(length=20), nullable=False, comment="domain.inquiries.answer.Fact"),
        sa.Column(
            "boxes", sa.String(length=200), nullable=False, comment="domain.inquiries.certified.Box, comma-separated"
        ),
        sa.Column("words", sa.LargeBinary(), nullable=False, comment="sealed JSON: what the officer adds"),
        sa.Column("proposed_by", sa.String(length=16), nullable=False, comment="account"),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "confirmed_by", sa.String(length=16), nullable=True, comment="account; the same where one officer is enough"
        ),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_because", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "case"],
            ["inquiry_case.chamber", "inquiry_case.id"],
            name=op.f("fk_inquiry_answer_chamber_inquiry_case"),
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "confirmed_by"], ["account.chamber", "account.id"], name="fk_inquiry_answer_confirmed_by"
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "proposed_by"],
            ["account.chamber", "account.id"],
            name=op.f("fk_inquiry_answer_chamber_account"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_inquiry_answer")),
        info={"tenant": True},
    )
    op.create_index("ix_inquiry_answer_case", "inquiry_answer", ["chamber", "case", "proposed_at"], unique=False)
    op.create_index("ix_inquiry_answer_state", "inquiry_answer", ["chamber", "state", "proposed_at"], unique=False)


def _create_entry() -> None:
    op.create_table(
        "inquiry_entry",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="domain.inquiries.case.EntryKind"),
        sa.Column("account", sa.String(length=16), nullable=True, comment="the officer; none for the reporter"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission", sa.String(length=32), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False, comment="sealed JSON: text"),
        sa.ForeignKeyConstraint(
            ["chamber", "account"], ["account.chamber", "account.id"], name=op.f("fk_inquiry_entry_chamber_account")
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "case"],
            ["inquiry_case.chamber", "inquiry_case.id"],
            name=op.f("fk_inquiry_entry_chamber_inquiry_case"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_inquiry_entry")),
        sa.UniqueConstraint("chamber", "submission", name=op.f("uq_inquiry_entry_chamber_submission")),
        info={"tenant": True},
    )
    op.create_index("ix_inquiry_entry_case", "inquiry_entry", ["chamber", "case", "written_at"], unique=False)


def _create_file() -> None:
    op.create_table(
        "inquiry_file",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("upload", sa.String(length=16), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "case"],
            ["inquiry_case.chamber", "inquiry_case.id"],
            name=op.f("fk_inquiry_file_chamber_inquiry_case"),
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "upload"], ["upload.chamber", "upload.id"], name=op.f("fk_inquiry_file_chamber_upload")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_inquiry_file")),
        info={"tenant": True},
    )
    op.create_index("ix_inquiry_file_case", "inquiry_file", ["chamber", "case", "added_at"], unique=False)


def _create_letter() -> None:
    op.create_table(
        "inquiry_letter",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False, comment="sealed JSON: the signed letter, base64"),
        sa.ForeignKeyConstraint(
            ["chamber", "id"],
            ["inquiry_answer.chamber", "inquiry_answer.id"],
            name=op.f("fk_inquiry_letter_chamber_inquiry_answer"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_inquiry_letter")),
        info={"tenant": True},
    )


def downgrade() -> None:
    """Drop them."""
    for table in (
        "inquiry_letter",
        "inquiry_file",
        "inquiry_entry",
        "inquiry_answer",
        "inquiry_case",
        "inquiry_reminder",
    ):
        op.drop_table(table)

"""Tie certificates to applications; note prints, reminders and numbers that are to be given up."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_NOT_VOIDED = sa.text("stage != 'voided'")


def upgrade() -> None:
    """Add columns and tables."""
    with op.batch_alter_table("certificate") as batch_op:
        batch_op.add_column(
            sa.Column("reference", sa.String(length=32), nullable=True, comment="the application from which it comes")
        )
        batch_op.add_column(
            sa.Column(
                "signature",
                sa.String(length=64),
                nullable=True,
                comment="document store name of the signatory's signature",
            )
        )
        batch_op.add_column(
            sa.Column(
                "document",
                sa.String(length=64),
                nullable=True,
                comment="document store name of the document to be certified",
            )
        )
        batch_op.create_index(
            "ix_certificate_reference",
            ["chamber", "reference"],
            unique=True,
            sqlite_where=_NOT_VOIDED,
            postgresql_where=_NOT_VOIDED,
        )
    _create_print_log()
    _create_print_reminder()
    _create_void_request()


def _create_print_log() -> None:
    op.create_table(
        "print_log",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("sheet", sa.String(length=10), nullable=False, comment="original, or copy-1, copy-2, …"),
        sa.Column("account", sa.String(length=16), nullable=False, comment="who fetched it to print it"),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        _of_application("print_log"),
        sa.ForeignKeyConstraint(
            ["chamber", "account"],
            ["account.chamber", "account.id"],
            name=op.f("fk_print_log_chamber_account"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_print_log")),
        info={"tenant": True},
    )
    op.create_index("ix_print_log_application", "print_log", ["chamber", "application", "printed_at"])


def _create_print_reminder() -> None:
    op.create_table(
        "print_reminder",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="domain.delivery.window.Reminder"),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        _of_application("print_reminder"),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_print_reminder")),
        sa.UniqueConstraint("chamber", "application", "kind", name=op.f("uq_print_reminder_chamber_application_kind")),
        info={"tenant": True},
    )


def _create_void_request() -> None:
    op.create_table(
        "void_request",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False, comment="canonical"),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_by", sa.String(length=16), nullable=False, comment="account"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(length=16), nullable=True, comment="account of another officer"),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "settled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when the issue job had given the number up, or could not",
        ),
        _of_application("void_request"),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_void_request")),
        sa.UniqueConstraint("chamber", "number", name=op.f("uq_void_request_chamber_number")),
        info={"tenant": True},
    )
    op.create_index("ix_void_request_settled", "void_request", ["chamber", "settled_at"])


def _of_application(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["chamber", "application"],
        ["application.chamber", "application.id"],
        name=op.f(f"fk_{table}_chamber_application"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("void_request", "print_reminder", "print_log"):
        op.drop_table(table)
    with op.batch_alter_table("certificate") as batch_op:
        batch_op.drop_index("ix_certificate_reference")
        for column in ("document", "signature", "reference"):
            batch_op.drop_column(column)

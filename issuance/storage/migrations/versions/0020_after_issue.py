"""After the issue: cases of revocation, copies ordered at the counter and their charges, tries that did not end."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_LIVING = sa.text("state != 'cancelled'")
_LIVING_OF_APPLICATION = sa.text("state != 'cancelled' AND occasion = 'application'")
_OPEN = sa.text("state IN ('asked for', 'proposed', 'decided')")


def upgrade() -> None:
    """Make the tables."""
    _create_revocation()
    _create_copy_order()
    _create_issue_try()
    _charge_copies_each_time()


def _charge_copies_each_time() -> None:
    with op.batch_alter_table("charge") as batch_op:
        batch_op.add_column(
            sa.Column(
                "occasion",
                sa.String(length=12),
                server_default="application",
                nullable=False,
                comment="application, or copies",
            )
        )
        batch_op.drop_index("uq_charge_living")
        _create_living(batch_op, _LIVING_OF_APPLICATION)


def _create_living(batch_op: BatchOperations, where: sa.TextClause) -> None:
    batch_op.create_index(
        "uq_charge_living",
        ["chamber", "application", "organisation"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _create_revocation() -> None:
    op.create_table(
        "revocation",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("organisation", sa.String(length=16), nullable=False, comment="whose certificate it is"),
        sa.Column("certificate", sa.String(length=24), nullable=False, comment="canonical number"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.revocation.CaseState"),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_chamber", sa.Boolean(), nullable=False, comment="an officer opened it"),
        sa.Column("reason", sa.String(length=20), nullable=False, comment="signing.record.RevocationReason"),
        sa.Column(
            "words",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: asked, proposed, closing: what people wrote",
        ),
        sa.Column("asked_by", sa.String(length=16), nullable=False, comment="account"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(length=16), nullable=True, comment="account of an officer"),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "settled_by", sa.String(length=16), nullable=True, comment="account: who decided, declined or took it back"
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True, comment="when the register was seen to say so"),
        sa.Column(
            "trouble", sa.String(length=500), server_default="", nullable=False, comment="why it is not published yet"
        ),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "application"],
            ["application.chamber", "application.id"],
            name=op.f("fk_revocation_chamber_application"),
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "asked_by"], ["account.chamber", "account.id"], name=op.f("fk_revocation_chamber_account")
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "organisation"],
            ["organisation.chamber", "organisation.id"],
            name=op.f("fk_revocation_chamber_organisation"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_revocation")),
        info={"tenant": True},
    )
    op.create_index("ix_revocation_application", "revocation", ["chamber", "application"], unique=False)
    op.create_index(
        "ix_revocation_open",
        "revocation",
        ["chamber", "certificate"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("ix_revocation_state", "revocation", ["chamber", "state", "asked_at"], unique=False)


def _create_copy_order() -> None:
    op.create_table(
        "copy_order",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column(
            "first", sa.Integer(), nullable=False, comment="number of its first COPY: they go on after those before"
        ),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("charge", sa.String(length=16), nullable=True, comment="none where a copy costs nothing"),
        sa.Column("ordered_by", sa.String(length=16), nullable=False, comment="account of an officer"),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "submission",
            sa.String(length=32),
            nullable=False,
            comment="token of its page: the same page again orders nothing",
        ),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "application"],
            ["application.chamber", "application.id"],
            name=op.f("fk_copy_order_chamber_application"),
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "charge"], ["charge.chamber", "charge.id"], name=op.f("fk_copy_order_chamber_charge")
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "ordered_by"], ["account.chamber", "account.id"], name=op.f("fk_copy_order_chamber_account")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_copy_order")),
        sa.UniqueConstraint("chamber", "application", "first", name=op.f("uq_copy_order_chamber_application_first")),
        sa.UniqueConstraint("chamber", "submission", name=op.f("uq_copy_order_chamber_submission")),
        info={"tenant": True},
    )


def _create_issue_try() -> None:
    op.create_table(
        "issue_try",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, comment="in vain, since it was begun or tried again"),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.String(length=500), nullable=False, comment="what stood in the way the last time"),
        sa.ForeignKeyConstraint(
            ["chamber", "id"], ["application.chamber", "application.id"], name=op.f("fk_issue_try_chamber_application")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_issue_try")),
        info={"tenant": True},
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("issue_try", "copy_order", "revocation"):
        op.drop_table(table)
    op.execute("DELETE FROM charge WHERE occasion <> 'application'")
    with op.batch_alter_table("charge") as batch_op:
        batch_op.drop_index("uq_charge_living")
        batch_op.drop_column("occasion")
        _create_living(batch_op, _LIVING)

"""Purge what is past retention, hold what must be kept, disclose to courts; note which pictures contents name."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_NOT_PURGED = sa.text("purged_at IS NULL")


def upgrade() -> None:
    """Add a column and the tables; note the pictures of what was certified before."""
    op.add_column(
        "certificate",
        sa.Column(
            "purged_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when draft, content and original went, past retention",
        ),
    )
    op.create_index(
        "ix_certificate_kept",
        "certificate",
        ["chamber", "issue_date", "number"],
        sqlite_where=_NOT_PURGED,
        postgresql_where=_NOT_PURGED,
    )
    _create_pictures()
    _create_retention()
    _create_disclosures()


def _create_pictures() -> None:
    op.create_table(
        "certificate_picture",
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="hex; its name in both document stores"),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["certificate.number"], name=op.f("fk_certificate_picture_number_certificate")
        ),
        sa.PrimaryKeyConstraint("sha256", "number", name=op.f("pk_certificate_picture")),
    )
    op.create_index("ix_certificate_picture_number", "certificate_picture", ["number"])
    connection = op.get_bind()
    certificate = sa.table("certificate", sa.column("number"), sa.column("content", sa.LargeBinary))
    picture = sa.table("certificate_picture", sa.column("sha256"), sa.column("number"))
    last = ""
    page = sa.select(certificate).where(certificate.c.content.is_not(None)).order_by(certificate.c.number).limit(500)
    while rows := connection.execute(page.where(certificate.c.number > last)).all():
        last = rows[-1].number
        named = [{"sha256": each, "number": row.number} for row in rows for each in _pictures(json.loads(row.content))]
        if named:
            connection.execute(sa.insert(picture), named)


def _pictures(content: dict[str, Any]) -> set[str]:
    """Return the pictures that a content names: pages of the certified document, shipping marks."""
    named = set(content.get("document", {}).get("page_images", ()))
    marks = (line.get("marks") or {} for line in content.get("goods", ()))
    return named | {each["picture"] for each in marks if each.get("picture")}


def _create_retention() -> None:
    op.create_table(
        "purge_plan",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column(
            "day", sa.Date(), nullable=False, comment="the chamber's purge day, Japan time: it runs on it or later"
        ),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.retention.plan.PlanState"),
        sa.Column("years", sa.Integer(), nullable=False, comment="of retention, as set when it was proposed"),
        sa.Column("voucher_years", sa.Integer(), nullable=False),
        sa.Column(
            "report",
            sa.Text(),
            nullable=False,
            comment="JSON: what the dry run found, by kind; nothing personal",
        ),
        sa.Column("proposed_by", sa.String(length=16), nullable=False, comment="account"),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.String(length=16), nullable=True, comment="account of another administrator"),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "done", sa.Text(), server_default="{}", nullable=False, comment="JSON: what was purged so far, by kind"
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_purge_plan")),
    )
    op.create_index("ix_purge_plan_state", "purge_plan", ["chamber", "state", "day"])
    op.create_table(
        "legal_hold",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="domain.retention.hold.HoldKind"),
        sa.Column(
            "subject",
            sa.String(length=24),
            nullable=False,
            comment="canonical number, application or organisation",
        ),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.retention.hold.HoldState"),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="last day, Japan time"),
        sa.Column("words", sa.LargeBinary(), nullable=False, comment="sealed JSON: reason; why it was lifted"),
        sa.Column("set_by", sa.String(length=16), nullable=False, comment="account"),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lift_asked_by", sa.String(length=16), nullable=True, comment="account"),
        sa.Column("lift_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=16), nullable=True, comment="account of another administrator"),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_legal_hold")),
    )
    op.create_index("ix_legal_hold_state", "legal_hold", ["chamber", "state", "ends_on"])
    op.create_table(
        "doomed_file",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column(
            "stored",
            sa.String(length=64),
            nullable=False,
            comment="name in the private store; its row is gone already",
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_doomed_file")),
    )


def _create_disclosures() -> None:
    op.create_table(
        "disclosure",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="domain.retention.hold.HoldKind"),
        sa.Column("subject", sa.String(length=24), nullable=False, comment="canonical number, or organisation"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.disclosure.case.DisclosureState"),
        sa.Column(
            "ground",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: authority, reference, ground: the law and what was asked for",
        ),
        sa.Column("paper", sa.String(length=16), nullable=False, comment="upload: the request as it was received"),
        sa.Column("may_be_told", sa.Boolean(), nullable=False, comment="whether the organisation is told"),
        sa.Column("asked_by", sa.String(length=16), nullable=False, comment="account"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.String(length=16), nullable=True, comment="account of another administrator"),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True, comment="bytes of the file"),
        sa.Column("sha256", sa.String(length=64), nullable=True, comment="of the file, hex"),
        sa.Column("failed_because", sa.String(length=500), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "paper"], ["upload.chamber", "upload.id"], name=op.f("fk_disclosure_chamber_upload")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_disclosure")),
    )
    op.create_index("ix_disclosure_state", "disclosure", ["chamber", "state", "asked_at"])
    op.create_table(
        "disclosure_part",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("disclosure", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 0, in the order of the file"),
        sa.Column(
            "stored", sa.String(length=64), nullable=False, comment="name of the sealed bytes in the private store"
        ),
        _of_disclosure("disclosure_part"),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_disclosure_part")),
        sa.UniqueConstraint(
            "chamber", "disclosure", "number", name=op.f("uq_disclosure_part_chamber_disclosure_number")
        ),
    )
    op.create_table(
        "disclosure_fetch",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("disclosure", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of_disclosure("disclosure_fetch"),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_disclosure_fetch")),
    )
    op.create_index("ix_disclosure_fetch_disclosure", "disclosure_fetch", ["chamber", "disclosure"])


def _of_disclosure(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["chamber", "disclosure"], ["disclosure.chamber", "disclosure.id"], name=op.f(f"fk_{table}_chamber_disclosure")
    )


def downgrade() -> None:
    """Take tables and column away."""
    for table in ("disclosure_fetch", "disclosure_part", "disclosure", "doomed_file", "legal_hold", "purge_plan"):
        op.drop_table(table)
    op.drop_table("certificate_picture")
    op.drop_index("ix_certificate_kept", "certificate")
    with op.batch_alter_table("certificate") as batch_op:
        batch_op.drop_column("purged_at")

"""Make the tables of notices, terms versions, pauses, and of what goes into the bulletin."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "bulletin_item",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False, comment="notice or window"),
        sa.Column("subject", sa.String(length=16), nullable=False, comment="notice or pause"),
        sa.Column("content", sa.Text(), nullable=False, comment="JSON: what the bulletin is to say"),
        sa.Column("wanted", sa.Integer(), nullable=False, comment="1: to be announced, 0: to be taken back"),
        sa.Column("noted", sa.String(length=32), nullable=True, comment="its id in the bulletin"),
        sa.Column(
            "due", sa.Integer(), server_default="1", nullable=False, comment="1: the bulletin does not say so yet"
        ),
        sa.Column("refused", sa.String(length=300), nullable=True, comment="why the bulletin cannot take it"),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_bulletin_item")),
        info={"tenant": True},
    )
    with op.batch_alter_table("bulletin_item", schema=None) as batch_op:
        batch_op.create_index("ix_bulletin_item_due", ["chamber", "due"], unique=False)

    op.create_table(
        "notice",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.notices.notice.NoticeState"),
        sa.Column("text", sa.Text(), nullable=False, comment="domain.notices.notice.NoticeText as JSON"),
        sa.Column("first_day", sa.Date(), nullable=False, comment="Japan time"),
        sa.Column("last_day", sa.Date(), nullable=True, comment="included; NULL: it stays"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "posted_at", sa.DateTime(timezone=True), nullable=True, comment="when it took effect (terms, article 6)"
        ),
        sa.Column("posted_by", sa.String(length=16), nullable=True, comment="account"),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_notice")),
        info={"tenant": True},
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_state", ["chamber", "state", "first_day"], unique=False)

    op.create_table(
        "notice_spread",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column(
            "source", sa.String(length=4), nullable=False, comment="chamber or federation that made the notice `id`"
        ),
        sa.Column(
            "at", sa.DateTime(timezone=True), nullable=False, comment="when this chamber's organisations were sent it"
        ),
        sa.Column(
            "unreached", sa.Integer(), nullable=False, comment="organisations without an address for the chosen ways"
        ),
        sa.PrimaryKeyConstraint("chamber", "id", "source", name=op.f("pk_notice_spread")),
        info={"tenant": True},
    )
    op.create_table(
        "terms_version",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.notices.terms.TermsState"),
        sa.Column("text", sa.Text(), nullable=False, comment="domain.notices.terms.TermsText as JSON"),
        sa.Column("effective_on", sa.Date(), nullable=False, comment="from midnight, Japan time"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_by", sa.String(length=16), nullable=True, comment="account"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_terms_version")),
        info={"tenant": True},
    )
    op.create_table(
        "notice_delivery",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=4), nullable=False, comment="chamber or federation that made it"),
        sa.Column("notice", sa.String(length=16), nullable=False),
        sa.Column("organisation", sa.String(length=16), nullable=False),
        sa.Column("message", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "message"], ["message.chamber", "message.id"], name=op.f("fk_notice_delivery_chamber_message")
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "organisation"],
            ["organisation.chamber", "organisation.id"],
            name=op.f("fk_notice_delivery_chamber_organisation"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_notice_delivery")),
        info={"tenant": True},
    )
    with op.batch_alter_table("notice_delivery", schema=None) as batch_op:
        batch_op.create_index("ix_notice_delivery_notice", ["chamber", "notice"], unique=False)

    op.create_table(
        "pause",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=11), nullable=False, comment="domain.notices.pauses.PauseState"),
        sa.Column("text", sa.Text(), nullable=False, comment="domain.notices.pauses.PauseText as JSON"),
        sa.Column("begins", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_by", sa.String(length=16), nullable=True, comment="account"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice", sa.String(length=16), nullable=False, comment="on the board"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "notice"], ["notice.chamber", "notice.id"], name=op.f("fk_pause_chamber_notice")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_pause")),
        info={"tenant": True},
    )
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.create_index("ix_pause_ends", ["chamber", "ends"], unique=False)

    op.create_table(
        "terms_shown",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=4), nullable=False, comment="chamber or federation whose terms they are"),
        sa.Column("terms", sa.String(length=16), nullable=False, comment="the version that the account `id` was shown"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "id"], ["account.chamber", "account.id"], name=op.f("fk_terms_shown_chamber_account")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", "source", "terms", name=op.f("pk_terms_shown")),
        info={"tenant": True},
    )


def downgrade() -> None:
    """Drop them, with their indexes."""
    for table in (
        "terms_shown",
        "pause",
        "notice_delivery",
        "terms_version",
        "notice_spread",
        "notice",
        "bulletin_item",
    ):
        op.drop_table(table)

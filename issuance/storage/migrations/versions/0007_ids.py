"""Make the table of sub ids offered to agents' people; one living administrator id and user id each."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_LIVING = {
    "uq_account_administrator": ("organisation", sa.text("kind = 'administrator' AND state <> 'closed'")),
    "uq_account_user": ("signatory", sa.text("kind = 'user' AND state <> 'closed'")),
}


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "sub_id_offer",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column(
            "organisation", sa.String(length=16), nullable=False, comment="the applicant, who answers for the sub id"
        ),
        sa.Column("agent", sa.String(length=16), nullable=False, comment="whose person it is for"),
        sa.Column("signatory", sa.String(length=16), nullable=False, comment="whose signature it may use"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.sub_ids.OfferState"),
        sa.Column("person", sa.LargeBinary(), nullable=False, comment="sealed JSON: name, mail, language"),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account", sa.String(length=16), nullable=True, comment="the sub id, once accepted"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "organisation"],
            ["organisation.chamber", "organisation.id"],
            name=op.f("fk_sub_id_offer_chamber_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "agent"], ["organisation.chamber", "organisation.id"], name="fk_sub_id_offer_agent_organisation"
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "signatory"],
            ["signatory.chamber", "signatory.id"],
            name=op.f("fk_sub_id_offer_chamber_signatory"),
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "account"], ["account.chamber", "account.id"], name=op.f("fk_sub_id_offer_chamber_account")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_sub_id_offer")),
        info={"tenant": True},
    )
    with op.batch_alter_table("sub_id_offer", schema=None) as batch_op:
        batch_op.create_index("ix_sub_id_offer_organisation", ["chamber", "organisation", "state"], unique=False)
        batch_op.create_index("ix_sub_id_offer_agent", ["chamber", "agent", "state"], unique=False)
    for name, (column, living) in _LIVING.items():
        op.create_index(name, "account", ["chamber", column], unique=True, sqlite_where=living, postgresql_where=living)
    op.create_index("ix_account_signatory", "account", ["chamber", "signatory"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_account_signatory", "account")
    for name in _LIVING:
        op.drop_index(name, "account")
    op.drop_table("sub_id_offer")

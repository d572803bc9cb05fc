"""Make the tables of organisations, registrations, ids, settings, the audit trail and messages."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "account_counter",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=13), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False, comment="last sequence given out for this kind of id"),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_account_counter")),
        info={"tenant": True},
    )
    op.create_table(
        "audit_entry",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "act", sa.String(length=40), nullable=False, comment="what was done, as subject.verb: registration.approve"
        ),
        sa.Column("actor", sa.String(length=16), nullable=True, comment="account; NULL for visitors and jobs"),
        sa.Column("actor_name", sa.String(length=30), nullable=False, comment="login, 'visitor' or 'job:<name>'"),
        sa.Column("answerable", sa.String(length=16), nullable=True, comment="organisation that answers for the actor"),
        sa.Column("subject", sa.String(length=60), nullable=False, comment="what it was done to, as kind:id"),
        sa.Column("organisation", sa.String(length=16), nullable=True, comment="organisation that it concerns"),
        sa.Column(
            "values",
            sa.LargeBinary(),
            nullable=True,
            comment="sealed JSON: salt, where, before, after; NULL once purged",
        ),
        sa.Column(
            "digest",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="SHA-256 of the values' canonical JSON, salt included",
        ),
        sa.Column(
            "chain", sa.LargeBinary(length=32), nullable=False, comment="SHA-256 of the entry before and this one"
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_audit_entry")),
        info={"tenant": True},
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_actor", ["chamber", "actor", "at"], unique=False)
        batch_op.create_index("ix_audit_entry_at", ["chamber", "at"], unique=False)
        batch_op.create_index("ix_audit_entry_organisation", ["chamber", "organisation", "at"], unique=False)
        batch_op.create_index("ix_audit_entry_subject", ["chamber", "subject", "at"], unique=False)

    op.create_table(
        "message",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=6), nullable=False, comment="domain.messages.Channel: mail or fax"),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("organisation", sa.String(length=16), nullable=True, comment="whom it concerns"),
        sa.Column(
            "content",
            sa.LargeBinary(),
            nullable=True,
            comment="sealed JSON: to, values; NULL once it need not be sent again",
        ),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.messages.Delivery"),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "due_at", sa.DateTime(timezone=True), nullable=True, comment="when to try next; NULL once it is settled"
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "answer", sa.String(length=300), nullable=True, comment="what the server answered last, without addresses"
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_message")),
        info={"tenant": True},
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_due", ["due_at"], unique=False)
        batch_op.create_index("ix_message_organisation", ["chamber", "organisation", "written_at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("form", sa.String(length=12), nullable=False, comment="domain.registration.form.LegalForm"),
        sa.Column(
            "names",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: what lists show; the approved filing has all",
        ),
        sa.Column(
            "number_index", sa.LargeBinary(length=16), nullable=True, comment="blind index of the corporate number"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_organisation")),
        info={"tenant": True},
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_number_index"), ["number_index"], unique=False)

    op.create_table(
        "setting",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "settings",
            sa.Text(),
            nullable=False,
            comment="domain.settings.ChamberSettings as JSON; the newest id counts",
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=True, comment="account; NULL where the installation was made"),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_setting")),
        info={"tenant": True},
    )
    op.create_table(
        "registration",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("organisation", sa.String(length=16), nullable=False),
        sa.Column(
            "capacities", sa.String(length=20), nullable=False, comment="'applicant', 'agent' or 'agent,applicant'"
        ),
        sa.Column("state", sa.String(length=20), nullable=False, comment="domain.registration.states.State"),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True, comment="first day, Japan time; NULL until approved"),
        sa.Column("valid_until", sa.Date(), nullable=True, comment="last day, included"),
        sa.Column("approved_filing", sa.String(length=16), nullable=True, comment="the filing whose data is in force"),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="counts changes, for who comes too late",
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "organisation"],
            ["organisation.chamber", "organisation.id"],
            name=op.f("fk_registration_chamber_organisation"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_registration")),
        info={"tenant": True},
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index("ix_registration_organisation", ["chamber", "organisation"], unique=False)
        batch_op.create_index("ix_registration_state", ["chamber", "state", "state_since"], unique=False)
        batch_op.create_index("ix_registration_valid_until", ["chamber", "valid_until"], unique=False)

    op.create_table(
        "signatory",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("organisation", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False, comment="named, approved, refused or ended"),
        sa.Column("person", sa.LargeBinary(), nullable=False, comment="sealed JSON: name, reading, title, mail"),
        sa.Column("specimen", sa.String(length=16), nullable=True, comment="upload: picture of the specimen signature"),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=16), nullable=True, comment="account"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "organisation"],
            ["organisation.chamber", "organisation.id"],
            name=op.f("fk_signatory_chamber_organisation"),
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_signatory")),
        info={"tenant": True},
    )
    with op.batch_alter_table("signatory", schema=None) as batch_op:
        batch_op.create_index("ix_signatory_organisation", ["chamber", "organisation"], unique=False)

    op.create_table(
        "account",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("login", sa.String(length=20), nullable=False, comment="what its holder types: TYO-A000123-4"),
        sa.Column("kind", sa.String(length=13), nullable=False, comment="domain.ids.IdKind"),
        sa.Column(
            "organisation",
            sa.String(length=16),
            nullable=True,
            comment="who answers for it (terms, articles 8-4, 9-4, 10-4)",
        ),
        sa.Column(
            "agent", sa.String(length=16), nullable=True, comment="of an agent's sub id: the agent's organisation"
        ),
        sa.Column("signatory", sa.String(length=16), nullable=True, comment="whose signature it may use"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="domain.ids.IdState"),
        sa.Column("person", sa.LargeBinary(), nullable=False, comment="sealed JSON: name, mail, language"),
        sa.Column("mail_index", sa.LargeBinary(length=16), nullable=True, comment="blind index of the mail address"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber", "agent"], ["organisation.chamber", "organisation.id"], name="fk_account_agent_organisation"
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "organisation"],
            ["organisation.chamber", "organisation.id"],
            name=op.f("fk_account_chamber_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["chamber", "signatory"], ["signatory.chamber", "signatory.id"], name=op.f("fk_account_chamber_signatory")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
        info={"tenant": True},
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index("ix_account_agent", ["chamber", "agent"], unique=False)
        batch_op.create_index("ix_account_mail_index", ["chamber", "mail_index"], unique=False)
        batch_op.create_index("ix_account_organisation", ["chamber", "organisation"], unique=False)

    op.create_table(
        "account_role",
        sa.Column("chamber", sa.String(length=4), nullable=False),
        sa.Column("id", sa.String(length=16), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=13), nullable=False, comment="domain.staff.Role"),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.String(length=16), nullable=True, comment="account"),
        sa.ForeignKeyConstraint(
            ["chamber", "id"], ["account.chamber", "account.id"], name=op.f("fk_account_role_chamber_account")
        ),
        sa.PrimaryKeyConstraint("chamber", "id", "role", name=op.f("pk_account_role")),
        info={"tenant": True},
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("account_role")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index("ix_account_organisation")
        batch_op.drop_index("ix_account_mail_index")
        batch_op.drop_index("ix_account_agent")

    op.drop_table("account")
    with op.batch_alter_table("signatory", schema=None) as batch_op:
        batch_op.drop_index("ix_signatory_organisation")

    op.drop_table("signatory")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_valid_until")
        batch_op.drop_index("ix_registration_state")
        batch_op.drop_index("ix_registration_organisation")

    op.drop_table("registration")
    op.drop_table("setting")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_number_index"))

    op.drop_table("organisation")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_organisation")
        batch_op.drop_index("ix_message_due")

    op.drop_table("message")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_subject")
        batch_op.drop_index("ix_audit_entry_organisation")
        batch_op.drop_index("ix_audit_entry_at")
        batch_op.drop_index("ix_audit_entry_actor")

    op.drop_table("audit_entry")
    op.drop_table("account_counter")

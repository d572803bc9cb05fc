"""Ids: administrator ids, user ids, sub ids, the chamber's staff, the federation's operators."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, UniqueConstraint

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, sealed_column, tenant_table

account = tenant_table(
    "account",
    Column("login", String(20), nullable=False, comment="what its holder types: TYO-A000123-4"),
    Column("kind", String(13), nullable=False, comment="domain.ids.IdKind"),
    Column(
        "organisation", String(ID_LENGTH), nullable=True, comment="who answers for it (terms, articles 8-4, 9-4, 10-4)"
    ),
    Column("agent", String(ID_LENGTH), nullable=True, comment="of an agent's sub id: the agent's organisation"),
    Column("signatory", String(ID_LENGTH), nullable=True, comment="whose signature it may use"),
    Column("state", String(10), nullable=False, comment="domain.ids.IdState"),
    sealed_column("person", comment="name, mail, language"),
    Column("mail_index", LargeBinary(16), nullable=True, comment="blind index of the mail address"),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("login"),
    of_the_same_chamber("organisation", "organisation"),
    of_the_same_chamber("agent", "organisation", name="fk_account_agent_organisation"),
    of_the_same_chamber("signatory", "signatory"),
)
Index("ix_account_organisation", account.c.chamber, account.c.organisation)
Index("ix_account_agent", account.c.chamber, account.c.agent)
Index("ix_account_mail_index", account.c.chamber, account.c.mail_index)

account_counter = tenant_table(
    "account_counter",
    Column("value", Integer, nullable=False, comment="last sequence given out for this kind of id"),
    key=String(13),
)

account_role = tenant_table(
    "account_role",
    Column("role", String(13), primary_key=True, comment="domain.staff.Role"),
    Column("granted_at", Instant, nullable=False),
    Column("granted_by", String(ID_LENGTH), nullable=True, comment="account"),
    of_the_same_chamber("id", "account"),
)

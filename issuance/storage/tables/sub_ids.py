"""Sub ids that an applicant offers to an agent's people, until the agent has answered and for the record afterwards."""

from sqlalchemy import Column, Index, Integer, String, text

from issuance.storage.tables.accounts import account
from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, sealed_column, tenant_table

offer = tenant_table(
    "sub_id_offer",
    Column("organisation", String(ID_LENGTH), nullable=False, comment="the applicant, who answers for the sub id"),
    Column("agent", String(ID_LENGTH), nullable=False, comment="whose person it is for"),
    Column("signatory", String(ID_LENGTH), nullable=False, comment="whose signature it may use"),
    Column("state", String(10), nullable=False, comment="domain.sub_ids.OfferState"),
    sealed_column("person", comment="name, mail, language"),
    Column("offered_at", Instant, nullable=False),
    Column("answered_at", Instant, nullable=True),
    Column("account", String(ID_LENGTH), nullable=True, comment="the sub id, once accepted"),
    Column("version", Integer, nullable=False, server_default="1"),
    of_the_same_chamber("organisation", "organisation"),
    of_the_same_chamber("agent", "organisation", name="fk_sub_id_offer_agent_organisation"),
    of_the_same_chamber("signatory", "signatory"),
    of_the_same_chamber("account", "account"),
)
Index("ix_sub_id_offer_organisation", offer.c.chamber, offer.c.organisation, offer.c.state)
Index("ix_sub_id_offer_agent", offer.c.chamber, offer.c.agent, offer.c.state)

# However often and by however many an approval is tried: one living administrator id of an organisation, one living
# user id of a signatory.
_LIVING_ADMINISTRATOR = text("kind = 'administrator' AND state <> 'closed'")
_LIVING_USER = text("kind = 'user' AND state <> 'closed'")
Index(
    "uq_account_administrator",
    account.c.chamber,
    account.c.organisation,
    unique=True,
    sqlite_where=_LIVING_ADMINISTRATOR,
    postgresql_where=_LIVING_ADMINISTRATOR,
)
Index(
    "uq_account_user",
    account.c.chamber,
    account.c.signatory,
    unique=True,
    sqlite_where=_LIVING_USER,
    postgresql_where=_LIVING_USER,
)
Index("ix_account_signatory", account.c.chamber, account.c.signatory)

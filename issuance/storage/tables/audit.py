"""The audit trail: one chain of salted hashes per chamber, the values beside it so that they can be purged."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String

from issuance.storage.tables.base import ID_LENGTH, Instant, sealed_column, tenant_table

entry = tenant_table(
    "audit_entry",
    Column("at", Instant, nullable=False),
    Column("act", String(40), nullable=False, comment="what was done, as subject.verb: registration.approve"),
    Column("actor", String(ID_LENGTH), nullable=True, comment="account; NULL for visitors and jobs"),
    Column("actor_name", String(30), nullable=False, comment="login, 'visitor' or 'job:<name>'"),
    Column("answerable", String(ID_LENGTH), nullable=True, comment="organisation that answers for the actor"),
    Column("subject", String(60), nullable=False, comment="what it was done to, as kind:id"),
    Column("organisation", String(ID_LENGTH), nullable=True, comment="organisation that it concerns"),
    sealed_column("values", nullable=True, comment="salt, where, before, after; NULL once purged"),
    Column("digest", LargeBinary(32), nullable=False, comment="SHA-256 of the values' canonical JSON, salt included"),
    Column("chain", LargeBinary(32), nullable=False, comment="SHA-256 of the entry before and this one"),
    key=Integer(),
)
# Entries are shown newest first, by whatever they were searched for.
Index("ix_audit_entry_at", entry.c.chamber, entry.c.at, entry.c.act)
Index("ix_audit_entry_act", entry.c.chamber, entry.c.act, entry.c.at)
Index("ix_audit_entry_actor", entry.c.chamber, entry.c.actor, entry.c.at)
Index("ix_audit_entry_actor_name", entry.c.chamber, entry.c.actor_name, entry.c.at)
Index("ix_audit_entry_answerable", entry.c.chamber, entry.c.answerable, entry.c.at)
Index("ix_audit_entry_organisation", entry.c.chamber, entry.c.organisation, entry.c.at)
Index("ix_audit_entry_subject", entry.c.chamber, entry.c.subject, entry.c.at)

check = tenant_table(
    "audit_check",
    Column("at", Instant, nullable=False),
    Column("number", Integer, nullable=False, comment="last entry up to which the chain holds; 0 for none"),
    Column("chain", LargeBinary(32), nullable=False, comment="its link"),
    Column("broken", Integer, nullable=True, comment="first entry that does not fit; NULL where all do"),
    Column("fault", String(40), nullable=True, comment="services.trail.check.Fault"),
)
Index("ix_audit_check_at", check.c.chamber, check.c.at)

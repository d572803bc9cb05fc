"""Second factors that were lost: who asked to take them off an id, and who decided (four eyes)."""

from sqlalchemy import Column, Index, Integer, String

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, sealed_column, tenant_table

factor_reset = tenant_table(
    "factor_reset",
    Column("account", String(ID_LENGTH), nullable=False, comment="whose second factors"),
    Column("state", String(10), nullable=False, comment="domain.resets.ResetState"),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", String(ID_LENGTH), nullable=False, comment="account"),
    sealed_column("reason", comment="reason: how the one who asked knows the person"),
    Column("decided_at", Instant, nullable=True),
    Column("decided_by", String(ID_LENGTH), nullable=True, comment="account"),
    Column("version", Integer, nullable=False, server_default="1"),
    of_the_same_chamber("account", "account"),
)
Index("ix_factor_reset_state", factor_reset.c.chamber, factor_reset.c.state, factor_reset.c.asked_at)

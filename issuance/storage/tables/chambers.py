"""The chambers that one installation serves, and what each has set for itself."""

from sqlalchemy import Column, Integer, String, Table, Text

from issuance.storage.tables.base import ID_LENGTH, Instant, metadata, tenant_table

chamber = Table(
    "chamber",
    metadata,
    Column("code", String(4), primary_key=True),
    Column("profile", Text, nullable=False, comment="domain.chamber.ChamberProfile as JSON"),
)

setting = tenant_table(
    "setting",
    Column("settings", Text, nullable=False, comment="domain.settings.ChamberSettings as JSON; the newest id counts"),
    Column("at", Instant, nullable=False),
    Column("by", String(ID_LENGTH), nullable=True, comment="account; NULL where the installation was made"),
    key=Integer(),
)

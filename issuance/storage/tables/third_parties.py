"""Systems of third parties that the federation knows (terms, article 3-2(5)). They belong to no chamber."""

from sqlalchemy import Column, Integer, String, Table

from issuance.storage.tables.base import ID_LENGTH, Instant, metadata

third_party = Table(
    "third_party",
    metadata,
    Column("id", String(ID_LENGTH), primary_key=True),
    Column("name", String(200), nullable=False, unique=True, comment="of the system"),
    Column("operator", String(200), nullable=False, comment="the company that runs it"),
    Column("state", String(9), nullable=False, comment="domain.third_parties.ThirdPartyState"),
    Column("entered_at", Instant, nullable=False),
    Column("decided_at", Instant, nullable=True),
    Column("version", Integer, nullable=False, server_default="1"),
)

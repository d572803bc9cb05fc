"""Pictures that a chamber puts on its papers: its seal, its officers' signatures."""

from sqlalchemy import Column, Date, Index, Integer, String

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, sealed_column, tenant_table

imprint = tenant_table(
    "imprint",
    Column("kind", String(9), nullable=False, comment="domain.imprints.ImprintKind"),
    Column("account", String(ID_LENGTH), nullable=True, comment="whose signature; NULL for the chamber's seal"),
    Column("state", String(10), nullable=False, comment="domain.imprints.ImprintState"),
    Column("upload", String(ID_LENGTH), nullable=False, comment="the file as it was handed in"),
    sealed_column("printed", comment="name, title: as printed below the signature"),
    Column("valid_from", Date, nullable=False, comment="day in Japan from which papers carry it"),
    Column("proposed_at", Instant, nullable=False),
    Column("proposed_by", String(ID_LENGTH), nullable=False, comment="account"),
    Column("decided_at", Instant, nullable=True),
    Column("decided_by", String(ID_LENGTH), nullable=True, comment="account of another person"),
    Column("reason", String(500), nullable=False, server_default="", comment="of a refusal, or of its end"),
    Column("ended_at", Instant, nullable=True),
    Column("version", Integer, nullable=False, server_default="1"),
    of_the_same_chamber("upload", "upload"),
    of_the_same_chamber("account", "account"),
)
Index("ix_imprint_kind", imprint.c.chamber, imprint.c.kind, imprint.c.account, imprint.c.state)

"""Disclosures to courts and authorities (terms, article 19-4): cases, the parts of the files made, who fetched them."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, UniqueConstraint

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, sealed_column, tenant_table

disclosure = tenant_table(
    "disclosure",
    Column("kind", String(12), nullable=False, comment="domain.retention.hold.HoldKind"),
    Column("subject", String(24), nullable=False, comment="canonical number, or organisation"),
    Column("state", String(10), nullable=False, comment="domain.disclosure.case.DisclosureState"),
    sealed_column("ground", comment="authority, reference, ground: the law and what was asked for"),
    Column("paper", String(ID_LENGTH), nullable=False, comment="upload: the request as it was received"),
    Column("may_be_told", Boolean, nullable=False, comment="whether the organisation is told"),
    Column("asked_by", String(ID_LENGTH), nullable=False, comment="account"),
    Column("asked_at", Instant, nullable=False),
    Column("settled_by", String(ID_LENGTH), nullable=True, comment="account of another administrator"),
    Column("settled_at", Instant, nullable=True),
    Column("made_at", Instant, nullable=True),
    Column("size", BigInteger, nullable=True, comment="bytes of the file"),
    Column("sha256", String(64), nullable=True, comment="of the file, hex"),
    Column("failed_because", String(500), nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),
    of_the_same_chamber("paper", "upload"),
)
Index("ix_disclosure_state", disclosure.c.chamber, disclosure.c.state, disclosure.c.asked_at)

disclosure_part = tenant_table(
    "disclosure_part",
    Column("disclosure", String(ID_LENGTH), nullable=False),
    Column("number", Integer, nullable=False, comment="from 0, in the order of the file"),
    Column("stored", String(64), nullable=False, comment="name of the sealed bytes in the private store"),
    of_the_same_chamber("disclosure", "disclosure"),
    UniqueConstraint("chamber", "disclosure", "number"),
)

disclosure_fetch = tenant_table(
    "disclosure_fetch",
    Column("disclosure", String(ID_LENGTH), nullable=False),
    Column("account", String(ID_LENGTH), nullable=False),
    Column("at", Instant, nullable=False),
    of_the_same_chamber("disclosure", "disclosure"),
)
Index("ix_disclosure_fetch_disclosure", disclosure_fetch.c.chamber, disclosure_fetch.c.disclosure)

"""Certificates on their way: the ledger, records, the outbox to the register."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from issuance.storage.tables.base import Instant, metadata

counter = Table(
    "counter",
    metadata,
    Column("chamber", String(4), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("value", Integer, nullable=False, comment="last sequence given out; gap-free"),
)

certificate = Table(
    "certificate",
    metadata,
    Column("number", String(24), primary_key=True, comment="canonical"),
    Column("public_number", String(20), nullable=False, unique=True),
    Column("chamber", String(4), nullable=False),
    Column("year", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("kind", Integer, nullable=False),
    Column("issue_date", Date, nullable=False),
    Column("stage", String(10), nullable=False, index=True),
    Column("claim", String(36), nullable=False, comment="who works on it; see storage.claims"),
    Column("request_digest", String(64), nullable=False, index=True),
    Column("draft", LargeBinary, nullable=False, comment="canonical JSON of the approved draft"),
    Column("replaces", String(20), nullable=True, comment="public number"),
    Column("officers", Text, nullable=False, server_default="[]", comment="ids of those who approved, JSON list"),
    Column("reference", String(32), nullable=True, comment="the application from which it comes"),
    Column("signature", String(64), nullable=True, comment="document store name of the signatory's signature"),
    Column("document", String(64), nullable=True, comment="document store name of the document to be certified"),
    Column("seal_imprint", String(16), nullable=True, comment="the imprint of the chamber's seal that it carries"),
    Column("officer_imprint", String(16), nullable=True, comment="the imprint of the officer's signature"),
    Column("certifying_officer", String(200), nullable=True, comment="as printed; NULL: the chamber's profile says"),
    Column("numbered_at", Instant, nullable=False),
    Column("content", LargeBinary, nullable=True),
    Column("seal", LargeBinary, nullable=True),
    Column("sid", LargeBinary(32), nullable=True, unique=True),
    Column("pdf_sha256", LargeBinary(32), nullable=True),
    Column("original", String(64), nullable=True, comment="document store name of the encrypted original"),
    Column("delivered_at", Instant, nullable=True),
    Column("purged_at", Instant, nullable=True, comment="when draft, content and original went, past retention"),
    UniqueConstraint("chamber", "year", "sequence"),
)

# A certificate is replaced once; a voided replacement does not count.
Index(
    "ix_certificate_replaces",
    certificate.c.replaces,
    unique=True,
    sqlite_where=certificate.c.stage != "voided",
    postgresql_where=certificate.c.stage != "voided",
)

# An application becomes one certificate; a voided number does not count.
Index(
    "ix_certificate_reference",
    certificate.c.chamber,
    certificate.c.reference,
    unique=True,
    sqlite_where=certificate.c.stage != "voided",
    postgresql_where=certificate.c.stage != "voided",
)

# What is past retention is looked for by its day of issue.
Index(
    "ix_certificate_kept",
    certificate.c.chamber,
    certificate.c.issue_date,
    certificate.c.number,
    sqlite_where=certificate.c.purged_at.is_(None),
    postgresql_where=certificate.c.purged_at.is_(None),
)

certificate_picture = Table(
    "certificate_picture",
    metadata,
    Column("sha256", String(64), primary_key=True, comment="hex; its name in both document stores"),
    Column("number", String(24), ForeignKey("certificate.number"), primary_key=True),
)
"""Which pictures contents name: several may name one, and it goes with the last of them."""
Index("ix_certificate_picture_number", certificate_picture.c.number)

record = Table(
    "record",
    metadata,
    Column("sid", LargeBinary(32), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("number", String(24), ForeignKey("certificate.number"), nullable=False, index=True),
    Column("event", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False, comment="the signed record, verbatim"),
    Column("officers", Text, nullable=False, comment="ids of those who decided, JSON list"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("sid", LargeBinary(32), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("done_at", Instant, nullable=True, index=True),
    UniqueConstraint("sid", "seq"),
)

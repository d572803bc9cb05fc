"""Past certificates of a chamber that moved here, and the files that they came in."""

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, String, Text, UniqueConstraint

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, tenant_table

NUMBER_LENGTH = 32

import_file = tenant_table(
    "import_file",
    Column("sha256", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("state", String(10), nullable=False, comment="storage.imports.ImportState"),
    Column("officers", Text, nullable=False, comment="JSON list of two logins"),
    Column("rows_read", Integer, nullable=False),
    Column("rows_bad", Integer, nullable=False),
    Column("rows_added", Integer, nullable=False, server_default="0"),
    Column("problems", Text, nullable=False, comment="JSON list of [line, number, domain.imports.rows.Wrong]"),
    Column("begun_at", Instant, nullable=False),
    Column("done_at", Instant, nullable=True),
    UniqueConstraint("chamber", "sha256"),
)

earlier_certificate = tenant_table(
    "earlier_certificate",
    Column("written", String(40), nullable=False, comment="as printed"),
    Column("issued", Date, nullable=False),
    Column("kind", Integer, nullable=False),
    Column("state", Integer, nullable=False, comment="signing.import_record.EarlierState"),
    Column("changed", Date, nullable=True),
    Column("successor", String(40), nullable=True),
    Column("file", String(ID_LENGTH), nullable=False),
    Column("record", LargeBinary, nullable=False, comment="the signed import record, verbatim"),
    Column("sent_at", Instant, nullable=True, comment="when the register had it"),
    of_the_same_chamber("file", "import_file"),
    key=String(NUMBER_LENGTH),
)
"""Under the bare number. A row with no `sent_at` waits for the register: it is its own outbox row."""
Index(
    "ix_earlier_certificate_waiting",
    earlier_certificate.c.chamber,
    earlier_certificate.c.file,
    sqlite_where=earlier_certificate.c.sent_at.is_(None),
    postgresql_where=earlier_certificate.c.sent_at.is_(None),
)

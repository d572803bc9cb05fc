"""Files that people hand in: what is known of each. The bytes lie sealed among the office's documents."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, UniqueConstraint

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, sealed_column, tenant_table

upload = tenant_table(
    "upload",
    Column("purpose", String(10), nullable=False, comment="domain.uploads.Purpose"),
    Column("organisation", String(ID_LENGTH), nullable=True, comment="whom it concerns"),
    Column("kind", String(4), nullable=False, comment="domain.uploads.FileKind, told by the content"),
    Column("state", String(11), nullable=False, comment="domain.uploads.UploadState"),
    sealed_column("name", comment="name: the file's name as its owner gave it, made harmless"),
    Column("pages", Integer, nullable=False),
    Column("size", Integer, nullable=False, comment="bytes"),
    Column("sha256", LargeBinary(32), nullable=False, comment="of the bytes as they came"),
    Column("stored", String(64), nullable=True, comment="name of the sealed bytes in the store; NULL once removed"),
    Column("finding", String(100), nullable=True, comment="name of the virus that the scanner found"),
    Column("taken_at", Instant, nullable=False),
    Column("taken_by", String(ID_LENGTH), nullable=True, comment="account; NULL for visitors"),
    Column("settled_at", Instant, nullable=True, comment="when the scanner answered"),
)
Index("ix_upload_state", upload.c.chamber, upload.c.state, upload.c.taken_at)
Index("ix_upload_organisation", upload.c.chamber, upload.c.organisation)

drawn_page = tenant_table(
    "drawn_page",
    Column("upload", String(ID_LENGTH), nullable=False),
    Column("page", Integer, nullable=False, comment="from 1"),
    Column("stored", String(64), nullable=False, comment="name of the sealed picture in the store"),
    Column("drawn_at", Instant, nullable=False),
    of_the_same_chamber("upload", "upload"),
    UniqueConstraint("chamber", "upload", "page"),
)
"""Pages of files as pictures, kept for some weeks: drawing one takes a process of its own."""
Index("ix_drawn_page_drawn_at", drawn_page.c.chamber, drawn_page.c.drawn_at)

"""Tables of the office's database (SQLAlchemy Core). Alembic migrations in `migrations/` make them."""

import datetime as dt

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Instant(TypeDecorator[dt.datetime]):
    """An instant in UTC. SQLite forgets the zone of what it stores; this gives it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, _dialect: Dialect) -> dt.datetime | None:
        """Store in UTC."""
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, _dialect: Dialect) -> dt.datetime | None:
        """Return with its zone."""
        return value if value is None or value.tzinfo is not None else value.replace(tzinfo=dt.UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

chamber = Table(
    "chamber",
    metadata,
    Column("code", String(4), primary_key=True),
    Column("profile", Text, nullable=False, comment="domain.chamber.ChamberProfile as JSON"),
)

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
    Column("numbered_at", Instant, nullable=False),
    Column("content", LargeBinary, nullable=True),
    Column("seal", LargeBinary, nullable=True),
    Column("sid", LargeBinary(32), nullable=True, unique=True),
    Column("pdf_sha256", LargeBinary(32), nullable=True),
    Column("original", String(64), nullable=True, comment="document store name of the encrypted original"),
    Column("delivered_at", Instant, nullable=True),
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

"""The tables of the register, and how they are made.

What is true stands in `seals`, `content` and `records`, which only grow: the database itself refuses UPDATE, DELETE and
TRUNCATE on them, whoever asks. The one exception is `content`, whose rows may be deleted once an expunge record stands
for them. `documents` and `prepared` are derived from those three; `copies` says where convenience renderings lie; `log`
and `heartbeat` are single rows.

Every record has a *position* in one log of all records. Positions count from 1 without a gap and become visible in
their order, because the writer takes them from the row in `log`, which it locks first and releases at its commit. (A
sequence hands out numbers that become visible in any order and leaves gaps when a transaction is rolled back.)

Hashes and signed objects are raw bytes, dates ISO 8601 text, instants microseconds since 1970 in UTC: the same on both
back ends, so that the reader needs no conversion.
"""

import sqlalchemy as sa

metadata = sa.MetaData()

_Bytes = sa.LargeBinary
_Position = sa.BigInteger


def _hash_column(
    name: str, *constraints: sa.ForeignKey, primary_key: bool = False, unique: bool | None = None
) -> sa.Column[bytes]:
    return sa.Column(
        name,
        _Bytes,
        sa.CheckConstraint(f"length({name}) = 32"),
        *constraints,
        nullable=False,
        primary_key=primary_key,
        unique=unique,
    )


def _single_row() -> sa.Column[int]:
    """Return a primary key that admits one row."""
    return sa.Column("one", sa.Integer, sa.CheckConstraint("one = 1"), primary_key=True, autoincrement=False)


register_info = sa.Table(
    "register_info",
    metadata,
    _single_row(),
    sa.Column("application", sa.Text, nullable=False),
    sa.Column("schema_version", sa.Integer, nullable=False),
)

seals = sa.Table(
    "seals",
    metadata,
    _hash_column("sid", primary_key=True),
    sa.Column("number", sa.Text, nullable=False, unique=True),
    sa.Column("public_number", sa.Text, nullable=False, unique=True),
    sa.Column("issue_date", sa.Text, nullable=False),
    sa.Column("seal", _Bytes, nullable=False),
)

content = sa.Table(
    "content",
    metadata,
    _hash_column("sid", sa.ForeignKey("seals.sid"), primary_key=True),
    sa.Column("content", _Bytes, nullable=False),
)

records = sa.Table(
    "records",
    metadata,
    sa.Column("position", _Position, primary_key=True, autoincrement=False),
    _hash_column("sid", sa.ForeignKey("seals.sid")),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("event", sa.Integer, nullable=False),
    sa.Column("record", _Bytes, nullable=False),
    sa.UniqueConstraint("sid", "seq"),
)
# Who is not in force is asked at every start of every worker; one certificate in a hundred is listed here.
sa.Index(
    "records_after_issue",
    records.c.sid,
    records.c.event,
    sqlite_where=records.c.event != 1,
    postgresql_where=records.c.event != 1,
)

documents = sa.Table(
    "documents",
    metadata,
    _hash_column("sha256", primary_key=True),
    _hash_column("sid", sa.ForeignKey("seals.sid"), unique=True),
)

prepared = sa.Table(
    "prepared",
    metadata,
    # The row's key is sha256(number|issue date): a wrong number and a wrong date cost the same, one failed search.
    _hash_column("row_key", primary_key=True),
    _hash_column("sid", sa.ForeignKey("seals.sid"), unique=True),
    sa.Column("fragment", _Bytes, nullable=False),
    # What `fragment` becomes when the content is deleted.
    sa.Column("fragment_expunged", _Bytes, nullable=False),
)

copies = sa.Table(
    "copies",
    metadata,
    # Where a certificate's reference copy lies in the document store. Nobody signed this: the copy proves nothing.
    _hash_column("sid", sa.ForeignKey("seals.sid"), primary_key=True),
    _hash_column("sha256", unique=True),
)

imports = sa.Table(
    "imports",
    metadata,
    # What a chamber says of certificates of an earlier system: no seal, no content, an import record alone.
    sa.Column("chamber", sa.Text, primary_key=True),
    sa.Column("number", sa.Text, primary_key=True),
    # sha256(import|number|issue date): of a number without its date nothing is found.
    _hash_column("row_key"),
    sa.Column("record", _Bytes, nullable=False),
)
sa.Index("imports_row_key", imports.c.row_key)

import_shapes = sa.Table(
    "import_shapes",
    metadata,
    # The patterns that such numbers have. What fits none of them is told at once to be no number.
    sa.Column("shape", sa.Text, primary_key=True),
)

log = sa.Table("log", metadata, _single_row(), sa.Column("position", _Position, nullable=False))

heartbeat = sa.Table("heartbeat", metadata, _single_row(), sa.Column("at", _Position, nullable=False))

IMPORTED = (imports, import_shapes)
"""The tables of earlier certificates, which refuse the same since schema version 3."""

APPEND_ONLY = (seals, records, documents, register_info)
"""Tables on which UPDATE and DELETE are refused; `content` has a rule of its own, the others are no evidence."""

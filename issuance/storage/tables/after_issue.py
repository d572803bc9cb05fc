"""After the issue: cases of revocation, copies ordered at the counter, tries of an issue that did not end."""

from sqlalchemy import Boolean, Column, Index, Integer, String, UniqueConstraint

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, sealed_column, tenant_table

revocation = tenant_table(
    "revocation",
    Column("application", String(ID_LENGTH), nullable=False),
    Column("organisation", String(ID_LENGTH), nullable=False, comment="whose certificate it is"),
    Column("certificate", String(24), nullable=False, comment="canonical number"),
    Column("state", String(10), nullable=False, comment="domain.revocation.CaseState"),
    Column("state_since", Instant, nullable=False),
    Column("by_chamber", Boolean, nullable=False, comment="an officer opened it"),
    Column("reason", String(20), nullable=False, comment="signing.record.RevocationReason"),
    sealed_column("words", comment="asked, proposed, closing: what people wrote"),
    Column("asked_by", String(ID_LENGTH), nullable=False, comment="account"),
    Column("asked_at", Instant, nullable=False),
    Column("proposed_by", String(ID_LENGTH), nullable=True, comment="account of an officer"),
    Column("proposed_at", Instant, nullable=True),
    Column("settled_by", String(ID_LENGTH), nullable=True, comment="account: who decided, declined or took it back"),
    Column("settled_at", Instant, nullable=True),
    Column("done_at", Instant, nullable=True, comment="when the register was seen to say so"),
    Column("trouble", String(500), nullable=False, server_default="", comment="why it is not published yet"),
    Column("version", Integer, nullable=False, server_default="1"),
    of_the_same_chamber("application", "application"),
    of_the_same_chamber("organisation", "organisation"),
    of_the_same_chamber("asked_by", "account"),
)
_OPEN = revocation.c.state.in_(["asked for", "proposed", "decided"])
Index(
    "ix_revocation_open",
    revocation.c.chamber,
    revocation.c.certificate,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
Index("ix_revocation_application", revocation.c.chamber, revocation.c.application)
Index("ix_revocation_state", revocation.c.chamber, revocation.c.state, revocation.c.asked_at)

copy_order = tenant_table(
    "copy_order",
    Column("application", String(ID_LENGTH), nullable=False),
    Column("first", Integer, nullable=False, comment="number of its first COPY: they go on after those before"),
    Column("copies", Integer, nullable=False),
    Column("charge", String(ID_LENGTH), nullable=True, comment="none where a copy costs nothing"),
    Column("ordered_by", String(ID_LENGTH), nullable=False, comment="account of an officer"),
    Column("ordered_at", Instant, nullable=False),
    Column("cancelled_at", Instant, nullable=True),
    Column("submission", String(32), nullable=False, comment="token of its page: the same page again orders nothing"),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("chamber", "application", "first"),
    UniqueConstraint("chamber", "submission"),
    of_the_same_chamber("application", "application"),
    of_the_same_chamber("charge", "charge"),
    of_the_same_chamber("ordered_by", "account"),
)
"""COPY sheets that were ordered after the delivery, at the chamber's counter."""

issue_try = tenant_table(
    "issue_try",
    Column("tries", Integer, nullable=False, comment="in vain, since it was begun or tried again"),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("said", String(500), nullable=False, comment="what stood in the way the last time"),
    of_the_same_chamber("id", "application"),
)
"""One row, under the application's id, while its issue is tried in vain."""

"""After the issue: what was printed, what was reminded of, which numbers are to be given up."""

from sqlalchemy import Column, Index, String, UniqueConstraint

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, tenant_table

print_log = tenant_table(
    "print_log",
    Column("application", String(ID_LENGTH), nullable=False),
    Column("sheet", String(10), nullable=False, comment="original, or copy-1, copy-2, …"),
    Column("account", String(ID_LENGTH), nullable=False, comment="who fetched it to print it"),
    Column("printed_at", Instant, nullable=False),
    of_the_same_chamber("application", "application"),
    of_the_same_chamber("account", "account"),
)
Index("ix_print_log_application", print_log.c.chamber, print_log.c.application, print_log.c.printed_at)

print_reminder = tenant_table(
    "print_reminder",
    Column("application", String(ID_LENGTH), nullable=False),
    Column("kind", String(10), nullable=False, comment="domain.delivery.window.Reminder"),
    Column("sent_at", Instant, nullable=False),
    UniqueConstraint("chamber", "application", "kind"),
    of_the_same_chamber("application", "application"),
)

void_request = tenant_table(
    "void_request",
    Column("application", String(ID_LENGTH), nullable=False),
    Column("number", String(24), nullable=False, comment="canonical"),
    Column("reason", String(500), nullable=False),
    Column("asked_by", String(ID_LENGTH), nullable=False, comment="account"),
    Column("asked_at", Instant, nullable=False),
    Column("confirmed_by", String(ID_LENGTH), nullable=True, comment="account of another officer"),
    Column("confirmed_at", Instant, nullable=True),
    Column("settled_at", Instant, nullable=True, comment="when the issue job had given the number up, or could not"),
    UniqueConstraint("chamber", "number"),
    of_the_same_chamber("application", "application"),
)
Index("ix_void_request_settled", void_request.c.chamber, void_request.c.settled_at)

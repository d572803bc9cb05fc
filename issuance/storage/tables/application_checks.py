"""What officers have noted of applications: what they checked, and which days' reminders went out."""

from sqlalchemy import Column, Index, Integer, String, UniqueConstraint

from issuance.storage.tables.applications import application
from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, tenant_table

application_check = tenant_table(
    "application_check",
    Column("application", String(ID_LENGTH), nullable=False),
    Column("number", Integer, nullable=False, comment="of the version that was looked at"),
    Column("officer", String(ID_LENGTH), nullable=False, comment="account"),
    Column("points", String(500), nullable=False, comment="domain.application.checklist.Check, comma-separated"),
    Column("checked_at", Instant, nullable=False),
    UniqueConstraint("chamber", "application", "number", "officer"),
    of_the_same_chamber("application", "application"),
    of_the_same_chamber("officer", "account"),
)

overdue_notice = tenant_table(
    "application_overdue_notice",
    Column("sent_at", Instant, nullable=False),
    key=String(10),
)
"""On which days the chamber was reminded of overdue applications: `id` is the date in Japan, so that one goes out."""

# The desk's lists: what waits by rush and target time, what is settled by its day; each page is a short walk of one.
Index(
    "ix_application_queue",
    application.c.chamber,
    application.c.state,
    application.c.rush,
    application.c.due_at,
    application.c.id,
)
Index("ix_application_settled", application.c.chamber, application.c.state, application.c.state_since, application.c.id)
Index(
    "ix_application_destination",
    application.c.chamber,
    application.c.destination,
    application.c.state,
    application.c.state_since,
    application.c.id,
)
for _name in ("organisation", "agent"):
    # An officer looks through all of one applicant's or agent's: a short walk for each state.
    Index(
        f"ix_application_settled_{_name}",
        application.c.chamber,
        application.c[_name],
        application.c.state,
        application.c.state_since,
        application.c.id,
    )
Index("ix_application_history", application.c.chamber, application.c.organisation, application.c.submitted_at)

"""What is past retention: plans to purge, what must be kept all the same, files on their way out."""

from sqlalchemy import Column, Date, Index, Integer, String, Text

from issuance.storage.tables.base import ID_LENGTH, Instant, sealed_column, tenant_table

plan = tenant_table(
    "purge_plan",
    Column("day", Date, nullable=False, comment="the chamber's purge day, Japan time: it runs on it or later"),
    Column("state", String(10), nullable=False, comment="domain.retention.plan.PlanState"),
    Column("years", Integer, nullable=False, comment="of retention, as set when it was proposed"),
    Column("voucher_years", Integer, nullable=False),
    Column("report", Text, nullable=False, comment="JSON: what the dry run found, by kind; nothing personal"),
    Column("proposed_by", String(ID_LENGTH), nullable=False, comment="account"),
    Column("proposed_at", Instant, nullable=False),
    Column("settled_by", String(ID_LENGTH), nullable=True, comment="account of another administrator"),
    Column("settled_at", Instant, nullable=True),
    Column("done", Text, nullable=False, server_default="{}", comment="JSON: what was purged so far, by kind"),
    Column("done_at", Instant, nullable=True),
    Column("version", Integer, nullable=False, server_default="1"),
)
Index("ix_purge_plan_state", plan.c.chamber, plan.c.state, plan.c.day)

hold = tenant_table(
    "legal_hold",
    Column("kind", String(12), nullable=False, comment="domain.retention.hold.HoldKind"),
    Column("subject", String(24), nullable=False, comment="canonical number, application or organisation"),
    Column("state", String(10), nullable=False, comment="domain.retention.hold.HoldState"),
    Column("ends_on", Date, nullable=False, comment="last day, Japan time"),
    sealed_column("words", comment="reason; why it was lifted"),
    Column("set_by", String(ID_LENGTH), nullable=False, comment="account"),
    Column("set_at", Instant, nullable=False),
    Column("lift_asked_by", String(ID_LENGTH), nullable=True, comment="account"),
    Column("lift_asked_at", Instant, nullable=True),
    Column("lifted_by", String(ID_LENGTH), nullable=True, comment="account of another administrator"),
    Column("lifted_at", Instant, nullable=True),
    Column("version", Integer, nullable=False, server_default="1"),
)
Index("ix_legal_hold_state", hold.c.chamber, hold.c.state, hold.c.ends_on)

doomed_file = tenant_table(
    "doomed_file",
    Column("stored", String(64), nullable=False, comment="name in the private store; its row is gone already"),
)
"""Named in the transaction that deletes the file's row, so that no crash leaves a file that nobody knows of."""

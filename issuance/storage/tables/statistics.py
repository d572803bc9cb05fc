"""Statistics: what was counted of each finished month. No row names an organisation, a person or an application."""

from sqlalchemy import BigInteger, Column, Index, Integer, String

from issuance.storage.tables.base import Instant, tenant_table

MONTH_LENGTH = 7

counted_month = tenant_table(
    "counted_month",
    Column("counted_at", Instant, nullable=False),
    key=String(MONTH_LENGTH),
)
"""The months that were counted: `2026-03`."""

statistics_count = tenant_table(
    "statistics_count",
    Column("month", String(MONTH_LENGTH), nullable=False),
    Column("measure", String(10), nullable=False, comment="domain.statistics.measures.Measure"),
    Column("part", String(30), nullable=False, comment="what is counted: a kind, a destination, a chapter, …"),
    Column("hours", Integer, nullable=False, server_default="0", comment="of durations: business hours"),
    Column("count", Integer, nullable=False),
    Column("yen", BigInteger, nullable=False, server_default="0", comment="of fees: the sum"),
)
Index("ix_statistics_count_measure", statistics_count.c.chamber, statistics_count.c.measure, statistics_count.c.month)

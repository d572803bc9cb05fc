"""What the API keeps of calls: answers for who asks again, and how many calls there were in a minute."""

from sqlalchemy import Column, Index, Integer, LargeBinary, UniqueConstraint

from issuance.storage.tables.base import Instant, sealed_column, tenant_table

_HASH = LargeBinary(32)

api_request = tenant_table(
    "api_request",
    Column("key", _HASH, nullable=False, comment="SHA-256 of the system, the id and the Idempotency-Key"),
    Column("request", _HASH, nullable=False, comment="SHA-256 of method, address and body"),
    Column("began_at", Instant, nullable=False),
    Column("status", Integer, nullable=True, comment="of HTTP; NULL until it was done"),
    sealed_column("answer", nullable=True, comment="body, etag, location"),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("chamber", "key"),
)
"""The answer is written in the transaction of the act itself: both are there, or neither."""
Index("ix_api_request_began_at", api_request.c.chamber, api_request.c.began_at)

api_tally = tenant_table(
    "api_tally",
    Column("window", Instant, nullable=False, comment="when the minute began"),
    Column("calls", Integer, nullable=False, comment="in that minute"),
)
"""`id` is made of the system and the id for which it calls."""
Index("ix_api_tally_window", api_tally.c.chamber, api_tally.c.window)

"""What systems are told of by themselves: where, their secrets, and each delivery (ADR 0055).

An endpoint of a third party's system is told by every chamber that lets the system in. So endpoints are of no chamber,
as these systems are; what is secret of them, and what chambers send, is a tenant's.
"""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from issuance.storage.tables.base import CODE_LENGTH, ID_LENGTH, Instant, metadata, sealed_column, tenant_table

webhook_endpoint = Table(
    "webhook_endpoint",
    metadata,
    Column("id", String(ID_LENGTH), primary_key=True),
    Column("owner", String(CODE_LENGTH), nullable=False, comment="the federation, or the chamber of its own system"),
    Column("system", String(ID_LENGTH), nullable=False, comment="third_party, or own_system of the owner"),
    Column("address", String(400), nullable=False),
    Column("events", String(300), nullable=False, comment="domain.webhooks.events, blanks between them"),
    Column("made_by", String(ID_LENGTH), nullable=False, comment="account of the owner"),
    Column("made_at", Instant, nullable=False),
    Column("secret_made_at", Instant, nullable=False),
    Column("off_because", String(10), nullable=True, comment="domain.webhooks.endpoints.OffReason; NULL: on"),
    Column("failing_since", Instant, nullable=True, comment="first failure after the last success"),
    Column("failures", Integer, nullable=False, server_default="0", comment="in a row"),
    Column("taken_at", Instant, nullable=True, comment="last success"),
    Column("version", Integer, nullable=False, server_default="1"),
)
Index("ix_webhook_endpoint_system", webhook_endpoint.c.system)

webhook_secret = tenant_table(
    "webhook_secret",
    sealed_column("secrets", comment="current, previous: each whsec_…"),
)
"""`id` is the endpoint's, `chamber` its owner: what signs cannot be a fingerprint, as other secrets are."""

webhook_delivery = tenant_table(
    "webhook_delivery",
    Column("endpoint", String(ID_LENGTH), nullable=False, comment="webhook_endpoint"),
    Column("system", String(ID_LENGTH), nullable=False, comment="whose endpoint it is"),
    Column("kind", String(30), nullable=False, comment="domain.webhooks.events.WebhookEvent, or TEST"),
    Column("application", String(ID_LENGTH), nullable=True, comment="what it tells of; NULL for a test"),
    Column("payer", String(ID_LENGTH), nullable=True, comment="whose charge it tells of"),
    Column("body", Text, nullable=False, comment="as it is signed and sent; names nobody"),
    Column("state", String(11), nullable=False, comment="domain.webhooks.deliveries.WebhookState"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("occurred_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=True, comment="when to try next; NULL once it is settled"),
    Column("settled_at", Instant, nullable=True),
    Column("status", Integer, nullable=True, comment="of the last answer"),
    Column("trouble", String(11), nullable=False, server_default="", comment="domain.webhooks.deliveries.Trouble"),
)
Index("ix_webhook_delivery_due", webhook_delivery.c.due_at)
Index(
    "ix_webhook_delivery_system", webhook_delivery.c.chamber, webhook_delivery.c.system, webhook_delivery.c.occurred_at
)
Index("ix_webhook_delivery_state", webhook_delivery.c.chamber, webhook_delivery.c.state)
Index("ix_webhook_delivery_settled_at", webhook_delivery.c.chamber, webhook_delivery.c.settled_at)

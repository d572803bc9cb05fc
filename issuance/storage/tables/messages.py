"""Messages on their way out: written in the transaction of the act that they tell of, sent by a job."""

from sqlalchemy import Column, Index, Integer, String

from issuance.storage.tables.base import ID_LENGTH, Instant, sealed_column, tenant_table

message = tenant_table(
    "message",
    Column("channel", String(6), nullable=False, comment="domain.messages.Channel: mail or fax"),
    Column("template", String(40), nullable=False),
    Column("language", String(2), nullable=False),
    Column("organisation", String(ID_LENGTH), nullable=True, comment="whom it concerns"),
    sealed_column("content", nullable=True, comment="to, values; NULL once it need not be sent again"),
    Column("state", String(10), nullable=False, comment="domain.messages.Delivery"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("written_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=True, comment="when to try next; NULL once it is settled"),
    Column("settled_at", Instant, nullable=True),
    Column("answer", String(300), nullable=True, comment="what the server answered last, without addresses"),
)
Index("ix_message_due", message.c.due_at)
Index("ix_message_organisation", message.c.chamber, message.c.organisation, message.c.written_at)
Index("ix_message_state", message.c.chamber, message.c.state, message.c.written_at)

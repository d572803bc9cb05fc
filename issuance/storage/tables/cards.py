"""Payments by card: what was asked for, what came of it, refunds, cases, and the events that were taken in.

There is no column for anything of a card, its holder or the card service's answers beyond names and sums.
"""

from sqlalchemy import Column, Index, Integer, String, Text, UniqueConstraint

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, sealed_column, tenant_table

NAME_LENGTH = 255
"""The card service's own names of things are no longer."""

card_payment = tenant_table(
    "card_payment",
    Column("reference", String(12), nullable=False, comment="what is told on the telephone: P-7K3M-Q9XW"),
    Column("organisation", String(ID_LENGTH), nullable=False, comment="who pays"),
    Column("token", String(64), nullable=False, comment="digest of the page's token: the same page begins one payment"),
    Column("amount", Integer, nullable=False, comment="yen"),
    Column("charges", Text, nullable=False, comment="JSON list of ids of the charges that it is meant for"),
    Column("language", String(2), nullable=False, comment="of the card service's page"),
    Column("state", String(10), nullable=False, comment="domain.fees.cards.payment.CardState"),
    Column("state_since", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(ID_LENGTH), nullable=True, comment="account"),
    Column("ends_at", Instant, nullable=False, comment="when its page closes"),
    Column("session", String(NAME_LENGTH), nullable=True, comment="the card service's name of the page"),
    Column("intent", String(NAME_LENGTH), nullable=True, comment="the card service's name of the payment"),
    Column("movement", String(ID_LENGTH), nullable=True, comment="what it was booked as"),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("chamber", "reference"),
    UniqueConstraint("chamber", "token"),
    of_the_same_chamber("organisation", "organisation"),
    of_the_same_chamber("movement", "movement"),
)
Index("ix_card_payment_organisation", card_payment.c.chamber, card_payment.c.organisation, card_payment.c.made_at)
Index("ix_card_payment_state", card_payment.c.chamber, card_payment.c.state, card_payment.c.made_at)
Index("ix_card_payment_intent", card_payment.c.chamber, card_payment.c.intent)

card_refund = tenant_table(
    "card_refund",
    Column("payment", String(ID_LENGTH), nullable=False),
    Column("token", String(64), nullable=False, comment="digest of the page's token, or of the card service's name"),
    Column("amount", Integer, nullable=False, comment="yen"),
    sealed_column("reason", nullable=True, comment="text: why the money goes back"),
    Column("state", String(10), nullable=False, comment="domain.fees.cards.refund.RefundState"),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(ID_LENGTH), nullable=True, comment="account; none: made at the card service's own pages"),
    Column("service_id", String(NAME_LENGTH), nullable=True, comment="the card service's name of it"),
    Column("movement", String(ID_LENGTH), nullable=True, comment="what it was booked as"),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("chamber", "token"),
    of_the_same_chamber("payment", "card_payment"),
    of_the_same_chamber("movement", "movement"),
)
Index("ix_card_refund_payment", card_refund.c.chamber, card_refund.c.payment)
Index("ix_card_refund_state", card_refund.c.chamber, card_refund.c.state, card_refund.c.made_at)

card_case = tenant_table(
    "card_case",
    Column("kind", String(15), nullable=False, comment="domain.fees.cards.case.CaseKind"),
    Column("payment", String(ID_LENGTH), nullable=True, comment="the payment that it is about, where it is known"),
    Column("amount", Integer, nullable=False, comment="in the smallest unit of its currency"),
    Column("currency", String(3), nullable=False),
    Column("said", String(NAME_LENGTH), nullable=False, comment="the card service's name of it: one case for each"),
    Column("state", String(10), nullable=False, comment="domain.fees.cards.case.CaseState"),
    sealed_column("reason", nullable=True, comment="text: why it was closed or taken back"),
    Column("opened_at", Instant, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("chamber", "said"),
    of_the_same_chamber("payment", "card_payment"),
)
Index("ix_card_case_state", card_case.c.chamber, card_case.c.state, card_case.c.opened_at)

card_event = tenant_table(
    "card_event",
    Column("type", String(60), nullable=False),
    Column("amount", Integer, nullable=True),
    Column("currency", String(3), nullable=True),
    Column("reference", String(21), nullable=True, comment="our own name in it: TYO-0123456789abcdef"),
    Column("created", Instant, nullable=False),
    key=String(NAME_LENGTH),
)
"""Events that were taken in, under the card service's name of each: the same one is taken once."""

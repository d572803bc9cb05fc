"""Fees: charges, movements of money, balances, lines of banks' files."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Text, UniqueConstraint

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, sealed_column, tenant_table

charge = tenant_table(
    "charge",
    Column("reference", String(12), nullable=False, comment="what a payer writes into the transfer: F-7K3M-Q9XW"),
    Column("application", String(ID_LENGTH), nullable=False),
    Column("organisation", String(ID_LENGTH), nullable=False, comment="who pays"),
    Column("occasion", String(12), nullable=False, server_default="application", comment="application, or copies"),
    Column("lines", Text, nullable=False, comment="JSON list of [kind, quantity, unit price]"),
    Column("tax_percent", Integer, nullable=False),
    Column("total", Integer, nullable=False, comment="yen with tax"),
    Column("state", String(10), nullable=False, comment="domain.fees.charge.ChargeState"),
    Column("state_since", Instant, nullable=False),
    Column("made_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("paid_on", Date, nullable=True),
    Column("reminded_on", Date, nullable=True, comment="when its payer was last told that it is overdue"),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("chamber", "reference"),
    of_the_same_chamber("application", "application"),
    of_the_same_chamber("organisation", "organisation"),
)
Index("ix_charge_application", charge.c.chamber, charge.c.application)
Index("ix_charge_organisation", charge.c.chamber, charge.c.organisation, charge.c.state, charge.c.due_on)
Index("ix_charge_state", charge.c.chamber, charge.c.state, charge.c.due_on)
# However often an approval is tried: one living charge of an application for each who pays. Copies that are ordered
# after the delivery are charged each time.
_OF_APPLICATION = (charge.c.state != "cancelled") & (charge.c.occasion == "application")
Index(
    "uq_charge_living",
    charge.c.chamber,
    charge.c.application,
    charge.c.organisation,
    unique=True,
    sqlite_where=_OF_APPLICATION,
    postgresql_where=_OF_APPLICATION,
)

movement = tenant_table(
    "movement",
    Column("organisation", String(ID_LENGTH), nullable=False),
    Column("amount", Integer, nullable=False, comment="yen; below zero what went out"),
    Column("way", String(15), nullable=False, comment="domain.fees.movement.Way"),
    Column("happened_on", Date, nullable=False),
    sealed_column("note", comment="text: what the bank or the cashier wrote of it"),
    Column("charge", String(ID_LENGTH), nullable=True),
    Column("corrects", String(ID_LENGTH), nullable=True),
    Column("source", String(64), nullable=False, comment="what it was made from: the same one is recorded once"),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", String(ID_LENGTH), nullable=True, comment="account"),
    UniqueConstraint("chamber", "source"),
    UniqueConstraint("chamber", "corrects"),
    of_the_same_chamber("organisation", "organisation"),
    of_the_same_chamber("charge", "charge"),
    of_the_same_chamber("corrects", "movement", name="fk_movement_corrects_movement"),
)
Index("ix_movement_organisation", movement.c.chamber, movement.c.organisation, movement.c.recorded_at)

balance = tenant_table(
    "balance",
    Column(
        "yen",
        Integer,
        nullable=False,
        server_default="0",
        comment="movements less paid charges; below zero only by a correction",
    ),
    Column("on_account", Boolean, nullable=False, server_default="0", comment="pays by the month"),
    of_the_same_chamber("id", "organisation"),
)
"""One row for each organisation that ever had one, under the organisation's id."""

bank_line = tenant_table(
    "bank_line",
    Column("day", Date, nullable=False),
    Column("amount", Integer, nullable=False),
    sealed_column("text", comment="text: what the bank wrote of it, often a person's name"),
    Column("state", String(10), nullable=False, comment="domain.fees.bank_line.LineState"),
    sealed_column("reason", nullable=True, comment="text: why it was set aside"),
    Column("movement", String(ID_LENGTH), nullable=True, comment="what it was booked as"),
    Column("read_at", Instant, nullable=False),
    Column("read_by", String(ID_LENGTH), nullable=True, comment="account"),
    Column("version", Integer, nullable=False, server_default="1"),
    of_the_same_chamber("movement", "movement"),
    key=String(32),
)
"""Lines of banks' files, under a blind index of what they say (`BankLine.said`): the same line is there once."""
Index("ix_bank_line_state", bank_line.c.chamber, bank_line.c.state, bank_line.c.day)

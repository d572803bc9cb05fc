"""Measures: suspensions, demands, terminations and consents (terms, articles 16, 26 and 30)."""

from sqlalchemy import Column, Date, Index, Integer, String

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, sealed_column, tenant_table

measure = tenant_table(
    "measure",
    Column("organisation", String(ID_LENGTH), nullable=False),
    Column("registration", String(ID_LENGTH), nullable=False),
    Column("kind", String(12), nullable=False, comment="domain.registration.measures.MeasureKind"),
    Column("state", String(20), nullable=False, comment="the state of that kind's machine"),
    sealed_column("words", comment="reason, closing words, the other legal entity"),
    Column("written_at", Instant, nullable=False),
    Column("written_by", String(ID_LENGTH), nullable=True, comment="account"),
    Column("settled_at", Instant, nullable=True, comment="lifted, met, decided, used, taken back"),
    Column("settled_by", String(ID_LENGTH), nullable=True, comment="account"),
    Column("sent_on", Date, nullable=True, comment="of a demand: day of sending, Japan time; it does not count"),
    Column("state_before", String(20), nullable=True, comment="of a suspension: the registration's state before it"),
    Column(
        "ground", String(20), nullable=True, comment="of a termination at once: domain.registration.measures.Ground"
    ),
    Column("demand", String(ID_LENGTH), nullable=True, comment="of a termination after a demand: the measure"),
    Column("capacities", String(20), nullable=True, comment="of a termination: those that it ends"),
    Column("version", Integer, nullable=False, server_default="1"),
    of_the_same_chamber("organisation", "organisation"),
    of_the_same_chamber("registration", "registration", name="fk_measure_registration"),
)
Index("ix_measure_organisation", measure.c.chamber, measure.c.organisation, measure.c.written_at)
Index("ix_measure_state", measure.c.chamber, measure.c.kind, measure.c.state)

reminder = tenant_table(
    "registration_reminder",
    Column("registration", String(ID_LENGTH), primary_key=True),
    Column("sent_at", Instant, nullable=False),
    of_the_same_chamber("registration", "registration"),
    key=String(24),
)
"""Which reminder was written: `id` reads `<last day>:<days before it>`, so that none is sent twice."""

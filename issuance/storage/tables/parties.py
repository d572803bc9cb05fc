"""Organisations, their trade registrations and their signatories."""

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, String

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, sealed_column, tenant_table

organisation = tenant_table(
    "organisation",
    Column("form", String(12), nullable=False, comment="domain.registration.form.LegalForm"),
    sealed_column("names", comment="what lists show; the approved filing has all"),
    Column("number_index", LargeBinary(16), nullable=True, index=True, comment="blind index of the corporate number"),
    Column("created_at", Instant, nullable=False),
)

registration = tenant_table(
    "registration",
    Column("organisation", String(ID_LENGTH), nullable=False),
    Column("capacities", String(20), nullable=False, comment="'applicant', 'agent' or 'agent,applicant'"),
    Column("state", String(20), nullable=False, comment="domain.registration.states.State"),
    Column("state_since", Instant, nullable=False),
    Column("valid_from", Date, nullable=True, comment="first day, Japan time; NULL until approved"),
    Column("valid_until", Date, nullable=True, comment="last day, included"),
    Column("approved_filing", String(ID_LENGTH), nullable=True, comment="the filing whose data is in force"),
    Column("version", Integer, nullable=False, server_default="1", comment="counts changes, for who comes too late"),
    of_the_same_chamber("organisation", "organisation"),
)
Index("ix_registration_state", registration.c.chamber, registration.c.state, registration.c.state_since)
Index("ix_registration_organisation", registration.c.chamber, registration.c.organisation)
Index("ix_registration_valid_until", registration.c.chamber, registration.c.valid_until)

signatory = tenant_table(
    "signatory",
    Column("organisation", String(ID_LENGTH), nullable=False),
    Column("state", String(10), nullable=False, comment="named, approved, refused or ended"),
    sealed_column("person", comment="name, reading, title, mail"),
    Column("specimen", String(ID_LENGTH), nullable=True, comment="upload: picture of the specimen signature"),
    Column("named_at", Instant, nullable=False),
    Column("decided_at", Instant, nullable=True),
    Column("decided_by", String(ID_LENGTH), nullable=True, comment="account"),
    Column("version", Integer, nullable=False, server_default="1"),
    of_the_same_chamber("organisation", "organisation"),
)
Index("ix_signatory_organisation", signatory.c.chamber, signatory.c.organisation)

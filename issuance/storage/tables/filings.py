"""Filings: what organisations hand in to be registered, renewed or changed, and the links that lead to them."""

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, String, UniqueConstraint

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, sealed_column, tenant_table

filing = tenant_table(
    "filing",
    Column("registration", String(ID_LENGTH), nullable=True, comment="NULL until a new one is first submitted"),
    Column("basis", String(ID_LENGTH), nullable=True, comment="the filing in force that this one renews or changes"),
    Column("reference", String(12), nullable=False, comment="told on the telephone: R-7K3M-Q9XW"),
    Column("kind", String(10), nullable=False, comment="domain.registration.filing.FilingKind"),
    Column("form", String(12), nullable=True, comment="legal form, once chosen; for lists"),
    Column("state", String(10), nullable=False, comment="domain.registration.filing.FilingState"),
    Column("state_since", Instant, nullable=False),
    Column("language", String(2), nullable=False, comment="in which its applicant is written to"),
    sealed_column("data", comment="sections, see domain.registration.sections"),
    sealed_column("submitted", nullable=True, comment="domain.registration.form.RegistrationForm, as last submitted"),
    sealed_column("remarks", nullable=True, comment="general, fields; of the last return or rejection"),
    Column("mail_index", LargeBinary(16), nullable=True, comment="blind index of the address that started it"),
    Column("holder", String(ID_LENGTH), nullable=True, comment="account of the registrar who has it in review"),
    Column("held_since", Instant, nullable=True),
    Column("started_at", Instant, nullable=False),
    Column("submitted_at", Instant, nullable=True),
    Column("submitted_by", String(ID_LENGTH), nullable=True, comment="account; NULL for a visitor"),
    Column(
        "submission", String(32), nullable=True, comment="token of the last submitted page: a second one is the same"
    ),
    Column("decided_at", Instant, nullable=True),
    Column("decided_by", String(ID_LENGTH), nullable=True, comment="account"),
    Column("term_from", Date, nullable=True, comment="first day of the validity that its approval gave"),
    Column("term_until", Date, nullable=True),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("chamber", "reference"),
    of_the_same_chamber("registration", "registration"),
)
Index("ix_filing_state", filing.c.chamber, filing.c.state, filing.c.submitted_at)
Index("ix_filing_state_since", filing.c.chamber, filing.c.state, filing.c.state_since)
Index("ix_filing_registration", filing.c.chamber, filing.c.registration, filing.c.started_at)
Index("ix_filing_submission", filing.c.chamber, filing.c.submission)
Index("ix_filing_mail_index", filing.c.chamber, filing.c.mail_index)
# Two tabs that start a renewal at once: the second is refused by the database itself.
Index(
    "ix_filing_open",
    filing.c.chamber,
    filing.c.registration,
    unique=True,
    sqlite_where=filing.c.state.in_(("draft", "submitted", "in review", "returned")),
    postgresql_where=filing.c.state.in_(("draft", "submitted", "in review", "returned")),
)

filing_key = tenant_table(
    "filing_key",
    Column("filing", String(ID_LENGTH), nullable=False),
    Column("purpose", String(6), nullable=False, comment="open: the link to the filing; mail, fax: confirm a contact"),
    Column("digest", LargeBinary(32), nullable=False, comment="SHA-256 of the link's token, or of the fax's code"),
    sealed_column("target", comment="the address or number that it was sent to"),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0", comment="wrong codes so far"),
    of_the_same_chamber("filing", "filing"),
)
Index("ix_filing_key_digest", filing_key.c.chamber, filing_key.c.digest)
Index("ix_filing_key_filing", filing_key.c.chamber, filing_key.c.filing, filing_key.c.purpose)

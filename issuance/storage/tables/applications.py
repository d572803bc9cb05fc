"""Applications, what was submitted of them, and the papers beside them."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, UniqueConstraint

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, sealed_column, tenant_table

application = tenant_table(
    "application",
    Column("reference", String(12), nullable=False, comment="told on the telephone: A-7K3M-Q9XW"),
    Column("kind", Integer, nullable=False, comment="signing.content.Kind"),
    Column("state", String(20), nullable=False, comment="domain.application.states.State"),
    Column("state_since", Instant, nullable=False),
    Column("organisation", String(ID_LENGTH), nullable=False, comment="the applicant, who answers for it"),
    Column("agent", String(ID_LENGTH), nullable=True, comment="the agent whose person filed it"),
    Column("signatory", String(ID_LENGTH), nullable=False, comment="whose signature stands in the declaration"),
    Column("created_by", String(ID_LENGTH), nullable=False, comment="account"),
    Column("language", String(2), nullable=False, comment="in which its people are written to"),
    sealed_column("data", comment="domain.application.entry.Entry, as typed"),
    sealed_column("remarks", nullable=True, comment="general, fields; of the last return or rejection"),
    Column("copies", Integer, nullable=False, server_default="0"),
    Column("rush", Boolean, nullable=False, server_default="0"),
    Column("replaces", String(20), nullable=True, comment="public number of the certificate to be replaced"),
    Column("free_of_charge", Boolean, nullable=False, server_default="0", comment="the chamber erred in that one"),
    Column("invoice_index", LargeBinary(16), nullable=True, comment="blind index of the submitted invoice number"),
    Column("destination", String(2), nullable=True, comment="ISO 3166-1 code, once submitted; for lists"),
    Column("version_submitted", Integer, nullable=False, server_default="0"),
    Column("version_approved", Integer, nullable=True),
    Column("holder", String(ID_LENGTH), nullable=True, comment="account of the officer who has it in review"),
    Column("held_since", Instant, nullable=True),
    Column("started_at", Instant, nullable=False),
    Column("submitted_at", Instant, nullable=True, comment="first submitted"),
    Column("submitted_by", String(ID_LENGTH), nullable=True, comment="account"),
    Column("due_at", Instant, nullable=True, comment="when the chamber wants to have decided"),
    Column("checked_by", String(ID_LENGTH), nullable=True, comment="account of the officer who reviewed it"),
    Column("decided_at", Instant, nullable=True),
    Column("decided_by", String(ID_LENGTH), nullable=True, comment="account"),
    Column("stopped_because", String(500), nullable=False, server_default="", comment="why its issue stopped"),
    Column("certificate", String(24), nullable=True, comment="canonical number, once one was taken"),
    Column("delivered_at", Instant, nullable=True),
    Column("submission", String(32), nullable=True, comment="token of the page that started or submitted it last"),
    Column("changed_at", Instant, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("chamber", "reference"),
    UniqueConstraint("chamber", "certificate"),
    of_the_same_chamber("organisation", "organisation"),
    of_the_same_chamber("agent", "organisation", name="fk_application_agent_organisation"),
    of_the_same_chamber("signatory", "signatory"),
    of_the_same_chamber("created_by", "account"),
)
Index("ix_application_state", application.c.chamber, application.c.state, application.c.due_at)
Index(
    "ix_application_organisation",
    application.c.chamber,
    application.c.organisation,
    application.c.state,
    application.c.changed_at,
)
Index("ix_application_agent", application.c.chamber, application.c.agent, application.c.state, application.c.changed_at)
Index("ix_application_invoice", application.c.chamber, application.c.invoice_index)
Index("ix_application_submission", application.c.chamber, application.c.submission)
Index("ix_application_replaces", application.c.chamber, application.c.replaces)

application_version = tenant_table(
    "application_version",
    Column("application", String(ID_LENGTH), nullable=False),
    Column("number", Integer, nullable=False, comment="1, 2, …"),
    sealed_column("submitted", comment="entry: as typed; draft: the content fields that would be certified"),
    Column("submitted_at", Instant, nullable=False),
    Column("submitted_by", String(ID_LENGTH), nullable=False, comment="account"),
    UniqueConstraint("chamber", "application", "number"),
    of_the_same_chamber("application", "application"),
)

application_paper = tenant_table(
    "application_paper",
    Column("application", String(ID_LENGTH), nullable=False),
    Column("upload", String(ID_LENGTH), nullable=False),
    Column("role", String(50), nullable=False, comment="domain.application.application.PaperRole"),
    Column("added_at", Instant, nullable=False),
    Column("added_by", String(ID_LENGTH), nullable=False, comment="account"),
    Column("since_version", Integer, nullable=False, server_default="0", comment="first version submitted with it"),
    Column("removed_at", Instant, nullable=True),
    of_the_same_chamber("application", "application"),
    of_the_same_chamber("upload", "upload"),
)
Index("ix_application_paper_application", application_paper.c.chamber, application_paper.c.application)

"""What goes with applying: templates, what signatories have chosen, what papers were found to hold."""

from sqlalchemy import Boolean, Column, Index, Integer, String

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, sealed_column, tenant_table

application_template = tenant_table(
    "application_template",
    Column("kind", Integer, nullable=False, comment="signing.content.Kind"),
    Column("organisation", String(ID_LENGTH), nullable=False, comment="the applicant for which it was made"),
    Column("agent", String(ID_LENGTH), nullable=True, comment="the agent whose people use it"),
    sealed_column("data", comment="name, entry"),
    Column("made_by", String(ID_LENGTH), nullable=False, comment="account"),
    Column("made_at", Instant, nullable=False),
    of_the_same_chamber("organisation", "organisation"),
    of_the_same_chamber("agent", "organisation", name="fk_application_template_agent_organisation"),
)
Index("ix_application_template_organisation", application_template.c.chamber, application_template.c.organisation)

signatory_choice = tenant_table(
    "signatory_choice",
    Column("sees_first", Boolean, nullable=False, comment="sub ids ask this signatory before they submit"),
    Column("changed_at", Instant, nullable=False),
    of_the_same_chamber("id", "signatory"),
)

paper_description = tenant_table(
    "paper_description",
    sealed_column("data", comment="sha256, pictures: of the pages, or of the shipping marks"),
    Column("made_at", Instant, nullable=False),
    of_the_same_chamber("id", "upload"),
)

"""Cases: what somebody outside reported or asked, what was written about it, the answer and its letter."""

from sqlalchemy import Column, Date, Index, Integer, String, UniqueConstraint

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, sealed_column, tenant_table

case = tenant_table(
    "inquiry_case",
    Column("reference", String(11), nullable=False, comment="C-7K3M-Q9XW"),
    Column("kind", String(20), nullable=False, comment="domain.inquiries.report.CaseKind"),
    Column("state", String(20), nullable=False, comment="domain.inquiries.case.CaseState"),
    Column("state_since", Instant, nullable=False),
    Column("language", String(2), nullable=False, comment="in which the reporter is written to"),
    Column("received_at", Instant, nullable=False),
    Column("due_on", Date, nullable=False, comment="by when the chamber means to have answered"),
    Column("holder", String(ID_LENGTH), nullable=True, comment="account of the officer who has it"),
    Column("number", String(24), nullable=True, comment="canonical; the certificate that it is about, if it is ours"),
    Column("duplicate_of", String(ID_LENGTH), nullable=True, comment="the case that goes on in its place"),
    Column("closed_at", Instant, nullable=True, comment="from then on the time of keeping counts"),
    Column("submission", String(32), nullable=False, comment="the same when a form was sent twice"),
    sealed_column("report", comment="domain.inquiries.report.Report: what was typed, with who typed it"),
    Column("version", Integer, nullable=False, default=1),
    of_the_same_chamber("holder", "account"),
    of_the_same_chamber("duplicate_of", "inquiry_case"),
    UniqueConstraint("chamber", "reference"),
    UniqueConstraint("chamber", "submission"),
)
Index("ix_inquiry_case_queue", case.c.chamber, case.c.state, case.c.due_on, case.c.id)
Index("ix_inquiry_case_received", case.c.chamber, case.c.received_at)
Index("ix_inquiry_case_number", case.c.chamber, case.c.number)

entry = tenant_table(
    "inquiry_entry",
    Column("case", String(ID_LENGTH), nullable=False),
    Column("kind", String(20), nullable=False, comment="domain.inquiries.case.EntryKind"),
    Column("account", String(ID_LENGTH), nullable=True, comment="the officer; none for the reporter"),
    Column("written_at", Instant, nullable=False),
    Column("submission", String(32), nullable=False),
    sealed_column("text", comment="text"),
    of_the_same_chamber("case", "inquiry_case"),
    of_the_same_chamber("account", "account"),
    UniqueConstraint("chamber", "submission"),
)
Index("ix_inquiry_entry_case", entry.c.chamber, entry.c.case, entry.c.written_at)

file = tenant_table(
    "inquiry_file",
    Column("case", String(ID_LENGTH), nullable=False),
    Column("upload", String(ID_LENGTH), nullable=False),
    Column("added_at", Instant, nullable=False),
    of_the_same_chamber("case", "inquiry_case"),
    of_the_same_chamber("upload", "upload"),
)
Index("ix_inquiry_file_case", file.c.chamber, file.c.case, file.c.added_at)

answer = tenant_table(
    "inquiry_answer",
    Column("case", String(ID_LENGTH), nullable=False),
    Column("state", String(20), nullable=False, comment="domain.inquiries.answer.AnswerState"),
    Column("fact", String(20), nullable=False, comment="domain.inquiries.answer.Fact"),
    Column("boxes", String(200), nullable=False, comment="domain.inquiries.certified.Box, comma-separated"),
    sealed_column("words", comment="what the officer adds"),
    Column("proposed_by", String(ID_LENGTH), nullable=False, comment="account"),
    Column("proposed_at", Instant, nullable=False),
    Column("confirmed_by", String(ID_LENGTH), nullable=True, comment="account; the same where one officer is enough"),
    Column("confirmed_at", Instant, nullable=True),
    Column("signed_at", Instant, nullable=True),
    Column("stopped_because", String(500), nullable=False, default=""),
    Column("version", Integer, nullable=False, default=1),
    of_the_same_chamber("case", "inquiry_case"),
    of_the_same_chamber("proposed_by", "account"),
    of_the_same_chamber("confirmed_by", "account", name="fk_inquiry_answer_confirmed_by"),
)
Index("ix_inquiry_answer_case", answer.c.chamber, answer.c.case, answer.c.proposed_at)
Index("ix_inquiry_answer_state", answer.c.chamber, answer.c.state, answer.c.proposed_at)

letter = tenant_table(
    "inquiry_letter",
    Column("signed_at", Instant, nullable=False),
    sealed_column("pdf", comment="the signed letter, base64"),
    of_the_same_chamber("id", "inquiry_answer"),
)
"""The id is its answer's, so that an answer has one letter at most."""

reminder = tenant_table("inquiry_reminder", Column("sent_at", Instant, nullable=False), key=String(10))
"""On which days the chamber was reminded of deadlines: `id` is the date in Japan, so that one mail goes out."""

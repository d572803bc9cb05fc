"""Notices, who was sent them, versions of the terms, who was shown them, pauses, what goes into the bulletin."""

from sqlalchemy import Column, Date, Index, Integer, String, Text

from issuance.storage.tables.base import ID_LENGTH, Instant, of_the_same_chamber, tenant_table

notice = tenant_table(
    "notice",
    Column("state", String(10), nullable=False, comment="domain.notices.notice.NoticeState"),
    Column("text", Text, nullable=False, comment="domain.notices.notice.NoticeText as JSON"),
    Column("first_day", Date, nullable=False, comment="Japan time"),
    Column("last_day", Date, nullable=True, comment="included; NULL: it stays"),
    Column("written_at", Instant, nullable=False),
    Column("posted_at", Instant, nullable=True, comment="when it took effect (terms, article 6)"),
    Column("posted_by", String(ID_LENGTH), nullable=True, comment="account"),
    Column("withdrawn_at", Instant, nullable=True),
    Column("version", Integer, nullable=False, server_default="1"),
)
Index("ix_notice_state", notice.c.chamber, notice.c.state, notice.c.first_day)

notice_spread = tenant_table(
    "notice_spread",
    Column("source", String(4), primary_key=True, comment="chamber or federation that made the notice `id`"),
    Column("at", Instant, nullable=False, comment="when this chamber's organisations were sent it"),
    Column("unreached", Integer, nullable=False, comment="organisations without an address for the chosen ways"),
)

notice_delivery = tenant_table(
    "notice_delivery",
    Column("source", String(4), nullable=False, comment="chamber or federation that made it"),
    Column("notice", String(ID_LENGTH), nullable=False),
    Column("organisation", String(ID_LENGTH), nullable=False),
    Column("message", String(ID_LENGTH), nullable=False),
    of_the_same_chamber("organisation", "organisation"),
    of_the_same_chamber("message", "message"),
)
Index("ix_notice_delivery_notice", notice_delivery.c.chamber, notice_delivery.c.notice)

terms_version = tenant_table(
    "terms_version",
    Column("state", String(10), nullable=False, comment="domain.notices.terms.TermsState"),
    Column("text", Text, nullable=False, comment="domain.notices.terms.TermsText as JSON"),
    Column("effective_on", Date, nullable=False, comment="from midnight, Japan time"),
    Column("written_at", Instant, nullable=False),
    Column("posted_at", Instant, nullable=True),
    Column("posted_by", String(ID_LENGTH), nullable=True, comment="account"),
    Column("version", Integer, nullable=False, server_default="1"),
)

terms_shown = tenant_table(
    "terms_shown",
    Column("source", String(4), primary_key=True, comment="chamber or federation whose terms they are"),
    Column("terms", String(ID_LENGTH), primary_key=True, comment="the version that the account `id` was shown"),
    Column("at", Instant, nullable=False),
    of_the_same_chamber("id", "account"),
)

pause = tenant_table(
    "pause",
    Column("state", String(11), nullable=False, comment="domain.notices.pauses.PauseState"),
    Column("text", Text, nullable=False, comment="domain.notices.pauses.PauseText as JSON"),
    Column("begins", Instant, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("announced_at", Instant, nullable=False),
    Column("announced_by", String(ID_LENGTH), nullable=True, comment="account"),
    Column("ended_at", Instant, nullable=True),
    Column("notice", String(ID_LENGTH), nullable=False, comment="on the board"),
    Column("version", Integer, nullable=False, server_default="1"),
    of_the_same_chamber("notice", "notice"),
)
Index("ix_pause_ends", pause.c.chamber, pause.c.ends)

bulletin_item = tenant_table(
    "bulletin_item",
    Column("kind", String(6), nullable=False, comment="notice or window"),
    Column("subject", String(ID_LENGTH), nullable=False, comment="notice or pause"),
    Column("content", Text, nullable=False, comment="JSON: what the bulletin is to say"),
    Column("wanted", Integer, nullable=False, comment="1: to be announced, 0: to be taken back"),
    Column("noted", String(32), nullable=True, comment="its id in the bulletin"),
    Column("due", Integer, nullable=False, server_default="1", comment="1: the bulletin does not say so yet"),
    Column("refused", String(300), nullable=True, comment="why the bulletin cannot take it"),
)
Index("ix_bulletin_item_due", bulletin_item.c.chamber, bulletin_item.c.due)

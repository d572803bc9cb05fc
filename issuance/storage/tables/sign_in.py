"""How ids prove themselves: passwords, second factors, live sessions, and what slows guessing down."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from issuance.storage.tables.base import ID_LENGTH, Instant, metadata, of_the_same_chamber, sealed_column, tenant_table

_HASH = LargeBinary(32)
_INDEX = LargeBinary(16)

credential = tenant_table(
    "credential",
    Column("password", String(200), nullable=False, comment="argon2id in the PHC string format"),
    Column("changed_at", Instant, nullable=False),
    of_the_same_chamber("id", "account"),
)

invitation = tenant_table(
    "invitation",
    Column("account", String(ID_LENGTH), nullable=False),
    Column("way", String(6), nullable=False, comment="credentials.Way: mail or letter"),
    Column("secret", _HASH, nullable=False, comment="SHA-256 of the link's token or of the letter's code"),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=True, comment="when a password was chosen by it, or when it was recalled"),
    UniqueConstraint("secret"),
    of_the_same_chamber("account", "account"),
)
Index("ix_invitation_account", invitation.c.chamber, invitation.c.account)

session = tenant_table(
    "session",
    Column("token", _HASH, nullable=False, comment="SHA-256 of the cookie's 32 random bytes"),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("confirmed_at", Instant, nullable=False, comment="when its holder last proved to be himself"),
    sealed_column("origin", comment="place, browser, how"),
    UniqueConstraint("token"),
    of_the_same_chamber("id", "account"),
)
"""One row per account: its live session. `id` is the account's."""

past_session = tenant_table(
    "past_session",
    Column("account", String(ID_LENGTH), nullable=False),
    Column("token", _HASH, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("reason", String(30), nullable=False, comment="domain.sign_in.session.SessionEnd"),
    sealed_column("origin", comment="place, browser, how"),
    UniqueConstraint("token"),
    of_the_same_chamber("account", "account"),
)
Index("ix_past_session_account", past_session.c.chamber, past_session.c.account, past_session.c.started_at)

ceremony = tenant_table(
    "ceremony",
    Column("token", _HASH, nullable=False, comment="SHA-256 of its cookie's 32 random bytes"),
    Column("purpose", String(20), nullable=False, comment="domain.sign_in.ceremony.Purpose"),
    Column("account", String(ID_LENGTH), nullable=True, comment="NULL until a passkey says whose it is"),
    sealed_column("data", comment="a passkey's challenge, a secret being set up"),
    Column("expires_at", Instant, nullable=False),
    UniqueConstraint("token"),
    of_the_same_chamber("account", "account"),
)
"""What stands between the first page of a sign-in or enrolment and its last."""
Index("ix_ceremony_expires_at", ceremony.c.expires_at)

factor = tenant_table(
    "factor",
    Column("account", String(ID_LENGTH), nullable=False),
    Column("kind", String(8), nullable=False, comment="domain.sign_in.factors.FactorKind"),
    sealed_column("secret", comment="name and secret, or name and public key"),
    Column("passkey", _INDEX, nullable=True, comment="blind index of a passkey's credential id"),
    Column("counter", BigInteger, nullable=False, comment="last time step used, or the passkey's own count"),
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=True),
    UniqueConstraint("chamber", "passkey"),
    of_the_same_chamber("account", "account"),
)
Index("ix_factor_account", factor.c.chamber, factor.c.account)

recovery_code = tenant_table(
    "recovery_code",
    Column("account", String(ID_LENGTH), nullable=False),
    Column("code", _INDEX, nullable=False, comment="blind index of the code"),
    Column("used_at", Instant, nullable=True),
    UniqueConstraint("chamber", "account", "code"),
    of_the_same_chamber("account", "account"),
)

leak = tenant_table(
    "leak",
    Column("account", String(ID_LENGTH), nullable=False),
    Column("organisation", String(ID_LENGTH), nullable=True),
    Column("state", String(8), nullable=False, comment="domain.sign_in.leak.LeakState"),
    Column("reported_at", Instant, nullable=False),
    Column("reported_by", String(ID_LENGTH), nullable=True, comment="account; NULL for who could not sign in"),
    sealed_column("words", comment="what the reporter and the reviewer wrote"),
    Column("reviewed_at", Instant, nullable=True),
    Column("reviewed_by", String(ID_LENGTH), nullable=True, comment="account"),
    Column("version", Integer, nullable=False, server_default="1"),
    of_the_same_chamber("account", "account"),
    of_the_same_chamber("organisation", "organisation"),
)
Index("ix_leak_state", leak.c.chamber, leak.c.state, leak.c.reported_at)
Index("ix_leak_account", leak.c.chamber, leak.c.account)

attempt = Table(
    "attempt",
    metadata,
    Column("key", _INDEX, primary_key=True, comment="blind index of an id or of a network address"),
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
)
"""Failed sign-ins. No tenant's: one address may try the ids of many chambers."""
Index("ix_attempt_last_at", attempt.c.last_at)

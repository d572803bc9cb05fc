"""Let the database itself refuse to alter the audit trail, for whoever reaches it past the units; index messages.

Entries stay as they were written (terms, articles 8-4, 9-4, 10-4): DELETE is refused, and on PostgreSQL TRUNCATE too.
UPDATE may touch `values` alone: purge them to NULL, or seal them anew under another key. Purged values do not come
back. That what was sealed anew is what was sealed before, no database can tell; the digest beside it can.

Who owns the tables can take the triggers away: `issuance trail verify` is what notices that.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_RULE = "the audit trail only grows"
_FIXED = (
    "chamber",
    "id",
    "at",
    "act",
    "actor",
    "actor_name",
    "answerable",
    "subject",
    "organisation",
    "digest",
    "chain",
)
_COMES_BACK = 'OLD."values" IS NULL AND NEW."values" IS NOT NULL'


def upgrade() -> None:
    """Make the triggers, and an index for lists of messages by their state."""
    op.create_index("ix_message_state", "message", ["chamber", "state", "written_at"])
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_message_state", "message")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entry_no_update")
        op.execute("DROP TRIGGER audit_entry_no_delete")
    else:
        op.execute("DROP FUNCTION audit_entry_refuse() CASCADE")


def _sqlite() -> list[str]:
    changed = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in _FIXED)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_RULE}'); END"
    return [
        f"CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry WHEN {changed} OR ({_COMES_BACK}) {refuse}",
        f"CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry {refuse}",
    ]


def _postgresql() -> list[str]:
    changed = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in _FIXED)
    refuse = "EXECUTE FUNCTION audit_entry_refuse()"
    return [
        # A pinned search_path keeps a caller from slipping in functions of their own.
        "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp "
        f"AS $body$ BEGIN RAISE EXCEPTION '{_RULE}' USING ERRCODE = 'restrict_violation'; END $body$",
        "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry FOR EACH ROW "
        f"WHEN ({changed} OR ({_COMES_BACK})) {refuse}",
        f"CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry FOR EACH ROW {refuse}",
        f"CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT {refuse}",
    ]

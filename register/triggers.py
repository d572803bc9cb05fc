"""The rules that the database itself enforces, as triggers: for whoever reaches the tables past the writer.

1. The append-only tables refuse UPDATE and DELETE (on PostgreSQL TRUNCATE too).
2. `content` refuses UPDATE, and DELETE unless an expunge record stands for the seal.
3. When content is deleted, the prepared row loses it in the same statement.
4. `copies` refuses UPDATE, and DELETE as `content` does: a reference copy lasts as long as its certificate.
5. Earlier certificates (`imports`) refuse what rule 1 refuses.
6. A record takes the position that `log` says, and `log` moves forward by one.
"""

from collections.abc import Sequence

from sqlalchemy import Table

from register.schema import APPEND_ONLY, IMPORTED
from signing.record import Event

_RULE = "the register only grows"
_EXPUNGED = f"EXISTS (SELECT 1 FROM records WHERE records.sid = OLD.sid AND records.event = {int(Event.EXPUNGE)})"  # noqa: S608  # no input in it
_COPIES_RULE = "a reference copy is dropped after the expunge record of its certificate only"
_FORGET = "UPDATE prepared SET fragment = fragment_expunged WHERE prepared.sid = OLD.sid"


def sqlite_triggers() -> list[str]:
    """Return the statements that make the triggers on SQLite."""
    return [*_sqlite_first_triggers(), *sqlite_copies_triggers(), *sqlite_import_triggers()]


def sqlite_copies_triggers() -> list[str]:
    """Return those of `copies`, which came with schema version 2."""
    return [
        _sqlite("copies_no_update", "BEFORE UPDATE ON copies", _RULE),
        _sqlite("copies_delete", f"BEFORE DELETE ON copies WHEN NOT {_EXPUNGED}", _COPIES_RULE),
    ]


def sqlite_import_triggers() -> list[str]:
    """Return those of earlier certificates, which came with schema version 3."""
    return _sqlite_refusals(IMPORTED)


def _sqlite_refusals(tables: Sequence[Table]) -> list[str]:
    return [
        _sqlite(f"{table.name}_no_{verb.lower()}", f"BEFORE {verb} ON {table.name}", _RULE)
        for table in tables
        for verb in ("UPDATE", "DELETE")
    ]


def _sqlite_first_triggers() -> list[str]:
    return [
        *_sqlite_refusals(APPEND_ONLY),
        _sqlite("content_no_update", "BEFORE UPDATE ON content", _RULE),
        _sqlite(
            "content_delete",
            f"BEFORE DELETE ON content WHEN NOT {_EXPUNGED}",
            "content is deleted after its expunge record only",
        ),
        f"CREATE TRIGGER content_forget AFTER DELETE ON content BEGIN {_FORGET}; END",
        _sqlite(
            "records_position",
            "BEFORE INSERT ON records WHEN NEW.position IS NOT (SELECT position FROM log)",
            "a record takes the position of the log",
        ),
        _sqlite(
            "log_step",
            "BEFORE UPDATE ON log WHEN NEW.position <> OLD.position + 1",
            "the log moves forward by one",
        ),
        _sqlite("log_no_delete", "BEFORE DELETE ON log", _RULE),
    ]


def _sqlite(name: str, when: str, message: str) -> str:
    return f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def postgresql_triggers() -> list[str]:
    """Return the statements that make the triggers on PostgreSQL."""
    return [*_postgresql_first_triggers(), *postgresql_copies_triggers(), *postgresql_import_triggers()]


def postgresql_copies_triggers() -> list[str]:
    """Return those of `copies`, which came with schema version 2."""
    return [
        _COPIES_DELETE,
        _postgresql("copies_no_update", "BEFORE UPDATE ON copies FOR EACH ROW", "register_refuse"),
        _postgresql("copies_delete", "BEFORE DELETE ON copies FOR EACH ROW", "register_copies_delete"),
        _postgresql("copies_no_truncate", "BEFORE TRUNCATE ON copies FOR EACH STATEMENT", "register_refuse"),
    ]


def postgresql_import_triggers() -> list[str]:
    """Return those of earlier certificates, which came with schema version 3."""
    return [
        _postgresql(f"{table.name}_{name}", f"BEFORE {verbs} ON {table.name} FOR EACH {each}", "register_refuse")
        for table in IMPORTED
        for name, verbs, each in (("grows", "UPDATE OR DELETE", "ROW"), ("no_truncate", "TRUNCATE", "STATEMENT"))
    ]


def _postgresql_first_triggers() -> list[str]:
    statements = [_REFUSE, _CONTENT_DELETE, _CONTENT_FORGET, _RECORDS_POSITION, _LOG_STEP]
    for table in (*(table.name for table in APPEND_ONLY), "log"):
        verbs = "DELETE" if table == "log" else "UPDATE OR DELETE"
        statements.append(_postgresql(f"{table}_grows", f"BEFORE {verbs} ON {table} FOR EACH ROW", "register_refuse"))
    for table in (*(table.name for table in APPEND_ONLY), "content", "log"):
        statements.append(
            _postgresql(f"{table}_no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT", "register_refuse")
        )
    rules = [
        ("content_no_update", "BEFORE UPDATE ON content", "register_refuse"),
        ("content_delete", "BEFORE DELETE ON content", "register_content_delete"),
        ("content_forget", "AFTER DELETE ON content", "register_content_forget"),
        ("records_position", "BEFORE INSERT ON records", "register_records_position"),
        ("log_step", "BEFORE UPDATE ON log", "register_log_step"),
    ]
    return statements + [_postgresql(name, f"{when} FOR EACH ROW", function) for name, when, function in rules]


def _postgresql(name: str, when: str, function: str) -> str:
    return f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {function}()"


def _function(name: str, body: str, options: str = "") -> str:
    # A pinned search_path keeps a caller from slipping in tables of their own.
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {options} "
        f"SET search_path = public, pg_temp AS $body$ BEGIN {body} END $body$"
    )


_REFUSE = _function("register_refuse", f"RAISE EXCEPTION '{_RULE}' USING ERRCODE = 'restrict_violation';")
_CONTENT_DELETE = _function(
    "register_content_delete",
    f"IF NOT {_EXPUNGED} THEN RAISE EXCEPTION 'content is deleted after its expunge record only' "
    "USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD;",
)
_COPIES_DELETE = _function(
    "register_copies_delete",
    f"IF NOT {_EXPUNGED} THEN RAISE EXCEPTION '{_COPIES_RULE}' "
    "USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD;",
)
# With the owner's rights: the purger may delete content, and nothing but this changes the prepared row.
_CONTENT_FORGET = _function("register_content_forget", f"{_FORGET}; RETURN OLD;", "SECURITY DEFINER")
_RECORDS_POSITION = _function(
    "register_records_position",
    "IF NEW.position IS DISTINCT FROM (SELECT position FROM log) THEN "
    "RAISE EXCEPTION 'a record takes the position of the log' USING ERRCODE = 'restrict_violation'; END IF; "
    "RETURN NEW;",
)
_LOG_STEP = _function(
    "register_log_step",
    "IF NEW.position <> OLD.position + 1 THEN RAISE EXCEPTION 'the log moves forward by one' "
    "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW;",
)

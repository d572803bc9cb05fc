"""The audit trail without what guards it in the database: as one who owns the database would make it."""

from sqlalchemy import Engine

_GUARDS = ("audit_entry_no_update", "audit_entry_no_delete")


def take_guards_away(engine: Engine) -> None:
    """Drop the triggers that refuse to alter entries."""
    on = "" if engine.dialect.name == "sqlite" else " ON audit_entry"
    with engine.begin() as connection:
        for name in _GUARDS:
            connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")

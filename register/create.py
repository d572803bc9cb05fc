"""Making an empty register, or upgrading an older one in its place."""

import sqlalchemy as sa

from register.address import Address, SqliteAddress, parse_address
from register.engine import schema_version, translated_errors, writing_engine
from register.errors import RegisterSchemaError
from register.schema import heartbeat, log, metadata, register_info
from register.triggers import postgresql_triggers, sqlite_triggers
from register.upgrade import upgrade
from register.version import SCHEMA_VERSION, name_of, require_version

_CREATE_LOCK = 0x4F53_5245_4749
"""Key of the PostgreSQL advisory lock by which one of several set-ups goes first (the letters OSREGI)."""


def create_register(url: str, *, sandbox: bool = False) -> None:
    """Create the tables, their rules and the single rows; upgrade an older register; else do nothing.

    All of it is one transaction: a set-up that is killed half-way leaves nothing, and can be repeated. Raises
    :class:`RegisterSchemaError` where the database holds something else, a register of a newer version, or
    one of the other kind: what was made for a `sandbox` stays one, and a real register never becomes one.
    """
    address = parse_address(url)
    with translated_errors(address):
        if isinstance(address, SqliteAddress):
            address.path.parent.mkdir(parents=True, exist_ok=True)
        engine = writing_engine(address, create=True)
        try:
            if isinstance(address, SqliteAddress):
                _use_write_ahead_log(engine)
            with engine.begin() as connection:
                _create(connection, address, sandbox=sandbox)
        finally:
            engine.dispose()


def _use_write_ahead_log(engine: sa.Engine) -> None:
    """Set the file's journal mode, which it keeps: readers then never wait for writers."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        raw.close()


def _create(connection: sa.Connection, address: Address, *, sandbox: bool) -> None:
    application = name_of(sandbox=sandbox)
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CREATE_LOCK)))
    found = schema_version(connection, address, sandbox=sandbox)
    if found is not None:
        require_version(application, upgrade(connection, found), str(address), sandbox=sandbox)
        return
    if sa.inspect(connection).get_table_names():
        raise RegisterSchemaError(f"{address} holds tables of something else: give the register a database of its own.")
    metadata.create_all(connection)
    connection.execute(log.insert().values(one=1, position=0))
    connection.execute(heartbeat.insert().values(one=1, at=0))
    connection.execute(register_info.insert().values(one=1, application=application, schema_version=SCHEMA_VERSION))
    triggers = postgresql_triggers() if connection.dialect.name == "postgresql" else sqlite_triggers()
    for statement in triggers:
        connection.exec_driver_sql(statement)

"""The database roles of a PostgreSQL register: owner, publisher, reader, purger. What each may do: `roles.sql`."""

from importlib.resources import files

from register.address import PostgresAddress, parse_address
from register.engine import translated_errors, writing_engine
from register.errors import RegisterError

OWNER = "originseal_owner"
PUBLISHER = "originseal_publisher"
READER = "originseal_reader"
PURGER = "originseal_purger"


def roles_sql() -> str:
    """Return the statements, for an administrator who wants to read them before they run."""
    return files("register").joinpath("roles.sql").read_text(encoding="utf-8")


def apply_roles(url: str) -> None:
    """Make the roles and their grants in the register at `url`, as a superuser; repeating it changes nothing.

    Raises :class:`RegisterError` where the register is a SQLite file, which has no roles, or the user may not do it.
    """
    address = parse_address(url)
    if not isinstance(address, PostgresAddress):
        raise RegisterError("A SQLite register has no roles: file permissions part its readers from its writer.")
    engine = writing_engine(address)
    try:
        with translated_errors(address), engine.connect() as connection:
            # The script holds its own BEGIN and COMMIT, as psql runs it; without parameters it is sent as it is.
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql(roles_sql(), execution_options={"no_parameters": True})
    finally:
        engine.dispose()

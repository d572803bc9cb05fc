"""The drivers' errors as sentences of ours. Reader and writer say the same; no message holds a password."""

import os
import sqlite3
from typing import Literal

import psycopg
from psycopg import errors

from register.address import PostgresAddress, SqliteAddress
from register.errors import (
    RefusedError,
    RegisterDamagedError,
    RegisterError,
    RegisterMissingError,
    RegisterSchemaError,
    RegisterUnavailableError,
)

# Errors of a connection attempt carry no SQLSTATE, only the server's words (in English, unless it is told otherwise).
_WRONG_PASSWORD = ("password authentication failed", "no password supplied")


def translate_sqlite(
    address: SqliteAddress, error: sqlite3.Error, purpose: Literal["read", "written"], waited: float
) -> RegisterError:
    """Return our error for one of SQLite's; `waited` is how many seconds a lock was waited for."""
    name = getattr(error, "sqlite_errorname", "")
    if not address.path.exists():
        return missing_file(address)
    if name.startswith("SQLITE_CONSTRAINT"):
        return RefusedError(f"The register {address} refuses to write: {_first_line(error)}.")
    if name.startswith("SQLITE_NOTADB"):
        return RegisterSchemaError(f"{address} is no SQLite database: correct the address.")
    if name.startswith("SQLITE_CORRUPT"):
        return RegisterDamagedError(f"The register {address} is damaged: restore it from a backup.")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return RegisterUnavailableError(
            f"Another program has held the register {address} locked for {waited:g} seconds: "
            "end what holds it, then try again."
        )
    if not os.access(address.path, os.R_OK):
        return RegisterUnavailableError(f"The register {address} may not be read by this user: let the user read it.")
    if "no such table" in str(error) or "no such column" in str(error):
        return _no_register(address)
    return RegisterUnavailableError(
        f"The register {address} cannot be {purpose}: {_first_line(error)}. "
        "Check who owns the file and its folder, and the free space."
    )


def translate_postgres(address: PostgresAddress, error: psycopg.Error, waited: float | None = None) -> RegisterError:
    """Return our error for one of PostgreSQL's; `waited` is how many seconds an answer was waited for, at most."""
    text = _first_line(error)
    if isinstance(error, errors.InsufficientPrivilege | errors.IntegrityError | errors.ReadOnlySqlTransaction):
        return RefusedError(f"The database {address} refuses this: {text}. Which role may do what: register/roles.sql.")
    if isinstance(error, errors.UndefinedTable | errors.UndefinedColumn):
        return _no_register(address)
    if is_timeout(error):
        within = f" within {waited:g} seconds" if waited else " in time"
        return RegisterUnavailableError(f"The register {address} did not answer{within}: try again.")
    if not error.sqlstate:
        return _not_connected(address, str(error), text)
    return RegisterUnavailableError(f"The register {address} cannot be used now: {text}. Try again.")


def is_timeout(error: psycopg.Error) -> bool:
    """Tell whether the answer took too long, by the server's clock or by ours."""
    return isinstance(error, errors.QueryCanceled | errors.LockNotAvailable | errors.ConnectionTimeout)


def missing_file(address: SqliteAddress) -> RegisterMissingError:
    """Return the error of a file that is not there."""
    return RegisterMissingError(f"There is no register at {address}: create it first, or correct the address.")


def _no_register(address: SqliteAddress | PostgresAddress) -> RegisterSchemaError:
    return RegisterSchemaError(f"{address} holds no register: create one there, or correct the address.")


def _not_connected(address: PostgresAddress, text: str, first_line: str) -> RegisterError:
    if any(words in text for words in _WRONG_PASSWORD):
        return RegisterUnavailableError(f"{address} refuses this user or password: check the register's address.")
    if "role" in text and "does not exist" in text:
        return RegisterUnavailableError(f"{address} knows no such user: check the register's address.")
    if "database" in text and "does not exist" in text:
        return RegisterMissingError(f"There is no database at {address}: create it, or correct the address.")
    return RegisterUnavailableError(
        f"The register {address} cannot be reached: {first_line}. Is the server running, and the address right?"
    )


def _first_line(error: object) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")

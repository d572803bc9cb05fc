"""Which registers this program opens."""

from register.errors import RegisterSchemaError

APPLICATION = "originseal-register"
"""Stands in every register, so that a database of something else is noticed."""

SCHEMA_VERSION = 3
"""Of the tables in :mod:`register.schema`. A program opens registers of exactly this version."""


def require_version(application: object, version: object, where: str) -> None:
    """Raise :class:`RegisterSchemaError` unless what a register says of itself is what this program expects."""
    if application != APPLICATION or not isinstance(version, int):
        raise RegisterSchemaError(f"{where} belongs to another program: correct the address.")
    if version != SCHEMA_VERSION:
        advice = (
            "newer: update this program" if version > SCHEMA_VERSION else "older: upgrade it with `issuance migrate`"
        )
        raise RegisterSchemaError(
            f"The register {where} has schema version {version}, and {SCHEMA_VERSION} is expected. It is {advice}."
        )

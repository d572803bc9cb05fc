"""Which registers this program opens."""

from register.errors import RegisterSchemaError

APPLICATION = "originseal-register"
"""Stands in every register, so that a database of something else is noticed."""

SANDBOX = "originseal-register of a sandbox"
"""Stands there instead in the register of a sandbox, for good: a real program opens none, and the other way round."""

SCHEMA_VERSION = 3
"""Of the tables in :mod:`register.schema`. A program opens registers of exactly this version."""


def name_of(*, sandbox: bool) -> str:
    """Return what a register of this kind says that it is."""
    return SANDBOX if sandbox else APPLICATION


def require_kind(application: object, where: str, *, sandbox: bool) -> None:
    """Raise :class:`RegisterSchemaError` unless a register is of this program and of the kind that is expected."""
    if application == name_of(sandbox=sandbox):
        return
    if application == SANDBOX:
        raise RegisterSchemaError(f"{where} is a sandbox's register, and this installation is set up as a real one.")
    if application == APPLICATION:
        raise RegisterSchemaError(f"{where} is a real register, and this installation is set up as a sandbox.")
    raise RegisterSchemaError(f"{where} belongs to another program: correct the address.")


def require_version(application: object, version: object, where: str, *, sandbox: bool = False) -> None:
    """Raise :class:`RegisterSchemaError` unless what a register says of itself is what this program expects."""
    require_kind(application, where, sandbox=sandbox)
    if not isinstance(version, int):
        raise RegisterSchemaError(f"{where} belongs to another program: correct the address.")
    if version != SCHEMA_VERSION:
        advice = (
            "newer: update this program" if version > SCHEMA_VERSION else "older: upgrade it with `issuance migrate`"
        )
        raise RegisterSchemaError(
            f"The register {where} has schema version {version}, and {SCHEMA_VERSION} is expected. It is {advice}."
        )

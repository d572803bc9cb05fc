"""Whether a database is a sandbox's or a real office's: its chambers' profiles say so, from the first one on.

A database without a chamber is neither yet. There is no way from one kind to the other: what was tried in a sandbox
must never stand beside what is genuine.
"""

import json

from sqlalchemy import Connection, Engine, inspect, select

from issuance.errors import KindError
from issuance.storage.engine import translated_errors
from issuance.storage.tables.chambers import chamber


def check_kind(connection: Connection, *, sandbox: bool) -> None:
    """Raise `KindError` where the chambers that stand here are of the other kind."""
    stored = connection.execute(select(chamber.c.profile).limit(1)).scalar()
    if stored is None or bool(json.loads(stored).get("sandbox", False)) == sandbox:
        return
    if sandbox:
        raise KindError(
            "ISSUANCE_SANDBOX says that this is a sandbox, but the office's database is a real one and stays one. "
            "Give the sandbox databases, keys and a folder of its own."
        )
    raise KindError(
        "The office's database is a sandbox's and stays one. "
        "Set ISSUANCE_SANDBOX=yes, or correct ISSUANCE_DATABASE_URL."
    )


def check_kind_of(engine: Engine, *, sandbox: bool) -> None:
    """Do the same for a database that may have no tables yet, or those of an older program."""
    with translated_errors(), engine.execution_options(read_only=True).connect() as connection:
        if inspect(connection).has_table(chamber.name):
            check_kind(connection, sandbox=sandbox)

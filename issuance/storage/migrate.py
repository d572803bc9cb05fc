"""Bring the office's database to this program's revision (Alembic), or say that it is not there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Engine

from issuance.errors import StorageError
from issuance.storage.engine import translated_errors

_MIGRATIONS = Path(__file__).parent / "migrations"
_NEWER = "The office's database is of a newer program than this one. Install the newer program."


def upgrade(engine: Engine) -> None:
    """Create the tables, or change them to the newest revision; all of it or nothing.

    Raises `StorageError` where the database cannot be used or is of a newer program.
    """
    config = _config()
    try:
        with translated_errors(), engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError(_NEWER) from error


def check_revision(engine: Engine) -> None:
    """Raise `StorageError` with what to do unless the tables are of the newest revision."""
    script = ScriptDirectory.from_config(_config())
    with translated_errors(), engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    if revision == script.get_current_head():
        return
    if revision is None:
        raise StorageError("The office's database is empty. Make its tables with: issuance migrate")
    known = {migration.revision for migration in script.walk_revisions()}
    if revision not in known:
        raise StorageError(_NEWER)
    raise StorageError("The office's database is of an older program. Bring it up with: issuance migrate")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config

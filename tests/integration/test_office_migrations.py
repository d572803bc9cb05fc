"""The migrations make exactly the tables that the program's queries expect, on both databases."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from issuance.storage import migrate
from issuance.storage.engine import open_engine
from issuance.storage.migrate import upgrade
from issuance.storage.tables import metadata
from tests.office_databases import Urls


@pytest.fixture
def engine(empty_urls: Urls) -> Iterator[sa.Engine]:
    engine = open_engine(empty_urls.office, create=True)
    yield engine
    engine.dispose()


def differences(engine: sa.Engine) -> list[object]:
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


def test_migrations_and_tables_agree(engine: sa.Engine) -> None:
    assert differences(engine) != []
    upgrade(engine)
    assert differences(engine) == []


def test_migrating_again_changes_nothing(engine: sa.Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO counter (chamber, year, value) VALUES ('TYO', 2026, 7)")
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT value FROM counter").scalar_one() == 7


def test_every_migration_can_be_taken_back_and_keeps_the_rows(engine: sa.Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))

    def run(step: Callable[[Config, str], None], target: str) -> None:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            step(config, target)

    run(command.upgrade, "0001")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO certificate (number, public_number, chamber, year, sequence, kind, issue_date, stage, claim,"
            " request_digest, draft, numbered_at) VALUES ('TYO26000001AAAAAAAA', 'TYO26-000001', 'TYO', 2026, 1, 1,"
            " '2026-03-10', 'numbered', 'c', 'd', '{}', '2026-03-10 03:00:00+00:00')"
        )
    run(command.upgrade, "head")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT officers FROM certificate").scalars().all() == ["[]"]
    run(command.downgrade, "0001")
    run(command.upgrade, "head")
    assert differences(engine) == []
    run(command.downgrade, "base")
    assert sa.inspect(engine).get_table_names() == ["alembic_version"]

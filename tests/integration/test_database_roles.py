"""The roles of one server: the office lives with its own alone, and each can do no more than its work."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from issuance.backup.databases import snapshot
from issuance.storage.engine import open_engine
from issuance.storage.migrate import upgrade
from register.create import create_register
from register.roles import apply_roles
from tests.builders import NOW
from tests.office_cast import HERE, Cast
from tests.office_databases import Urls
from tests.office_site import OfficeSite
from tests.offices import Installation
from tests.servers.postgres import SUPERUSER, PostgresServer

pytestmark = pytest.mark.slow

FOLDER = Path("deploy/postgresql")
OFFICE, REGISTER = "originseal_office", "originseal_register"


@dataclass
class Server:
    """A server set up as `deploy/install` does it."""

    postgres: PostgresServer

    def url(self, role: str, database: str) -> str:
        return self.postgres.url(role, database)

    def run(self, file: str, database: str) -> None:
        """Run a file as psql does."""
        with self.connect(SUPERUSER, database) as connection:
            connection.execute((FOLDER / file).read_bytes())

    def connect(self, role: str, database: str) -> psycopg.Connection:
        return psycopg.connect(self.url(role, database).replace("+psycopg", ""), autocommit=True)

    def migrate(self) -> None:
        """Make the tables as the owner, and tell who may do what."""
        engine = open_engine(self.url("originseal_migrate", OFFICE))
        upgrade(engine)
        engine.dispose()
        create_register(self.url("originseal_migrate", REGISTER))
        self.run("office-roles.sql", OFFICE)
        apply_roles(self.url(SUPERUSER, REGISTER))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with PostgresServer() as postgres:
        made = Server(postgres)
        made.run("logins.sql", "postgres")
        for name in (OFFICE, REGISTER):
            with made.connect(SUPERUSER, "postgres") as connection:
                connection.execute(f"CREATE DATABASE {name} OWNER originseal_owner TEMPLATE template0".encode())
        made.migrate()
        yield made


@pytest.fixture(scope="module")
def cast(
    server: Server, tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]
) -> Iterator[Cast]:
    urls = Urls(server.url(OFFICE, OFFICE), server.url("originseal_publish", REGISTER))
    folder = tmp_path_factory.mktemp("roles")
    site = OfficeSite.over(Installation.make(office_templates(NOW.year), folder, urls))
    yield Cast.make(site)
    site.close()


def refused(server: Server, role: str, database: str, statement: str) -> bool:
    with server.connect(role, database) as connection:
        try:
            connection.execute(statement.encode())
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction):
            return True
        except psycopg.errors.UndefinedTable:
            # Who may not use a schema is not even told what is in it.
            return True
    return False


def test_making_it_all_again_changes_nothing(server: Server) -> None:
    server.run("logins.sql", "postgres")
    server.migrate()


def test_everything_belongs_to_the_owner(server: Server) -> None:
    for database in (OFFICE, REGISTER):
        with server.connect(SUPERUSER, database) as connection:
            found = connection.execute(
                "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
        assert found == [("originseal_owner",)]


@pytest.mark.parametrize("person", ["user id", "administrator", "federation"])
def test_every_page_opens_with_the_offices_role_alone(cast: Cast, person: str | None) -> None:
    name = person if person in (None, "federation") else f"{HERE} {person}"
    if name is not None and name not in cast.accounts:
        pytest.fail(f"{name} is none of {sorted(cast.accounts)}")
    browser = cast.sign_in(name)
    seen = 0
    for rule in cast.site.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.arguments - {"chamber"}:
            continue
        answer = browser.get(rule.build({"chamber": HERE}, append_unknown=False)[1])  # type: ignore[index]  # it has an address
        assert answer.status_code < 500, f"{rule.endpoint}: {answer.status_code}"
        answer.close()
        seen += answer.status_code == 200
    assert seen > 5


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE t (x int)",
        "ALTER TABLE account ADD COLUMN x int",
        "DROP TABLE account",
        "TRUNCATE account",
        "DELETE FROM audit_entry",
        "UPDATE audit_entry SET act = 'x'",
        "ALTER TABLE audit_entry DISABLE TRIGGER USER",
        "UPDATE alembic_version SET version_num = 'x'",
        "SET ROLE originseal_owner",
        "CREATE ROLE x",
        "COPY account TO PROGRAM 'cat'",
    ],
)
def test_the_office_changes_rows_and_neither_tables_nor_the_audit_trail(server: Server, statement: str) -> None:
    assert refused(server, OFFICE, OFFICE, statement)


@pytest.mark.parametrize("role", [OFFICE, "originseal_reference"])
@pytest.mark.parametrize(
    "statement", ["INSERT INTO records DEFAULT VALUES", "DELETE FROM content", "SET ROLE originseal_publisher"]
)
def test_pages_read_the_register_and_write_nothing(server: Server, role: str, statement: str) -> None:
    assert refused(server, role, REGISTER, statement)
    assert not refused(server, role, REGISTER, "SELECT count(*) FROM records")


@pytest.mark.parametrize("role", ["originseal_reference", "originseal_publish", "originseal_purge"])
def test_who_works_on_the_register_reads_nothing_of_the_office(server: Server, role: str) -> None:
    assert refused(server, role, OFFICE, "SELECT count(*) FROM account")


@pytest.mark.parametrize("database", [OFFICE, REGISTER])
def test_the_backup_reads_all_of_it_with_the_offices_role(server: Server, database: str, tmp_path: Path) -> None:
    with snapshot(server.url(OFFICE, database), tmp_path) as found:
        assert found.dump.read(5) == b"PGDMP"
        while found.dump.read(1 << 20):
            pass


def test_who_signs_in_is_told_by_the_system_or_by_a_password_and_nobody_by_trust() -> None:
    lines = [line.split() for line in (FOLDER / "pg_hba.conf").read_text().splitlines() if line and line[0] != "#"]
    methods = {line[4] if line[0] == "host" else line[3] for line in lines}
    assert methods == {"peer", "scram-sha-256", "reject"}
    assert lines[-2:] == [["local", "all", "all", "reject"], ["host", "all", "all", "all", "reject"]]

"""The PostgreSQL server itself holds each program to its role."""

from collections.abc import Callable

import psycopg
import pytest
from psycopg import errors

from register.create import create_register
from register.errors import RefusedError, RegisterError
from register.reader import RegisterReader
from register.roles import OWNER, PUBLISHER, PURGER, READER, apply_roles
from register.writer import RegisterWriter
from tests.builders import ChamberWorld, Issued
from tests.registers import FOUR_YEARS_LATER, make_first_version
from tests.servers.postgres import Database, PostgresServer

WORLD = ChamberWorld()
LATER = WORLD.at(FOUR_YEARS_LATER)
TABLES = ("register_info", "seals", "content", "records", "documents", "prepared", "copies", "log", "heartbeat")

INSERTED = ("seals", "content", "records", "documents", "prepared", "copies")

As = Callable[[str], str]


@pytest.fixture
def url_as(postgres_server: PostgresServer, postgres_database: Database) -> As:
    """Return a function that makes a user in one of the roles and returns their URL of a register with the roles."""
    create_register(postgres_database.url)
    apply_roles(postgres_database.superuser_url)

    def url_as_(role: str) -> str:
        user = f"{role}_{postgres_database.name}"
        with connect(postgres_database.superuser_url) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [user]).fetchone():
                connection.execute(f"CREATE ROLE {user} LOGIN IN ROLE {role}".encode())
        return postgres_server.url(user, postgres_database.name)

    return url_as_


@pytest.fixture
def published(url_as: As) -> Issued:
    """Publish a certificate as the publisher."""
    issued = WORLD.issue(1)
    writer = open_writer(url_as(PUBLISHER))
    writer.publish(issued.entry)
    writer.append(LATER.replace(issued, WORLD.number(2)).records[1])
    writer.beat()
    writer.close()
    return LATER.replace(issued, WORLD.number(2))


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def open_writer(url: str) -> RegisterWriter:
    return RegisterWriter.open(url, trust=lambda: LATER.trust, clock=LATER.clock)


def refused(url: str, statement: str) -> bool:
    """Tell whether the server refuses a statement for want of the right to it."""
    with connect(url) as connection:
        try:
            connection.execute(statement.encode())
        except errors.InsufficientPrivilege:
            return True
        except errors.IntegrityError:
            return False  # the right is there, and a rule of the table stands against it
    return False


WRITES = [
    statement.format(table=table)
    for table in TABLES
    for statement in (
        "INSERT INTO {table} SELECT * FROM {table}",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
        "DROP TABLE {table} CASCADE",
        "ALTER TABLE {table} DISABLE TRIGGER USER",
    )
] + [
    "UPDATE register_info SET schema_version = 9",
    "UPDATE seals SET seal = seal",
    "UPDATE content SET content = content",
    "UPDATE records SET record = record",
    "UPDATE documents SET sid = sid",
    "UPDATE copies SET sid = sid",
    "UPDATE prepared SET fragment = fragment",
    "UPDATE log SET position = position + 1",
    "UPDATE heartbeat SET at = 0",
    "SELECT * FROM log FOR UPDATE",
    "CREATE TABLE mine (one int)",
    "SELECT pg_read_file('/etc/passwd')",
    "COPY seals TO PROGRAM 'cat'",
]


def test_the_reader_is_refused_every_write(url_as: As, published: Issued) -> None:
    url = url_as(READER)
    assert [statement for statement in WRITES if not refused(url, statement)] == []


def test_the_reader_role_is_enough_to_read(url_as: As, published: Issued) -> None:
    reader = RegisterReader.open(url_as(READER), clock=LATER.clock)
    stored = reader.by_number(published.number, published.issue_date)
    assert stored is not None
    assert stored.records == published.records
    assert reader.by_document(published.pdf_sha256) == stored
    assert reader.head().position == 2
    assert len(reader.changes_since(0)) == 2
    assert len(list(reader.not_in_force())) == 1
    reader.close()


def test_the_readers_connection_is_read_only_whatever_its_role_may(
    url_as: As, published: Issued, postgres_superuser_url: str
) -> None:
    reader = RegisterReader.open(postgres_superuser_url, clock=LATER.clock)
    with pytest.raises(RegisterError):
        reader._source.rows("UPDATE heartbeat SET at = 7 RETURNING at")
    assert reader._source.rows("SHOW statement_timeout") == [("2s",)]
    assert reader._source.rows("SELECT at FROM heartbeat") != [(7,)]
    reader.close()


def test_the_publisher_can_add_and_nothing_else(url_as: As, published: Issued) -> None:
    url = url_as(PUBLISHER)
    allowed = {"UPDATE log SET position = position + 1", "UPDATE heartbeat SET at = 0", "SELECT * FROM log FOR UPDATE"}
    allowed |= {f"INSERT INTO {table} SELECT * FROM {table}" for table in INSERTED}  # noqa: S608  # constants
    assert {statement for statement in WRITES if not refused(url, statement)} == allowed


def test_the_purger_deletes_content_after_its_expunge_record_only(url_as: As, published: Issued) -> None:
    url = url_as(PURGER)
    purger = open_writer(url)
    with pytest.raises(RefusedError):
        purger.publish(WORLD.issue(5).entry)
    with pytest.raises(RefusedError, match="expunge records only"):
        purger.append(LATER.revoke(published).records[2])
    with connect(url) as connection, pytest.raises(errors.RestrictViolation):
        connection.execute("DELETE FROM content")
    expunged = LATER.expunge(published)
    purger.expunge(expunged.records[2])
    purger.close()
    reader = RegisterReader.open(url, clock=LATER.clock)
    stored = reader.by_sid(published.sid)
    assert stored is not None
    assert stored.content is None
    assert b'"content"' not in stored.prepared
    reader.close()


def test_the_owner_alone_rebuilds_prepared_rows(url_as: As, published: Issued) -> None:
    owner, purger = open_writer(url_as(OWNER)), open_writer(url_as(PURGER))
    assert owner.rebuild_prepared() == 1
    with pytest.raises(RefusedError):
        purger.rebuild_prepared()
    owner.close()
    purger.close()


def test_even_the_owner_does_not_rewrite_history(url_as: As, published: Issued) -> None:
    with connect(url_as(OWNER)) as connection:
        for statement in (b"DELETE FROM seals", b"UPDATE records SET event = 1", b"TRUNCATE content"):
            with pytest.raises(errors.RestrictViolation):
                connection.execute(statement)


def test_somebody_without_a_role_reads_nothing(
    url_as: As, published: Issued, postgres_server: PostgresServer, postgres_database: Database
) -> None:
    user = f"stranger_{postgres_database.name}"
    with connect(postgres_database.superuser_url) as connection:
        connection.execute(f"CREATE ROLE {user} LOGIN".encode())
    with pytest.raises(RefusedError, match="register/roles"):
        RegisterReader.open(postgres_server.url(user, postgres_database.name), clock=LATER.clock)


def test_roles_can_be_applied_again(url_as: As, published: Issued, postgres_superuser_url: str) -> None:
    apply_roles(postgres_superuser_url)
    url = url_as(READER)
    assert refused(url, "DELETE FROM seals")
    assert not refused(url, "SELECT * FROM seals")


def test_a_user_who_may_not_make_roles_is_told(postgres_url: str) -> None:
    create_register(postgres_url)
    with pytest.raises(RefusedError, match="permission denied"):
        apply_roles(postgres_url)


def test_a_file_has_no_roles() -> None:
    with pytest.raises(RegisterError, match="file permissions"):
        apply_roles("sqlite:///register.sqlite")


def test_after_an_upgrade_the_roles_reach_what_was_added(
    url_as: As, published: Issued, postgres_superuser_url: str
) -> None:
    make_first_version(postgres_superuser_url)
    create_register(postgres_superuser_url)
    apply_roles(postgres_superuser_url)
    writer = open_writer(url_as(PUBLISHER))
    writer.publish_copy(published.sid, bytes(32))
    writer.close()
    reader = RegisterReader.open(url_as(READER), clock=LATER.clock)
    assert reader.copy_of(published.sid) == bytes(32).hex()
    reader.close()


def test_the_purger_drops_a_copy_after_its_expunge_record_only(url_as: As, published: Issued) -> None:
    writer = open_writer(url_as(PUBLISHER))
    writer.publish_copy(published.sid, bytes(32))
    with pytest.raises(RefusedError):
        writer.forget_copy(published.sid)
    writer.close()
    purger = open_writer(url_as(PURGER))
    with pytest.raises(RefusedError, match="expunge record"):
        purger.forget_copy(published.sid)
    purger.expunge(LATER.expunge(published).records[-1])
    purger.forget_copy(published.sid)
    assert purger.copy_of(published.sid) is None
    purger.close()

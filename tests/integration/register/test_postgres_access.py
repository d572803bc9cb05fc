"""A PostgreSQL register whose server is down, frozen, restarted, or refuses the user. No message holds a password."""

import time
import traceback

import psycopg
import pytest

from register import engine, postgres_source
from register.create import create_register
from register.errors import RegisterError, RegisterMissingError, RegisterUnavailableError
from register.reader import RegisterReader
from register.roles import apply_roles
from register.writer import RegisterWriter
from tests.builders import ChamberWorld
from tests.servers.postgres import PostgresServer

WORLD = ChamberWorld()
PASSWORD = "correct-horse-battery"


def open_reader(url: str) -> RegisterReader:
    return RegisterReader.open(url, clock=WORLD.clock)


def open_writer(url: str) -> RegisterWriter:
    return RegisterWriter.open(url, trust=lambda: WORLD.trust, clock=WORLD.clock)


def all_fail(url: str, error: type[RegisterError], match: str) -> None:
    """Assert that reader, writer and set-up say the same, and that not even their tracebacks hold the password."""
    for attempt in (open_reader, open_writer, create_register, apply_roles):
        with pytest.raises(error, match=match) as caught:
            attempt(url)
        assert PASSWORD not in "".join(traceback.format_exception(caught.value))


def test_nobody_listens(postgres_url: str) -> None:
    all_fail(
        f"postgresql+psycopg://user:{PASSWORD}@127.0.0.1:1/register", RegisterUnavailableError, "cannot be reached"
    )


def test_no_such_host() -> None:
    url = f"postgresql+psycopg://user:{PASSWORD}@register.invalid/register"
    all_fail(url, RegisterUnavailableError, "cannot be reached")


def test_no_such_database(postgres_url: str) -> None:
    url = postgres_url.rpartition("/")[0] + "/none"
    with pytest.raises(RegisterMissingError, match="no database at"):
        open_reader(url)
    with pytest.raises(RegisterMissingError, match="no database at"):
        open_writer(url)


def test_an_unknown_user(postgres_server: PostgresServer, postgres_url: str) -> None:
    url = postgres_server.url("nobody_knows", "postgres")
    with pytest.raises(RegisterUnavailableError, match="user"):
        open_reader(url)
    with pytest.raises(RegisterUnavailableError, match="user"):
        open_writer(url)


def test_a_wrong_password(disposable_postgres: PostgresServer) -> None:
    database = disposable_postgres.create_database()
    with psycopg.connect(database.superuser_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {database.name} PASSWORD 'another'".encode())
        hba = disposable_postgres.folder / "data" / "pg_hba.conf"
        hba.write_text("host all all 127.0.0.1/32 scram-sha-256\n", encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")
    url = database.url.replace("@", f":{PASSWORD}@")
    all_fail(url, RegisterUnavailableError, "refuses this user or password")
    all_fail(database.url, RegisterUnavailableError, "refuses this user or password")


def test_a_database_without_a_register(postgres_url: str) -> None:
    with pytest.raises(RegisterError, match="holds no register"):
        open_reader(postgres_url)
    with pytest.raises(RegisterError, match="holds no register"):
        open_writer(postgres_url)


def test_a_frozen_server_is_given_up(disposable_postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    url = disposable_postgres.create_database().url
    create_register(url)
    monkeypatch.setattr(postgres_source, "ANSWER_SECONDS", 0.5)
    reader = open_reader(url)
    assert reader.head().position == 0
    disposable_postgres.process.freeze()
    started = time.monotonic()
    with pytest.raises(RegisterUnavailableError, match="did not answer"):
        reader.head()
    # A connection that is thrown away must not be asked again, nor the connecting take for ever.
    with pytest.raises(RegisterUnavailableError):
        reader.head()
    assert time.monotonic() - started < 30
    disposable_postgres.process.thaw()
    assert reader.head().position == 0
    reader.close()


def test_a_frozen_server_is_given_up_by_the_writer_too(
    disposable_postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = disposable_postgres.create_database().url
    create_register(url)
    monkeypatch.setattr(engine, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(engine, "CONNECT_SECONDS", 2)
    writer = open_writer(url)
    disposable_postgres.process.freeze()
    with pytest.raises(RegisterUnavailableError, match="did not answer"):
        writer.publish(WORLD.issue(1).entry)
    disposable_postgres.process.thaw()
    assert writer.publish(WORLD.issue(1).entry) == 1
    writer.close()


def test_a_restarted_server_is_noticed_by_nobody(disposable_postgres: PostgresServer) -> None:
    url = disposable_postgres.create_database().url
    create_register(url)
    reader, writer = open_reader(url), open_writer(url)
    assert writer.publish(WORLD.issue(1).entry) == 1
    assert reader.head().position == 1
    disposable_postgres.stop()
    disposable_postgres.start()
    assert reader.head().position == 1
    assert writer.publish(WORLD.issue(2).entry) == 2
    assert reader.head().position == 2
    reader.close()
    writer.close()


def test_a_slow_statement_is_ended_by_the_server(postgres_url: str) -> None:
    create_register(postgres_url)
    reader = open_reader(postgres_url)
    with pytest.raises(RegisterUnavailableError, match="within 2 seconds"):
        reader._source.rows("SELECT pg_sleep(60)")
    assert reader.head().position == 0
    reader.close()

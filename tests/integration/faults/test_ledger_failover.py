"""The office's database server dies while numbers are taken: its synchronous standby knows every one that was given.

What the chapter on clusters demands of the operator's PostgreSQL, tried: with it no number is given twice and none is
missing, whatever was under way.
"""

import datetime as dt
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import select, text

from issuance.errors import StorageError
from issuance.storage.engine import open_engine
from issuance.storage.migrate import upgrade
from issuance.storage.store import Numbering, OfficeStore
from issuance.storage.tables.ledger import certificate
from signing.content import Kind
from tests.builders import NOW, ChamberWorld
from tests.servers.postgres import PostgresReplica, PostgresServer

pytestmark = pytest.mark.slow

BEFORE, AFTER, TAKERS = 60, 10, 3
DAY = dt.date(2026, 3, 10)


@pytest.fixture
def servers() -> Iterator[tuple[PostgresServer, PostgresReplica, str]]:
    with PostgresServer() as primary:
        database = primary.create_database()
        engine = open_engine(database.url)
        upgrade(engine)
        engine.dispose()
        with PostgresReplica(primary) as standby:
            with psycopg.connect(database.superuser_url.replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'")
                connection.execute("SELECT pg_reload_conf()")
                deadline = time.monotonic() + 30
                while connection.execute("SELECT sync_state FROM pg_stat_replication").fetchall() != [("quorum",)]:
                    assert time.monotonic() < deadline, "the standby is not synchronous"
                    time.sleep(0.05)
            yield primary, standby, database.url


class Takers:
    """Take numbers in several threads until the database is gone, and note each that was given."""

    def __init__(self, url: str) -> None:
        self.given: list[int] = []
        self.enough = threading.Event()
        self._world = ChamberWorld(now=NOW)
        self._threads = [threading.Thread(target=self._take_on, args=(url,), daemon=True) for _ in range(TAKERS)]
        for thread in self._threads:
            thread.start()

    def _take_on(self, url: str) -> None:
        store = OfficeStore.open(url)
        try:
            while True:
                self.given.append(take(store, self._world))
                if len(self.given) >= BEFORE:
                    self.enough.set()
        except StorageError:
            pass  # The server is gone, as it is meant to be.
        finally:
            store.close()

    def join(self) -> None:
        """Wait until all have met the end."""
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()


def take(store: OfficeStore, world: ChamberWorld) -> int:
    numbering = Numbering("TYO", Kind.COO_JP, DAY, "claim", "digest", b"{}", None, ("a", "b"), NOW)
    return store.take_number(numbering, world.number).number.sequence


def test_no_number_is_given_twice_and_none_is_missing_after_a_failover(
    servers: tuple[PostgresServer, PostgresReplica, str],
) -> None:
    primary, standby, url = servers
    takers = Takers(url)
    assert takers.enough.wait(60)
    primary.process.kill()
    takers.join()
    standby.promote()
    store = OfficeStore.open(standby.same(url))
    later = [take(store, ChamberWorld(now=NOW)) for _ in range(AFTER)]
    store.close()
    engine = open_engine(standby.same(url))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one() is False
        ledger = sorted(connection.scalars(select(certificate.c.sequence)))
    engine.dispose()
    given = takers.given + later
    assert len(given) >= BEFORE + AFTER
    assert len(given) == len(set(given))
    assert set(given) <= set(ledger)
    assert ledger == list(range(1, len(ledger) + 1))

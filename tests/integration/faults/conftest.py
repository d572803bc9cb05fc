"""The service as production runs it, over registers and caches that tests may freeze, kill and slow down."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reference_service.app import utc_now
from register.create import create_register
from tests.builders import ChamberWorld
from tests.reference_site import ReferenceSite
from tests.running_site import RunningSite
from tests.servers.gunicorn import Gunicorn
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer
from tests.servers.slow_proxy import SlowProxy


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ReferenceSite]:
    """Make an installation of today: real servers have the real clock."""
    made = ReferenceSite(tmp_path / "var", world=ChamberWorld(now=utc_now().replace(microsecond=0)))
    yield made
    made.close()


@pytest.fixture
def redis_wire(disposable_redis: RedisServer) -> Iterator[SlowProxy]:
    """Stand between the service and its Redis."""
    with SlowProxy(disposable_redis.port) as proxy:
        yield proxy


@pytest.fixture
def with_redis(site: ReferenceSite, redis_wire: SlowProxy) -> Iterator[RunningSite]:
    """Run the service over SQLite and Redis."""
    with Gunicorn(site.directory, REFERENCE_REDIS_URL=f"redis://127.0.0.1:{redis_wire.port}/0") as server:
        yield RunningSite(site, site.config.register_url, server.url)


@pytest.fixture
def with_postgres(site: ReferenceSite, disposable_postgres: PostgresServer) -> Iterator[RunningSite]:
    """Run one worker of the service over PostgreSQL: so what has been asked for is in the memory that is asked."""
    url = disposable_postgres.create_database().url
    create_register(url)
    with Gunicorn(site.directory, workers=1, REFERENCE_REGISTER_URL=url) as server:
        yield RunningSite(site, url, server.url)

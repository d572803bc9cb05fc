"""Workers are killed and replaced while clients ask without pause: behind nginx no question is lost."""

from collections.abc import Iterator

import pytest

from tests.load import Load
from tests.reference_site import ReferenceSite
from tests.running_site import RunningSite
from tests.servers.gunicorn import Gunicorn
from tests.servers.nginx import Nginx

pytestmark = pytest.mark.slow

TIMES = 8

SLOWEST_SECONDS = 10.0
"""A new worker reads the status of all certificates before its first answer; on a busy machine its start takes time."""

NOTHING_KEPT = {"proxy_cache originseal;": "proxy_cache off;", "rate=50r/s": "rate=9999r/s"}
"""Every question goes to a worker."""


@pytest.fixture
def workers(site: ReferenceSite) -> Iterator[Gunicorn]:
    """Run the service."""
    with Gunicorn(site.directory) as service:
        yield service


@pytest.fixture
def load(site: ReferenceSite, workers: Gunicorn) -> Iterator[Load]:
    """Ask it through nginx, by GET and POST; by so many that nginx keeps all connections it may."""
    running = RunningSite(site, site.config.register_url, workers.url)
    asks = [*running.asks(80), *running.list_asks(4)]
    with Nginx(workers.url, NOTHING_KEPT) as nginx, Load(nginx.url, asks, clients=16) as asked:
        asked.wait_for(len(asks))
        yield asked


def test_no_question_is_lost_when_workers_are_killed(workers: Gunicorn, load: Load) -> None:
    for _ in range(TIMES):
        killed = workers.workers()[0]
        killed.kill()
        load.wait_for(60)
        workers.process.wait_until(lambda killed=killed: _replaced(workers, {killed.pid}))
    load.wait_for(len(load.asks))
    assert load.uncertain() == []
    assert load.slowest() < SLOWEST_SECONDS


def test_no_question_is_lost_when_all_workers_are_replaced_in_good_order(workers: Gunicorn, load: Load) -> None:
    for _ in range(TIMES):
        earlier = {worker.pid for worker in workers.workers()}
        workers.reload()
        load.wait_for(60)
        workers.process.wait_until(lambda earlier=earlier: _replaced(workers, earlier))
    load.wait_for(len(load.asks))
    assert load.uncertain() == []
    assert load.slowest() < SLOWEST_SECONDS


def _replaced(service: Gunicorn, earlier: set[int]) -> bool:
    """Tell whether none of the earlier workers is left, and as many others live."""
    now = {worker.pid for worker in service.workers()}
    return len(now) == 2 and not now & earlier

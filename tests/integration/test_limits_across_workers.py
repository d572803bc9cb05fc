"""Limits and figures with gunicorn's two workers, with Redis, without it, and with a Redis that fails."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from reference_service.app import utc_now
from reference_service.limits.bucket import Limit
from reference_service.limits.policy import Limits
from reference_service.limits.shared import RedisBuckets
from reference_service.redis_client import open_redis
from signing.qr import encode_base32
from tests.builders import ChamberWorld, Issued
from tests.reference_site import ReferenceSite, api_of, page_of
from tests.scanned import BLANK, pdf_of
from tests.servers.gunicorn import Gunicorn
from tests.servers.redis import RedisServer

pytestmark = pytest.mark.slow

LIMITS = Limits()
WORKERS = 2
LOTS = 2 * WORKERS
"""What may pass too much, as docs/adr/0018 says; besides what is filled again while the test takes its time."""

ME = "203.0.113.1"


@dataclass
class Caller:
    """Asks as through nginx: each request on a connection of its own, so that either worker may get it."""

    url: str

    def status(self, path: str, address: str = ME) -> int:
        return self.ask(urllib.request.Request(self.url + path, headers={"X-Forwarded-For": address}))[0]  # noqa: S310  # our own server

    def rows(self, issued: Issued, count: int, address: str = ME) -> tuple[int, int]:
        """Check one certificate `count` times in one request; return how many rows were answered and how many not."""
        body = json.dumps({"checks": [{"number": issued.number, "date": str(issued.issue_date)}] * count}).encode()
        headers = {"X-Forwarded-For": address, "Content-Type": "application/json"}
        status, text = self.ask(urllib.request.Request(f"{self.url}/api/v1/checks", body, headers))  # noqa: S310  # as above
        assert status == 200
        results = json.loads(text)["results"]
        answered = [result for result in results if "verdict" in result]
        assert {result["reason"] for result in answered} <= {"IN_FORCE"}
        assert all(result["error"]["code"] == "not_checked" for result in results if "error" in result)
        return len(answered), len(results) - len(answered)

    @staticmethod
    def ask(request: urllib.request.Request) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310  # our own server
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ReferenceSite]:
    # Real servers have the real clock.
    made = ReferenceSite(tmp_path / "var", world=ChamberWorld(now=utc_now().replace(microsecond=0)))
    yield made
    made.close()


@pytest.fixture
def issued(site: ReferenceSite) -> Issued:
    return site.publish(site.world.issue(1))


@pytest.fixture
def with_redis(site: ReferenceSite, disposable_redis: RedisServer) -> Iterator[Caller]:
    with Gunicorn(site.directory, REFERENCE_LIMITS="on", REFERENCE_REDIS_URL=disposable_redis.url) as server:
        yield Caller(server.url)


def test_two_workers_with_redis_let_the_burst_through_once(with_redis: Caller, issued: Issued) -> None:
    began = time.monotonic()
    passed = sum(with_redis.rows(issued, 100)[0] for _ in range(14))
    single = [with_redis.status(api_of(issued)) for _ in range(20)]
    page = [with_redis.status(page_of(issued)) for _ in range(20)]
    filled_again = (time.monotonic() - began) / LIMITS.rows.seconds_per_row
    assert LIMITS.rows.burst <= passed
    assert passed + single.count(200) + page.count(200) <= LIMITS.rows.burst + LOTS * LIMITS.rows.lot + filled_again + 1
    assert set(single) | set(page) <= {200, 429}
    assert single[-1] == page[-1] == 429
    assert with_redis.status(f"/api/v1/seals/{encode_base32(issued.seal)}") == 200
    assert with_redis.status(api_of(issued), "203.0.113.2") == 200


def test_two_workers_without_redis_let_each_its_own_burst_through(site: ReferenceSite, issued: Issued) -> None:
    with Gunicorn(site.directory, REFERENCE_LIMITS="on") as server:
        caller = Caller(server.url)
        began = time.monotonic()
        passed = sum(caller.rows(issued, 200)[0] for _ in range(14))
        filled_again = (time.monotonic() - began) / LIMITS.rows.seconds_per_row
    assert LIMITS.rows.burst <= passed <= WORKERS * (LIMITS.rows.burst + filled_again + 1)


@pytest.mark.parametrize("page", ["/batch", "/check-file"])
def test_a_sender_has_one_file_read_by_both_workers_together(site: ReferenceSite, page: str) -> None:
    long, short = pdf_of(*[BLANK] * 190), pdf_of(BLANK)
    with Gunicorn(site.directory, REFERENCE_LIMITS="on") as server:

        def send(data: bytes, path: str, address: str) -> requests.Response:
            files, headers = {"file": ("scan.pdf", data)}, {"X-Forwarded-For": address}
            return requests.post(server.url + path, files=files, headers=headers, stream=True, timeout=60)

        with send(long, "/batch", ME) as reading:
            assert reading.status_code == 200
            # Each on a connection of its own: whichever worker gets it knows of the other's.
            assert [send(short, page, ME).status_code for _ in range(8)] == [429] * 8
            statuses = [send(short, page, f"203.0.113.{last}").status_code for last in range(2, 10)]
            assert 200 in statuses, "the other worker's seat is left for others"
            assert set(statuses) <= {200, 503}
            assert b"</html>" not in reading.raw.read1(), "all the while it was being read"


def test_misses_count_for_both_workers_together(with_redis: Caller, site: ReferenceSite) -> None:
    began = time.monotonic()
    statuses = [with_redis.status(api_of(site.world.issue(n))) for n in range(100, 180)]
    filled_again = (time.monotonic() - began) / LIMITS.misses.seconds_per_row
    assert set(statuses) == {404, 429}
    assert (
        LIMITS.misses.burst <= statuses.count(404) <= LIMITS.misses.burst + LOTS * LIMITS.misses.lot + filled_again + 1
    )


def test_attack_many_addresses_one_sequence_over_both_workers(with_redis: Caller, issued: Issued) -> None:
    wrong_dates = [f"/api/v1/certificates/{issued.number}/2020-01-{day:02}" for day in range(1, 32)]
    statuses = [with_redis.status(path, f"198.51.100.{n}") for n, path in enumerate(wrong_dates * 2)]
    assert set(statuses) == {404, 429}
    most = LIMITS.sequence_misses.burst + LOTS * LIMITS.sequence_misses.lot
    assert LIMITS.sequence_misses.burst <= statuses.count(404) <= most
    assert with_redis.status(api_of(issued)) == 429
    assert with_redis.status(f"/v/{encode_base32(issued.seal)}") == 200


def test_redis_holds_no_address_and_forgets_what_is_full_again(
    with_redis: Caller, issued: Issued, site: ReferenceSite, disposable_redis: RedisServer
) -> None:
    with_redis.rows(issued, 50)
    # Whichever worker gets more of them has a lot to settle.
    for n in range(100, 100 + 2 * LIMITS.misses.lot):
        with_redis.status(api_of(site.world.issue(n)))
    names = disposable_redis.keys()
    keys = [name for name in names if b"{limits}" in name]
    assert len(keys) >= 3
    assert all(b"203" not in key and bytes([203, 0, 113, 1]) not in key for key in keys)
    assert all(issued.number.encode() not in key for key in keys), "nor an access code"
    with open_redis(disposable_redis.url) as client:
        for key in keys:
            assert 0 < client.ttl(key) <= 2 * 24 * 3600, "everything expires"


def freeze(server: RedisServer) -> None:
    server.process.freeze()


def kill(server: RedisServer) -> None:
    server.process.kill()


@pytest.mark.parametrize("fault", [freeze, kill])
def test_a_faulty_redis_neither_ends_the_limits_nor_the_service(
    with_redis: Caller, issued: Issued, disposable_redis: RedisServer, fault: Callable[[RedisServer], None]
) -> None:
    assert with_redis.rows(issued, 300) == (300, 0)
    fault(disposable_redis)
    began = time.monotonic()
    passed = 300 + sum(with_redis.rows(issued, 200)[0] for _ in range(14))
    filled_again = (time.monotonic() - began) / LIMITS.rows.seconds_per_row
    assert passed >= LIMITS.rows.burst
    assert passed <= WORKERS * (LIMITS.rows.burst + filled_again + 1)
    slowest = 0.0
    for n in range(40):
        asked = time.monotonic()
        assert with_redis.status(api_of(issued), f"198.51.100.{n}") == 200
        slowest = max(slowest, time.monotonic() - asked)
    assert slowest < 2.0


def test_redis_counts_as_this_process_does(disposable_redis: RedisServer) -> None:
    limit = Limit(burst=10, per_minute=60)
    with open_redis(disposable_redis.url) as client:
        buckets = RedisBuckets(client)
        assert buckets.charge([(b"a", limit, 3), (b"b", limit, 1)]) == pytest.approx([3.0, 1.0], abs=0.05)
        assert buckets.charge([(b"a", limit, 4)]) == pytest.approx([7.0], abs=0.5)
        client.set(b"originseal:{limits}:1:c", b"rubbish")
        assert buckets.charge([(b"c", limit, 1)]) == pytest.approx([1.0], abs=0.05)
        assert buckets.day_key(1) == buckets.day_key(1) != buckets.day_key(2)


def test_figures_of_both_workers_are_added_up_and_survive_a_worker(
    site: ReferenceSite, issued: Issued, tmp_path: Path
) -> None:
    with Gunicorn(site.directory, REFERENCE_METRICS_DIRECTORY=str(tmp_path / "metrics")) as server:
        caller = Caller(server.url)
        asked = 0

        def both_have_answered() -> bool:
            # Several at a time: of one after the other the same worker may get all. Which one gets them is chance.
            nonlocal asked
            with ThreadPoolExecutor(8) as callers:
                assert set(callers.map(caller.status, [api_of(issued)] * 24)) == {200}
            asked += 24
            return len(list((tmp_path / "metrics").glob("*.json"))) == WORKERS

        assert eventually(both_have_answered)
        assert eventually(lambda: figure(server.url, "requests_total", "certificates.by_number") == asked)
        assert figure(server.url, "register_age_seconds") < 5
        server.workers()[0].kill()
        assert eventually(lambda: len(server.workers()) == WORKERS and answers(server.url))
        assert eventually(lambda: figure(server.url, "requests_total", "certificates.by_number") == asked)
        assert caller.status("/metrics") == 404, "a proxy stands between"


def figure(url: str, name: str, kind: str | None = None) -> float:
    """Return a figure as Prometheus reads it."""
    with urllib.request.urlopen(f"{url}/metrics", timeout=30) as response:  # noqa: S310  # our own server
        text = response.read().decode()
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == f"originseal_reference_{name}" and kind in (None, sample.labels.get("kind"))
    )


def answers(url: str) -> bool:
    try:
        return Caller(url).status("/healthz") == 200
    except OSError:
        return False


def eventually(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Tell whether something becomes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False

"""The shipped nginx configuration in front of the running service."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from reference_service.app import utc_now
from tests.builders import ChamberWorld
from tests.reference_site import ReferenceSite, api_of
from tests.servers.nginx import Nginx
from tests.servers.reference import ReferenceServer

pytestmark = pytest.mark.slow


@dataclass
class Front:
    """The service behind nginx."""

    site: ReferenceSite
    service: ReferenceServer
    nginx: Nginx

    def get(self, path: str) -> tuple[int, dict[str, str]]:
        try:
            with urllib.request.urlopen(self.nginx.url + path, timeout=30) as response:  # noqa: S310  # our own server
                return response.status, dict(response.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, dict(error.headers)


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    site = ReferenceSite(tmp_path / "var", world=ChamberWorld(now=utc_now().replace(microsecond=0)))
    # Tests ask faster than any person or bank.
    with ReferenceServer(site.directory) as service, Nginx(service.url, {"rate=50r/s": "rate=9999r/s"}) as nginx:
        yield Front(site, service, nginx)
    site.close()


def test_a_verdict_is_kept_for_a_second_and_an_unknown_number_not_at_all(front: Front) -> None:
    issued = front.site.world.issue(1)
    for _ in range(3):
        assert front.get(api_of(issued))[0] == 404
    front.site.publish(issued)
    seen = [front.get(api_of(issued)) for _ in range(20)]
    assert {status for status, _ in seen} == {200}
    assert seen[0][1]["X-Cache"] == "MISS"
    assert "HIT" in {headers["X-Cache"] for _, headers in seen}
    assert {headers["Cache-Control"] for _, headers in seen} == {"max-age=1"}
    assert all("Register-As-Of" in headers for _, headers in seen)
    assert issued.number not in front.nginx.log(), "the log holds no access codes"


def test_no_kept_verdict_outlives_the_service(front: Front) -> None:
    issued = front.site.publish(front.site.world.issue(1))
    assert front.get(api_of(issued))[0] == 200
    front.service.stop()
    # What is kept may still be sent for the rest of its second, and then never again.
    statuses = [front.get(api_of(issued))[0]]
    while statuses[-1] == 200:
        statuses.append(front.get(api_of(issued))[0])
    assert statuses[-1] in (502, 504), "the last answer of its second, then none"
    assert front.get(api_of(issued))[0] in (502, 504)


def test_a_flood_from_one_address_is_refused(tmp_path: Path) -> None:
    site = ReferenceSite(tmp_path / "var", world=ChamberWorld(now=utc_now().replace(microsecond=0)))
    smaller = {"burst=1000": "burst=5", "rate=50r/s": "rate=1r/m"}
    with ReferenceServer(site.directory) as service, Nginx(service.url, smaller) as nginx:
        front = Front(site, service, nginx)
        statuses = [front.get("/healthz")[0] for _ in range(8)]
    site.close()
    assert statuses == [200] * 6 + [429] * 2


def test_nginx_accepts_the_configuration(front: Front) -> None:
    assert "test is successful" in front.nginx.check()


def test_the_operators_figures_are_not_public(front: Front) -> None:
    assert front.get("/metrics")[0] == 404

"""The service as the public meets it, gunicorn behind nginx, with one certificate of each sort."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from reference_service.app import utc_now
from tests.builders import ChamberWorld, Issued
from tests.reference_site import ReferenceSite
from tests.servers.gunicorn import Gunicorn
from tests.servers.nginx import Nginx


@dataclass(frozen=True)
class Public:
    """A running site: through nginx at `url`, past it at `inner`."""

    site: ReferenceSite
    url: str
    inner: str
    service: Gunicorn
    issued: Issued
    revoked: Issued

    def log(self) -> str:
        """Return the end of what the service wrote."""
        return self.service.log()


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Public]:
    """Run it once for all tests of bad input: nothing that is sent changes anything."""
    world = ChamberWorld(now=utc_now().replace(microsecond=0))
    site = ReferenceSite(tmp_path_factory.mktemp("bad-input") / "var", world=world)
    site.write_receipt_key()
    issued = site.publish(world.issue(1))
    revoked = site.publish(world.revoke(world.issue(2)))
    many = {"rate=50r/s": "rate=9999r/s", "originseal_connections 100": "originseal_connections 9999"}
    with Gunicorn(site.directory) as service, Nginx(service.url, many) as nginx:
        yield Public(site, nginx.url, service.url, service, issued, revoked)
        assert "Traceback" not in service.log()
    site.close()

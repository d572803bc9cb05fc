"""One installation for all tests that only read it, with a certificate of every kind and state."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from signing.content import Kind
from tests.reference_site import PNG, PublishedSite, ReferenceSite


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublishedSite]:
    """Publish everything once; the tests do not change it."""
    site = ReferenceSite(tmp_path_factory.mktemp("reference"))
    world = site.world
    picture = site.documents.put(PNG, max_bytes=1000)
    document = {"title": "Commercial invoice", "pages": 1, "sha256": "ab" * 32, "page_images": [picture]}
    world.now = site.now.replace(day=site.now.day - 5)
    never_published = world.issue(90)
    world.now = site.now
    yield PublishedSite(
        site=site,
        client=site.app().test_client(),
        in_force=site.publish(world.issue(1)),
        foreign=site.publish(world.issue(2, Kind.COO_FOREIGN, issued_retrospectively=True)),
        invoice=site.publish(world.issue(3, Kind.INVOICE, document=document)),
        signature=site.publish(world.issue(4, Kind.SIGNATURE, document=document)),
        revoked=site.publish(world.revoke(world.issue(5))),
        replaced=site.publish(world.replace(world.issue(6), world.number(7))),
        successor=site.publish(world.issue(7, replaces=world.number(6).public)),
        void=site.publish(world.void(8)),
        expunged=site.publish_expunged(9),
        never_published=never_published,
        picture=picture,
    )
    site.close()


@pytest.fixture
def client(published: PublishedSite) -> FlaskClient:
    """Return a client of the installation that all tests share."""
    return published.client


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ReferenceSite]:
    """Make an installation of one's own, to be changed at will."""
    own = ReferenceSite(tmp_path / "var")
    yield own
    own.close()

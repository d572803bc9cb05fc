"""What the tests of the limits share: a site with small limits, and a certificate on it."""

import pytest

from tests.builders import Issued
from tests.limited_site import Door
from tests.reference_site import ReferenceSite


@pytest.fixture
def door(site: ReferenceSite) -> Door:
    """Return a site with small limits, entered by address."""
    return Door(site)


@pytest.fixture
def issued(site: ReferenceSite) -> Issued:
    """Publish a certificate on it."""
    return site.publish(site.world.issue(1))

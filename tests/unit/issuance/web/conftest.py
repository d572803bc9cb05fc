"""The office's web application over one installation, for tests that only look at it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.builders import NOW
from tests.office_site import OfficeSite


@pytest.fixture(scope="module")
def office_site(
    tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]
) -> Iterator[OfficeSite]:
    """Open an application with one chamber, which has set nothing."""
    site = OfficeSite.make(tmp_path_factory.mktemp("site") / "var", office_templates(NOW.year))
    yield site
    site.close()


@pytest.fixture
def client(office_site: OfficeSite) -> FlaskClient:
    """Return a browser without cookies."""
    return office_site.client()

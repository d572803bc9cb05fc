"""An office whose applicant has one certificate in force, with officers who answer who asks about it.

One for each module: the cases of its tests do not meet.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from issuance.language import speaking
from tests.builders import NOW
from tests.inquiring import Inquiring
from tests.office_site import OfficeSite


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]) -> Iterator[OfficeSite]:
    made = OfficeSite.make(tmp_path_factory.mktemp("inquiries"), office_templates(NOW.year))
    yield made
    made.close()


@pytest.fixture(scope="module")
def desk(site: OfficeSite) -> Inquiring:
    return Inquiring.make(site.office)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Speak English to each test, whatever language the pages of the one before were asked for in."""
    with speaking("en"):
        yield

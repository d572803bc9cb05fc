"""An office to attack: two chambers with everybody in them, and a clock that tests move."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders import NOW
from tests.integration.office.sign_in.conftest import MovedClock
from tests.office_cast import Cast
from tests.office_site import OfficeSite


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def site(tmp_path: Path, office_templates: Callable[[int], Path], clock: MovedClock) -> Iterator[OfficeSite]:
    made = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    made.office.clock = clock
    yield made
    made.close()


@pytest.fixture
def cast(site: OfficeSite) -> Cast:
    return Cast.make(site)

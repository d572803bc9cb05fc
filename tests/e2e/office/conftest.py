"""One running office for the tests of its pages in a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.office_pages import Served, serve_office


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]) -> Iterator[Served]:
    """Serve the office once."""
    with serve_office(tmp_path_factory.mktemp("office") / "var", office_templates) as served:
        yield served

"""T14.1: an ordinary browser is enough, and nothing of the server's own software can be downloaded."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.builders import NOW
from tests.office_site import OfficeSite
from tests.reference_site import ReferenceSite

ROOT = Path(__file__).parents[4]
OF_BROWSERS = frozenset({".css", ".js", ".svg", ".png", ".ico", ".woff2", ".wasm", ".webmanifest", ".json", ".txt"})
"""What a browser loads to show a page; no source of the server is among it."""
TRICKS = (
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/static/..%2fapp.py",
    "/static/built/../../../office.py",
    "/static//etc/passwd",
    "/static/%00app.py",
    "/static/built/",
    "/static/",
    "/app.py",
    "/issuance/office.py",
    "/reference_service/app.py",
    "/pyproject.toml",
    "/.git/config",
    "/.env",
    "/var/office/office.sqlite",
    "/web/node_modules/esbuild/package.json",
)


@pytest.fixture(scope="module")
def browsers(
    tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]
) -> Iterator[dict[str, FlaskClient]]:
    """Yield a browser before each of the two programs with pages."""
    office = OfficeSite.make(tmp_path_factory.mktemp("office"), office_templates(NOW.year))
    public = ReferenceSite(tmp_path_factory.mktemp("public"))
    yield {"office": office.client(), "reference": public.app().test_client()}
    office.close()
    public.close()


@pytest.mark.parametrize("path", TRICKS)
@pytest.mark.parametrize("program", ["office", "reference"])
def test_t14_1_no_path_leads_to_a_file_of_the_server(browsers: dict[str, FlaskClient], program: str, path: str) -> None:
    """T14.1: whatever is asked for, no source, database or folder comes back."""
    answer = browsers[program].get(path)
    assert answer.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST, HTTPStatus.PERMANENT_REDIRECT), path
    assert b"import " not in answer.data


@pytest.mark.parametrize("package", ["issuance/web", "reference_service"])
def test_t14_1_what_browsers_load_holds_nothing_of_the_server(package: str) -> None:
    """T14.1: the folders that are served hold what pages are shown with, no source and no map to one."""
    files = (path for path in (ROOT / package / "static").rglob("*") if path.is_file())
    # The build's mark is a hash of the sources, which tells nothing of them.
    served = [path for path in files if path.name != ".stamp"]
    assert served
    assert {path.suffix for path in served} <= OF_BROWSERS

"""Every page of a sandbox says once, above all else, that nothing there is genuine; no other page does."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.staff import Role
from issuance.storage.settings import add_settings
from reference_service.config import load_config
from reference_service.errors import ConfigError
from register.errors import RegisterSchemaError
from tests.builders import NOW
from tests.office_databases import sqlite_urls
from tests.office_gallery import hang
from tests.office_pages import PAGES as OFFICE_PAGES
from tests.office_pages import SETTINGS
from tests.office_people import make_person
from tests.office_site import CHAMBER, ENGLISH, OfficeSite
from tests.reference_pages import PAGES as PUBLIC_PAGES
from tests.reference_site import ReferenceSite, page_of
from tests.sandboxes import make_sandbox_office

SENTENCE = "Sandbox: nothing here is genuine"
TITLE = re.compile(r"<title>\s*Sandbox: \S[^<]*</title>")
NOT_LISTED = '<meta name="robots" content="noindex">'
SIGNED_IN = ("/TYO/", "/TYO/account/", "/TYO/admin/", "/TYO/admin/systems", "/TYO/register/nothing")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]) -> Iterator[OfficeSite]:
    """Yield the pages of a sandbox's office."""
    folder = tmp_path_factory.mktemp("sandbox") / "var"
    site = OfficeSite.over(make_sandbox_office(office_templates(NOW.year), folder, sqlite_urls(folder)))
    with site.office.units.act(Actor.job(CHAMBER, "test")) as unit:
        add_settings(unit, 1, SETTINGS)
    hang(site.app)
    yield site
    site.close()


@pytest.fixture
def public(tmp_path: Path) -> Iterator[ReferenceSite]:
    """Yield a sandbox's register with the public pages over it."""
    site = ReferenceSite(tmp_path, sandbox=True)
    yield site
    site.close()


def assert_said_once(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers=ENGLISH, follow_redirects=True).text
    assert page.count(SENTENCE) == 1, path
    assert page.index(SENTENCE) < page.index('<div class="site-bar'), path
    assert TITLE.search(page), path
    assert NOT_LISTED in page, path


def assert_not_said(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers=ENGLISH, follow_redirects=True).text
    assert "</title>" in page, path
    assert "Sandbox" not in page, path
    assert NOT_LISTED not in page, path


@pytest.mark.parametrize("path", OFFICE_PAGES.values(), ids=OFFICE_PAGES)
def test_each_page_of_the_office_for_visitors(office: OfficeSite, path: str) -> None:
    assert_said_once(office.client(), path)


def test_pages_of_those_who_have_signed_in(office: OfficeSite) -> None:
    client = office.client()
    office.sign_in(client, make_person(office.office.units, CHAMBER, IdKind.STAFF, roles=[Role.CHAMBER_ADMINISTRATOR]))
    for path in SIGNED_IN:
        assert_said_once(client, path)


@pytest.mark.parametrize("package", ["issuance.web", "reference_service"])
def test_no_page_has_another_frame(package: str) -> None:
    """So that what is said there is said on every page, whoever may open it."""
    templates = Path(str(resources.files(package))) / "templates"
    framed = [file for file in templates.rglob("*.html") if "<html" in file.read_text(encoding="utf-8")]

    assert [str(file.relative_to(templates)) for file in framed] == ["base.html"]


def test_each_page_of_the_public_service(public: ReferenceSite) -> None:
    in_force = public.publish(public.world.issue(1))
    client = public.app().test_client()
    for path in (*PUBLIC_PAGES.values(), page_of(in_force), page_of(public.world.issue(90))):
        # Twice: what is asked for again comes from memory.
        for _each in range(2):
            assert_said_once(client, path)


def test_pages_of_a_real_installation_say_nothing_of_it(
    tmp_path: Path, office_templates: Callable[[int], Path]
) -> None:
    real = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    assert_not_said(real.client(), "/")
    real.close()
    site = ReferenceSite(tmp_path / "public")
    assert_not_said(site.app().test_client(), "/")
    site.close()


def test_the_public_service_opens_the_register_of_its_own_kind_alone(public: ReferenceSite) -> None:
    with pytest.raises(RegisterSchemaError, match="set up as a real one"):
        public.app(replace(public.config, sandbox=False))


@pytest.mark.parametrize("said", ["on", "true", "YES"])
def test_whether_the_public_service_is_one_is_said_by_two_words(tmp_path: Path, said: str) -> None:
    with pytest.raises(ConfigError, match="REFERENCE_SANDBOX is"):
        load_config({"REFERENCE_SANDBOX": said}, directory=tmp_path)

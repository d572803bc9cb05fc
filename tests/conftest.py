"""Fixtures that hand out the real servers of ``tests.servers``.

A server is started when the first test of a session (of a pytest-xdist worker) asks for it; each test gets a
database or a bucket of its own on it. Tests that kill a server take a disposable one.
"""

import datetime as dt
import functools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import settings

from issuance import vault
from issuance.office import system_clock
from scanner.trust.source import source_of
from scanner.trust.store import TrustStore
from tests.builders import NOW
from tests.compiled_templates import CompiledTemplates
from tests.demo import Demo, ReferenceService, make_demo_once
from tests.memory_folder import use_memory
from tests.office_databases import DATABASES, POSTGRESQL, SQLITE, Urls, sqlite_urls, wanted_kinds
from tests.offices import Installation, make_template
from tests.servers.postgres import Database, PostgresServer
from tests.servers.programs import absent
from tests.servers.redis import RedisServer
from tests.servers.s3 import Bucket, S3Server
from tests.servers.softhsm import Token, create_token


def pytest_configure() -> None:
    """Choose where temporary folders lie, before the first one is made."""
    use_memory()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that hold slow tests: at the end a single process would go on with one of them alone."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


# How long an example takes on a busy machine says nothing about what is tested.
settings.register_profile("without deadline", deadline=None)
settings.load_profile("without deadline")


@pytest.fixture(scope="session", autouse=True)
def worked_out_once() -> Iterator[None]:
    """Work out once for a process what takes long and comes out the same for each application and office.

    Compiled templates, and what scrypt makes of the tests' passphrase and the salts of the copied keys.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "_wrapping_key", functools.cache(vault._wrapping_key))
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()})
        yield


@pytest.fixture(scope="session", autouse=True)
def _databases() -> Iterator[None]:
    """End the PostgreSQL server of the offices with the session."""
    yield
    DATABASES.close()


@pytest.fixture(scope="session")
def postgres_server() -> PostgresServer:
    """Return the session's PostgreSQL server. Tests that kill one take ``disposable_postgres``."""
    return DATABASES.server


@pytest.fixture
def postgres_database(postgres_server: PostgresServer) -> Iterator[Database]:
    """Yield a fresh database for this test, dropped afterwards together with the roles that the test made."""
    database = postgres_server.create_database()
    yield database
    postgres_server.drop_database(database)


@pytest.fixture
def postgres_url(postgres_database: Database) -> str:
    """Return ``postgresql+psycopg://…`` of a fresh database, as its owner, who is no superuser."""
    return postgres_database.url


@pytest.fixture
def postgres_superuser_url(postgres_database: Database) -> str:
    """Return the URL of the same database as ``postgres_url``, as superuser: for tests that create roles."""
    return postgres_database.superuser_url


@pytest.fixture
def disposable_postgres() -> Iterator[PostgresServer]:
    """Yield a PostgreSQL server for this test alone, which may kill, stop and start it again."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def disposable_redis() -> Iterator[RedisServer]:
    """Yield a Redis server for this test alone, which may kill, stop and start it again."""
    with RedisServer() as server:
        yield server


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """Yield the session's S3 server."""
    server = S3Server()
    yield server
    server.close()


@pytest.fixture
def s3_bucket(s3_server: S3Server) -> Bucket:
    """Return a fresh bucket for this test, with endpoint and credentials."""
    return s3_server.create_bucket()


@pytest.fixture(scope="session")
def softhsm_token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    """Yield the session's PKCS#11 token, with its environment set for this process."""
    token = create_token(tmp_path_factory.mktemp("softhsm"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in token.environment.items():
            patch.setenv(name, value)
        yield token


@pytest.fixture(scope="session")
def oracle_python() -> Path:
    """Return the interpreter that has python-cwt, a second implementation of COSE."""
    chosen = os.environ.get("ORIGINSEAL_ORACLE_PYTHON")
    python = Path(chosen) if chosen else Path(__file__).parent.parent / ".venv-oracle" / "bin" / "python"
    return python if python.is_file() else absent(str(python), "from requirements-oracle.lock")


@pytest.fixture(scope="session")
def office_templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Return the folder with an office's keys for a year, made when it is first asked for."""
    made: dict[int, Path] = {}

    def template(year: int) -> Path:
        if year not in made:
            now = dt.datetime(year, 1, 2, tzinfo=dt.UTC)
            made[year] = make_template(tmp_path_factory.mktemp("office"), max(now, NOW) if year == NOW.year else now)
        return made[year]

    return template


@pytest.fixture(params=wanted_kinds())
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the test on SQLite and again on PostgreSQL, where its offices are put; yield which of the two it is."""
    kind: str = request.param
    if kind == POSTGRESQL:
        request.getfixturevalue("postgres_server")
    with DATABASES.on(kind):
        yield kind


@pytest.fixture
def office_urls(database: str, tmp_path: Path) -> Iterator[Urls]:
    """Yield the addresses of two fresh databases with all tables, for the office and the register, of either kind."""
    with DATABASES.lent(tmp_path / "office", database) as urls:
        yield urls


@pytest.fixture
def any_urls(tmp_path: Path) -> Iterator[Urls]:
    """Yield the same of one kind: that on which this run puts what does not depend on the database."""
    with DATABASES.lent(tmp_path / "office") as urls:
        yield urls


@pytest.fixture
def empty_urls(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Urls]:
    """Yield the addresses of two databases of either kind in which nothing is."""
    if database == SQLITE:
        yield sqlite_urls(tmp_path / "office")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    made = [server.create_database(), server.create_database()]
    yield Urls(made[0].url, made[1].url)
    for each in made:
        server.drop_database(each)


@pytest.fixture
def installation(office_templates: Callable[[int], Path], office_urls: Urls, tmp_path: Path) -> Installation:
    """Return an office at noon of 10 March 2026 in Tokyo, on SQLite and again on PostgreSQL."""
    return Installation.make(office_templates(NOW.year), tmp_path / "office", office_urls)


@pytest.fixture
def any_installation(
    office_templates: Callable[[int], Path], any_urls: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Installation:
    """Return the same on one database, for what does not depend on which; the office's commands work on it."""
    made = Installation.make(office_templates(NOW.year), tmp_path / "office", any_urls)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    return made


@pytest.fixture
def sqlite_installation(office_templates: Callable[[int], Path], tmp_path: Path) -> Installation:
    """Return the same on SQLite, for what is about its files, or about none of the office's rows."""
    return Installation.make(office_templates(NOW.year), tmp_path / "office", sqlite_urls(tmp_path / "office"))


@pytest.fixture
def present_installation(office_templates: Callable[[int], Path], office_urls: Urls, tmp_path: Path) -> Installation:
    """Return an office of today, for tests that start real processes: those have the real clock."""
    return _of_today(office_templates, office_urls, tmp_path)


@pytest.fixture
def any_present_installation(office_templates: Callable[[int], Path], any_urls: Urls, tmp_path: Path) -> Installation:
    """Return the same on one database, for what does not depend on which."""
    return _of_today(office_templates, any_urls, tmp_path)


@pytest.fixture
def sqlite_present_installation(office_templates: Callable[[int], Path], tmp_path: Path) -> Installation:
    """Return the same on SQLite alone."""
    return _of_today(office_templates, sqlite_urls(tmp_path / "office"), tmp_path)


def _of_today(templates: Callable[[int], Path], urls: Urls, tmp_path: Path) -> Installation:
    year = system_clock().astimezone(ZoneInfo("Asia/Tokyo")).year
    return Installation.make(templates(year), tmp_path / "office", urls, system_clock)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Return the demo installation, made once for all workers. Only for reading: tests that change it copy it."""
    own = tmp_path_factory.getbasetemp()
    return make_demo_once(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture(scope="session")
def reference_service(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the demo with the real reference service; yield its address."""
    with ReferenceService(demo, tmp_path_factory.mktemp("reference-service")) as service:
        yield service.address


@pytest.fixture
def trust(demo: Demo, tmp_path: Path) -> Path:
    """Return a scanner's trust folder of this test's own, which has pinned the root and fetched everything once."""
    folder = tmp_path / "trust"
    shutil.copytree(demo.trust, folder)
    TrustStore(folder).update(dt.datetime.now(dt.UTC), source_of(str(demo.repository)))
    return folder

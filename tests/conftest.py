"""Fixtures that hand out the real servers of ``tests.servers``.

A server is started when the first test of a session (of a pytest-xdist worker) asks for it; each test gets a
database or a bucket of its own on it. Tests that kill a server take a disposable one.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scanner.trust.source import source_of
from scanner.trust.store import TrustStore
from tests.demo import Demo, ReferenceService, make_demo_once
from tests.servers.postgres import Database, PostgresServer
from tests.servers.programs import absent
from tests.servers.s3 import Bucket, S3Server
from tests.servers.softhsm import Token, create_token


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Yield the session's PostgreSQL server. Tests that kill one take ``disposable_postgres``."""
    with PostgresServer() as server:
        yield server


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
    TrustStore(folder).update(datetime.now(UTC), source_of(str(demo.repository)))
    return folder

"""The servers that other tests stand on are real, separate, and ended with the tests."""

import subprocess
import sys
from pathlib import Path

import boto3
import psutil
import psycopg
import pytest
from asn1crypto.core import OctetString
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pkcs11 import Attribute, KeyType, Mechanism, SignMixin
from pkcs11.exceptions import AttributeSensitive
from pkcs11.util.ec import encode_named_curve_parameters
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.pool import NullPool

from tests.servers.postgres import PostgresServer
from tests.servers.s3 import Bucket
from tests.servers.softhsm import Token, open_session

ED25519 = "1.3.101.112"
COUNT_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True, connect_timeout=10)


def test_each_test_has_an_empty_postgres_database_of_its_own(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    neighbour = postgres_server.create_database()
    with connect(postgres_url) as mine, connect(neighbour.url) as theirs:
        mine.execute("CREATE TABLE certificate (number text)")

        assert mine.execute(COUNT_TABLES).fetchone() == (1,)
        assert theirs.execute(COUNT_TABLES).fetchone() == (0,)
    postgres_server.drop_database(neighbour)


def test_the_postgres_server_itself_refuses_what_a_role_may_not(postgres_url: str, postgres_superuser_url: str) -> None:
    with connect(postgres_superuser_url) as superuser:
        superuser.execute("CREATE ROLE only_reads LOGIN")
    with connect(postgres_url) as owner:
        owner.execute("CREATE TABLE certificate (number text)")
        owner.execute("GRANT SELECT ON certificate TO only_reads")
    reader = create_engine(make_url(postgres_url).set(username="only_reads"), poolclass=NullPool)

    with reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM certificate")).scalar_one() == 0
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("INSERT INTO certificate VALUES ('TYO26-000001')"))


def test_roles_of_an_earlier_test_are_gone(postgres_server: PostgresServer) -> None:
    database = postgres_server.create_database()
    with connect(database.superuser_url) as superuser:
        superuser.execute("CREATE ROLE left_behind")
    postgres_server.drop_database(database)

    database = postgres_server.create_database()
    with connect(database.superuser_url) as superuser:
        left = superuser.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'left_behind'").fetchone()
    postgres_server.drop_database(database)
    assert left == (0,)


def test_a_frozen_postgres_keeps_clients_waiting_until_it_is_thawed(postgres_server: PostgresServer) -> None:
    database = postgres_server.create_database()
    url = database.url.replace("+psycopg", "")
    # Connecting is what a person's query would do first; 2 seconds is the shortest limit that libpq keeps.
    postgres_server.process.freeze()
    try:
        with pytest.raises(psycopg.errors.ConnectionTimeout):
            psycopg.connect(url, connect_timeout=2)
    finally:
        postgres_server.process.thaw()
    with connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    postgres_server.drop_database(database)


def test_a_killed_postgres_comes_back_with_what_was_committed(disposable_postgres: PostgresServer) -> None:
    database = disposable_postgres.create_database()
    with connect(database.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")

    disposable_postgres.process.kill()
    with pytest.raises(psycopg.OperationalError):
        connect(database.url)
    disposable_postgres.start()

    with connect(database.url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


# What a test session does that is killed before it can clean up: start a server, say where it is, be killed.
KILLED_SESSION = """
import os, signal
from tests.servers.postgres import PostgresServer
server = PostgresServer()
print(server.process.pid, server.folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_no_server_outlives_a_killed_test_session(postgres_server: PostgresServer) -> None:
    del postgres_server  # Asked for so that this test is skipped where there is no PostgreSQL.
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", KILLED_SESSION]
    done = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, text=True, check=False)
    pid, folder = done.stdout.split()

    try:
        server = psutil.Process(int(pid))
    except psutil.NoSuchProcess:
        server = None
    _, alive = psutil.wait_procs([server] if server else [], timeout=30)

    assert not alive
    subprocess.run(["rm", "-r", folder], check=True)


def test_each_test_has_an_empty_bucket_of_its_own(s3_bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in s3_bucket.environment.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    try:
        assert client.list_objects_v2(Bucket=s3_bucket.name)["KeyCount"] == 0

        client.put_object(Bucket=s3_bucket.name, Key="ab/cd", Body=b"%PDF-")

        assert client.get_object(Bucket=s3_bucket.name, Key="ab/cd")["Body"].read() == b"%PDF-"
    finally:
        client.close()


def test_the_token_signs_with_ed25519_and_never_gives_the_key_out(softhsm_token: Token) -> None:
    with open_session(softhsm_token) as session:
        domain = session.create_domain_parameters(
            KeyType.EC_EDWARDS, {Attribute.EC_PARAMS: encode_named_curve_parameters(ED25519)}, local=True
        )
        public, private = domain.generate_keypair(
            mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN,
            store=False,
            private_template={Attribute.SENSITIVE: True},
        )
        assert isinstance(private, SignMixin)
        signature = private.sign(b"certificate", mechanism=Mechanism.EDDSA)
        point = OctetString.load(public[Attribute.EC_POINT]).native

        # Raises InvalidSignature where the token did anything but RFC 8032.
        Ed25519PublicKey.from_public_bytes(point).verify(signature, b"certificate")
        with pytest.raises(AttributeSensitive):
            private[Attribute.VALUE]


def test_the_oracle_has_python_cwt_and_its_older_cbor2(oracle_python: Path) -> None:
    # An environment of its own: ours must not leak into it by way of PYTHONPATH.
    code = "import cwt; from importlib.metadata import version; print(version('cbor2').split('.')[0])"

    done = subprocess.run([oracle_python, "-I", "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) < 6

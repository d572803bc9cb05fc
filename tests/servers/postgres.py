"""A PostgreSQL server of the tests' own, and a fresh database for each test.

Everyone on loopback is trusted, so a URL with a role's name is all that it takes to act as that role.
``fsync`` is off for speed: a power cut would lose data, but a killed server does not, since the operating
system lives on. (``synchronous_commit`` stays on: without it a kill loses what was committed last.)
"""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString, Self

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.servers.process import ServerError, ServerProcess, start_on_port
from tests.servers.programs import require_program

SUPERUSER = "postgres"
# Root gets this user of the Debian package for the server, because initdb and postgres refuse to run as root.
SYSTEM_USER = "postgres"
FAST_AND_QUIET = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "log_min_messages": "warning",
}
ROLES_WITHOUT_DATABASE = """
    SELECT rolname FROM pg_roles
    WHERE rolname !~ '^pg_' AND oid NOT IN (SELECT datdba FROM pg_database)
"""


@dataclass(frozen=True)
class Database:
    """One test's own, empty database: ``url`` as its owner, who is no superuser, and ``superuser_url``."""

    name: str
    url: str
    superuser_url: str


class PostgresServer:
    """A PostgreSQL server in a temporary folder; ``start`` and ``stop`` may alternate, ``close`` is the end.

    ``settings`` are settings of the server, for example ``max_connections="10"``.
    ``process`` is the handle for fault tests (``freeze``, ``thaw``, ``kill``); after a kill, ``start``
    recovers the same data on the same port, as a restarted machine would.
    """

    process: ServerProcess

    def __init__(self, **settings: str) -> None:
        self._settings = FAST_AND_QUIET | settings
        self._postgres = require_program("postgres", "postgresql", ["usr/lib/postgresql/*/bin/postgres"])
        self._user = SYSTEM_USER if os.geteuid() == 0 else None
        self.port = 0
        # Not pytest's tmp_path: that is closed to the other user that the server runs as.
        self.folder = Path(tempfile.mkdtemp(prefix="originseal-postgres-"))
        if self._user:
            shutil.chown(self.folder, self._user)
        try:
            self._initialise()
            self.start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def _initialise(self) -> None:
        options = [
            "--username",
            SUPERUSER,
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--no-sync",
        ]
        self._run("initdb", *options)

    def _run(self, program: str, *options: str) -> None:
        """Run a program of the server's package over the data's folder."""
        identity = ["setpriv", "--reuid", self._user, "--regid", self._user, "--init-groups"] if self._user else []
        command = [*identity, str(self._postgres.with_name(program)), "--pgdata", str(self.folder / "data"), *options]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ServerError(f"{program} ended with status {done.returncode}:\n{done.stdout}{done.stderr}")

    def start(self) -> None:
        """Start it and return when it answers: on its earlier port, else on a free one."""
        start_on_port(self._start, self.port)

    def _start(self, port: int) -> None:
        self.port = port
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        command = [str(self._postgres), "-D", str(self.folder / "data"), "-p", str(port), *settings]
        # SIGINT is PostgreSQL's "fast" shutdown: it does not wait for clients to go.
        self.process = ServerProcess(command, self.folder, stop_signal=signal.SIGINT, user=self._user)
        self.process.wait_until(self._answers)

    def stop(self) -> None:
        """Shut it down; its data and port are kept for the next ``start``."""
        self.process.stop()

    def close(self) -> None:
        """Shut it down for good and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder)

    def url(self, role: str, database: str) -> str:
        """Return the SQLAlchemy URL by which ``role`` opens ``database``."""
        return f"postgresql+psycopg://{role}@127.0.0.1:{self.port}/{database}"

    def create_database(self) -> Database:
        """Create an empty database, owned by a new role of the same name."""
        name = f"test_{secrets.token_hex(6)}"
        with self._connect() as connection:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
            create = sql.SQL("CREATE DATABASE {0} OWNER {0} TEMPLATE template0")
            connection.execute(create.format(sql.Identifier(name)))
        return Database(name, self.url(name, name), self.url(SUPERUSER, name))

    def copy_database(self, original: Database) -> Database:
        """Create a copy of a database that nobody has open, of the same owner."""
        name = f"test_{secrets.token_hex(6)}"
        with self._connect() as connection:
            copy = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
            owner = make_url(original.url).username or original.name
            connection.execute(copy.format(*map(sql.Identifier, (name, owner, original.name))))
        return Database(name, self.url(owner, name), self.url(SUPERUSER, name))

    def drop_database(self, database: Database) -> None:
        """Drop the database, open connections included, and the roles that are left without one.

        Roles belong to the server: those that a test made would meet the next test.
        """
        self.process.thaw()
        with self._connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database.name)))
            for (role,) in connection.execute(ROLES_WITHOUT_DATABASE).fetchall():
                connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))

    def _connect(self) -> psycopg.Connection:
        url = self.url(SUPERUSER, "postgres").replace("+psycopg", "")
        return psycopg.connect(url, autocommit=True, connect_timeout=10)

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class PostgresReplica(PostgresServer):
    """A streaming replica of `primary`, which has to be running; it can be read until it is promoted, and written then.

    Close it before the primary.
    """

    def __init__(self, primary: PostgresServer, **settings: str) -> None:
        self._primary = primary
        super().__init__(**settings)

    def _initialise(self) -> None:
        source = f"host=127.0.0.1 port={self._primary.port} user={SUPERUSER}"
        self._run("pg_basebackup", "--write-recovery-conf", "--dbname", source, "--checkpoint=fast", "--no-sync")

    def same(self, url: str) -> str:
        """Return the address here of what `url` names on the primary."""
        return make_url(url).set(port=self.port).render_as_string(hide_password=False)

    def pause(self) -> None:
        """Let it fall behind: what comes from the primary is kept and not shown."""
        self._ask("SELECT pg_wal_replay_pause()")

    def resume(self) -> None:
        """Let it catch up."""
        self._ask("SELECT pg_wal_replay_resume()")

    def promote(self) -> None:
        """Make it a primary, and return when it is one."""
        self._ask("SELECT pg_promote()")

    def _ask(self, question: LiteralString) -> None:
        with self._connect() as connection:
            connection.execute(question)

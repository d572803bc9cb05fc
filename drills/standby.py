"""A PostgreSQL server that follows another one and can take its place."""

import subprocess

import psycopg

from drills.drill import DrillError
from tests.servers.postgres import SUPERUSER, PostgresServer

SYNCHRONOUS = {"synchronous_standby_names": "*"}
"""On the primary: what it has told a client is on the standby as well, so no number is told twice after a failover."""


class Standby(PostgresServer):
    """Follows `primary`, which runs; close it first. `promote` makes it a primary."""

    def __init__(self, primary: PostgresServer) -> None:
        self._primary = primary
        super().__init__()

    def _initialise(self) -> None:
        identity = ["setpriv", "--reuid", self._user, "--regid", self._user, "--init-groups"] if self._user else []
        source = f"host=127.0.0.1 port={self._primary.port} user={SUPERUSER} application_name=standby"
        command = [str(self._postgres.with_name("pg_basebackup")), "--pgdata", str(self.folder / "data")]
        command += ["--dbname", source, "--write-recovery-conf", "--checkpoint=fast", "--no-sync"]
        done = subprocess.run([*identity, *command], cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise DrillError(f"pg_basebackup ended with {done.returncode}: {done.stderr.strip()}")

    def promote(self) -> None:
        """Make it a primary; return when it takes writes."""
        with self._superuser() as connection:
            connection.execute("SELECT pg_promote()")

    def is_synchronous(self) -> bool:
        """Ask the primary whether it waits for this one."""
        url = self._primary.url(SUPERUSER, "postgres").replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            row = connection.execute("SELECT sync_state FROM pg_stat_replication").fetchone()
        return row is not None and row[0] == "sync"

    def _superuser(self) -> psycopg.Connection:
        return psycopg.connect(self.url(SUPERUSER, "postgres").replace("+psycopg", ""), autocommit=True)


def either(url: str, primary: PostgresServer, standby: PostgresServer, *, writing: bool) -> str:
    """Return the address of a database on both, as libpq takes it: the one that is no standby, or any for readers.

    Not `read-write`: sessions of the register's reader are read-only by themselves, and libpq would refuse them all.
    """
    head = url.split("@", maxsplit=1)[0]
    database = url.rsplit("/", maxsplit=1)[1]
    hosts = f"host=127.0.0.1,127.0.0.1&port={primary.port},{standby.port}"
    return f"{head}@/{database}?{hosts}{'&target_session_attrs=primary' if writing else ''}"

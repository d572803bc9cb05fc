"""The PostgreSQL server dies while the office issues; its standby is promoted: no number is lost or given out twice."""

import dataclasses
import threading
import time

import psycopg
from psycopg import sql

from drills.drill import Drill, DrillError
from drills.rehearsal import gap_free, issue, rehearse
from drills.standby import SYNCHRONOUS, Standby, either
from drills.witness import Witness
from issuance.errors import IssuanceError
from issuance.services.certificates.issue import Unfinished
from register.errors import RegisterError
from tests.office_databases import Urls
from tests.offices import Installation, numbered_request
from tests.servers.gunicorn import Gunicorn
from tests.servers.postgres import SUPERUSER, PostgresServer

ABOUT = "PostgreSQL is killed while the office issues, its standby promoted; no number twice, none lost"
WORKERS = 2
RECOVERY_SECONDS = 60.0


def run(drill: Drill) -> None:
    """Issue with two jobs, kill the primary in the middle, promote, go on."""
    with PostgresServer(wal_level="replica", max_wal_senders="4") as primary:
        office_database, register_database = primary.create_database(), primary.create_database()
        office_of = rehearse(drill, Urls(office_database.url, register_database.url))
        with Standby(primary) as standby:
            _wait_for_each_other(primary, standby)
            drill.fact("the primary waits for its standby", standby.is_synchronous())
            urls = [
                either(each.url, primary, standby, writing=writing)
                for each, writing in ((office_database, True), (register_database, True), (register_database, False))
            ]
            office_of.config = dataclasses.replace(office_of.config, database_url=urls[0], register_url=urls[1])
            with Gunicorn(office_of.config.directory, workers=1, REFERENCE_REGISTER_URL=urls[2]) as service:
                _fail_over(drill, office_of, primary, standby, service.url)


def _fail_over(drill: Drill, office_of: Installation, primary: PostgresServer, standby: Standby, address: str) -> None:
    entries = issue(office_of, *range(1, 4))
    scanner = Witness(drill.folder / "scanner", office_of.config.trust_repository, address)
    drill.fact("certificates are in force before", scanner.reasons(entries) == {"IN_FORCE"})
    jobs = [_Job(office_of, first) for first in range(1000, 1000 * (WORKERS + 1), 1000)]
    for job in jobs:
        job.start()
    while sum(len(job.done) for job in jobs) < (100 if drill.large else 4):
        time.sleep(0.02)
    drill.step("the primary is killed")
    killed = time.monotonic()
    primary.process.kill()
    time.sleep(0.5)
    known = scanner.reasons(entries)
    drill.fact("while no database answers nothing wrong is said", known <= {"IN_FORCE", "STATUS_UNAVAILABLE"}, known)
    drill.step("the standby is promoted")
    standby.promote()
    before = [len(job.done) for job in jobs]
    while any(len(job.done) == count for job, count in zip(jobs, before, strict=True)):
        if time.monotonic() > killed + RECOVERY_SECONDS:
            raise DrillError(f"the office did not go on: {jobs[0].refused[-1:]}")
        time.sleep(0.02)
    drill.figure("issuing_again_after_seconds", time.monotonic() - killed)
    for job in jobs:
        job.stop()
    with office_of.open() as office:
        left = [each for each in office.issuing.resume() if isinstance(each, Unfinished)]
        office.publisher.drain()
    drill.fact("what was cut off is finished by issuance resume", left == [], left)
    told = [number for job in jobs for number in job.done]
    numbers = [entry.public_number for entry in office_of.entries()]
    drill.figure("certificates", len(numbers))
    drill.figure("attempts_refused_meanwhile", sum(len(job.refused) for job in jobs))
    drill.fact("no number was given out twice", len(set(told)) == len(told))
    drill.fact("every number that was told is there", set(told) <= set(numbers), set(told) - set(numbers))
    drill.fact("the numbers have no gap", gap_free(office_of), numbers)
    drill.fact("the register has each certificate once", len(office_of.published()) == len(numbers))
    scanner.look_again()
    found = scanner.reasons(office_of.entries())
    drill.fact("all certificates are in force after", found == {"IN_FORCE"}, found)
    scanner.close()


class _Job(threading.Thread):
    """Issues one certificate after the other, as a new process would each time, until it is stopped."""

    def __init__(self, office_of: Installation, first: int) -> None:
        super().__init__(daemon=True)
        self._office_of, self._next = office_of, first
        self._stopped = threading.Event()
        self.done: list[str] = []
        self.refused: list[str] = []

    def run(self) -> None:
        """Issue; what is refused is asked for again, which finishes what was begun."""
        while not self._stopped.is_set():
            try:
                with self._office_of.open() as office:
                    while not self._stopped.is_set():
                        entry = office.issuing.issue(numbered_request(self._next))
                        self.done.append(entry.public_number)
                        self._next += 1
            except (IssuanceError, RegisterError) as error:
                self.refused.append(str(error))
                self._stopped.wait(0.1)

    def stop(self) -> None:
        """End after the certificate that is under way."""
        self._stopped.set()
        self.join()


def _wait_for_each_other(primary: PostgresServer, standby: Standby) -> None:
    """Let the primary wait for its standby from now on: before, it would have waited for nobody for ever."""
    url = primary.url(SUPERUSER, "postgres").replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        for name, value in SYNCHRONOUS.items():
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
        connection.execute("SELECT pg_reload_conf()")
    deadline = time.monotonic() + RECOVERY_SECONDS
    while not standby.is_synchronous() and time.monotonic() < deadline:
        time.sleep(0.05)

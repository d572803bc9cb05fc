"""`script/bench backup`: the recovery drill, timed: an office is backed up, lost, restored where nothing is, proved.

    script/bench backup                                        200 certificates on SQLite, a look
    script/bench backup --certificates 5000                    what a certificate costs
    script/bench backup --certificates 5000 --documents 190000 as many files as 100,000 certificates have
    script/bench backup --database postgresql                  on a PostgreSQL server of the bench's own

Certificates are really issued (numbers, seals, records, register), on stand-ins for paper of `--kilobytes`; documents
beyond theirs are random bytes. What counts is the restore with its proof and `reconcile`, until the next number is
given out: an hour at most, for 100,000 certificates (Annex 1, A2), reckoned from what certificates cost and what files.
"""

import argparse
import datetime as dt
import hashlib
import json
import os
import platform
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from issuance.backup.place import Place
from issuance.backup.reconciling import Reconciler
from issuance.office import Office
from issuance.paper import Enclosures, Stationery
from signing.content import AnyContent
from tests.backing_up import BackupKit
from tests.builders import BASE, NOW
from tests.office_databases import DATABASES
from tests.offices import Installation, PlainPrintRoom, make_template, numbered_request

RESULTS = Path(__file__).parent / "results" / "backup.json"
LIMIT_MINUTES, LIMIT_CERTIFICATES = 60, 100_000
FILES_OF_A_CERTIFICATE = 2
"""Its original and its reference copy."""


class SizedPrintRoom(PlainPrintRoom):
    """Prints stand-ins as long as real papers, which compress as badly."""

    kilobytes = 30

    def original(
        self,
        content: AnyContent,
        seal_url: str,
        sid: bytes,
        pictures: Mapping[str, bytes],
        now: dt.datetime,
        enclosures: Enclosures | None = None,
    ) -> bytes:
        """Return the stand-in with filler."""
        plain = super().original(content, seal_url, sid, pictures, now, enclosures)
        return plain + os.urandom(1024 * self.kilobytes)


@contextmanager
def timed(figures: dict[str, float], what: str) -> Iterator[None]:
    """Note how many seconds the block takes by the wall, and of them on a processor (the rest waits, or is others')."""
    began, worked = time.perf_counter(), time.process_time()
    yield
    figures[what] = round(time.perf_counter() - began, 2)
    figures[f"{what}, processor"] = round(time.process_time() - worked, 2)
    print(f"{what:40} {figures[what]:10.1f} s, {figures[f'{what}, processor']:.1f} s of a processor", flush=True)


def fill(installation: Installation, certificates: int, documents: int, kilobytes: int) -> None:
    """Issue certificates, and lay further documents into the two stores."""
    SizedPrintRoom.kilobytes = kilobytes
    with installation.open() as office:
        office.print_room = SizedPrintRoom(keys=office.keys, stationery=lambda _: Stationery(check_host=BASE.host))
        for index in range(certificates):
            office.issuing.issue(numbered_request(index))
        while office.publisher.without_copy():
            office.copies.publish_all()
    chance = random.Random(1)  # noqa: S311  # filler
    for url in (installation.config.originals_url, installation.config.documents_url):
        place = Place.open(url)  # without the document store's care for each single file
        for _ in range(documents // 2):
            data = chance.randbytes(1024 * kilobytes)
            sha256 = hashlib.sha256(data).hexdigest()
            with place.writing(f"{sha256[:2]}/{sha256[2:]}") as file:
                file.write(data)


def drill(kit: BackupKit, figures: dict[str, float]) -> int:
    """Back up twice, restore, prove, reconcile, issue; return how many proofs held."""
    with timed(figures, "first backup"):
        kit.make_backup()
    with timed(figures, "next backup, nothing new"):
        kit.make_backup()
    with kit.empty_machine() as target:
        with timed(figures, "restore and proof"):
            done = kit.restore(target)
        faults = [*done.faults, *(proof.fault for proof in kit.proofs if proof.fault)]
        if faults:
            raise SystemExit(f"The drill failed: {faults[0]}")
        with timed(figures, "reconcile until the next number"), target.open() as office:
            _next_number(office, kit)
    return len(kit.proofs)


def _next_number(office: Office, kit: BackupKit) -> None:
    reconciler = Reconciler(office)
    reconciler.run({})
    office.status_desk.publish()
    reconciler.leap(NOW)
    office.config.restored.unlink()
    entry = office.issuing.issue(numbered_request(10_000_000))
    expected = len(kit.installation.numbers()) + 1
    if entry.number.sequence != expected:
        raise SystemExit(f"The next number is {entry.number.sequence}, and {expected} was due.")


def main() -> None:
    """Fill, drill, print, write down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--certificates", type=int, default=200)
    parser.add_argument("--documents", type=int, default=0, help="further documents, half in each store")
    parser.add_argument("--kilobytes", type=int, default=30)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--folder", type=Path, default=None, help="on the disk that is to be measured")
    given = parser.parse_args()
    figures: dict[str, float] = {}
    folder = Path(tempfile.mkdtemp(prefix="originseal-drill-", dir=given.folder))
    try:
        template = make_template(folder / "template", NOW)
        with DATABASES.lent(folder / "office", given.database) as urls:
            installation = Installation.make(template, folder / "office", urls)
            with timed(figures, "filled in"):
                fill(installation, given.certificates, given.documents, given.kilobytes)
            proofs = drill(BackupKit.make(installation, folder), figures)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        DATABASES.close()
    files = FILES_OF_A_CERTIFICATE * given.certificates + given.documents
    minutes = (figures["restore and proof"] + figures["reconcile until the next number"]) / 60
    found: dict[str, Any] = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()},
        "database": given.database,
        "certificates": given.certificates,
        "files": files,
        "kilobytes": given.kilobytes,
        "seconds": figures,
        "proofs_held": proofs,
        "restore_minutes": round(minutes, 2),
        "limit": {"minutes": LIMIT_MINUTES, "certificates": LIMIT_CERTIFICATES},
    }
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    run = f"{given.database}, {given.certificates} certificates, {files} files"
    RESULTS.write_text(json.dumps({**known, run: found}, indent=1) + "\n")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()

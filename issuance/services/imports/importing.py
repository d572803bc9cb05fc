"""Take past certificates in from a file: looked through as a whole first, then stored, signed and published.

    importer = Importer(units, claims, keys, trust_list, publisher.publish_imports)
    outcome = importer.run("TYO", ImportFile.open(path), officers=("TYO-C000003-7", "TYO-C000004-5"))

All of a file or nothing, unless bad rows may be skipped. However often it is killed, the same call goes on: what is
stored is known by its number, and nothing of a file is published before all of it is stored. It holds one batch of rows
in memory, and eight bytes for each number of the file.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.imports.files import ImportFile
from issuance.domain.imports.rows import EarlierCertificate
from issuance.errors import ConflictError
from issuance.key_store import KeyStore
from issuance.services.imports.looking import AT_ONCE, Look, Note, batches, look_through
from issuance.services.imports.officers import two_officers
from issuance.storage import imports as store
from issuance.storage.claims import Claims
from issuance.storage.imports import ImportState
from issuance.storage.unit import Units
from signing.import_record import ImportPayload, make_import_record
from signing.trust import TrustList

_JOB = "import"
Publish = Callable[[Sequence[bytes]], object]


@dataclass(frozen=True)
class Outcome:
    """What became of a file."""

    look: Look
    added: int
    """How many certificates the file has brought, in all calls."""
    published: int
    """How many the register got in this call."""


class Importer:
    """Imports. `publish` is the door to the register: it takes signed records, and the same ones again."""

    def __init__(
        self,
        units: Units,
        claims: Claims,
        keys: KeyStore,
        trust_list: Callable[[], TrustList],
        publish: Publish,
    ) -> None:
        self._units = units
        self._claims = claims
        self._keys = keys
        self._trust_list = trust_list
        self._publish = publish

    def look(self, chamber: str, file: ImportFile, note: Note = lambda _problem: None) -> Look:
        """Look through a file without changing anything; `note` gets every bad row."""
        return look_through(self._units, _job(chamber), file, note)

    def run(
        self,
        chamber: str,
        file: ImportFile,
        *,
        officers: Sequence[str],
        skip_bad: bool = False,
        note: Note = lambda _problem: None,
    ) -> Outcome:
        """Import a file, or finish what was begun of it. Where rows are bad, nothing of it is taken but by `skip_bad`.

        Raises `RefusedError` unless two different officers who may approve are named.
        """
        with self._claims.take(f"import {chamber}") as taken:
            if not taken:
                raise ConflictError(f"Another import of {chamber} is under way: wait for its end.")
            return self._run(chamber, file, officers, skip_bad, note)

    def _run(self, chamber: str, file: ImportFile, officers: Sequence[str], skip_bad: bool, note: Note) -> Outcome:
        with self._units.look(_job(chamber)) as unit:
            two = two_officers(unit, officers)
        look = self.look(chamber, file, note)
        if look.bad and not skip_bad:
            self._note(chamber, file, two, look, ImportState.REFUSED)
            return Outcome(look, 0, 0)
        key = self._note(chamber, file, two, look, ImportState.STORING)
        for rows in batches(file, japan_date(self._units.now())):
            self._store(chamber, key, [row for _line, row in rows if isinstance(row, EarlierCertificate)])
        published = self._send(chamber, key)
        return Outcome(look, self._finish(chamber, key), published)

    def _note(self, chamber: str, file: ImportFile, officers: tuple[str, ...], look: Look, state: ImportState) -> str:
        """Keep the look; a file that was imported before keeps how far it is."""
        named = {"sha256": file.sha256, "name": file.path.name}
        with self._units.act(_job(chamber)) as unit:
            before = store.find_file(unit, sha256=file.sha256)
            if before is not None and before.state is not ImportState.REFUSED:
                return before.id
            key = store.note_file(unit, named, officers, look.rows, look.bad, look.problems)
            store.set_import_state(unit, key, state)
            said = {"file": file.path.name, "sha256": file.sha256, "rows": look.rows, "bad": look.bad}
            unit.record(
                "import.refuse" if state is ImportState.REFUSED else "import.begin",
                f"import:{key}",
                after={**said, "officers": list(officers)},
            )
            return key

    def _store(self, chamber: str, key: str, found: Sequence[EarlierCertificate]) -> None:
        """Sign and store what is not there yet."""
        with self._units.act(_job(chamber)) as unit:
            known = store.known_certificates(unit, [each.number for each in found])
            new = [each for each in found if each.number not in known]
            # What another file has brought that was never finished goes on with this one.
            store.adopt(unit, key, known)
            if new:
                store.add_certificates(unit, key, self._signed(chamber, new, unit.now))

    def _signed(
        self, chamber: str, found: Sequence[EarlierCertificate], now: dt.datetime
    ) -> list[tuple[EarlierCertificate, bytes]]:
        trust_list = self._trust_list()
        time = now.astimezone(dt.UTC).replace(microsecond=0)
        day = time.astimezone(trust_list.chamber(chamber).zone).date()
        _key, signer = self._keys.chamber_key(trust_list, chamber, day)
        return [
            (
                each,
                make_import_record(
                    signer,
                    ImportPayload(
                        time=time,
                        chamber=chamber,
                        written=each.written,
                        issued=each.issued,
                        kind=each.kind,
                        state=each.state,
                        changed=each.changed,
                        successor=each.successor,
                    ),
                    trust_list.base,
                ),
            )
            for each in found
        ]

    def _send(self, chamber: str, key: str) -> int:
        with self._units.act(_job(chamber)) as unit:
            store.set_import_state(unit, key, ImportState.PUBLISHING)
        sent = 0
        while True:
            with self._units.look(_job(chamber)) as unit:
                waiting = store.unsent(unit, key, AT_ONCE)
            if not waiting:
                return sent
            self._publish(list(waiting.values()))
            with self._units.act(_job(chamber)) as unit:
                store.mark_sent(unit, waiting)
            sent += len(waiting)

    def _finish(self, chamber: str, key: str) -> int:
        with self._units.act(_job(chamber)) as unit:
            file = store.find_file(unit, key=key)
            added = store.count_of_file(unit, key)
            if file is not None and file.done_at is None:
                store.set_import_state(unit, key, ImportState.DONE, rows_added=added, done_at=unit.now)
                unit.record("import.finish", f"import:{key}", after={"certificates": added})
            elif file is not None:
                store.set_import_state(unit, key, ImportState.DONE)
            return added


def _job(chamber: str) -> Actor:
    return Actor.job(chamber, _JOB)

"""Files that people hand in: checked, sealed, quarantined until the virus scanner has answered (annex 1, A3).

upload = office.uploads.receive(actor, stream, filename, Purpose.DOCUMENT, organisation)   # an act of its own
with office.units.look(actor) as unit:
    data = office.uploads.open(unit, upload.id)
"""

import hashlib
from collections.abc import Callable, Collection, Mapping
from typing import Any, BinaryIO

from sqlalchemy import RowMapping, Select

from issuance.confidential import Confidential, Place
from issuance.domain.actor import Actor
from issuance.domain.uploads import (
    MAX_UPLOAD_BYTES,
    OPENABLE,
    UPLOAD,
    FileKind,
    Purpose,
    Upload,
    UploadEvent,
    UploadState,
    clean_name,
)
from issuance.errors import RefusedError
from issuance.intake.checking import Checked, Checker
from issuance.intake.clamd import Scanner, ScannerDownError
from issuance.language import _
from issuance.services.shredder import Shredder
from issuance.storage.doomed_files import doom
from issuance.storage.drawn_pages import forget_pages
from issuance.storage.tables.uploads import upload as table
from issuance.storage.unit import Unit, Units, new_id
from register.documents import DocumentStore

_SEALED_EXTRA = 64
"""What sealing adds to a file's bytes, generously."""


class Uploads:
    """Takes files in and hands them out.

    `scanner` is None where the installation has none; `unscanned` says whether files then may be opened ('allow', with
    the state `NOT_SCANNED`) or are not even taken ('refuse'). `alert` tells the chamber of a virus, in the unit's act.
    """

    def __init__(
        self,
        units: Units,
        confidential: Confidential,
        documents: DocumentStore,
        checker: Checker,
        scanner: Scanner | None,
        *,
        unscanned: str,
        alert: Callable[[Unit, Upload], None],
    ) -> None:
        self._units = units
        self._confidential = confidential
        self._documents = documents
        self._shredder = Shredder(units, documents)
        self._checker = checker
        self._scanner = scanner
        self._unscanned = unscanned
        self._alert = alert

    def receive(
        self, actor: Actor, stream: BinaryIO, filename: str, purpose: Purpose, organisation: str | None = None
    ) -> Upload:
        """Check, keep and scan a file, in acts of its own: call it while no unit is open.

        Raises `RefusedError` with the sentence for its owner; a virus was then recorded and the chamber told.
        While the scanner is down the file stays quarantined, and `scan_waiting` settles it later.
        """
        data = self._read(stream)
        checked = self._checker.check(data, purpose)
        row = new_id()
        stored = self._put(actor.chamber, row, data)
        try:
            with self._units.act(actor) as unit:
                taken = self._insert(unit, row, stored, data, checked, filename, purpose, organisation)
        except BaseException:
            self._documents.delete(stored)  # what no row names would lie there for ever
            raise
        settled = self._scan(actor, taken, data)
        if settled.state is UploadState.INFECTED:
            raise RefusedError(
                _(
                    "The virus scanner found %(virus)s in this file. It was removed and the chamber was told. "
                    "Check your computer, and hand in a clean file.",
                    virus=settled.finding,
                )
            )
        return settled

    def take(
        self, unit: Unit, stream: BinaryIO, filename: str, purpose: Purpose, organisation: str | None = None
    ) -> Upload:
        """Check and keep a file within an act that is under way; nobody waits for the virus scanner.

        Where there is a scanner the file is quarantined until `scan_waiting` or `scan` has settled it. `receive` is the
        better choice: checking takes up to seconds, and on SQLite other writers wait for the act meanwhile.
        """
        data = self._read(stream)
        checked = self._checker.check(data, purpose)
        row = new_id()
        return self._insert(
            unit, row, self._put(unit.chamber, row, data), data, checked, filename, purpose, organisation
        )

    def get(self, unit: Unit, id_: str) -> Upload:
        """Return what is known of a file; raise `RefusedError` where there is none."""
        return upload_of(unit, self._row(unit, id_))

    def find(self, unit: Unit, ids: Collection[str]) -> dict[str, Upload]:
        """Return what is known of several files, by id, in one query; those that are gone are left out."""
        rows = unit.rows(unit.select(table).where(table.c.id.in_(sorted(ids)))) if ids else ()
        return {str(row["id"]): upload_of(unit, row) for row in rows}

    def find_in(self, unit: Unit, ids: Select[tuple[object, ...]]) -> list[Upload]:
        """Return what is known of the files whose ids a query gives, the oldest first, in one query."""
        query = unit.select(table).where(table.c.id.in_(ids)).order_by(table.c.taken_at, table.c.id)
        return [upload_of(unit, row) for row in unit.rows(query)]

    def open(self, unit: Unit, id_: str) -> bytes:
        """Return a file's bytes; raise `RefusedError` while it is quarantined, and where a virus was found."""
        return self._bytes(unit.chamber, id_, str(self._openable_row(unit, id_)["stored"]))

    def with_page(self, unit: Unit, id_: str, page: int) -> Upload:
        """Return what is known of a file that may be opened and has such a page; raise `RefusedError` otherwise."""
        found = upload_of(unit, self._openable_row(unit, id_))
        if not 1 <= page <= found.pages:
            raise RefusedError(
                _("This file has %(pages)s pages; there is no page %(page)s.", pages=found.pages, page=page)
            )
        return found

    def picture(self, unit: Unit, id_: str, page: int = 1, *, clear: bool = False) -> bytes:
        """Draw a page (from 1) as a PNG made anew. To show one to somebody: `UploadPictures`, which keeps it.

        With `clear` a picture stays see-through where it came so.
        """
        found = self.with_page(unit, id_, page)
        return self._checker.draw(self.open(unit, id_), found.kind, page, clear=clear)

    def words(self, unit: Unit, id_: str, most: int) -> str:
        """Return the text of a PDF, up to `most` characters; '' of a picture, and of a PDF without a text layer."""
        found = upload_of(unit, self._openable_row(unit, id_))
        return self._checker.words(self.open(unit, id_), most) if found.kind is FileKind.PDF else ""

    def remove(self, unit: Unit, id_: str) -> None:
        """Remove a file for good: its row, and the pictures that were drawn of it.

        The bytes follow when the act is certain to be committed: in the next round of `issuance scan-uploads`, or in
        the night of `issuance purge` where there is no scanner.
        """
        row = self._row(unit, id_)
        doom(unit, [*forget_pages(unit, id_), row["stored"]])
        unit.delete(table, table.c.id == id_)
        unit.record("upload.remove", f"upload:{id_}", organisation=row["organisation"])

    def scan_waiting(self, actor: Actor, limit: int = 100) -> list[Upload]:
        """Scan what is quarantined in the actor's chamber, the oldest first; return what was settled."""
        with self._units.look(actor) as unit:
            query = unit.select(table).where(table.c.state == UploadState.QUARANTINED)
            waiting = [
                (upload_of(unit, row), str(row["stored"]))
                for row in unit.rows(query.order_by(table.c.taken_at, table.c.id).limit(limit))
            ]
        done = [self._scan(actor, upload, self._bytes(actor.chamber, upload.id, stored)) for upload, stored in waiting]
        return [upload for upload in done if upload.state is not UploadState.QUARANTINED]

    def waiting(self, actor: Actor) -> int:
        """Return how many files are quarantined in the actor's chamber."""
        with self._units.look(actor) as unit:
            return unit.count(unit.select(table).where(table.c.state == UploadState.QUARANTINED))

    def _read(self, stream: BinaryIO) -> bytes:
        if self._scanner is None and self._unscanned == "refuse":
            raise RefusedError(_("This office takes no files while it has no virus scanner. Ask the chamber."))
        try:
            data = stream.read(MAX_UPLOAD_BYTES + 1)
        except OSError as error:
            raise RefusedError(_("The file was cut off on its way, and nothing was kept. Send it again.")) from error
        if len(data) > MAX_UPLOAD_BYTES:
            raise RefusedError(
                _(
                    "The file is larger than %(most)s MB. Scan it in fewer dots per inch, or split it.",
                    most=MAX_UPLOAD_BYTES // 2**20,
                )
            )
        return data

    def _insert(
        self,
        unit: Unit,
        row: str,
        stored: str,
        data: bytes,
        checked: Checked,
        filename: str,
        purpose: Purpose,
        organisation: str | None,
    ) -> Upload:
        state = UploadState.QUARANTINED if self._scanner else UploadState.NOT_SCANNED
        unit.insert(
            table,
            id=row,
            purpose=purpose,
            organisation=organisation,
            kind=checked.kind,
            state=state,
            name=unit.seal(table.c.name, row, {"name": clean_name(filename, checked.kind)}),
            pages=checked.pages,
            size=len(data),
            sha256=hashlib.sha256(data).digest(),
            stored=stored,
            taken_at=unit.now,
            taken_by=unit.actor.account,
        )
        after = {"purpose": purpose, "kind": checked.kind, "bytes": len(data), "pages": checked.pages, "state": state}
        unit.record("upload.take", f"upload:{row}", organisation=organisation, after=after)
        return self.get(unit, row)

    def _scan(self, actor: Actor, waiting: Upload, data: bytes) -> Upload:
        """Ask the scanner, then note its answer; while it is down, leave the file as it is."""
        if self._scanner is None:
            return waiting
        try:
            finding = self._scanner.scan(data)
        except ScannerDownError:
            return waiting
        with self._units.act(actor) as unit:
            settled = self._settle(unit, waiting.id, finding)
        if settled.state is UploadState.INFECTED:
            self._shredder.run(actor)  # What carries a virus does not wait for the next round.
        return settled

    def _settle(self, unit: Unit, id_: str, finding: str | None) -> Upload:
        row = self._row(unit, id_)
        before = UploadState(row["state"])
        event = UploadEvent.PASS if finding is None else UploadEvent.HIT
        if not UPLOAD.allows(before, event):
            return upload_of(unit, row)  # another scan has settled it meanwhile
        state = UPLOAD.after(before, event)
        stored = None if finding else row["stored"]
        unit.update(table, id_, state=state, settled_at=unit.now, finding=finding and finding[:100], stored=stored)
        settled = self.get(unit, id_)
        unit.record(
            "upload.virus" if finding else "upload.clean",
            f"upload:{id_}",
            organisation=settled.organisation,
            before={"state": before},
            after={"state": state, "finding": settled.finding},
        )
        if finding is not None:
            doom(unit, [*forget_pages(unit, id_), row["stored"]])
            self._alert(unit, settled)
        return settled

    def _openable_row(self, unit: Unit, id_: str) -> RowMapping:
        row = self._row(unit, id_)
        state = UploadState(row["state"])
        if state is UploadState.INFECTED:
            raise RefusedError(
                _("A virus (%(virus)s) was found in this file, and it was removed.", virus=row["finding"])
            )
        if state not in OPENABLE or row["stored"] is None:
            raise RefusedError(
                _("This file is quarantined until the virus scanner has passed it. Try again in a minute.")
            )
        return row

    def _row(self, unit: Unit, id_: str) -> RowMapping:
        row = unit.row(unit.select(table).where(table.c.id == id_))
        if row is None:
            raise RefusedError(_("There is no such file. It may have been removed: see the page that named it again."))
        return row

    def _put(self, chamber: str, row: str, data: bytes) -> str:
        sealed = self._confidential.seal_bytes(_place(chamber, row), data)
        return self._documents.put(sealed, max_bytes=MAX_UPLOAD_BYTES + _SEALED_EXTRA)

    def _bytes(self, chamber: str, row: str, stored: str) -> bytes:
        sealed = self._documents.get(stored, max_bytes=MAX_UPLOAD_BYTES + _SEALED_EXTRA)
        return self._confidential.open_bytes(_place(chamber, row), sealed)


def _place(chamber: str, row: str) -> Place:
    return Place(chamber, "upload.stored", row)


def upload_of(unit: Unit, row: RowMapping | Mapping[str, Any]) -> Upload:
    """Return what a row of the table says, by its columns' names."""
    id_ = str(row["id"])
    return Upload(
        id=id_,
        state=UploadState(row["state"]),
        kind=FileKind(row["kind"]),
        pages=row["pages"],
        sha256=bytes(row["sha256"]),
        size=row["size"],
        name=unit.open(table.c.name, id_, row["name"])["name"],
        purpose=Purpose(row["purpose"]),
        organisation=row["organisation"],
        taken_at=row["taken_at"],
        finding=row["finding"],
    )

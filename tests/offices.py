"""A small issuing office in a temporary folder: one chamber (TYO), real keys, real databases, a clock that stands.

    installation = Installation.make(folder, sqlite_urls(folder))
    office = installation.open()                   # as a new process would
    entry = office.issuing.issue(request())        # TYO26-000001-…

Keys, passphrase and trust repository take a second to make: `make_template` does it once, `Installation.make` copies
them. `installation.open(plug)` gives an office whose every write can be its last: see :class:`Plug`.
"""

import datetime as dt
import hashlib
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from issuance.config import DEMO_MARK, OfficeConfig, load_config
from issuance.demo.profile import CHAMBER, PROFILE, demo_chamber
from issuance.domain.draft import OFFICE_FIELDS
from issuance.domain.ledger import LedgerEntry
from issuance.files import write_durably
from issuance.key_store import KeyStore
from issuance.office import Office
from issuance.paper import Enclosures, Stationery
from issuance.services.certificates.issue import IssueRequest
from issuance.services.certificates.print_room import PrintRoom
from issuance.setup import make_chamber_key, make_databases, make_receipt_key, make_vault, pdf_anchor
from issuance.storage.tables.ledger import certificate, outbox
from issuance.trust.repository import STATUS_TARGET, TRUST_LIST_TARGET
from issuance.trust.trust_list import FORMAT
from register.reader import RegisterReader
from signing.canonical import JsonObject, JsonValue
from signing.content import AnyContent, Kind
from signing.record import Event, Record, parse_record
from signing.status import StatusFile, parse_status
from signing.trust import TrustList
from tests.builders import BASE, NOW, ChamberWorld
from tests.office_databases import Urls, fill_sqlite

PASSPHRASE = b"test passphrase"
OFFICERS = ("approver-1", "approver-2")

Clock = Callable[[], dt.datetime]


def make_template(folder: Path, now: dt.datetime) -> Path:
    """Make keys, passphrase and trust repository of a chamber for the year of `now`; no databases."""
    config = load_config({}, directory=folder)
    write_durably(config.passphrase_file, PASSPHRASE)
    office = Office(config)
    office.clock = lambda: now
    make_vault(office)
    anchor = pdf_anchor(office, CHAMBER, demo_chamber(None).name, now.year)
    trust_list = TrustList(
        format=FORMAT,
        version=1,
        ref_base=BASE.url,
        chambers=(demo_chamber(anchor),),
        keys=(make_chamber_key(office, CHAMBER, now.year, tuple(Kind)), make_receipt_key(office, now.year)),
    )
    office.trust_office.init({TRUST_LIST_TARGET: trust_list.encode()}, now)
    return folder


@dataclass
class Installation:
    """One office's folder and databases. `open` gives what a new process would see."""

    config: OfficeConfig
    clock: Clock
    keys: KeyStore | None = None

    @classmethod
    def make(
        cls, template: Path, folder: Path, urls: Urls, clock: Callable[[], dt.datetime] = lambda: NOW
    ) -> "Installation":
        """Copy the template's keys, and make of the databases what is not made yet."""
        shutil.copytree(template, folder, dirs_exist_ok=True)
        config = replace(load_config({}, directory=folder), database_url=urls.office, register_url=urls.register)
        made = cls(config, clock)
        if urls.office.startswith("sqlite"):
            fill_sqlite(urls)
        with made.open() as office:
            if not urls.office.startswith("sqlite"):
                make_databases(office)
            office.store.save_profile(PROFILE)
        return made

    def open(self, plug: "Plug | None" = None, *, real_paper: bool = False) -> Office:
        """Open the office anew; only the opened keys are shared with earlier ones. With `plug`, writes can be cut."""
        office = Office(self.config)
        office.clock = self.clock
        if self.keys is None:
            self.keys = office.keys
        office.keys = self.keys
        if not real_paper:
            office.print_room = PlainPrintRoom(keys=office.keys, stationery=lambda _: Stationery(check_host=BASE.host))
        if plug is not None:
            plug.watch(office)
        return office

    def mark_as_demo(self) -> None:
        """Let the command line issue here."""
        write_durably(self.config.demo / DEMO_MARK, b"test")

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to work on this installation."""
        return {
            "ISSUANCE_DIRECTORY": str(self.config.directory),
            "ISSUANCE_DATABASE_URL": self.config.database_url,
            "ISSUANCE_REGISTER_URL": self.config.register_url,
            # A test's people click as fast as a program does.
            "ISSUANCE_REQUESTS_PER_MINUTE": "0",
        }

    def numbers(self) -> list[int]:
        """Return every sequence that was given out."""
        return [entry.number.sequence for entry in self.entries()]

    def entries(self) -> list[LedgerEntry]:
        """Return the whole ledger in order of numbers."""
        with Office(self.config) as office, office.store.engine.connect() as connection:
            statement = select(certificate.c.public_number).order_by(certificate.c.year, certificate.c.sequence)
            numbers = list(connection.execute(statement).scalars())
            found = [office.store.find_public(number) for number in numbers]
        return [entry for entry in found if entry is not None]

    def published(self) -> dict[bytes, list[Record]]:
        """Return the register's whole log: the records by sid, in order."""
        reader = RegisterReader.open(self.config.register_url, clock=self.clock)
        found: dict[bytes, list[Record]] = {}
        for change in reader.changes_since(0):
            found.setdefault(change.sid, []).append(parse_record(change.record))
        reader.close()
        return found


class PlainPrintRoom(PrintRoom):
    """Checks as the real one does and prints a stand-in at once: for tests in which the numbers are the point.

    As with the real one, no two printings have the same bytes.
    """

    printed = 0

    def original(
        self,
        content: AnyContent,
        seal_url: str,
        sid: bytes,
        pictures: Mapping[str, bytes],
        now: dt.datetime,
        enclosures: Enclosures | None = None,
    ) -> bytes:
        """Return some bytes that begin like a PDF and name the exporter, as a real one does."""
        PlainPrintRoom.printed += 1
        nonce = hashlib.sha256(f"{id(self)} {PlainPrintRoom.printed}".encode()).hexdigest()
        return f"%PDF-1.7 stand-in {sid.hex()} {nonce} {content.exporter.name}".encode()

    def reference_copy(self, content: AnyContent, pictures: Mapping[str, bytes]) -> bytes:
        """Return other bytes, the same each time."""
        return f"%PDF-1.7 stand-in copy {content.number} {sorted(pictures)}".encode()


class PulledPlugError(BaseException):
    """The machine lost its power, in a test. Not an Exception: nothing may take it for an error and go on."""


_WRITES = {
    "store": (
        "take_number",
        "seal",
        "record_issue",
        "mark_published",
        "mark_delivered",
        "add_record",
        "void",
        "mark_sent",
    ),
    "originals": ("keep", "keep_picture"),
    "print_room": ("original",),
    "writer": ("publish", "append", "publish_copy"),
    "status_desk": ("publish",),
}
"""Every commit and every write to the outside, by the office's part that does it."""


class Plug:
    """Pulls the plug after the write number `at` (from 1), when that write is done but nobody knows it yet.

    With `at` 0 it only counts; `seen` then names all writes in order.
    """

    def __init__(self, at: int = 0) -> None:
        self.at = at
        self.seen: list[str] = []

    def watch(self, office: Office) -> None:
        """Put itself behind every write of an office that was just opened."""
        for part, names in _WRITES.items():
            self.watch_part(part, getattr(office, part), *names)

    def watch_part(self, part: str, target: object, *names: str) -> None:
        """Put itself behind some writes of one part, or before a test's own steps."""
        for name in names:
            setattr(target, name, self._behind(getattr(target, name), f"{part}.{name}"))

    def _behind(self, write: Callable[..., Any], name: str) -> Callable[..., Any]:
        def written(*args: Any, **named: Any) -> Any:
            result = write(*args, **named)
            self.seen.append(name)
            if len(self.seen) == self.at:
                raise PulledPlugError(name)
            return result

        return written


def draft(kind: Kind = Kind.COO_JP, **changes: JsonValue) -> JsonObject:
    """Return an applicant's draft; `changes` replace whole top-level fields."""
    fields = ChamberWorld().fields(1, kind)
    return {name: value for name, value in fields.items() if name not in OFFICE_FIELDS} | changes


def request(kind: Kind = Kind.COO_JP, *, replaces: str | None = None, **changes: JsonValue) -> IssueRequest:
    """Return an approved application."""
    return IssueRequest(CHAMBER, draft(kind, **changes), OFFICERS, replaces=replaces)


def numbered_request(index: int, *, replaces: str | None = None) -> IssueRequest:
    """Return the application about the invoice number `index`: each is another request."""
    invoice: JsonValue = {"number": f"INV-{index}", "date": "2026-03-02"}
    return request(replaces=replaces, invoice=invoice)


def signed_status(installation: Installation) -> StatusFile:
    """Return the status file in force, as the trust repository has it."""
    office = Office(installation.config).trust_office
    target = office.newest_status().signed.targets[STATUS_TARGET]
    return parse_status(office.repository.read_target(target))


def events_of(installation: Installation, entry: LedgerEntry) -> list[Event]:
    """Return what the register says happened to a certificate, in order."""
    records = installation.published().get(entry.sid or b"", [])
    return [record.payload.event for record in records]


def waiting_records(installation: Installation) -> list[tuple[bytes, int]]:
    """Return the outbox: seal id and number of every record that nobody has marked as sent."""
    with Office(installation.config) as office, office.store.engine.connect() as connection:
        rows = connection.execute(select(outbox.c.sid, outbox.c.seq).where(outbox.c.done_at.is_(None)))
        return [(row.sid, row.seq) for row in rows]


def cut_off_at(installation: Installation, write: int, index: int) -> None:
    """Issue the application about the invoice `index` in a process whose plug is pulled after that write."""
    with installation.open(Plug(write)) as office, suppress(PulledPlugError):
        office.issuing.issue(numbered_request(index))

"""A chamber's key is stolen: what was issued before stands, what the thief sealed does not, exporters are told."""

import csv
import datetime as dt

from drills.drill import Drill
from drills.rehearsal import CHAMBER, active_keys, command, issue, rehearse
from drills.witness import Witness
from issuance.domain.ledger import LedgerEntry
from issuance.office import Office
from register.entry import Entry
from signing.number import draw_number
from signing.prepare import prepare, sign_prepared
from signing.record import Event, RecordPayload, make_record
from signing.seal import parse_seal
from tests.builders import ChamberWorld
from tests.offices import draft, numbered_request
from tests.paid import Trade
from tests.servers.reference import ReferenceServer

ABOUT = "a chamber's key is stolen: sort what stands, declare the theft, tell exporters, issue again"


def run(drill: Drill) -> None:
    """Issue, be robbed, issue on without knowing, find out."""
    office_of = rehearse(drill)
    good = issue(office_of, *range(1, 101 if drill.large else 4))
    theft = dt.datetime.now(dt.UTC)
    with office_of.open() as office:
        (stolen,) = active_keys(office)
        trade = Trade.make(office, valid_until=theft.date() + dt.timedelta(days=300))
        key = trade.apply(draft())
        office.delivery.job.issue(CHAMBER, key)
        late = office.store.of_reference(CHAMBER, key)
        forged = _forge(office)
    assert late is not None  # noqa: S101  # it was issued a moment ago
    drill.step(f"a thief has sealed one certificate, the office {len(good) + 1}, one of them after the theft")
    stand, again = drill.folder / "stand.txt", drill.folder / "again.csv"
    with ReferenceServer(office_of.config.directory) as service:
        scanner = Witness(drill.folder / "scanner", office_of.config.trust_repository, service.url)
        drill.fact("before the theft is declared the forgery looks genuine", "IN_FORCE" in scanner.reasons([forged]))
        drill.step("sort and tell: issuance trust survivors … --notify")
        with drill.timed("sorting"):
            files = ["--survivors", str(stand), "--again", str(again), "--notify"]
            said = command(office_of, "trust", "survivors", stolen.key_id.hex(), "--before", theft.isoformat(), *files)
        listed = [row["number"] for row in csv.DictReader(again.read_text(encoding="utf-8").splitlines())]
        drill.fact("all that was published before the theft stands", len(stand.read_text().split()) == len(good))
        drill.fact("what came after must be issued again", listed == [late.public_number], listed)
        drill.fact("the thief's seal is named as evidence", (forged.sid or b"").hex() in said)
        drill.fact("the exporter's mail is queued", "Mails are queued about 1 certificates" in said, said)
        drill.step("declare the theft: issuance trust compromise-key")
        with drill.timed("declaring"):
            command(office_of, "trust", "compromise-key", stolen.key_id.hex(), "--survivors", str(stand))
        scanner.look_again()
        drill.fact("what stands is in force", scanner.reasons(good) == {"IN_FORCE"}, scanner.reasons(good))
        drill.fact("the forgery is not", scanner.reasons([forged]) == {"KEY_COMPROMISED"}, scanner.reasons([forged]))
        drill.fact("nor is what came after the theft", scanner.reasons([late]) == {"KEY_COMPROMISED"})
        drill.step("make a new key and issue again: issuance trust add-key")
        command(office_of, "trust", "add-key", "--chamber", CHAMBER)
        office_of.keys = None
        with office_of.open() as office:
            anew = office.issuing.issue(numbered_request(2001, replaces=late.public_number))
        scanner.look_again()
        drill.fact("its replacement under the new key is in force", scanner.reasons([anew]) == {"IN_FORCE"})
        scanner.close()


def _forge(office: Office) -> LedgerEntry:
    """Do what a thief of key and database can: seal, and publish past the ledger."""
    trust_list = office.trust_list()
    chamber = trust_list.chamber(CHAMBER)
    now = office.clock().replace(microsecond=0)
    today = now.astimezone(chamber.zone).date()
    key, signer = office.keys.chamber_key(trust_list, CHAMBER, today)
    number = draw_number(CHAMBER, today.year, 900, bytes)
    shown = {"code": chamber.code, "name": chamber.name, "address": chamber.address, "country": chamber.country}
    fields = ChamberWorld(now=now).fields(
        900, number=number.canonical, issued=today.isoformat(), chamber={**shown, "contact": chamber.contact}
    )
    prepared = prepare(fields, key=key, base=trust_list.base, today=today)
    seal = sign_prepared(prepared, signer)
    sid = parse_seal(seal).sid
    record = make_record(signer, RecordPayload(Event.ISSUE, now, sid, 0, pdf_sha256=bytes(32)), trust_list.base)
    office.writer.publish(Entry(seal, prepared.content_bytes, record))
    known = next(entry for entry in office.store.sealed(CHAMBER))[0]
    return LedgerEntry(**{**known.__dict__, "number": number, "seal": seal, "sid": sid, "content": None})

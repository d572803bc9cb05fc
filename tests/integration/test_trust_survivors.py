"""After the theft of a chamber's key: what stands, what must be issued again, what nobody here issued, who is told."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest

from issuance.cli import main as issuance
from issuance.office import Office
from register.entry import Entry
from signing.number import draw_number
from signing.prepare import prepare, sign_prepared
from signing.record import Event, RecordPayload, RevocationReason, make_record
from signing.seal import parse_seal
from signing.trust import KeyRole
from tests.builders import NOW, ChamberWorld
from tests.offices import OFFICERS, Installation, Plug, PulledPlugError, draft, numbered_request
from tests.paid import CHAMBER, Trade
from tests.registrations import waiting_messages

THEFT = NOW + dt.timedelta(hours=1)
AFTER = NOW + dt.timedelta(hours=2)


Survivors = tuple[list[str], list[list[str]]]


def key_id(office: Office) -> str:
    (key,) = [key for key in office.trust_list().keys if key.role is KeyRole.CHAMBER]
    return key.key_id.hex()


def survivors(installation: Installation, folder: Path, *options: str, exits: int = 0) -> Survivors:
    """Run the command; return the seal ids that stand, and number and reason of what must be issued again."""
    stand, again = folder / "stand.txt", folder / "again.csv"
    with installation.open() as office:
        key = key_id(office)
    command = ["trust", "survivors", key, "--before", THEFT.isoformat(), "--survivors", str(stand)]
    command += ["--again", str(again), "--directory", str(installation.config.directory), *options]
    assert issuance(command) == exits
    if exits:
        return [], []
    rows = list(csv.reader(io.StringIO(again.read_text())))
    return stand.read_text().split(), [[row[0], row[3]] for row in rows[1:]]


def at(installation: Installation, instant: dt.datetime) -> None:
    installation.clock = lambda: instant


def test_what_was_published_before_stands_and_the_rest_does_not(any_installation: Installation, tmp_path: Path) -> None:
    with any_installation.open() as office:
        good, revoked = (office.issuing.issue(numbered_request(index)) for index in (1, 2))
        office.revoking.revoke(revoked.number, RevocationReason.MISUSE, OFFICERS)
    with any_installation.open(Plug(3)) as office, pytest.raises(PulledPlugError):
        office.issuing.issue(numbered_request(3))  # sealed, and never published
    at(any_installation, AFTER)
    with any_installation.open() as office:
        late = office.issuing.issue(numbered_request(4))

    stand, again = survivors(any_installation, tmp_path)

    assert good.sid is not None
    assert revoked.sid is not None
    assert stand == sorted([good.sid.hex(), revoked.sid.hex()])
    assert again == [
        ["TYO26-000003", "not in the register"],
        [late.public_number, "numbered after the key may have been stolen"],
    ]


def test_a_seal_of_the_thief_is_named(
    any_installation: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with any_installation.open() as office:
        office.issuing.issue(numbered_request(1))
        forged = publish_forgery(office)
    stand, again = survivors(any_installation, tmp_path)
    assert forged.hex() not in stand
    assert again == []
    assert f"the ledger does not know, evidence: {forged.hex()}" in capsys.readouterr().out


def publish_forgery(office: Office) -> bytes:
    """Do what a thief of key and database can: seal, date back, publish past the ledger."""
    trust_list = office.trust_list()
    key, signer = office.keys.chamber_key(trust_list, CHAMBER, NOW.date())
    number = draw_number(CHAMBER, NOW.year, 900, lambda count: bytes(count))
    chamber = trust_list.chamber(CHAMBER)
    entry = {"code": chamber.code, "name": chamber.name, "address": chamber.address, "country": chamber.country}
    fields = ChamberWorld().fields(900, number=number.canonical, chamber={**entry, "contact": chamber.contact})
    prepared = prepare(fields, key=key, base=trust_list.base, today=NOW.date())
    seal = sign_prepared(prepared, signer)
    sid = parse_seal(seal).sid
    payload = RecordPayload(Event.ISSUE, NOW, sid, 0, pdf_sha256=bytes(32))
    record = make_record(signer, payload, trust_list.base)
    office.writer.publish(Entry(seal, prepared.content_bytes, record))
    return sid


def test_after_the_declaration_scanners_believe_the_survivors_alone(
    any_installation: Installation, tmp_path: Path
) -> None:
    with any_installation.open() as office:
        good = office.issuing.issue(numbered_request(1))
        forged = publish_forgery(office)
        key = key_id(office)
    survivors(any_installation, tmp_path)
    command = ["trust", "compromise-key", key, "--survivors", str(tmp_path / "stand.txt")]
    assert issuance([*command, "--directory", str(any_installation.config.directory)]) == 0
    with any_installation.open() as office:
        office.clock = lambda: dt.datetime.now(dt.UTC)  # when the command has signed
        trust = office.trust()
        assert trust.survivors[bytes.fromhex(key)] == frozenset({good.sid})
        assert forged not in trust.survivors[bytes.fromhex(key)]


def test_exporters_are_told_once_in_their_language(any_installation: Installation, tmp_path: Path) -> None:
    at(any_installation, AFTER)
    with any_installation.open() as office:
        trade = Trade.make(office)
        number = office.delivery.job.issue(CHAMBER, trade.apply(draft())).number
        by_hand = office.issuing.issue(numbered_request(1))
    first, second = tmp_path / "1", tmp_path / "2"
    survivors(any_installation, first, "--notify")
    survivors(any_installation, second, "--notify", exits=1)
    with any_installation.open() as office:
        told = waiting_messages(office, "certificate_reissue")
    assert [each["number"] for each in told] == [number]
    assert by_hand.public_number not in str(told)


@pytest.mark.parametrize("before", ["2026-03-10", "2026-03-10T12:00", "yesterday"])
def test_an_instant_without_zone_is_refused(any_installation: Installation, tmp_path: Path, before: str) -> None:
    files = ["--survivors", str(tmp_path / "a"), "--again", str(tmp_path / "b")]
    assert issuance(["trust", "survivors", "0" * 16, "--before", before, *files]) == 64
    assert list(tmp_path.glob("a")) == []


def test_nothing_is_written_over(any_installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "stand.txt").write_text("kept")
    survivors(any_installation, tmp_path, exits=1)
    assert (tmp_path / "stand.txt").read_text() == "kept"

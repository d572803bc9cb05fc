"""The paper carries the chamber's seal of the day, and name and signature of the officer who approved."""

import datetime as dt
import io
from collections.abc import Sequence

import pikepdf

from issuance.demo.office.company import specimen
from issuance.demo.office.imprints import seal_picture
from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.ids import IdKind
from issuance.domain.imprints import Printed
from issuance.domain.ledger import NOT_IMPRINTED, LedgerEntry
from issuance.domain.staff import Role
from issuance.office import Office
from signing.content import parse_content
from tests.office_staff import employ
from tests.offices import Installation, draft
from tests.paid import CHAMBER, Trade

HARUKO = Printed("Haruko Sato", "Certifying Officer")
ADMINISTRATOR = Actor(CHAMBER, "T-admin", "a" * 16, IdKind.STAFF)


def confirmed(office: Office, trade: Trade, *, words: str = "TYO") -> Sequence[str]:
    """Let the chamber have a seal, and the approver a signature."""
    employ(office.units, ADMINISTRATOR, Role.CHAMBER_ADMINISTRATOR)
    desk, approver = office.imprints.desk, trade.officers[1]
    seal = desk.propose_seal(ADMINISTRATOR, seal_picture(words), "seal.png", japan_date(office.clock()))
    seal = desk.confirm(approver, seal.id, seal.version)
    signature = desk.propose_signature(approver, specimen("signature"), "mine.png", HARUKO)
    signature = desk.confirm(ADMINISTRATOR, signature.id, signature.version)
    return seal.id, signature.id


def issued(office: Office, key: str) -> LedgerEntry:
    office.delivery.job.issue(CHAMBER, key)
    entry = office.store.of_reference(CHAMBER, key)
    assert entry is not None
    return entry


def officer_of(entry: LedgerEntry) -> str:
    assert entry.content is not None
    return parse_content(entry.content).certifying_officer


def pictures_on(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return sum(str(each.get("/Subtype", "")) == "/Image" for each in opened.objects if hasattr(each, "get"))


def test_what_is_issued_carries_seal_name_and_signature_and_keeps_them(sqlite_installation: Installation) -> None:
    with sqlite_installation.open(real_paper=True) as office:
        trade = Trade.make(office)
        before = issued(office, trade.apply(draft(), copies=1))
        seal, signature = confirmed(office, trade)
        key = trade.apply(draft(), copies=1)

        entry = issued(office, key)

        assert (before.imprints, officer_of(before)) == (
            NOT_IMPRINTED,
            office.store.profile(CHAMBER).certifying_officer,
        )
        assert (entry.imprints.seal, entry.imprints.officer) == (seal, signature)
        assert officer_of(entry) == "Haruko Sato, Certifying Officer"
        assert pictures_on(office.originals.open(entry)) > pictures_on(office.originals.open(before))
        # Another seal is confirmed, the signature ends: what was issued is copied as it was.
        copy = office.delivery.printing.fetch(trade.actor, key, "copy-1")
        office.clock = lambda: dt.datetime(2026, 3, 12, 1, tzinfo=dt.UTC)
        desk = office.imprints.desk
        later = desk.propose_seal(ADMINISTRATOR, seal_picture("LATER"), "seal.png", japan_date(office.clock()))
        desk.confirm(trade.officers[1], later.id, later.version)
        desk.end(ADMINISTRATOR, signature, 2, "The officer has left")
        assert office.delivery.printing.fetch(trade.actor, key, "copy-1") == copy

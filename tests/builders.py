"""A small world of chambers in memory: fixed keys, a trust list that knows them, and certificates that verify.

    world = ChamberWorld()
    issued = world.issue(1)                        # TYO26-000001-…, in force
    world.trust, issued.seal, issued.content       # what a verifier needs
    revoked = world.revoke(issued)                 # the same certificate with one record more

Two chambers, TYO and OSA, share the trust list: ``ChamberWorld(chamber="OSA")`` issues for the other one. Nothing is
random, so the same calls give the same bytes. Nothing here may be used outside of tests: the keys are public.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from register.entry import Entry
from signing.canonical import JsonObject, JsonValue
from signing.content import Kind, schema_url
from signing.keys import PrivateKeySigner
from signing.number import CertificateNumber, draw_number
from signing.prepare import prepare, sign_prepared
from signing.record import Event, RecordPayload, RevocationReason, make_record, parse_record
from signing.reference_base import ReferenceBase
from signing.seal import Seal, parse_seal
from signing.trust import KeyRole, KeyState, Trust, TrustedChamber, TrustedKey, TrustList

BASE = ReferenceBase("https://ref.example.jp/v/")
NOW = dt.datetime(2026, 3, 10, 3, 0, tzinfo=dt.UTC)
"""Noon of 10 March 2026 in Tokyo: the world's clock unless told otherwise."""

YEARS_WITH_KEYS = 5

CHAMBERS = {"TYO": "Tokyo Chamber of Commerce (Test)", "OSA": "Osaka Chamber of Commerce (Test)"}


def signer_of(label: str) -> PrivateKeySigner:
    """Return the key whose seed is SHA-256 of `label`. TEST KEY ONLY."""
    return PrivateKeySigner.from_seed(hashlib.sha256(b"originseal test key " + label.encode()).digest())


@dataclass(frozen=True)
class Issued:
    """A certificate as it stands in the register: seal, verbatim content (None: void), all records so far, its PDF.

    `pdf` is a stand-in with the hash that the issue record names; no real PDF is made here.
    """

    seal: bytes
    content: bytes | None
    records: tuple[bytes, ...]
    pdf: bytes

    @property
    def parsed(self) -> Seal:
        """The seal, parsed."""
        return parse_seal(self.seal)

    @property
    def sid(self) -> bytes:
        """The seal id."""
        return self.parsed.sid

    @property
    def number(self) -> str:
        """The number in canonical form."""
        return self.parsed.payload.number

    @property
    def issue_date(self) -> dt.date:
        """The issue date in the chamber's zone."""
        return self.parsed.payload.issued

    @property
    def pdf_sha256(self) -> bytes:
        """What the issue record says of the PDF."""
        return hashlib.sha256(self.pdf).digest()

    @property
    def entry(self) -> Entry:
        """What the office publishes."""
        return Entry(self.seal, self.content, self.records[0])


class ChamberWorld:
    """One chamber that issues, among all chambers that are trusted. `now` is the instant of everything it signs."""

    def __init__(self, chamber: str = "TYO", now: dt.datetime = NOW, first_year: int | None = None) -> None:
        self.chamber = chamber
        self.now = now
        self.base = BASE
        self.first_year = first_year or now.year
        self.signer = signer_of(f"{chamber} {now.year}")
        self.receipt_signer = signer_of("receipt")
        self.trust_list = trust_list(self.first_year)
        self.trust = Trust(self.trust_list, refreshed_at=now)

    def at(self, now: dt.datetime) -> "ChamberWorld":
        """Return the same chamber under the same trust list at another time, up to four years later."""
        return ChamberWorld(self.chamber, now, self.first_year)

    @property
    def clock(self) -> Callable[[], dt.datetime]:
        """A clock that stands still at `now`."""
        return lambda: self.now

    @property
    def trusted_key(self) -> TrustedKey:
        """The chamber's key as the trust list has it."""
        return self.trust_list.keys_with(self.signer.public_key.key_id, KeyRole.CHAMBER)[0]

    @property
    def today(self) -> dt.date:
        """The chamber's date at `now`."""
        return self.now.astimezone(self.trust_list.chamber(self.chamber).zone).date()

    def number(self, sequence: int) -> CertificateNumber:
        """Return the number of a sequence; its access characters follow from the chamber and the sequence."""
        seed = hashlib.shake_256(f"{self.chamber} {sequence}".encode())
        drawn = 0

        def next_bytes(count: int) -> bytes:
            nonlocal drawn
            drawn += count
            return seed.digest(drawn)[-count:]

        return draw_number(self.chamber, self.today.year, sequence, next_bytes)

    def fields(self, sequence: int, kind: Kind = Kind.COO_JP, **changes: JsonValue) -> JsonObject:
        """Return sample content fields; `changes` replace whole top-level fields."""
        return sample_fields(self, sequence, kind) | changes

    def issue(
        self, sequence: int, kind: Kind = Kind.COO_JP, *, pdf: bytes | None = None, **changes: JsonValue
    ) -> Issued:
        """Seal a certificate and sign its issue record."""
        fields = self.fields(sequence, kind, **changes)
        prepared = prepare(fields, key=self.trusted_key, base=self.base, today=self.today)
        pdf = pdf if pdf is not None else b"%PDF-1.7 stand-in for " + prepared.payload.number.encode()
        issued = Issued(sign_prepared(prepared, self.signer), prepared.content_bytes, (), pdf)
        return self.follow(issued, Event.ISSUE, pdf_sha256=issued.pdf_sha256)

    def void(self, sequence: int, kind: Kind = Kind.COO_JP) -> Issued:
        """Return a number that could not be finished: a sealed number, no content, a void record."""
        unfinished = replace(self.issue(sequence, kind), content=None, records=())
        return self.follow(unfinished, Event.VOID, reason=RevocationReason.NOT_FINISHED)

    def revoke(self, issued: Issued, reason: RevocationReason = RevocationReason.CHAMBER_ERROR) -> Issued:
        """Return it revoked."""
        return self.follow(issued, Event.REVOKE, reason=reason)

    def replace(self, issued: Issued, successor: CertificateNumber) -> Issued:
        """Return it replaced by `successor`."""
        return self.follow(issued, Event.REPLACE, successor=successor.public)

    def expunge(self, issued: Issued) -> Issued:
        """Return it without its content, by an expunge record."""
        return replace(self.follow(issued, Event.EXPUNGE), content=None)

    def follow(
        self,
        issued: Issued,
        event: Event,
        *,
        pdf_sha256: bytes | None = None,
        successor: str | None = None,
        reason: str = "",
        signer: PrivateKeySigner | None = None,
    ) -> Issued:
        """Return it with one more record, well-formed and chained, whether or not it may follow."""
        payload = RecordPayload(
            event,
            self.now,
            issued.sid,
            seq=len(issued.records),
            prev_hash=parse_record(issued.records[-1]).hash if issued.records else None,
            pdf_sha256=pdf_sha256,
            successor=successor,
            reason=reason,
        )
        record = make_record(signer or self.signer, payload, self.base)
        return replace(issued, records=(*issued.records, record))


def trust_list(first_year: int) -> TrustList:
    """Return a trust list with both chambers, a key of each for each of five years, and a receipt key."""
    chambers = tuple(TrustedChamber(**_chamber_fields(code), time_zone="Asia/Tokyo") for code in CHAMBERS)
    years = range(first_year, first_year + YEARS_WITH_KEYS)
    keys = tuple(
        TrustedKey(
            public_key=signer_of(f"{code} {year}").public_key.raw.hex(),
            role=KeyRole.CHAMBER,
            chamber=code,
            # A month of overlap with the key of the next year.
            not_before=dt.date(year, 1, 1),
            not_after=dt.date(year + 1, 1, 31),
            kinds=tuple(Kind),
            state=KeyState.ACTIVE,
        )
        for code in CHAMBERS
        for year in years
    )
    receipt = TrustedKey(
        public_key=signer_of("receipt").public_key.raw.hex(),
        role=KeyRole.RECEIPT,
        not_before=dt.date(years[0], 1, 1),
        not_after=dt.date(years[-1] + 1, 1, 31),
        state=KeyState.ACTIVE,
    )
    return TrustList(
        format="originseal-trust-list-1", version=1, ref_base=BASE.url, chambers=chambers, keys=(*keys, receipt)
    )


def sample_fields(world: ChamberWorld, sequence: int, kind: Kind) -> JsonObject:
    """Return plausible content of a kind."""
    common: JsonObject = {
        "schema": schema_url(world.base.site, kind),
        "type": kind.slug,
        "chamber": _chamber_fields(world.chamber),
        "number": world.number(sequence).canonical,
        "issued": world.today.isoformat(),
        "place": "Tokyo",
        "salt": hashlib.sha256(f"salt {world.chamber} {sequence}".encode()).hexdigest()[:32],
        "exporter": {"name": "Sakura Trading Co., Ltd.", "address": "1-2-3 Marunouchi\nTokyo", "country": "JP"},
        "signatory": {"name": "Hanako Yamada", "title": "Export Manager"},
        "certifying_officer": "Taro Suzuki",
        "statement": "The undersigned certifies what stands above.",
        "language": "en",
    }
    consignee: JsonObject = {
        "form": "party",
        "name": "Nordwind Handels GmbH",
        "address": "Hafenstraße 7\n20457 Hamburg",
        "country": "DE",
    }
    if kind.is_origin:
        return common | {"consignee": consignee} | _origin_fields(kind)
    document: JsonObject = {
        "title": "Commercial invoice" if kind is Kind.INVOICE else "Power of attorney",
        "pages": 1,
        "sha256": hashlib.sha256(f"document {sequence}".encode()).hexdigest(),
        "page_images": [hashlib.sha256(f"page {sequence}".encode()).hexdigest()],
    }
    if kind is Kind.INVOICE:
        invoice: JsonObject = {"number": "INV-2026-017", "date": "2026-03-02", "currency": "EUR", "total": "12450.00"}
        return common | {"consignee": consignee, "invoice": invoice, "document": document}
    return common | {"document": document, "company": "Sakura Trading Co., Ltd.", "capacity": "Director"}


def _origin_fields(kind: Kind) -> JsonObject:
    country: JsonObject = {"code": "JP", "name": "Japan"} if kind is Kind.COO_JP else {"code": "TH", "name": "Thailand"}
    line: JsonObject = {
        "marks": {"text": "N/M"},
        "packages": {"count": 40, "kind": "CT", "name": "cartons"},
        "description": "Ceramic tableware",
        "hs": {"code": "691110", "edition": 2022},
        "quantity": {"value": "960", "unit": "C62", "name": "pieces"},
        "gross_weight": {"value": "812.5", "unit": "KGM", "name": "kg"},
    }
    if kind is Kind.COO_FOREIGN:
        line["origin"] = country
    return {
        "invoice": {"number": "INV-2026-017", "date": "2026-03-02"},
        "origin": [country],
        "transport": {"from": "Tokyo", "to": "Hamburg", "means": "by sea"},
        "goods": [line],
        "declaration": {
            "text": "The undersigned declares that the goods originate in the country shown in box 4.",
            "place": "Tokyo",
            "date": "2026-03-09",
        },
    }


def _chamber_fields(code: str) -> JsonObject:
    return {
        "code": code,
        "name": CHAMBERS[code],
        "address": "1-1 Kaikan-dori",
        "country": "JP",
        "contact": "certificates@chamber.example.jp",
    }

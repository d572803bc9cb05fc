"""One file of vectors for each object of the format: what is accepted, byte for byte, and what is refused.

Bytes are lower-case hex, JSON documents are text, instants are RFC 3339.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cbor2

from signing.canonical import canonical_bytes
from signing.content import Kind
from signing.cose import CborValue, encode_cbor, sign1
from signing.number import parse_typed_number
from signing.qr import qr_text
from signing.receipt import ReceiptPayload, ReceiptRow, make_receipt
from signing.record import Event, RevocationReason, State, parse_record, state_of
from signing.result import Reason
from signing.status import build_status
from signing.trust import build_survivors
from tests.builders import BASE, ChamberWorld, Issued, signer_of
from tests.vectors.bulletin_cases import bulletins

TOKYO, OSAKA = "TYO 2026", "OSA 2026"
NOTE = "TEST KEYS ONLY: every seed is public"


def all_files() -> dict[str, dict[str, Any]]:
    """Return the vectors of every object by file name."""
    world = ChamberWorld()
    return {
        "content.json": content(world),
        "numbers.json": numbers(world),
        "receipt.json": receipt(world),
        "records.json": records(world),
        "seals.json": seals(world),
        "status.json": status(world),
        "survivors.json": survivors(world),
        "trust-list.json": trust_lists(world),
        "bulletin.json": bulletins(),
    }


def seed_of(label: str) -> str:
    """Return the seed of a key of the builders."""
    return hashlib.sha256(b"originseal test key " + label.encode()).hexdigest()


def content(world: ChamberWorld) -> dict[str, Any]:
    """Return content of the four kinds, and documents that no reader may accept."""
    accepted = [(kind.slug, world.issue(int(kind), kind).content or b"") for kind in Kind]
    good = accepted[0][1].decode()
    refused = {
        "a blank after a colon: not canonical": good.replace('":"', '": "', 1),
        "keys in another order": '{"type":"coo-jp",' + good[1:].replace(',"type":"coo-jp"', ""),
        "a key twice": '{"certifying_officer":"A",' + good[1:],
        "null": good.replace('"place":"Tokyo","salt"', '"place":null,"salt"'),
        "a decimal as a number": good.replace('"count":40', '"count":40.5'),
        "an integer written as 4e1": good.replace('"count":40', '"count":4e1'),
        "an integer beyond 2^53": good.replace('"count":40', '"count":9007199254740993'),
        "text that is not NFC": good.replace("Hafenstraße", "Hafenstraße A\u030a"),
        "a direction override": good.replace("Sakura", "\u202eSakura"),
        "an invisible blank": good.replace("Sakura", "Sak\u200bura"),
        "a noncharacter": good.replace("Sakura", "Sakura\uffff"),
        "an escape where the character itself is canonical": good.replace("ß", "\\u00df"),
        "a lone surrogate": good.replace("ß", "\\ud800"),
        "an unknown field": good.replace('"language"', '"kind":"gift","language"'),
        "Japanese and foreign goods": good.replace('"code":"JP","name":"Japan"', '"code":"TH","name":"Thailand"'),
        "a number of another year": good.replace('"issued":"2026', '"issued":"2025'),
        "a salt of 33 digits": good.replace('"salt":"', '"salt":"0'),
        "a byte order mark": "\ufeff" + good,
        "a list": f"[{good}]",
        "17 levels": '{"a":' * 17 + "1" + "}" * 17,
        "nothing": "",
    }
    return {
        "accepted": [
            {"name": name, "content": data.decode(), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in accepted
        ],
        "refused": [{"name": name, "content": text} for name, text in refused.items()],
    }


def numbers(world: ChamberWorld) -> dict[str, Any]:
    """Numbers as people type them."""
    number = world.number(1234)
    look_alike = world.number(100)
    full_width = number.printed.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    typed = {
        "as printed": number.printed,
        "canonical": number.canonical,
        "lower case": number.printed.lower(),
        "full width": full_width,
        "blanks of three kinds": number.printed.replace("-", " \u3000\u00a0"),
        "en dashes": number.printed.replace("-", "\u2013"),
        "minus signs": number.printed.replace("-", "\u2212"),
        "Japanese long vowel marks": number.printed.replace("-", "\u30fc"),
        "a hyphen after each character": "-".join(number.canonical),
        "zeros typed as O": look_alike.canonical[:5] + look_alike.canonical[5:].replace("0", "O"),
        "ones typed as I": look_alike.canonical[:5] + look_alike.canonical[5:].replace("1", "I"),
        "ones typed as l": look_alike.canonical[:5] + look_alike.canonical[5:].replace("1", "l"),
        "the O of the chamber typed as 0": number.canonical.replace("TYO", "TY0"),
        "around it: invisible marks from a web page": f"\u200e{number.printed}\ufeff",
    }
    wrong = {
        "check character": (number.canonical[:-1] + ("A" if number.check != "A" else "B"), "mistyped"),
        "one digit of the sequence": (number.canonical.replace("001234", "001235"), "mistyped"),
        "the public part alone": (number.public, "refused"),
        "nothing": ("", "refused"),
        "64 characters and more": ("A" * 65, "refused"),
        "letters of another script": (number.canonical.replace("T", "Т"), "refused"),  # Cyrillic, meant
        "a date": ("2026-03-10", "refused"),
    }
    return {
        "read": [
            {"name": name, "typed": text, "canonical": parse_typed_number(text).canonical}
            for name, text in typed.items()
        ],
        "refused": [{"name": name, "typed": text, "as": outcome} for name, (text, outcome) in wrong.items()],
    }


def seals(world: ChamberWorld) -> dict[str, Any]:
    """Seals of the four kinds with all parts, and byte strings that look like seals."""
    return {
        "note": NOTE,
        "seed": seed_of(TOKYO),
        "public_key": world.signer.public_key.raw.hex(),
        "thumbprint": world.signer.public_key.thumbprint.hex(),
        "key_id": world.signer.public_key.key_id.hex(),
        "ref_base": BASE.url,
        "external_aad": BASE.seal_aad().hex(),
        "accepted": [_seal_parts(world.issue(int(kind), kind)) for kind in Kind],
        "refused": [{"name": name, "seal": data.hex()} for name, data in malformed_seals(world).items()],
    }


def _seal_parts(issued: Issued) -> dict[str, Any]:
    seal = issued.parsed
    return {
        "name": seal.payload.kind.slug,
        "number": seal.payload.number,
        "issued": seal.payload.issued.isoformat(),
        "day": seal.payload.day,
        "content_hash": seal.payload.content_hash.hex(),
        "payload": seal.payload.encode().hex(),
        "to_be_signed": seal.envelope.to_be_signed(BASE.seal_aad()).hex(),
        "signature": seal.envelope.signature.hex(),
        "seal": issued.seal.hex(),
        "sid": seal.sid.hex(),
        "qr_text": qr_text(issued.seal, BASE),
    }


def sealed(world: ChamberWorld, payload: CborValue | bytes, label: str = TOKYO, aad: bytes | None = None) -> bytes:
    """Sign any payload as if it were a seal: what a thief of the key, or a careless program, could make."""
    data = payload if isinstance(payload, bytes) else encode_cbor(payload)
    return sign1(signer_of(label), data, aad or BASE.seal_aad())


def malformed_seals(world: ChamberWorld) -> dict[str, bytes]:
    """Byte strings that are no seals, though most carry a signature that verifies."""
    issued = world.issue(1)
    good, payload = issued.seal, issued.parsed.payload
    key_id, signature = issued.parsed.key_id, issued.parsed.envelope.signature
    length = bytes([len(payload.encode())])
    parts: list[CborValue] = [int(payload.kind), payload.number, payload.day, payload.content_hash]

    def changed(position: int, value: Any) -> bytes:
        return sealed(world, cbor2.dumps([*parts[:position], value, *parts[position + 1 :]], canonical=True))

    def enveloped(protected: Any, unprotected: Any = None, tag: int = 18) -> bytes:
        body = [cbor2.dumps(protected, canonical=True), unprotected or {}, payload.encode(), signature]
        return cbor2.dumps(cbor2.CBORTag(tag, body), canonical=True)

    return {
        "nothing": b"",
        "one byte": b"\xd2",
        "cut short": good[:-1],
        "a byte too many": good + b"\x00",
        "161 bytes": good.ljust(161, b"\x00"),
        "no tag": good[1:],
        "tag COSE_Sign": enveloped({1: -19, 4: key_id}, tag=98),
        "tag 18 in two bytes": b"\xd8\x12" + good[1:],
        "array of indefinite length": b"\xd2\x9f" + good[2:] + b"\xff",
        "length of the payload in needless bytes": good.replace(b"\x58" + length, b"\x59\x00" + length, 1),
        "algorithm EdDSA (-8)": enveloped({1: -8, 4: key_id}),
        "algorithm ES256 (-7)": enveloped({1: -7, 4: key_id}),
        "no key id": enveloped({1: -19}),
        "key id of 7 bytes": enveloped({1: -19, 4: key_id[:7]}),
        "one header more": enveloped({1: -19, 3: 0, 4: key_id}),
        "key id in the unprotected header": enveloped({1: -19, 4: key_id}, {4: key_id}),
        "type 0": changed(0, 0),
        "type 5": changed(0, 5),
        "type true": changed(0, True),
        "type as a float": changed(0, 1.0),
        "number in lower case": changed(1, payload.number.lower()),
        "number empty": changed(1, ""),
        "number of 25 characters": changed(1, "A" * 25),
        "number as bytes": changed(1, payload.number.encode()),
        "day before 1970": changed(2, -1),
        "day after 2149": changed(2, 65536),
        "day as a big number": changed(2, 2**64),
        "day in needless bytes": sealed(world, payload.encode().replace(b"\x19", b"\x1a\x00\x00", 1)),
        "hash of 31 bytes": changed(3, payload.content_hash[:31]),
        "hash as text": changed(3, payload.content_hash.hex()),
        "five parts": sealed(world, [*parts, 0]),
        "three parts": sealed(world, parts[:3]),
        "payload of a map": sealed(world, cbor2.dumps({1: 2})),
        "payload that is no CBOR": sealed(world, b"\xff\xff"),
        "payload that holds itself": sealed(world, b"\x81\xd8\x1c\x81\xd8\x1d\x00"),
        "payload of a regular expression": sealed(world, b"\x81\xd8\x23\x65(a+)+"),
    }


def records(world: ChamberWorld) -> dict[str, Any]:
    """Chains of records with their states, and chains that are broken."""
    return {
        "note": NOTE,
        "seed": seed_of(TOKYO),
        "external_aad": BASE.record_aad().hex(),
        "chains": [
            {
                "name": name,
                "sid": issued.sid.hex(),
                "records": [record.hex() for record in issued.records],
                "state": str(state_of([parse_record(record) for record in issued.records])),
            }
            for name, issued in good_chains(world).items()
        ],
        "broken": [
            {"name": name, "sid": issued.sid.hex(), "records": [record.hex() for record in issued.records]}
            for name, issued in broken_chains(world).items()
        ],
        "refused": [{"name": name, "record": data.hex()} for name, data in malformed_records(world).items()],
    }


def good_chains(world: ChamberWorld) -> dict[str, Issued]:
    """Every sequence of events that is allowed."""
    issued, successor = world.issue(1), world.number(2)
    replaced = world.replace(issued, successor)
    return {
        "issue": issued,
        "void": world.void(9),
        "issue, revoke": world.revoke(issued),
        "issue, replace": replaced,
        "issue, expunge": world.expunge(issued),
        "issue, replace, revoke": world.revoke(replaced),
        "issue, replace, expunge": world.expunge(replaced),
        "issue, revoke, expunge": world.expunge(world.revoke(issued)),
        "issue, expunge, revoke": world.revoke(world.expunge(issued)),
        "issue, replace, revoke, expunge": world.expunge(world.revoke(replaced)),
        "issue, replace, expunge, revoke": world.revoke(world.expunge(replaced)),
    }


def broken_chains(world: ChamberWorld) -> dict[str, Issued]:
    """Chains that somebody cut, mixed or continued against the rules; each record alone is well-formed and signed."""
    issued, other = world.issue(1), world.issue(2)
    revoked, replaced = world.revoke(issued), world.replace(issued, world.number(2))
    earlier = ChamberWorld(now=world.now - dt.timedelta(seconds=1))
    reason = RevocationReason.MISUSE

    def with_records(*chain: bytes) -> Issued:
        return replace(issued, records=chain)

    return {
        "no record": with_records(),
        "the first dropped": with_records(revoked.records[1]),
        "the middle dropped": with_records(issued.records[0], world.expunge(revoked).records[2]),
        "reordered": with_records(*reversed(revoked.records)),
        "the first replayed": with_records(*issued.records, *issued.records),
        "the revocation of another certificate": with_records(*issued.records, world.revoke(other).records[1]),
        "the issue of another certificate": with_records(*other.records),
        "the end of another branch": with_records(*revoked.records, world.expunge(replaced).records[2]),
        "older than the record before": earlier.revoke(issued),
        "revoked first": world.follow(with_records(), Event.REVOKE, reason=reason),
        "issued twice": world.follow(issued, Event.ISSUE, pdf_sha256=bytes(32)),
        "revoked twice": world.revoke(revoked),
        "replaced twice": world.replace(replaced, world.number(3)),
        "expunged twice": world.expunge(world.expunge(issued)),
        "replaced after revocation": world.replace(revoked, world.number(2)),
        "replaced after the content was expunged": world.replace(world.expunge(issued), world.number(2)),
        "void after issue": world.follow(issued, Event.VOID, reason=RevocationReason.NOT_FINISHED),
        "revoked after void": world.revoke(world.void(9)),
        "expunged after void": world.expunge(world.void(9)),
    }


def malformed_records(world: ChamberWorld) -> dict[str, bytes]:
    """Signed payloads that are no records."""
    issued = world.issue(1)
    first: list[Any] = [1, 1, int(world.now.timestamp()), issued.sid, 0, None, issued.pdf_sha256, None, ""]
    revocation = [1, 2, first[2], issued.sid, 1, bytes(32), None, None, "misuse"]
    replacement = [1, 3, first[2], issued.sid, 1, bytes(32), None, world.number(2).public, ""]

    def changed(parts: list[Any], position: int, value: Any) -> bytes:
        payload = cbor2.dumps([*parts[:position], value, *parts[position + 1 :]], canonical=True)
        return sign1(world.signer, payload, BASE.record_aad())

    return {
        "version 2": changed(first, 0, 2),
        "version true": changed(first, 0, True),
        "event 0": changed(first, 1, 0),
        "event 6": changed(first, 1, 6),
        "time before 1970": changed(first, 2, -1),
        "time after 2106": changed(first, 2, 2**32),
        "time as a float": changed(first, 2, float(first[2])),
        "sid of 31 bytes": changed(first, 3, issued.sid[:31]),
        "seq 16": changed(revocation, 4, 16),
        "seq true": changed(revocation, 4, True),
        "seq false": changed(first, 4, False),
        "first with a predecessor": changed(first, 5, bytes(32)),
        "second without a predecessor": changed(revocation, 5, None),
        "issue without the PDF's hash": changed(first, 6, None),
        "revoke with a PDF's hash": changed(revocation, 6, bytes(32)),
        "successor with its access code": changed(replacement, 7, world.number(2).canonical),
        "revoke with a successor": changed(revocation, 7, world.number(2).public),
        "replace without a successor": changed(replacement, 7, None),
        "unknown reason": changed(revocation, 8, "bad_mood"),
        "issue with a reason": changed(first, 8, "misuse"),
        "a seal": issued.seal,
    }


def receipt(world: ChamberWorld) -> dict[str, Any]:
    """Return a receipt of two rows, and receipts that contradict themselves."""
    issued = world.issue(1)
    payload = ReceiptPayload(
        request_hash=hashlib.sha256(b"request").digest(),
        checked_at=world.now,
        as_of=world.now - dt.timedelta(seconds=1),
        register_head=2,
        status_version=7,
        rows=(
            ReceiptRow(
                f"{issued.number} {issued.issue_date}",
                Reason.IN_FORCE.verdict,
                Reason.IN_FORCE,
                issued.parsed.payload.content_hash,
            ),
            ReceiptRow("TYO26000002AAAAAAAA 2026-03-10", Reason.NOT_REGISTERED.verdict, Reason.NOT_REGISTERED, None),
        ),
    )
    signer = world.receipt_signer

    def changed(position: int, value: Any) -> str:
        parts = cbor2.loads(payload.encode())
        parts[position] = value
        return sign1(signer, cbor2.dumps(parts, canonical=True), BASE.receipt_aad()).hex()

    row = [f"{issued.number} 2026-03-10", "VALID", "IN_FORCE", None]
    return {
        "note": NOTE,
        "seed": seed_of("receipt"),
        "public_key": signer.public_key.raw.hex(),
        "external_aad": BASE.receipt_aad().hex(),
        "payload": payload.encode().hex(),
        "receipt": make_receipt(signer, payload, BASE).hex(),
        "refused": [
            {"name": "version 2", "receipt": changed(0, 2)},
            {"name": "request hash of 31 bytes", "receipt": changed(1, bytes(31))},
            {"name": "time as a big number", "receipt": changed(2, 2**64)},
            {"name": "register head true", "receipt": changed(4, True)},
            {"name": "register head negative", "receipt": changed(4, -1)},
            {"name": "status version of 33 bits", "receipt": changed(5, 2**32)},
            {"name": "no rows", "receipt": changed(6, [])},
            {"name": "VALID for REVOKED", "receipt": changed(6, [[row[0], "VALID", "REVOKED", None]])},
            {"name": "an unknown verdict", "receipt": changed(6, [[row[0], "MAYBE", "REVOKED", None]])},
            {"name": "nothing was asked", "receipt": changed(6, [["", *row[1:]]])},
            {"name": "terminal escapes in what was asked", "receipt": changed(6, [["\x1b[2J", *row[1:]]])},
            {"name": "content hash of 31 bytes", "receipt": changed(6, [[*row[:3], bytes(31)]])},
        ],
    }


def status(world: ChamberWorld) -> dict[str, Any]:
    """Return a status file with each status, and files that are damaged."""
    states = {
        world.issue(1).sid: State.IN_FORCE,
        world.issue(2).sid: State.REVOKED,
        world.issue(3).sid: State.REPLACED,
        world.void(4).sid: State.VOID,
        world.issue(5).sid: State.RETENTION_OVER,
    }
    data = build_status(7, world.now, 9, states)
    listed = {sid: state for sid, state in states.items() if state in (State.REVOKED, State.REPLACED, State.VOID)}
    head, first, rest = data[:31], data[31:40], data[40:]
    refused = {
        "nothing": b"",
        "another magic": b"REFREV2" + data[7:],
        "cut in the header": data[:30],
        "cut in an entry": data[:-1],
        "an entry too many for the count": data + bytes(9),
        "entries out of order": head + rest[-9:] + rest[:-9] + first,
        "an entry twice": data[:27] + (4).to_bytes(4, "big") + first + first + rest,
        "status 0": head + first[:8] + b"\x00" + rest,
        "status 4": head + first[:8] + b"\x04" + rest,
        "as-of after 2106": data[:11] + (2**32).to_bytes(8, "big") + data[19:],
    }
    return {
        "version": 7,
        "as_of": _rfc3339(world.now),
        "register_head": 9,
        "file": data.hex(),
        "states": [{"sid": sid.hex(), "state": str(listed.get(sid, State.IN_FORCE))} for sid in states],
        "refused": [{"name": name, "file": bad.hex()} for name, bad in refused.items()],
    }


def survivors(world: ChamberWorld) -> dict[str, Any]:
    """Return a survivors file of two seals, and files that are damaged."""
    sids = {world.issue(1).sid, world.issue(2).sid}
    data = build_survivors(sids)
    refused = {
        "nothing": b"",
        "another magic": b"REFSURV2" + data[8:],
        "cut": data[:-1],
        "out of order": data[:8] + data[40:] + data[8:40],
        "a seal twice": data[:40] + data[8:],
    }
    return {
        "sids": sorted(sid.hex() for sid in sids),
        "file": data.hex(),
        "empty": build_survivors(set()).hex(),
        "refused": [{"name": name, "file": bad.hex()} for name, bad in refused.items()],
    }


def trust_lists(world: ChamberWorld) -> dict[str, Any]:
    """Return the builders' trust list, and lists that break a rule."""
    fields: dict[str, Any] = world.trust_list.model_dump(mode="json", exclude_none=True)

    def changed(change: Callable[[dict[str, Any]], None]) -> str:
        copy: dict[str, Any] = world.trust_list.model_dump(mode="json", exclude_none=True)
        change(copy)
        return canonical_bytes(copy).decode()

    def key(**values: Any) -> str:
        return changed(lambda copy: copy["keys"][0].update(values))

    def chamber(**values: Any) -> str:
        return changed(lambda copy: copy["chambers"][0].update(values))

    refused = {
        "another format": changed(lambda copy: copy.update(format="originseal-trust-list-2")),
        "version 0": changed(lambda copy: copy.update(version=0)),
        "version as text": changed(lambda copy: copy.update(version="1")),
        "reference base in upper case": changed(lambda copy: copy.update(ref_base="HTTPS://REF.EXAMPLE.JP/V/")),
        "reference base over plain http": changed(lambda copy: copy.update(ref_base="http://ref.example.jp/v/")),
        "an unknown field": changed(lambda copy: copy.update(comment="x")),
        "a chamber twice": changed(lambda copy: copy["chambers"].append(copy["chambers"][0])),
        "a key twice": changed(lambda copy: copy["keys"].append(copy["keys"][0])),
        "one key in two roles": changed(lambda copy: copy["keys"][-1].update(public_key=copy["keys"][0]["public_key"])),
        "a key of a chamber that is not listed": key(chamber="KOB"),
        "a chamber key without kinds": key(kinds=[]),
        "a chamber key without chamber": changed(lambda copy: copy["keys"][0].pop("chamber")),
        "a receipt key with a chamber": changed(lambda copy: copy["keys"][-1].update(chamber="TYO")),
        "a window that ends before it begins": key(not_before="2027-02-01"),
        "a window of instants": key(not_before="2026-01-01T00:00:00"),
        "an unknown state": key(state="sleeping"),
        "an unknown role": key(role="root"),
        "kind 5": key(kinds=[5]),
        "kind as text": key(kinds=["1"]),
        "the neutral element as key": key(public_key="01" + "00" * 31),
        "a key that is not canonical": key(public_key="ee" + "ff" * 30 + "7f"),
        "a key in upper case": key(public_key=fields["keys"][0]["public_key"].upper()),
        "a key of 31 bytes": key(public_key="11" * 31),
        "a time zone that is a folder": chamber(time_zone="America"),
        "a time zone outside of the folder": chamber(time_zone="../../etc/passwd"),
        "a time zone of 5,000 characters": chamber(time_zone="x" * 5000),
        "an anchor that is not base64": chamber(pdf_anchors=[{"certificate": "?", "state": "active"}]),
        "pdf_anchors left out": changed(lambda copy: copy["chambers"][0].pop("pdf_anchors")),
    }
    text = world.trust_list.encode().decode()
    return {
        "accepted": [{"name": "two chambers and a receipt key", "list": text}],
        "refused": [
            {"name": "not canonical", "list": text.replace('":', '": ', 1)},
            *({"name": name, "list": bad} for name, bad in refused.items()),
        ],
    }


def _rfc3339(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""Verdict vectors: a code, the evidence beside it, what is trusted, the time; and what a verifier must say.

    {name, text | seal, evidence, trust: {list, refreshed_at, survivors}, now, expected}

Every name begins with the number of the step that decides and names the attack. Bytes are base64, hashes and ids hex,
instants RFC 3339. `trust.list` names one of the file's `trust_lists`. A verifier in any language runs the same file.
"""

import base64
import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from signing.canonical import canonical_bytes
from signing.content import Kind
from signing.evidence import Evidence, NoAnswer, ServerAnswer
from signing.number import parse_number
from signing.qr import encode_base32, qr_text
from signing.record import Event, RecordPayload, State, make_record, parse_record
from signing.reference_base import ReferenceBase
from signing.result import VerificationResult
from signing.seal import SealPayload, content_hash
from signing.status import build_status, parse_status
from signing.trust import (
    KeyState,
    Trust,
    TrustList,
    build_survivors,
    parse_survivors,
    parse_trust_list,
)
from signing.verify import conclude, open_seal, verify
from tests.builders import BASE, NOW, ChamberWorld, Issued, signer_of
from tests.vectors.object_cases import OSAKA, TOKYO, broken_chains, malformed_seals, sealed, seed_of

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
ORDER_OF_ED25519 = 2**252 + 27742317777372353535851937790883648493
WORLD = ChamberWorld()
USUAL = "usual"


@dataclass(frozen=True)
class Case:
    """One case before it is written down. `text` and `seal` exclude each other."""

    name: str
    evidence: Evidence
    text: str | None = None
    seal: bytes | None = None
    trust: str = USUAL
    refreshed_at: dt.datetime = NOW
    survivors: dict[bytes, bytes] = field(default_factory=dict)
    status: bytes | None = None
    now: dt.datetime = NOW


def run(text: str | None, seal: bytes | None, evidence: Evidence, trust: Trust, now: dt.datetime) -> VerificationResult:
    """Take the ten steps over a scanned text, or steps 2 to 10 over a seal's bytes."""
    if text is not None:
        return verify(text, evidence, trust, now)
    opened = open_seal(seal or b"", trust, now)
    return opened if isinstance(opened, VerificationResult) else conclude(opened, evidence, trust, now)


def verdicts() -> dict[str, Any]:
    """Return the whole file."""
    lists = {name: trust_list.encode() for name, trust_list in trust_lists().items()}
    return {
        "note": "TEST KEYS ONLY: every seed is public",
        "trust_lists": {name: data.decode() for name, data in lists.items()},
        "cases": [write_case(case, lists) for step in STEPS for case in step()],
    }


def write_case(case: Case, lists: dict[str, bytes]) -> dict[str, Any]:
    """Return a case as it stands in the file, with the outcome that this Python gives; `lists` are trust lists."""
    survivors = {kid: parse_survivors(data) for kid, data in case.survivors.items()}
    trust = Trust(parse_trust_list(lists[case.trust]), case.refreshed_at, survivors)
    evidence = case.evidence
    if case.status is not None:
        evidence = replace(evidence, status=parse_status(case.status))
    result = run(case.text, case.seal, evidence, trust, case.now)
    subject = {"text": case.text} if case.text is not None else {"seal": _base64(case.seal or b"")}
    return {
        "name": case.name,
        **subject,
        "evidence": _evidence(evidence, case.status),
        "trust": {
            "list": case.trust,
            "refreshed_at": _time(case.refreshed_at),
            "survivors": {kid.hex(): _base64(data) for kid, data in case.survivors.items()},
        },
        "now": _time(case.now),
        "expected": {
            "verdict": str(result.verdict),
            "reason": str(result.reason),
            "paper": str(result.paper),
            "host": result.host,
            "established": [str(claim) for claim in result.established],
        },
    }


def _evidence(evidence: Evidence, status: bytes | None) -> dict[str, Any]:
    answer: dict[str, Any] | None = None
    if isinstance(evidence.answer, NoAnswer):
        answer = {"none": evidence.answer.detail}
    elif evidence.answer is not None:
        answer = {
            "as_of": _time(evidence.answer.as_of),
            "seal": _base64(evidence.answer.seal),
            "content": _base64(evidence.answer.content),
            "records": [_base64(record) for record in evidence.answer.records],
            "current": evidence.answer.current,
        }
    return {
        "status": _base64(status),
        "answer": answer,
        "content": _base64(evidence.content),
        "file_sha256": evidence.file_sha256.hex() if evidence.file_sha256 else None,
        "signed_sid": evidence.signed_sid.hex() if evidence.signed_sid else None,
        "confirmed": evidence.confirmed,
    }


def _base64(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _time(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def trust_lists() -> dict[str, TrustList]:
    """Return the trust lists that the cases name."""
    usual = WORLD.trust_list
    tyo = WORLD.trusted_key
    others = [key for key in usual.keys if key != tyo]
    last_year = tyo.model_copy(
        update={
            "public_key": signer_of("TYO 2025").public_key.raw.hex(),
            "not_before": dt.date(2025, 1, 1),
            "not_after": dt.date(2026, 1, 31),
        }
    )

    def with_key(**changes: Any) -> TrustList:
        return usual.model_copy(update={"version": 2, "keys": (tyo.model_copy(update=changes), *others)})

    return {
        USUAL: usual,
        "two years": usual.model_copy(update={"keys": (tyo, last_year, *others)}),
        "retired": with_key(state=KeyState.RETIRED),
        "compromised": with_key(state=KeyState.COMPROMISED),
        "last year's key compromised": usual.model_copy(
            update={"keys": (tyo, last_year.model_copy(update={"state": KeyState.COMPROMISED}), *others)}
        ),
        "invoices alone": with_key(kinds=(Kind.INVOICE,)),
        "window over": with_key(not_after=dt.date(2026, 3, 9)),
        "window to come": with_key(not_before=dt.date(2026, 3, 11)),
        "another site": usual.model_copy(update={"ref_base": "https://check.example.org/v/"}),
    }


def status_of(states: dict[bytes, State] | None = None, age: dt.timedelta = HOUR) -> bytes:
    """Return a signed status file's bytes."""
    return build_status(7, NOW - age, 9, states or {})


def answered(issued: Issued, **changes: Any) -> ServerAnswer:
    """Return what an honest service says of a certificate, or a dishonest one with `changes`."""
    honest = ServerAnswer(NOW, issued.seal, issued.content, issued.records)
    return replace(honest, **changes)


def online(issued: Issued, **changes: Any) -> Evidence:
    """Return the evidence of an online check."""
    return Evidence(answer=answered(issued, **changes))


def case(name: str, issued: Issued, evidence: Evidence, **changes: Any) -> Case:
    """Return a case whose code is the certificate's own, with a fresh status file unless told otherwise."""
    settings: dict[str, Any] = {"text": qr_text(issued.seal, BASE), "status": status_of()} | changes
    return Case(name, evidence, **settings)


def of_seal(name: str, seal: bytes, evidence: Evidence | None = None, **changes: Any) -> Case:
    """Return a case of a seal's bytes alone."""
    return Case(name, evidence or Evidence(), seal=seal, **({"status": status_of()} | changes))


def step_1() -> Iterator[Case]:
    """Ask whose code it is."""
    good = qr_text(WORLD.issue(1).seal, BASE)
    tail = good.removeprefix(BASE.url.upper())
    foreign = {
        "another system's address": "https://example.com/menu",
        "a look-alike host": "https://ref-example.jp/v/" + tail,
        "our host as user name": "https://ref.example.jp@evil.example/v/" + tail,
        "our host as subdomain": "https://ref.example.jp.evil.example/v/" + tail,
        "our address over plain http": "http://ref.example.jp/v/" + tail,
        "our host, another path": "https://ref.example.jp/w/" + tail,
        "our address behind another": "https://evil.example/?to=" + good,
        "Cyrillic letters in our host": good.lower().replace("example", "ех\u0430mple"),  # meant
        "a backslash, which programs read differently": "https://evil.example\\@ref.example.jp/v/" + tail,
        "a port and an end dot": "HTTPS://Evil.Example.:0443/",
        "an address of numbers": "https://[2001:DB8::1]:8443/v/" + tail,
        "a label of 64 characters": "https://" + "a" * 64 + ".example/",
        "a port that is none": "https://evil.example:99999/",
        "no address": "WIFI:S:guest;T:WPA;P:secret;;",
        "terminal escapes": "https://evil\x1b[2J.example/",
        "nothing": "",
        "9,000 characters": "HTTPS://REF.EXAMPLE.JP/V/" + "A" * 9000,
    }
    for name, text in foreign.items():
        yield Case(f"1 foreign code: {name}", Evidence(), text=text)
    issued = WORLD.issue(1)
    evidence = online(issued)
    yield case("1 own code in lower case", issued, evidence, text=good.lower())
    yield case("1 own code with a line end", issued, evidence, text=good + "\r\n")
    yield case("1 own code at a verifier of another site", issued, evidence, trust="another site")


def step_2() -> Iterator[Case]:
    """Ask whether it is exactly a seal."""
    good = qr_text(WORLD.issue(1).seal, BASE)
    texts = {
        "no seal": BASE.url.upper(),
        "no base32": good[:-1] + "1",
        "a character too few": good[:-1],
        "padding": good + "=",
        "a query": good + "?x=1",
        "another URL-encoding": good.replace("2KCE", "%32KCE"),
        "pad bits that are not zero": BASE.url.upper() + _with_pad_bits(WORLD.issue(1).seal[:-1]),
        "a certificate's number": BASE.url.upper() + WORLD.issue(1).number,
    }
    for name, text in texts.items():
        yield Case(f"2 malformed text: {name}", Evidence(), text=text)
    for name, seal in malformed_seals(WORLD).items():
        yield of_seal(f"2 malformed seal: {name}", seal)


def _with_pad_bits(data: bytes) -> str:
    """Return base32 whose last character has a bit that no byte uses."""
    text = encode_base32(data)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return text[:-1] + alphabet[alphabet.index(text[-1]) ^ 1]


def step_3() -> Iterator[Case]:
    """Ask whether the key is known."""
    payload = WORLD.issue(1).parsed.payload.encode()
    stranger = sealed(WORLD, payload, label="nobody")
    yield of_seal("3 a stranger's key, trust list fresh", stranger)
    yield of_seal("3 a stranger's key, trust list 25 hours old", stranger, refreshed_at=NOW - 25 * HOUR)
    yield of_seal("3 a stranger's key, trust list from the future", stranger, refreshed_at=NOW + 2 * HOUR)
    yield of_seal("3 the receipt key seals", sealed(WORLD, payload, label="receipt"))


def step_4() -> Iterator[Case]:
    """Ask whether the signature verifies."""
    issued = WORLD.issue(1)
    good, payload = issued.seal, issued.parsed.payload
    later = replace(payload, issued=payload.issued + DAY).encode()
    signature = issued.parsed.envelope.signature
    scalar = int.from_bytes(signature[32:], "little") + ORDER_OF_ED25519
    yield of_seal("4 a bit of the signature flipped", good[:-1] + bytes([good[-1] ^ 1]))
    yield of_seal("4 another day under the old signature", good.replace(payload.encode(), later))
    yield of_seal("4 another hash under the old signature", good.replace(payload.content_hash, bytes(32)))
    yield of_seal("4 the signature of another certificate", good[:-64] + WORLD.issue(2).seal[-64:])
    yield of_seal("4 S + L: the malleable twin of the signature", good[:-32] + scalar.to_bytes(32, "little"))
    yield of_seal("4 a signature of zeros", good[:-64] + bytes(64))
    yield of_seal("4 R of small order, made with the chamber's own key", good[:-64] + _with_neutral_r(issued))
    elsewhere = ReferenceBase("https://check.example.org/v/")
    yield of_seal("4 sealed for another site", sealed(WORLD, payload.encode(), aad=elsewhere.seal_aad()))
    yield of_seal(
        "4 a record's signature over a seal's payload", sealed(WORLD, payload.encode(), aad=BASE.record_aad())
    )
    foreign_kid = WORLD.signer.public_key.key_id
    other = sealed(WORLD, payload.encode(), label=OSAKA)
    yield of_seal(
        "4 another chamber's signature under our key id",
        other.replace(signer_of(OSAKA).public_key.key_id, foreign_kid),
    )


def _with_neutral_r(issued: Issued) -> bytes:
    """Return a signature whose R is the neutral element: the equation holds, so that lenient libraries accept it."""
    digest = hashlib.sha512(bytes.fromhex(seed_of(TOKYO))).digest()
    scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | 1 << 254
    neutral, message = (1).to_bytes(32, "little"), issued.parsed.envelope.to_be_signed(BASE.seal_aad())
    challenge = hashlib.sha512(neutral + WORLD.signer.public_key.raw + message).digest()
    response = int.from_bytes(challenge, "little") * scalar % ORDER_OF_ED25519
    return neutral + response.to_bytes(32, "little")


def step_5() -> Iterator[Case]:
    """Ask whether the key was that chamber's, for that kind, on that day."""
    issued = WORLD.issue(1)
    payload = issued.parsed.payload
    number = parse_number(payload.number)
    broken = number.canonical[:-1] + ("A" if number.check != "A" else "B")
    yield of_seal(
        "5 another chamber's number",
        sealed(WORLD, replace(payload, number=ChamberWorld("OSA").number(1).canonical).encode()),
    )
    yield of_seal("5 a number with a wrong check character", sealed(WORLD, replace(payload, number=broken).encode()))
    yield of_seal("5 a number of another pattern", sealed(WORLD, replace(payload, number="2026-0001234").encode()))
    yield case("5 a kind that the key is not for", issued, online(issued), trust="invoices alone")
    yield case("5 issued after the key's window", issued, online(issued), trust="window over")
    yield case("5 issued before the key's window", issued, online(issued), trust="window to come")
    yield case(
        "5 issued tomorrow: clocks differ by a day at most",
        issued,
        online(issued, as_of=NOW - DAY),
        now=NOW - DAY,
        status=build_status(7, NOW - DAY, 9, {}),
        refreshed_at=NOW - DAY,
    )
    yield case("5 issued the day after tomorrow", issued, online(issued), now=NOW - 2 * DAY)
    yield case("5 the key is retired: its seals stand", issued, online(issued), trust="retired")
    yield case("5 the key is compromised", issued, online(issued), trust="compromised")
    key_id = WORLD.signer.public_key.key_id
    vouched, others = build_survivors({issued.sid}), build_survivors({WORLD.issue(2).sid})
    yield case(
        "5 the key is compromised, the ledger vouches for the seal",
        issued,
        online(issued),
        trust="compromised",
        survivors={key_id: vouched},
    )
    yield case(
        "5 the key is compromised, the ledger vouches for another seal",
        issued,
        online(issued),
        trust="compromised",
        survivors={key_id: others},
    )
    yield case(
        "5 the key is compromised, offline with the content",
        issued,
        Evidence(content=issued.content),
        trust="compromised",
    )
    yield case(
        "5 the key is compromised and the seal revoked",
        issued,
        online(WORLD.revoke(issued)),
        trust="compromised",
        status=status_of({issued.sid: State.REVOKED}),
    )


def step_6() -> Iterator[Case]:
    """Ask the signed status."""
    issued = WORLD.issue(1)
    for state in (State.REVOKED, State.REPLACED, State.VOID):
        listed = status_of({issued.sid: state})
        yield case(f"6 listed as {state}, the server says in force", issued, online(issued), status=listed)
        old = status_of({issued.sid: state}, age=400 * DAY)
        yield case(
            f"6 listed as {state} in an old status file, offline", issued, Evidence(content=issued.content), status=old
        )
    yield case(
        "6 another seal is listed", issued, online(issued), status=status_of({WORLD.issue(2).sid: State.REVOKED})
    )
    yield case("6 status 24 hours old", issued, online(issued), status=status_of(age=24 * HOUR))
    yield case(
        "6 status a minute over 24 hours old", issued, online(issued), status=status_of(age=24 * HOUR + HOUR / 60)
    )
    yield case(
        "6 status from the future: the clock was set back", issued, online(issued), status=status_of(age=-2 * HOUR)
    )
    yield case("6 no status, online", issued, online(issued), status=None)
    yield case("6 no status, offline with the content", issued, Evidence(content=issued.content), status=None)


def step_7() -> Iterator[Case]:
    """Ask the register, which speaks under signatures."""
    issued = WORLD.issue(1)
    yield case("7 in force", issued, online(issued))
    yield from _step_7_states(issued)
    yield from _step_7_silence(issued)
    yield from _step_7_lies(issued)
    yield from _step_7_signers(issued)


def _step_7_states(issued: Issued) -> Iterator[Case]:
    replaced = WORLD.replace(issued, WORLD.number(2))
    states = {
        "revoked": WORLD.revoke(issued),
        "replaced": replaced,
        "replaced, then revoked": WORLD.revoke(replaced),
        "content expunged": WORLD.expunge(issued),
        "content expunged, then revoked": WORLD.revoke(WORLD.expunge(issued)),
        "revoked, then content expunged": WORLD.expunge(WORLD.revoke(issued)),
        "replaced, then content expunged": WORLD.expunge(replaced),
        "void": WORLD.void(9),
    }
    for name, changed in states.items():
        yield case(f"7 {name}", changed, online(changed))
    expunged = WORLD.expunge(issued)
    yield case("7 content expunged, the person has it", expunged, replace(online(expunged), content=issued.content))


def _step_7_silence(issued: Issued) -> Iterator[Case]:
    later = NOW + 3 * DAY
    fresh = {"now": later, "status": build_status(8, later, 9, {}), "refreshed_at": later}
    yield case("7 the service cannot be reached", issued, Evidence(answer=NoAnswer("No connection.")))
    yield case(
        "7 the service cannot be reached, the person has the content",
        issued,
        Evidence(answer=NoAnswer("No connection."), content=issued.content),
    )
    yield case("7 never published", issued, Evidence(answer=ServerAnswer(later)), **fresh)
    yield case("7 not published yet: issued today", issued, Evidence(answer=ServerAnswer(NOW)))
    midnight = dt.datetime(2026, 3, 11, 15, 0, tzinfo=dt.UTC)  # 00:00 of 12 March in Tokyo: two days after the issue
    yield case(
        "7 not published, a second before the second midnight",
        issued,
        Evidence(answer=ServerAnswer(midnight - HOUR / 3600)),
        **fresh,
    )
    yield case("7 not published, at the second midnight", issued, Evidence(answer=ServerAnswer(midnight)), **fresh)
    yield case("7 not published, says a service that lives in the future", issued, Evidence(answer=ServerAnswer(later)))
    yield case("7 the register's data are two hours old", issued, online(issued, as_of=NOW - 2 * HOUR))
    yield case("7 the register's data are of the future", issued, online(issued, as_of=NOW + 2 * HOUR))
    yield case("7 the service itself calls its data too old", issued, online(issued, current=False))


def _step_7_lies(issued: Issued) -> Iterator[Case]:
    other = WORLD.issue(2)
    yield case("7 another certificate's answer", issued, Evidence(answer=answered(other)))
    yield case("7 the right records under another seal", issued, online(issued, seal=other.seal))
    for name, broken in broken_chains(WORLD).items():
        if broken.seal == issued.seal:
            yield case(f"7 broken records: {name}", issued, online(issued, records=broken.records))
    yield case("7 broken records: 17 of them", issued, online(issued, records=issued.records * 17))
    yield case("7 broken records: bytes that are none", issued, online(issued, records=(b"\xff" * 100,)))
    damaged = issued.records[0][:-1] + bytes([issued.records[0][-1] ^ 1])
    yield case("7 broken records: a bit of the signature flipped", issued, online(issued, records=(damaged,)))


def _step_7_signers(issued: Issued) -> Iterator[Case]:
    def revoked_by(label: str, base: ReferenceBase = BASE) -> Evidence:
        first = parse_record(issued.records[0])
        payload = RecordPayload(Event.REVOKE, NOW, issued.sid, 1, prev_hash=first.hash, reason="misuse")
        return online(issued, records=(*issued.records, make_record(signer_of(label), payload, base)))

    yield case("7 another chamber revokes", issued, revoked_by(OSAKA))
    yield case("7 the receipt key revokes", issued, revoked_by("receipt"))
    yield case("7 a stranger revokes, trust list fresh", issued, revoked_by("nobody"))
    yield case(
        "7 a stranger revokes, trust list 25 hours old", issued, revoked_by("nobody"), refreshed_at=NOW - 25 * HOUR
    )
    yield case(
        "7 the record was signed for another site",
        issued,
        revoked_by(TOKYO, ReferenceBase("https://check.example.org/v/")),
    )
    yield case("7 last year's key revokes after its window", issued, revoked_by("TYO 2025"), trust="two years")
    yield case(
        "7 last year's key, compromised, revokes within no window",
        issued,
        revoked_by("TYO 2025"),
        trust="last year's key compromised",
    )
    january = ChamberWorld(now=dt.datetime(2026, 1, 20, tzinfo=dt.UTC))
    early = january.issue(5)
    by_old_key = january.follow(early, Event.REVOKE, reason="misuse", signer=signer_of("TYO 2025"))
    yield case("7 last year's key revokes in the month of overlap", early, online(by_old_key), trust="two years")
    yield case(
        "7 a compromised key revokes in its window", early, online(by_old_key), trust="last year's key compromised"
    )


def step_8() -> Iterator[Case]:
    """Ask whether the content is what was sealed."""
    issued = WORLD.issue(1)
    content = issued.content or b""
    altered = content.replace(b"Ceramic", b"Keramik")
    yield case("8 the server alters a word", issued, online(issued, content=altered))
    yield case(
        "8 the server gives another certificate's content", issued, online(issued, content=WORLD.issue(2).content)
    )
    yield case("8 the server withholds the content", issued, online(issued, content=None))
    yield case(
        "8 the server withholds it, the person has it", issued, replace(online(issued, content=None), content=content)
    )
    yield case("8 the person's file is altered, the server's is not", issued, replace(online(issued), content=altered))
    yield case(
        "8 the server's is altered, the person's file is not",
        issued,
        replace(online(issued, content=altered), content=content),
    )
    yield case("8 the content ends with a line feed", issued, online(issued, content=content + b"\n"))
    yield case("8 empty content", issued, online(issued, content=b""))
    fields = WORLD.fields(1)
    sealed_over = {
        "content that is not canonical": content.replace(b'":"', b'": "', 1),
        "content of no certificate": b"{}",
        "content that names another number": _content_of(WORLD, 2),
        "content of another kind": _content_of(WORLD, 1, Kind.INVOICE),
        "content of another date": canonical_bytes(fields | {"issued": "2026-03-09"}),
        "content that names another chamber": canonical_bytes(
            fields | {"chamber": ChamberWorld("OSA").fields(1)["chamber"]}
        ),
    }
    for name, data in sealed_over.items():
        payload = SealPayload(Kind.COO_JP, issued.number, issued.issue_date, content_hash(data))
        forged = replace(issued, seal=sealed(WORLD, payload.encode()), content=data, records=())
        forged = WORLD.follow(forged, Event.ISSUE, pdf_sha256=issued.pdf_sha256)
        yield case(f"8 sealed over {name}", forged, online(forged))


def _content_of(world: ChamberWorld, sequence: int, kind: Kind = Kind.COO_JP) -> bytes:
    return world.issue(sequence, kind).content or b""


def step_9() -> Iterator[Case]:
    """Demand everything for in force: fresh status, the register's answer where it was asked, and the content."""
    issued = WORLD.issue(1)
    for kind in Kind:
        certificate = WORLD.issue(10 + int(kind), kind)
        yield case(f"9 in force: {kind.slug}", certificate, online(certificate))
    osaka = ChamberWorld("OSA").issue(1)
    yield case("9 in force: another chamber", osaka, online(osaka))
    yield case("9 offline picture: never more than not checked", issued, Evidence())
    yield case("9 offline picture, the person compared it with nothing", issued, Evidence(confirmed=True))
    yield case("9 offline with the content", issued, Evidence(content=issued.content))
    yield case("9 offline with the content, no status", issued, Evidence(content=issued.content), status=None)
    yield case(
        "9 offline with the content, status too old",
        issued,
        Evidence(content=issued.content),
        status=status_of(age=30 * HOUR),
    )
    yield of_seal("9 the seal's bytes alone, online", issued.seal, online(issued))


def step_10() -> Iterator[Case]:
    """Ask whether the paper in hand is the certificate."""
    issued = WORLD.issue(1)
    other = hashlib.sha256(b"a scan").digest()
    matched = replace(online(issued), file_sha256=issued.pdf_sha256)
    yield case("10 the registered file", issued, matched)
    yield case("10 a file of which a byte was changed", issued, replace(online(issued), file_sha256=other))
    yield case(
        "10 the registered file, content withheld", issued, replace(matched, answer=answered(issued, content=None))
    )
    yield case(
        "10 the registered file of a revoked certificate",
        issued,
        replace(online(WORLD.revoke(issued)), file_sha256=issued.pdf_sha256),
    )
    yield case(
        "10 the registered file, its records broken", issued, replace(matched, answer=answered(issued, records=()))
    )
    yield case("10 the registered file, offline: its hash proves nothing", issued, replace(matched, answer=None))
    yield case("10 signed PDF, offline", issued, Evidence(signed_sid=issued.sid))
    yield case(
        "10 signed PDF, offline, status too old",
        issued,
        Evidence(signed_sid=issued.sid),
        status=status_of(age=30 * HOUR),
    )
    yield case("10 signed PDF around another certificate's code", issued, Evidence(signed_sid=WORLD.issue(2).sid))
    yield case("10 signed PDF, online", issued, replace(online(issued), signed_sid=issued.sid))
    yield case("10 a person compared", issued, replace(online(issued), confirmed=True))
    yield case(
        "10 a person compared, offline with the content", issued, Evidence(content=issued.content, confirmed=True)
    )


STEPS = (step_1, step_2, step_3, step_4, step_5, step_6, step_7, step_8, step_9, step_10)

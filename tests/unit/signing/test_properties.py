"""What must hold for any input: one byte form, no bit free, and no exception that is not ours."""

import contextlib
import datetime as dt
from collections.abc import Callable

import cbor2
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from signing.canonical import JsonValue, canonical_bytes, parse_canonical
from signing.content import Kind, parse_content
from signing.cose import sign1
from signing.errors import MalformedError, SigningError
from signing.evidence import Evidence, ServerAnswer
from signing.keys import PublicKey
from signing.qr import MAX_QR_TEXT, decode_base32, encode_base32, read_qr_text
from signing.receipt import ReceiptPayload, ReceiptRow, make_receipt, parse_receipt
from signing.record import (
    MAX_RECORDS_PER_SEAL,
    Event,
    RecordPayload,
    RevocationReason,
    State,
    make_record,
    parse_record,
)
from signing.reference_base import ReferenceBase
from signing.result import Reason, Verdict
from signing.seal import MAX_DAY, SealPayload, parse_seal
from signing.status import build_status, parse_status
from signing.trust import build_survivors, parse_survivors, parse_trust_list
from signing.verify import verify
from tests.builders import BASE, ChamberWorld, signer_of

WORLD = ChamberWorld()
ISSUED = WORLD.issue(1)
HASHES = st.binary(min_size=32, max_size=32)
MOMENTS = st.integers(0, 2**32 - 1).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))
PUBLIC_NUMBERS = st.builds(
    "{}{:02}-{:06}".format, st.sampled_from(["TYO", "OSA"]), st.integers(0, 99), st.integers(0, 10**10 - 1)
)

PARSERS: dict[str, Callable[[bytes], object]] = {
    "seal": parse_seal,
    "record": parse_record,
    "receipt": parse_receipt,
    "status": parse_status,
    "survivors": parse_survivors,
    "trust list": parse_trust_list,
    "content": parse_content,
}
GOOD: dict[str, bytes] = {
    "seal": ISSUED.seal,
    "record": ISSUED.records[0],
    "receipt": make_receipt(
        WORLD.receipt_signer,
        ReceiptPayload(
            bytes(32), WORLD.now, WORLD.now, 1, 1, (ReceiptRow("TYO26-000001", Verdict.VALID, Reason.IN_FORCE, None),)
        ),
        BASE,
    ),
    "status": build_status(1, WORLD.now, 1, {ISSUED.sid: State.REVOKED}),
    "survivors": build_survivors({ISSUED.sid}),
    "trust list": WORLD.trust_list.encode(),
    "content": ISSUED.content or b"",
}


seal_payloads = st.builds(
    SealPayload,
    st.sampled_from(Kind),
    st.from_regex(r"[A-Z0-9-]{1,24}", fullmatch=True),
    st.integers(0, MAX_DAY).map(lambda day: dt.date(1970, 1, 1) + dt.timedelta(days=day)),
    HASHES,
)


@given(seal_payloads)
def test_seals_parse_to_what_was_signed_and_serialise_back(payload: SealPayload) -> None:
    data = sign1(WORLD.signer, payload.encode(), BASE.seal_aad())
    seal = parse_seal(data)
    assert seal.payload == payload
    assert sign1(WORLD.signer, seal.payload.encode(), BASE.seal_aad()) == data
    seal.verify(WORLD.signer.public_key, BASE)


@st.composite
def record_payloads(draw: st.DrawFn) -> RecordPayload:
    event = draw(st.sampled_from(Event))
    seq = draw(st.integers(0, MAX_RECORDS_PER_SEAL - 1))
    return RecordPayload(
        event,
        draw(MOMENTS),
        draw(HASHES),
        seq,
        prev_hash=draw(HASHES) if seq else None,
        pdf_sha256=draw(HASHES) if event is Event.ISSUE else None,
        successor=draw(PUBLIC_NUMBERS) if event is Event.REPLACE else None,
        reason=draw(st.sampled_from(RevocationReason)) if event in (Event.REVOKE, Event.VOID) else "",
    )


@given(record_payloads())
def test_records_parse_to_what_was_signed_and_serialise_back(payload: RecordPayload) -> None:
    data = make_record(WORLD.signer, payload, BASE)
    record = parse_record(data)
    assert record.payload == payload
    assert make_record(WORLD.signer, record.payload, BASE) == data


rows = st.sampled_from(Reason).flatmap(
    lambda reason: st.builds(
        ReceiptRow,
        st.from_regex(r"[ -~]{1,320}", fullmatch=True),
        st.just(reason.verdict),
        st.just(reason),
        st.none() | HASHES,
    )
)
receipt_payloads = st.builds(
    ReceiptPayload,
    HASHES,
    MOMENTS,
    MOMENTS,
    st.integers(0, 2**53 - 1),
    st.integers(0, 2**32 - 1),
    st.lists(rows, min_size=1, max_size=5).map(tuple),
)


@given(receipt_payloads)
def test_receipts_parse_to_what_was_signed_and_serialise_back(payload: ReceiptPayload) -> None:
    data = make_receipt(WORLD.receipt_signer, payload, BASE)
    assert parse_receipt(data).payload == payload
    assert make_receipt(WORLD.receipt_signer, parse_receipt(data).payload, BASE) == data


def test_an_unknown_key_may_be_invalid_or_indeterminate_in_a_receipt() -> None:
    for verdict in (Verdict.INVALID, Verdict.INDETERMINATE):
        ReceiptRow("TYO26-000001", verdict, Reason.KEY_UNKNOWN, None)
    with pytest.raises(MalformedError):
        ReceiptRow("TYO26-000001", Verdict.VALID, Reason.KEY_UNKNOWN, None)


@pytest.mark.parametrize("count", [0, 1001])
def test_a_receipt_has_1_to_1000_rows(count: int) -> None:
    row = ReceiptRow("TYO26-000001", Verdict.VALID, Reason.IN_FORCE, None)
    with pytest.raises(MalformedError):
        ReceiptPayload(bytes(32), WORLD.now, WORLD.now, 1, 1, (row,) * count)


@given(
    st.integers(0, 2**32 - 1),
    MOMENTS,
    st.integers(0, 2**64 - 1),
    st.dictionaries(HASHES, st.sampled_from(State), max_size=20),
)
def test_status_files_tell_each_seal_s_state(
    version: int, as_of: dt.datetime, head: int, states: dict[bytes, State]
) -> None:
    assume(len({sid[:8] for sid in states}) == len(states))
    status = parse_status(build_status(version, as_of, head, states))
    assert (status.version, status.as_of, status.register_head) == (version, as_of, head)
    listed = {State.REVOKED, State.REPLACED, State.VOID}
    for sid, state in states.items():
        assert status.state(sid) is (state if state in listed else State.IN_FORCE)
    assert build_status(version, as_of, head, states) == build_status(
        version, as_of, head, dict(reversed(states.items()))
    )


def test_of_two_seals_with_one_prefix_the_revoked_one_stands() -> None:
    twins = {bytes(8) + b"a" * 24: State.REPLACED, bytes(8) + b"b" * 24: State.REVOKED}
    assert parse_status(build_status(1, WORLD.now, 1, twins)).state(bytes(32)) is State.REVOKED


@given(st.sets(HASHES, max_size=10))
def test_survivors_files_serialise_back(sids: set[bytes]) -> None:
    assert parse_survivors(build_survivors(sids)) == sids


json_values: st.SearchStrategy[JsonValue] = st.recursive(
    st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(codec="utf-8", exclude_characters="\uffff\ufffe", max_codepoint=0xFFFF), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="ascii"), max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(st.characters(codec="ascii"), max_size=4), json_values, max_size=4))
def test_canonical_json_parses_back(value: dict[str, JsonValue]) -> None:
    try:
        data = canonical_bytes(value)
    except MalformedError:  # text that is not in NFC, or a noncharacter
        assume(False)
    assert parse_canonical(data, max_bytes=10**6) == value


def test_every_flipped_bit_of_a_seal_is_refused() -> None:
    survivors = []
    for position in range(len(ISSUED.seal) * 8):
        flipped = bytearray(ISSUED.seal)
        flipped[position // 8] ^= 1 << position % 8
        try:
            parse_seal(bytes(flipped)).verify(WORLD.signer.public_key, BASE)
        except SigningError:
            continue
        survivors.append(position)
    assert survivors == []


def test_every_flipped_bit_of_a_record_is_refused() -> None:
    survivors = []
    for position in range(len(ISSUED.records[0]) * 8):
        flipped = bytearray(ISSUED.records[0])
        flipped[position // 8] ^= 1 << position % 8
        try:
            parse_record(bytes(flipped)).verify(WORLD.signer.public_key, BASE)
        except SigningError:
            continue
        survivors.append(position)
    assert survivors == []


@pytest.mark.parametrize("name", PARSERS)
@given(st.data())
def test_garbage_is_refused_with_an_error_of_ours(name: str, data: st.DataObject) -> None:
    garbage = data.draw(st.binary(max_size=300))
    assume(garbage != GOOD[name])
    if name == "survivors":
        assume(not garbage.startswith(b"REFSURV1"))
    with pytest.raises(SigningError):
        PARSERS[name](garbage)


@pytest.mark.parametrize("name", PARSERS)
@given(st.data())
def test_cut_and_spliced_objects_raise_nothing_but_errors_of_ours(name: str, data: st.DataObject) -> None:
    good = GOOD[name]
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, len(good)))
    spliced = good[:start] + data.draw(st.binary(max_size=20)) + good[end:]
    with contextlib.suppress(SigningError):
        PARSERS[name](spliced)


cbor_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.binary(max_size=40)
    | st.text(max_size=10)
    | HASHES,
    lambda inner: (
        st.lists(inner, max_size=9)
        | st.dictionaries(st.integers() | st.text(max_size=3), inner, max_size=3)
        | st.builds(cbor2.CBORTag, st.integers(0, 300), inner)
    ),
    max_leaves=12,
)


@given(cbor_values)
@example([1, 2, True, False])
def test_any_signed_cbor_is_refused_as_seal_record_and_receipt(value: object) -> None:
    """A thief of the key, or a careless program, signs whatever it likes: the templates still hold."""
    try:
        payload = cbor2.dumps(value)
    except cbor2.CBORError:
        assume(False)
    for parse in (parse_seal, parse_record, parse_receipt):
        data = sign1(WORLD.signer, payload, b"")
        with pytest.raises(MalformedError):
            parse(data)


@pytest.mark.parametrize(
    "tag", [*range(6), 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799]
)
@pytest.mark.parametrize("inner", [b"\x00", b"\x60", b"\x40", b"\x80", b"\xa0", b"\x82\x01\x00", b"\x64(a+)"])
def test_cbor_tags_are_never_interpreted(tag: int, inner: bytes) -> None:
    head = cbor2.dumps(cbor2.CBORTag(tag, 0))[:-1]
    for parse in (parse_seal, parse_record, parse_receipt):
        with pytest.raises(MalformedError):
            parse(sign1(WORLD.signer, b"\x81" + head + inner, b""))


def test_nested_cbor_is_refused_without_recursing() -> None:
    for depth in (5, 100, 10_000):
        with pytest.raises(MalformedError):
            parse_receipt(b"\x81" * depth + b"\x00")


@given(st.binary(min_size=1, max_size=190))
def test_base32_reads_back_in_either_case(data: bytes) -> None:
    text = encode_base32(data)
    assert decode_base32(text) == decode_base32(text.lower()) == data


@given(st.binary(min_size=1, max_size=20), st.integers(1, 31))
def test_base32_with_other_pad_bits_is_refused(data: bytes, change: int) -> None:
    """Of the 32 characters that could stand last, only one is the encoding."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    text = encode_base32(data)
    free_bits = len(text) * 5 - len(data) * 8
    other = text[:-1] + alphabet[alphabet.index(text[-1]) ^ change]
    if change < 1 << free_bits:
        with pytest.raises(MalformedError):
            decode_base32(other)
    else:
        assert change >> free_bits
        try:
            assert decode_base32(other) != data
        except MalformedError:
            assert change & ((1 << free_bits) - 1)


@pytest.mark.parametrize(
    "text", ["", "A", "AAA", "AAAAAA", "AE======", "A E", "ÄE", "A1", "A0", "A" * (MAX_QR_TEXT + 1), "ſA", "\u0130A"]
)
def test_texts_that_are_no_base32_are_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        decode_base32(text)


@given(st.text(max_size=200))
@example("https://[::1")
@example("https://a:b/")
@example("http://\u2100/")
@example("HTTPS://REF.EXAMPLE.JP/V/\u0131")
def test_any_scanned_text_gets_a_verdict(text: str) -> None:
    for scanned in (text, BASE.url + text, "https://" + text):
        result = verify(scanned, Evidence(), WORLD.trust, WORLD.now)
        assert result.reason in (Reason.FOREIGN_CODE, Reason.MALFORMED)
        assert result.host is None or (result.host.isascii() and result.host.isprintable())


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://example.com/a", "example.com"),
        ("HTTPS://Example.COM:8443/", "example.com:8443"),
        ("https://ref.example.jp@evil.example/", "evil.example"),
        ("https://ref.ex\u0430mple.jp/v/", "ref.xn--exmple-4nf.jp"),
        ("https://evil\u202e.example/", None),
        ("https://evil\x1b[2J.example/", None),
        ("https://host:port/", None),
        ("https:///path", None),
        ("mailto:someone@example.com", None),
        ("TYO26-001234", None),
        ("", None),
    ],
)
def test_a_foreign_code_names_its_host_in_plain_characters(text: str, host: str | None) -> None:
    code = read_qr_text(text, [BASE])
    assert getattr(code, "host", "own") == host


@pytest.mark.parametrize("as_of", [dt.datetime.min, dt.datetime.max, dt.datetime(1970, 1, 1), dt.datetime(9999, 1, 1)])  # noqa: DTZ001, DTZ901  # the zone follows
def test_a_service_with_an_absurd_clock_proves_nothing(as_of: dt.datetime) -> None:
    for answer in (
        ServerAnswer(as_of.replace(tzinfo=dt.UTC)),
        ServerAnswer(as_of.replace(tzinfo=dt.UTC), ISSUED.seal, ISSUED.content, ISSUED.records),
    ):
        status = parse_status(build_status(1, WORLD.now, 1, {}))
        text = BASE.url + encode_base32(ISSUED.seal)
        result = verify(text, Evidence(status, answer), WORLD.trust, WORLD.now)
        assert result.reason in (Reason.STATUS_STALE, Reason.STATUS_UNAVAILABLE)


def test_a_result_is_no_boolean() -> None:
    with pytest.raises(TypeError):
        bool(verify("", Evidence(), WORLD.trust, WORLD.now))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ref.example.jp/v/",
        "ftp://ref.example.jp/v/",
        "http://ref.example.jp/v/",
        "https://REF.example.jp/v/",
        "https://ref.example.jp/v",
        "https://ref.example.jp/V/",
        "https://ref.example.jp/v/?x=/",
        "https://user@ref.example.jp/v/",
        "https://ref_example.jp/v/",
        "https://ref.example.jp/v/\n",
        "https://réf.example.jp/v/",
        "https://" + "a" * 80 + ".jp/",
    ],
)
def test_addresses_that_are_no_reference_base_are_refused(url: str) -> None:
    with pytest.raises(MalformedError):
        ReferenceBase(url)


@pytest.mark.parametrize(
    "url",
    ["https://ref.example.jp/", "https://ref.example.jp:8443/v/", "http://127.0.0.1:8000/v/", "http://localhost/v/"],
)
def test_reference_bases(url: str) -> None:
    assert url.startswith(ReferenceBase(url).site)


def test_signatures_of_one_object_are_none_of_another() -> None:
    """Seal, record and receipt differ by their external_aad, even over the same payload and key."""
    aads = [BASE.seal_aad(), BASE.record_aad(), BASE.receipt_aad(), ReferenceBase("https://b.example/v/").seal_aad()]
    key: PublicKey = signer_of("TYO 2026").public_key
    for made in aads:
        envelope = parse_seal(sign1(signer_of("TYO 2026"), ISSUED.parsed.payload.encode(), made)).envelope
        for read in aads:
            if read == made:
                envelope.verify(key, read)
            else:
                with pytest.raises(SigningError):
                    envelope.verify(key, read)


@pytest.mark.parametrize(
    "build",
    [
        lambda: build_status(2**32, WORLD.now, 1, {}),
        lambda: build_status(1, WORLD.now, 2**64, {}),
        lambda: build_status(1, WORLD.now.replace(tzinfo=None), 1, {}),
        lambda: build_status(1, WORLD.now, 1, {b"short": State.REVOKED}),
        lambda: build_survivors({b"short"}),
        lambda: RecordPayload(Event.ISSUE, WORLD.now.replace(tzinfo=None), bytes(32), 0, pdf_sha256=bytes(32)),
        lambda: RecordPayload(Event.ISSUE, WORLD.now.replace(microsecond=1), bytes(32), 0, pdf_sha256=bytes(32)),
        lambda: ReceiptPayload(bytes(32), WORLD.now.replace(microsecond=1), WORLD.now, 1, 1, ()),
    ],
)
def test_objects_that_could_not_be_read_back_are_not_built(build: Callable[[], object]) -> None:
    with pytest.raises(MalformedError):
        build()

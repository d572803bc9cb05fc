"""Canonical JSON: one document has one byte form, and whatever has two readings is refused."""

import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from signing.canonical import MAX_DEPTH, canonical_bytes, parse_canonical
from signing.errors import MalformedError


def nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"a":1,"b":[true,false,-1,9007199254740991]}',
        '{"":""}',
        '{"\\u0001":"\\n","é":"日本"}',
        '{"\U00010000":1,"\ue000":2}',  # sorted by UTF-16 code units, not by code points
        nested(MAX_DEPTH),
    ],
)
def test_canonical_documents_are_read_and_written_alike(text: str) -> None:
    assert canonical_bytes(parse_canonical(text.encode(), max_bytes=10_000)) == text.encode()


REFUSED = {
    "nothing": b"",
    "no object": b"[]",
    "a bare number": b"1",
    "a blank": b'{"a": 1}',
    "a line feed at the end": b'{"a":1}\n',
    "a byte order mark": b'\xef\xbb\xbf{"a":1}',
    "keys out of order": b'{"b":1,"a":1}',
    "keys sorted by code point": '{"\ue000":2,"\U00010000":1}'.encode(),
    "the same key twice": b'{"a":1,"a":1}',
    "the same key twice, once escaped": b'{"a":1,"\\u0061":1}',
    "a needless escape": b'{"a":"\\u0062"}',
    "an escaped slash": b'{"a":"\\/"}',
    "an upper-case escape": b'{"a":"\\u001F"}',
    "null": b'{"a":null}',
    "a decimal": b'{"a":1.5}',
    "a decimal that is whole": b'{"a":1.0}',
    "an exponent": b'{"a":1e2}',
    "minus zero": b'{"a":-0}',
    "a leading zero": b'{"a":01}',
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":Infinity}',
    "an integer of 2^53": b'{"a":9007199254740992}',
    "an integer of -2^53": b'{"a":-9007199254740992}',
    "an integer of 5,000 digits": b'{"a":' + b"9" * 5000 + b"}",
    "text that is not NFC": '{"a":"A\u030a"}'.encode(),
    "a key that is not NFC": '{"A\u030a":1}'.encode(),
    "a lone surrogate, escaped": b'{"a":"\\ud800"}',
    "a lone surrogate as key": b'{"\\udfff":1}',
    "a lone surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}',
    "a pair of surrogates, escaped": b'{"a":"\\ud83d\\ude42"}',
    "a noncharacter": '{"a":"\ufdd0"}'.encode(),
    "a noncharacter of a high plane": '{"a":"\U0010ffff"}'.encode(),
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "Latin-1": b'{"a":"\xe9"}',
    "17 levels": nested(MAX_DEPTH + 1).encode(),
    "100,000 levels": b'{"a":' * 100_000,
    "100,000 lists": b'{"a":' + b"[" * 100_000,
    "a comment": b'{"a":1/**/}',
    "a trailing comma": b'{"a":1,}',
    "two documents": b"{}{}",
    "a NUL": b'{"a":"\x00"}',
}


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused(name: str) -> None:
    with pytest.raises(MalformedError):
        parse_canonical(REFUSED[name], max_bytes=1_000_000)


def test_size_is_looked_at_before_anything_else() -> None:
    with pytest.raises(MalformedError, match="8 bytes; at most 7"):
        parse_canonical(b'{"a":10}', max_bytes=7)
    with pytest.raises(MalformedError, match="at most 7"):
        parse_canonical(b"\xff" * 8, max_bytes=7)


CYCLE: list[Any] = []
CYCLE.append(CYCLE)
UNWRITABLE: dict[str, Any] = {
    "null": None,
    "a decimal": 1.5,
    "null inside": {"a": None},
    "a number as key": {1: "a"},
    "true as key": {True: "a"},
    "a set": {"a"},
    "bytes": b"a",
    "a list that holds itself": CYCLE,
    "an integer of 5,000 digits": 10**5000,
    "a lone surrogate": "\ud800",
    "a noncharacter": "\uffff",
    "a lone surrogate as key": {"\ud800": 1},
}


@pytest.mark.parametrize("name", UNWRITABLE)
def test_values_that_json_readers_take_differently_are_not_written(name: str) -> None:
    with pytest.raises(MalformedError):
        canonical_bytes(UNWRITABLE[name])


PLAIN_KEYS = st.dictionaries(st.text(st.characters(max_codepoint=0x7F), max_size=8), st.text(max_size=20), max_size=5)


@given(
    st.recursive(st.text(max_size=20) | st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans(), st.lists, max_leaves=20)
)
def test_the_fast_way_writes_what_the_library_for_jcs_writes(value: Any) -> None:
    document = {"a": value, "B": [value], "": {"\u007f": value, '"\\': value}}
    try:
        written = canonical_bytes(document)
    except MalformedError:
        return
    assert written == rfc8785.dumps(document)


@given(PLAIN_KEYS)
def test_plain_keys_are_sorted_as_the_library_sorts_them(document: dict[str, str]) -> None:
    assume(all(unicodedata.is_normalized("NFC", text) for text in document.values()))
    try:
        written = canonical_bytes({**document})
    except MalformedError:
        return
    assert written == rfc8785.dumps(document)


def test_an_escape_before_a_combining_mark_is_no_reason_to_refuse() -> None:
    text = "a line\n\u0303and a tilde"
    assert parse_canonical(canonical_bytes({"text": text}), max_bytes=100) == {"text": text}

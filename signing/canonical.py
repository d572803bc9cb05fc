"""Canonical JSON: I-JSON (RFC 7493) serialised by JCS (RFC 8785), and the rules of ours on top.

Rules beyond JCS, so that every reader in every language sees one and the same document: UTF-8, strings in
Unicode NFC without noncharacters, integers only (decimals are strings), no null, no duplicate keys, nesting at most
:data:`MAX_DEPTH`. Parsing checks that the bytes are already canonical: what parses re-serialises to the
same bytes.
"""

import json
import re
import unicodedata
from typing import NoReturn

import rfc8785

from signing.errors import MalformedError

JsonValue = str | int | bool | list["JsonValue"] | dict[str, "JsonValue"]
JsonObject = dict[str, JsonValue]

MAX_DEPTH = 16
"""Deepest nesting that is accepted; the certificate content needs six levels."""

MAX_INTEGER = 2**53 - 1
"""Largest magnitude that I-JSON readers agree on (RFC 7493 section 2.2)."""

_NOT_INTERCHANGED = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
    + "]"
)


def canonical_bytes(value: JsonValue) -> bytes:
    """Serialise `value` canonically; raise :class:`MalformedError` where it breaks a rule of the module."""
    return _canonical_text(value).encode("utf-8")


def parse_canonical(data: bytes, *, max_bytes: int) -> JsonObject:
    """Parse canonical JSON whose top level is an object; anything else raises :class:`MalformedError`."""
    value = _parse(data, max_bytes=max_bytes)
    if canonical_bytes(value) != data:
        raise MalformedError("The document is JSON, but not in its canonical form (RFC 8785).")
    return value


def parse_json(data: bytes, *, max_bytes: int) -> JsonObject:
    """Parse an object that keeps this module's rules, however it is laid out: a file that a person wrote."""
    value = _parse(data, max_bytes=max_bytes)
    _canonical_text(value)
    return value


def _parse(data: bytes, *, max_bytes: int) -> JsonObject:
    if len(data) > max_bytes:
        raise MalformedError(f"The document has {len(data)} bytes; at most {max_bytes} are allowed.")
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object_without_duplicates,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except MalformedError:
        raise
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"The document is not JSON in UTF-8: {error}.") from error
    if not isinstance(value, dict):
        raise MalformedError("The document is not a JSON object.")
    return value


def _canonical_text(value: JsonValue) -> str:
    plain_keys = _check_structure(value, depth=0)
    try:
        # Without decimals and with ASCII keys the standard library writes JCS, many times faster than rfc8785: a
        # test holds the two together. Other keys are sorted by UTF-16 units, which is rfc8785's business.
        text = _ENCODER.encode(value) if plain_keys else rfc8785.dumps(value).decode("utf-8")
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise MalformedError(f"The value cannot be written as canonical JSON: {error}.") from error
    # ASCII breaks no rule of characters, and most texts are ASCII.
    if not text.isascii():
        _check_strings(value)
    return text


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _check_structure(value: object, *, depth: int) -> bool:
    """Check types, integers and depth; tell whether all keys are ASCII."""
    if depth > MAX_DEPTH:
        raise MalformedError(f"The document is nested more than {MAX_DEPTH} levels deep.")
    plain = True
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise MalformedError(f"An object's key is text; got {type(key).__name__}.")
            plain &= key.isascii()
            if not isinstance(item, str):
                plain &= _check_structure(item, depth=depth + 1)
    elif isinstance(value, list):
        for item in value:
            if not isinstance(item, str):
                plain &= _check_structure(item, depth=depth + 1)
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise MalformedError("An integer is beyond ±(2^53 - 1).")
    elif not isinstance(value, str):
        raise MalformedError(
            f"A value of type {type(value).__name__} is not allowed: only text, integers, true, false, "
            "lists and objects (decimals are written as text, an absent value is left out)."
        )
    return plain


def _check_strings(value: JsonValue) -> None:
    if isinstance(value, str):
        if value.isascii():
            return
        if not unicodedata.is_normalized("NFC", value):
            raise MalformedError(f"The text {value[:40]!r} is not in Unicode normal form NFC.")
        if _NOT_INTERCHANGED.search(value):
            raise MalformedError(f"The text {value[:40]!r} has a surrogate or noncharacter (RFC 7493 section 2.1).")
    elif isinstance(value, list):
        for item in value:
            _check_strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_strings(key)
            _check_strings(item)


def _object_without_duplicates(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise MalformedError("The document has the same key twice in one object.")
    return result


def _refuse_number(text: str) -> NoReturn:
    raise MalformedError(f"The number {text[:40]} is not an integer; decimals are written as text.")

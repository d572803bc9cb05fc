"""The only way to a seal: checks first, then a :class:`Prepared` that nothing else can make, then the signature."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from signing.canonical import JsonObject, canonical_bytes
from signing.content import AnyContent, parse_content, schema_url
from signing.cose import sign1
from signing.errors import ContentError, KeyRefusedError
from signing.keys import Signer
from signing.qr import qr_text
from signing.reference_base import ReferenceBase
from signing.seal import MAX_SEAL_BYTES, SealPayload, content_hash
from signing.trust import KeyRole, KeyState, TrustedKey

_TOKEN: Final = object()


@dataclass(frozen=True, init=False)
class Prepared:
    """Content that passed every check for one key and reference site. Only :func:`prepare` makes one."""

    content: AnyContent
    content_bytes: bytes
    payload: SealPayload
    key: TrustedKey
    base: ReferenceBase

    def __init__(self, token: object, content: AnyContent, data: bytes, key: TrustedKey, base: ReferenceBase) -> None:
        if token is not _TOKEN:
            raise TypeError("A Prepared is made by signing.prepare.prepare alone: checks come before the signature.")
        payload = SealPayload(content.kind, content.number, content.issued, content_hash(data))
        for name, value in (
            ("content", content),
            ("content_bytes", data),
            ("payload", payload),
            ("key", key),
            ("base", base),
        ):
            object.__setattr__(self, name, value)


def prepare(fields: JsonObject, *, key: TrustedKey, base: ReferenceBase, today: dt.date) -> Prepared:
    """Check content against its model, the key and the calendar; `today` is the date in the chamber's zone.

    Raises `ContentError` (the content's fault, naming the field), `MalformedError` (fields that canonical JSON cannot
    carry, an address too long for the code) or `KeyRefusedError` (the key's fault).
    """
    data = canonical_bytes(fields)
    content = parse_content(data)
    if key.role is not KeyRole.CHAMBER or key.chamber != content.chamber.code:
        raise KeyRefusedError(f"The key is not one of chamber {content.chamber.code}.")
    if key.state is not KeyState.ACTIVE:
        raise KeyRefusedError(f"The chamber's key is {key.state}: it signs no more.")
    if not key.covers(content.issued):
        raise KeyRefusedError(
            f"The chamber's key is for issue dates from {key.not_before} to {key.not_after}, not for {content.issued}."
        )
    if content.kind not in key.kinds:
        raise KeyRefusedError(f"The chamber's key is not for certificates of the kind {content.kind.slug}.")
    if content.issued > today:
        raise ContentError(f"The issue date {content.issued} lies in the future; today is {today}.")
    if content.schema_url != schema_url(base.site, content.kind):
        raise ContentError(f"The schema address is not {schema_url(base.site, content.kind)}.")
    # The longest seal must still make a code that fax survives; the address is refused before any number is used.
    qr_text(bytes(MAX_SEAL_BYTES - 8), base)
    return Prepared(_TOKEN, content, data, key, base)


def sign_prepared(prepared: Prepared, signer: Signer) -> bytes:
    """Sign a prepared certificate and return its seal's bytes."""
    if not isinstance(prepared, Prepared):
        raise TypeError("Only what signing.prepare.prepare returned can be signed.")
    if signer.public_key != prepared.key.key:
        raise KeyRefusedError("The signer holds another key than the one that the certificate was checked against.")
    return sign1(signer, prepared.payload.encode(), prepared.base.seal_aad())

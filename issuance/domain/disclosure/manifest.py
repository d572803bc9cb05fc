"""What a disclosed file holds, and who signed that (format `originseal-disclosure-1`).

`manifest.json` names every other file of the ZIP with size and SHA-256; `manifest.sig.json` holds an Ed25519 signature
of the chamber's key over the text `originseal-disclosure-1`, a line feed, and the bytes of the manifest.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from issuance.errors import RefusedError
from signing.errors import SignatureMismatchError
from signing.keys import Signer
from signing.trust import KeyRole, KeyState, TrustedKey, TrustList

FORMAT = "originseal-disclosure-1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig.json"
MAX_MANIFEST_BYTES = 256 * 1024 * 1024
MAX_SIGNATURE_BYTES = 4096


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ListedFile(_Part):
    """A file of the ZIP."""

    path: str
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(_Part):
    """What was disclosed to whom, why, by whose decision, and in which files."""

    format: str = Field(pattern=f"^{FORMAT}$")
    chamber: str
    case: str
    kind: str
    subject: str
    authority: str
    reference: str
    ground: str
    asked_by: str
    approved_by: str
    made_at: dt.datetime
    files: tuple[ListedFile, ...]

    def encode(self) -> bytes:
        """Return the bytes that are signed."""
        return self.model_dump_json(indent=1).encode()


@dataclass(frozen=True)
class Signed:
    """A signature over a manifest, and the id of the key that made it."""

    key_id: str
    signature: bytes

    def encode(self) -> bytes:
        """Return it as JSON."""
        return json.dumps({"key_id": self.key_id, "signature": self.signature.hex()}).encode()


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest; raise `RefusedError` where it is none."""
    try:
        return Manifest.model_validate_json(data)
    except ValidationError as error:
        raise RefusedError(f"{MANIFEST} is no manifest of the format {FORMAT}: {error.error_count()} faults.") from None


def read_signature(data: bytes) -> Signed:
    """Read a signature; raise `RefusedError` where it is none."""
    try:
        said: Mapping[str, Any] = json.loads(data)
        return Signed(str(said["key_id"]), bytes.fromhex(said["signature"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RefusedError(f"{SIGNATURE} holds no signature: key_id and signature are expected.") from error


def sign(manifest: bytes, signer: Signer) -> Signed:
    """Sign the bytes of a manifest."""
    return Signed(signer.public_key.key_id.hex(), signer.sign(_signed_text(manifest)))


def check_signature(manifest: bytes, signed: Signed, trust_list: TrustList) -> TrustedKey:
    """Return the chamber's key that signed; raise `RefusedError` where none did that was good on that day."""
    said = read_manifest(manifest)
    keys = [
        key
        for key in trust_list.keys
        if key.role is KeyRole.CHAMBER and key.chamber == said.chamber and key.key_id.hex() == signed.key_id
    ]
    if not keys:
        raise RefusedError(f"The trust list has no key {signed.key_id[:32]!r} of chamber {said.chamber!r}.")
    for key in keys:
        try:
            key.key.verify(signed.signature, _signed_text(manifest))
        except SignatureMismatchError:
            continue
        day = said.made_at.astimezone(trust_list.chamber(said.chamber).zone).date()
        if not key.covers(day):
            raise RefusedError(f"The key that signed was not the chamber's on {day}.")
        if key.state is KeyState.COMPROMISED:
            raise RefusedError(f"The key that signed is {key.state}: its signatures prove nothing.")
        return key
    raise RefusedError("The signature does not belong to this manifest: it was altered, or somebody else signed it.")


def _signed_text(manifest: bytes) -> bytes:
    return FORMAT.encode() + b"\n" + manifest

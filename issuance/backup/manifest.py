"""What a backup is: its parts with their hashes, what was counted, and until when it knows. Signed by the office.

    {"manifest": {…}, "signed_by": "<64 hex>", "signature": "<128 hex>"}

The signature (Ed25519) is over `originseal-backup-1` NL and the manifest's canonical JSON. The file is written last: a
backup without it is none.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from issuance.backup.errors import DamagedError
from signing.canonical import JsonObject, canonical_bytes, parse_json
from signing.errors import SigningError
from signing.keys import PublicKey, Signer

MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 4 * 1024 * 1024
_DOMAIN = b"originseal-backup-1\n"

_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Count = Annotated[int, Field(ge=0)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Model):
    """A sealed file of the backup's folder; hash and length are of the sealed bytes."""

    name: Annotated[str, Field(pattern=r"^[a-z]+(\.[a-z]+)*$")]
    sha256: _Sha256
    size: _Count


class Shelved(_Model):
    """How many documents of one store the backup has, and how many bytes they take, sealed."""

    count: _Count
    size: _Count


class Database(_Model):
    """One database: which kind, rows by table, and the heads of its chains."""

    kind: Literal["sqlite", "postgresql"]
    counts: dict[str, int]
    heads: dict[str, str | int]


class Manifest(_Model):
    """A whole backup. Instants are UTC; what happened after `begun` may be missing."""

    format: Literal["originseal-backup-1"] = "originseal-backup-1"
    id: Annotated[str, Field(pattern=r"^[0-9]{8}T[0-9]{6}Z$")]
    begun: AwareDatetime
    ended: AwareDatetime
    recipients: tuple[str, ...]
    parts: tuple[Part, ...]
    office_database: Database
    register_database: Database
    documents: dict[str, Shelved]
    trust: dict[str, int]
    left_out: tuple[str, ...]

    def part(self, name: str) -> Part:
        """Return a part; `DamagedError` where the backup has none of this name."""
        found = next((part for part in self.parts if part.name == name), None)
        if found is None:
            raise DamagedError(f"Backup {self.id} has no part {name}: take another backup.")
        return found


def new_id(now: dt.datetime) -> str:
    """Return the id of a backup that begins now: it sorts by time."""
    return f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def encode(manifest: Manifest, signer: Signer) -> bytes:
    """Return the signed manifest's file."""
    body: JsonObject = manifest.model_dump(mode="json")
    signature = signer.sign(_DOMAIN + canonical_bytes(body))
    envelope: JsonObject = {
        "manifest": body,
        "signed_by": signer.public_key.raw.hex(),
        "signature": signature.hex(),
    }
    return canonical_bytes(envelope) + b"\n"


def decode(data: bytes, where: str, signers: Sequence[PublicKey] | None = None) -> Manifest:
    """Read a manifest; with `signers`, raise `DamagedError` unless one of them signed it.

    Without them it is only looked at: nobody has vouched for what it says.
    """
    try:
        envelope = parse_json(data, max_bytes=MAX_MANIFEST_BYTES)
        body, key, signature = envelope["manifest"], envelope["signed_by"], envelope["signature"]
        manifest = Manifest.model_validate(body)
    except (SigningError, KeyError, TypeError, ValidationError) as error:
        raise DamagedError(f"{where} is no manifest of a backup, or damaged: take another backup.") from error
    if signers is not None:
        _check(body, key, signature, signers, where)
    return manifest


def _check(body: object, key: object, signature: object, signers: Sequence[PublicKey], where: str) -> None:
    signer = next((each for each in signers if each.raw.hex() == key), None)
    if signer is None:
        raise DamagedError(
            f"{where} is signed by another office than the identity file names: somebody may have put it there."
        )
    try:
        signer.verify(bytes.fromhex(str(signature)), _DOMAIN + canonical_bytes(body))  # type: ignore[arg-type]  # parsed JSON
    except (SigningError, ValueError) as error:
        raise DamagedError(f"{where} was altered after the office signed it: take another backup.") from error

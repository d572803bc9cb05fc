"""The trust list: which chambers there are, which keys are theirs, and from when to when.

`trust-list.json` is canonical JSON, authenticated as a TUF target that two of three offline keys sign. Windows are
calendar dates in the chamber's zone, both inclusive. Beside it, `survivors/<kid>` lists the seals of a compromised key
that the chamber's ledger vouches for.
"""

import base64
import binascii
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from signing.canonical import canonical_bytes, parse_canonical
from signing.content import Kind
from signing.errors import MalformedError, SigningError
from signing.keys import PublicKey
from signing.reference_base import ReferenceBase
from signing.text import Country, Line, Lines

MAX_TRUST_LIST_BYTES = 4 * 1024 * 1024
"""Room for 515 chambers with ten years of keys."""

MAX_SURVIVORS_BYTES = 64 * 1024 * 1024

_SURVIVORS_MAGIC = b"REFSURV1"
_SID_LENGTH = 32


class KeyState(StrEnum):
    """Active: signs. Retired: its private half is destroyed, its seals stand. Compromised: only survivors stand."""

    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


class KeyRole(StrEnum):
    """What a key may sign: a chamber's seals and records, or the reference service's receipts. One role per key."""

    CHAMBER = "chamber"
    RECEIPT = "receipt"


class AnchorState(StrEnum):
    """Whether PDF signatures under this anchor count."""

    ACTIVE = "active"
    COMPROMISED = "compromised"


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: `America` is a folder, `x…` too long
        raise ValueError(f"{name!r} is no time zone") from error
    return name


def _check_key(raw: str) -> str:
    try:
        PublicKey(bytes.fromhex(raw))
    except SigningError as error:
        raise ValueError(str(error)) from error
    return raw


def _check_base64(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("the certificate is not base64") from error
    return text


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class PdfAnchor(_Part):
    """The self-signed certificate (base64 of its DER) that a chamber's PDF signatures chain to."""

    certificate: Annotated[str, Field(max_length=8192), AfterValidator(_check_base64)]
    state: AnchorState

    @property
    def der(self) -> bytes:
        """The certificate's DER bytes."""
        return base64.b64decode(self.certificate)


class TrustedChamber(_Part):
    """A chamber, its name as shown to readers, and its calendar's time zone."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    name: Line
    address: Lines
    country: Country
    contact: Line
    time_zone: Annotated[str, AfterValidator(_check_zone)]
    pdf_anchors: tuple[PdfAnchor, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The chamber's time zone."""
        return ZoneInfo(self.time_zone)


class TrustedKey(_Part):
    """A public key (hex of 32 bytes), whose it is, and the issue dates and kinds that it may seal."""

    public_key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$"), AfterValidator(_check_key)]
    role: KeyRole
    chamber: str | None = None
    not_before: dt.date
    not_after: dt.date
    kinds: tuple[Kind, ...] = ()
    state: KeyState

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        if self.not_before > self.not_after:
            raise ValueError("a key's window ends before it begins")
        if (self.role is KeyRole.CHAMBER) != (self.chamber is not None) or (self.chamber is None) != (not self.kinds):
            raise ValueError("a chamber key, and no other, names its chamber and kinds")
        return self

    @property
    def key(self) -> PublicKey:
        """The public key."""
        return PublicKey(bytes.fromhex(self.public_key))

    @cached_property
    def key_id(self) -> bytes:
        """The kid that seals and records of this key carry."""
        return self.key.key_id

    def covers(self, day: dt.date) -> bool:
        """Tell whether `day` lies in the key's window."""
        return self.not_before <= day <= self.not_after


class TrustList(_Part):
    """Everything a verifier trusts at one reference site. `version` only ever grows."""

    format: Annotated[str, Field(pattern=r"^originseal-trust-list-1$")]
    version: Annotated[int, Field(ge=1)]
    ref_base: str
    chambers: tuple[TrustedChamber, ...]
    keys: tuple[TrustedKey, ...]

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        try:
            ReferenceBase(self.ref_base)
        except MalformedError as error:
            raise ValueError(str(error)) from error
        codes = {chamber.code for chamber in self.chambers}
        if len(codes) != len(self.chambers):
            raise ValueError("a chamber is listed twice")
        raw_keys = [key.public_key for key in self.keys]
        if len(set(raw_keys)) != len(raw_keys):
            raise ValueError("a key is listed twice: one role per key")
        if any(key.chamber is not None and key.chamber not in codes for key in self.keys):
            raise ValueError("a key names a chamber that is not listed")
        return self

    @property
    def base(self) -> ReferenceBase:
        """The reference base, checked."""
        return ReferenceBase(self.ref_base)

    def chamber(self, code: str) -> TrustedChamber:
        """Return the chamber of a code; raise `KeyError` where there is none."""
        for chamber in self.chambers:
            if chamber.code == code:
                return chamber
        raise KeyError(code)

    def keys_with(self, key_id: bytes, role: KeyRole) -> tuple[TrustedKey, ...]:
        """Return every key of a role that a kid may mean: the kid is a hint, so all are tried."""
        return tuple(key for key in self.keys if key.key_id == key_id and key.role is role)

    def encode(self) -> bytes:
        """Return the list as canonical JSON."""
        fields: dict[str, Any] = self.model_dump(mode="json", exclude_none=True)
        return canonical_bytes(fields)


def parse_trust_list(data: bytes) -> TrustList:
    """Read a trust list whose bytes are authenticated; raise `MalformedError` for anything else."""
    parse_canonical(data, max_bytes=MAX_TRUST_LIST_BYTES)
    try:
        trust_list = TrustList.model_validate_json(data)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in problem["loc"]) or "trust list"
        raise MalformedError(f"The trust list breaks its rules: {where}: {problem['msg']}.") from error
    if trust_list.encode() != data:
        raise MalformedError("The trust list does not re-serialise to the same bytes.")
    return trust_list


def build_survivors(sids: set[bytes]) -> bytes:
    """Write a survivors file: the magic `REFSURV1`, then the 32-byte sids, sorted."""
    if any(len(sid) != _SID_LENGTH for sid in sids):
        raise MalformedError("A survivors file lists seals by their id of 32 bytes.")
    return _SURVIVORS_MAGIC + b"".join(sorted(sids))


def parse_survivors(data: bytes) -> frozenset[bytes]:
    """Read a survivors file whose bytes are authenticated; raise `MalformedError` for anything else."""
    body = data.removeprefix(_SURVIVORS_MAGIC)
    if len(data) > MAX_SURVIVORS_BYTES or not data.startswith(_SURVIVORS_MAGIC) or len(body) % _SID_LENGTH:
        raise MalformedError("This is no survivors file.")
    sids = [body[start : start + _SID_LENGTH] for start in range(0, len(body), _SID_LENGTH)]
    if sids != sorted(set(sids)):
        raise MalformedError("The survivors file is not in order.")
    return frozenset(sids)


@dataclass(frozen=True)
class Trust:
    """What a verifier holds: the list, the survivors by kid, and when both were last refreshed (UTC)."""

    trust_list: TrustList
    refreshed_at: dt.datetime
    survivors: Mapping[bytes, frozenset[bytes]] = field(default_factory=dict)

    def survives(self, key_id: bytes, sid: bytes) -> bool:
        """Tell whether a seal of a compromised key is vouched for."""
        return sid in self.survivors.get(key_id, frozenset())

"""The shapes of the API's answers, for OpenAPI and for the answers that are made here.

Certificate answers are spliced from prepared bytes and never pass through these models; a test holds both together.
"""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from reference_service.limits.turnstile import LimitName
from signing.result import Reason, Verdict
from signing.trust import KeyRole, KeyState

KindSlug = Literal["coo-jp", "coo-foreign", "invoice", "signature"]

Base64 = Annotated[str, Field(json_schema_extra={"contentEncoding": "base64"})]
Base32 = Annotated[str, Field(pattern="^[A-Z2-7]+$", description="RFC 4648 base32, upper case, without padding.")]
Sha256Hex = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class ChamberName(BaseModel):
    """A chamber as named in the certificate."""

    code: str
    name: str


class Certificate(BaseModel):
    """What was published. Verify `seal`, then that SHA-256(`content`) is the hash in it."""

    # The content is an open object here; its schema is at /schema/{kind}/1.
    model_config = ConfigDict(title="Certificate")

    number: Annotated[str, Field(description="Canonical, e.g. TYO26001234K7QM3XW9.")]
    printed_number: Annotated[str, Field(description="As printed, e.g. TYO26-001234-K7QM-3XW9.")]
    public_number: Annotated[str, Field(description="Without the access code, e.g. TYO26-001234; opens nothing.")]
    kind: KindSlug
    issue_date: dt.date
    chamber: ChamberName
    seal: Base32
    sid: Sha256Hex
    content: Annotated[
        Base64 | None,
        Field(description="The canonical content, verbatim. Absent once the retention term is over, or if void."),
    ] = None
    content_json: Annotated[
        dict[str, Any] | None, Field(description="The same content, parsed: for reading, not for verifying.")
    ] = None


class CertificateAnswer(BaseModel):
    """A verdict, as of when, and everything that is needed to check it."""

    verdict: Verdict
    reason: Reason
    as_of: Annotated[dt.datetime, Field(description="The instant (UTC) of the register's data.")]
    register_head: Annotated[int, Field(ge=0, description="How many records the register had then.")]
    certificate: Certificate
    records: Annotated[list[Base64], Field(min_length=1, description="All signed records, in order.")]


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    code: Annotated[str, Field(description="For programs, e.g. not_known, number_mistyped, cannot_tell_now.")]
    detail: Annotated[str, Field(description="For people.")]
    as_of: Annotated[dt.datetime | None, Field(description="With not_known: the instant of the register's data.")] = (
        None
    )
    register_head: int | None = None
    verdict: Verdict | None = None
    reason: Reason | None = None
    limit: Annotated[LimitName | None, Field(description="With too_many_requests: which limit is used up.")] = None


class KeyEntry(BaseModel):
    """A public key, whose it is and the issue dates that it may seal."""

    kid: Annotated[str, Field(pattern="^[0-9a-f]{16}$", description="First 8 bytes of the RFC 9679 thumbprint.")]
    thumbprint: Sha256Hex
    public_key: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="Ed25519, 32 bytes in hexadecimal.")]
    role: KeyRole
    chamber: str | None = None
    not_before: dt.date
    not_after: dt.date
    kinds: list[KindSlug]
    state: KeyState


class ChamberEntry(BaseModel):
    """A chamber on the trust list."""

    code: str
    name: str
    address: str
    country: str
    contact: str
    time_zone: str


class KeysAnswer(BaseModel):
    """The published keys. Trust them through the signed trust repository, not through this answer alone."""

    version: int
    ref_base: str
    valid_until: dt.datetime
    chambers: list[ChamberEntry]
    keys: list[KeyEntry]


class Jwk(BaseModel):
    """An Ed25519 public key as JWK (RFC 8037)."""

    kty: Literal["OKP"] = "OKP"
    crv: Literal["Ed25519"] = "Ed25519"
    alg: Literal["Ed25519"] = "Ed25519"
    use: Literal["sig"] = "sig"
    kid: str
    x: str


class JwkSet(BaseModel):
    """A JWK set (RFC 7517)."""

    keys: list[Jwk]


class Liveness(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """The register and the trust files can be read, and how old they are."""

    status: Literal["ready"] = "ready"
    register_as_of: dt.datetime
    register_head: int
    register_current: bool
    trust_version: int
    trust_valid_until: dt.datetime
    trust_expired: bool
    status_as_of: Annotated[dt.datetime | None, Field(description="Of the signed revocation file, where published.")]

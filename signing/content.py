"""The certificate's content: what people read, as canonical JSON.

Four kinds: Japanese-origin and foreign-origin certificates of origin, invoice certifications and signature
certifications. Names follow the WCO/UN Key Trade Documents and Data Elements; packages are coded by UN/ECE
Rec. 21, units by Rec. 20, countries by ISO 3166-1. Every code travels with the name as printed, so that what
is read is what is signed. Lengths are counted in characters.
"""

import datetime as dt
import re
from enum import IntEnum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from signing.canonical import JsonObject, canonical_bytes, parse_canonical
from signing.errors import ContentError
from signing.number import CertificateNumber, parse_number
from signing.text import CanonicalNumber, Code, Country, Decimal, Line, Lines, PublicNumber, Sha256

MAX_CONTENT_BYTES = 1_000_000
"""300 goods lines of 1,000 characters each need half of this; 300 of the longest in ASCII just fit."""

MAX_GOODS_LINES = 300
MAX_REFUSAL_LENGTH = 2000


class Kind(IntEnum):
    """The kinds of certificate, by the type number that the seal carries."""

    COO_JP = 1
    COO_FOREIGN = 2
    INVOICE = 3
    SIGNATURE = 4

    @property
    def slug(self) -> str:
        """The name in content and addresses: `coo-jp`, `coo-foreign`, `invoice`, `signature`."""
        return self.name.lower().replace("_", "-")

    @property
    def is_origin(self) -> bool:
        """Whether this is a certificate of origin, which is always non-preferential."""
        return self in (Kind.COO_JP, Kind.COO_FOREIGN)


KIND_BY_SLUG = {kind.slug: kind for kind in Kind}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Chamber(_Part):
    """The issuing chamber as printed."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    name: Line
    address: Lines
    country: Country
    contact: Line


class Party(_Part):
    """A name with its address. `on_behalf_of` reads “A on behalf of B” in box 1."""

    name: Line
    address: Lines
    country: Country


class Exporter(Party):
    """Box 1."""

    on_behalf_of: Party | None = None


class PartyConsignee(Party):
    """Box 2: a named party."""

    form: Literal["party"]


class OrderConsignee(_Part):
    """Box 2: “To order”, or “To order of” a name; the destination is then mandatory (ISBP 821, L5)."""

    form: Literal["to_order"]
    of: Line | None = None
    destination: "CountryName"


class CountryName(_Part):
    """A country with the name as printed."""

    code: Country
    name: Line


Consignee = Annotated[PartyConsignee | OrderConsignee, Field(discriminator="form")]


class Signatory(_Part):
    """The applicant's person whose signature stands in the declaration."""

    name: Line
    title: Line


class InvoiceReference(_Part):
    """Box 3."""

    number: Line
    date: dt.date


class CertifiedInvoice(InvoiceReference):
    """The invoice of an invoice certification."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    total: Decimal


class Transport(_Part):
    """Box 5. `date_form` says whether the date is exact or “on or about”."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_by_name=True, serialize_by_alias=True)

    loading: Annotated[Line, Field(alias="from")]
    discharge: Annotated[Line, Field(alias="to")]
    means: Line
    date: dt.date | None = None
    date_form: Literal["on", "on_or_about"] | None = None

    @model_validator(mode="after")
    def _date_and_form_together(self) -> Self:
        if (self.date is None) != (self.date_form is None):
            raise ValueError("transport date and date_form are given together or not at all")
        return self


class Marks(_Part):
    """Shipping marks: text (“N/M” where there are none) or a picture by its SHA-256."""

    text: Lines | None = None
    picture: Sha256 | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.picture is None):
            raise ValueError("marks are a text or a picture")
        return self


class Packages(_Part):
    """Number and kind of packages; `name` as printed, e.g. “cartons”."""

    count: Annotated[int, Field(ge=1, le=999_999_999)]
    kind: Code
    name: Line


class Measure(_Part):
    """A quantity or weight; `name` of the unit as printed, e.g. “kg”."""

    value: Decimal
    unit: Code
    name: Line


class HsCode(_Part):
    """A Harmonized System code, digits alone, and the year of its edition."""

    code: Annotated[str, Field(pattern=r"^[0-9]{4,12}$")]
    edition: Annotated[int, Field(ge=1988, le=2100)]


class GoodsLine(_Part):
    """One line of boxes 7 and 8."""

    marks: Marks | None = None
    packages: Packages | None = None
    description: Lines
    hs: HsCode | None = None
    quantity: Measure
    gross_weight: Measure | None = None
    net_weight: Measure | None = None
    origin: CountryName | None = None


class Declaration(_Part):
    """Box 9: what the exporter declares, where and when."""

    text: Lines
    place: Line
    date: dt.date


class CertifiedDocument(_Part):
    """The document of an invoice or signature certification, bound by hashes of its file and its page pictures."""

    title: Line
    pages: Annotated[int, Field(ge=1, le=500)]
    sha256: Sha256
    page_images: Annotated[list[Sha256], Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def _a_picture_for_every_page(self) -> Self:
        if len(self.page_images) != self.pages:
            raise ValueError(f"the document has {self.pages} pages but {len(self.page_images)} page pictures")
        return self


class _Certificate(_Part):
    """What all kinds have in common."""

    schema_url: Annotated[str, Field(alias="schema", max_length=200)]
    chamber: Chamber
    number: CanonicalNumber
    issued: dt.date
    place: Line
    salt: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    exporter: Exporter
    signatory: Signatory
    certifying_officer: Line
    statement: Lines
    language: Literal["en", "fr", "es"]
    replaces: PublicNumber | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_by_name=True, serialize_by_alias=True)

    @property
    def kind(self) -> Kind:
        """The kind, from the content's `type`."""
        slug: str = self.type  # type: ignore[attr-defined]  # every concrete kind declares its literal `type`
        return KIND_BY_SLUG[slug]

    @property
    def certificate_number(self) -> CertificateNumber:
        """The number, parsed."""
        return parse_number(self.number)

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        number = self.certificate_number
        if number.chamber != self.chamber.code:
            raise ValueError(f"the number {number} does not belong to the chamber {self.chamber.code}")
        if number.year != self.issued.year % 100:
            raise ValueError(f"the number {number} does not belong to the year {self.issued.year}")
        if not re.fullmatch(rf"https?://[a-z0-9.:/-]+/schema/{self.kind.slug}/1", self.schema_url):
            raise ValueError(f"the schema address does not end in /schema/{self.kind.slug}/1")
        return self


class _OriginCertificate(_Certificate):
    consignee: Consignee
    invoice: InvoiceReference
    origin: Annotated[list[CountryName], Field(min_length=1, max_length=20)]
    transport: Transport
    remarks: Lines | None = None
    goods: Annotated[list[GoodsLine], Field(min_length=1, max_length=MAX_GOODS_LINES)]
    declaration: Declaration
    issued_retrospectively: Literal[True] | None = None

    @model_validator(mode="after")
    def _origins_agree(self) -> Self:
        codes = [origin.code for origin in self.origin]
        if len(set(codes)) != len(codes):
            raise ValueError("a country of origin is named twice")
        if self.kind is Kind.COO_JP:
            if codes != ["JP"]:
                raise ValueError("a Japanese-origin certificate names Japan alone as origin")
            if any(line.origin is not None and line.origin.code != "JP" for line in self.goods):
                raise ValueError("Japanese-origin and foreign goods never share one certificate")
        else:
            if "JP" in codes:
                raise ValueError("Japanese-origin and foreign goods never share one certificate")
            per_line = [line.origin.code for line in self.goods if line.origin is not None]
            if len(per_line) != len(self.goods):
                raise ValueError("every goods line of a foreign-origin certificate names its origin")
            if set(per_line) != set(codes):
                raise ValueError("the origins of the goods lines differ from box 4")
        return self


class JapaneseOriginCertificate(_OriginCertificate):
    """Certificate of origin for goods of Japan."""

    type: Literal["coo-jp"]


class ForeignOriginCertificate(_OriginCertificate):
    """Certificate of origin for goods of other countries."""

    type: Literal["coo-foreign"]


class InvoiceCertification(_Certificate):
    """Certification of a commercial invoice."""

    type: Literal["invoice"]
    consignee: Consignee
    invoice: CertifiedInvoice
    document: CertifiedDocument


class SignatureCertification(_Certificate):
    """Certification of a signature on a document."""

    type: Literal["signature"]
    document: CertifiedDocument
    company: Line
    capacity: Line


Content = Annotated[
    JapaneseOriginCertificate | ForeignOriginCertificate | InvoiceCertification | SignatureCertification,
    Field(discriminator="type"),
]

_ADAPTER: TypeAdapter[
    JapaneseOriginCertificate | ForeignOriginCertificate | InvoiceCertification | SignatureCertification
] = TypeAdapter(Content)

_MODEL_OF_KIND: dict[Kind, type[BaseModel]] = {
    Kind.COO_JP: JapaneseOriginCertificate,
    Kind.COO_FOREIGN: ForeignOriginCertificate,
    Kind.INVOICE: InvoiceCertification,
    Kind.SIGNATURE: SignatureCertification,
}

AnyContent = JapaneseOriginCertificate | ForeignOriginCertificate | InvoiceCertification | SignatureCertification


def schema_url(site: str, kind: Kind) -> str:
    """Return the value of `schema` for a reference site (`https://ref.example.jp`) and a kind."""
    return f"{site}/schema/{kind.slug}/1"


def parse_content(data: bytes) -> AnyContent:
    """Read canonical content.

    Raises `MalformedError` where the bytes are not canonical, :class:`ContentError` where a rule is broken.
    """
    parse_canonical(data, max_bytes=MAX_CONTENT_BYTES)
    try:
        content = _ADAPTER.validate_json(data)
    except ValidationError as error:
        raise ContentError(_sentence(error)) from error
    if content_bytes(content) != data:
        raise ContentError("The content does not re-serialise to the same bytes: a value is written unusually.")
    return content


def build_content(fields: JsonObject) -> AnyContent:
    """Make content from plain JSON values; raise :class:`ContentError` that names each field at fault."""
    return parse_content(canonical_bytes(fields))


def content_bytes(content: AnyContent) -> bytes:
    """Serialise content canonically."""
    fields: dict[str, Any] = content.model_dump(mode="json", exclude_none=True, by_alias=True)
    return canonical_bytes(fields)


def content_json_schema(kind: Kind | None = None) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the content of one kind, or of all four."""
    adapter = _ADAPTER if kind is None else TypeAdapter(_MODEL_OF_KIND[kind])
    schema: dict[str, Any] = _without_null(adapter.json_schema(by_alias=True))
    return schema


def _without_null(schema: Any) -> Any:  # noqa: ANN401  # any part of a JSON document
    """Say of an optional field that it may be absent, not that it may be null: no null is in any content."""
    if isinstance(schema, list):
        return [_without_null(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {name: _without_null(value) for name, value in schema.items() if (name, value) != ("default", None)}
    choices = [choice for choice in parts.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1 and len(parts["anyOf"]) > 1:
        del parts["anyOf"]
        parts = choices[0] | parts
    return parts


def _sentence(error: ValidationError) -> str:
    problems = [
        f"{'.'.join(str(part) for part in problem['loc']) or 'content'}: {problem['msg'].removeprefix('Value error, ')}"
        for problem in error.errors(include_url=False, include_input=False)[:10]
    ]
    sentence = "The content breaks the rules: " + "; ".join(problems)
    # Names and values in it are the sender's: they must not flood a log or steer a terminal.
    return "".join(c if c.isprintable() else "?" for c in sentence[:MAX_REFUSAL_LENGTH]) + "."

"""The shapes of `POST /api/v1/checks`: what is asked, row by row, and what is answered."""

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from reference_service.api.models import Base32, Base64, KeyEntry, KindSlug, Sha256Hex
from reference_service.checks.question import RowCode
from reference_service.checks.receipts import NoReceipt
from signing.result import Reason, Verdict


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class PairRow(_Asked):
    """A certificate by number and issue date."""

    number: Annotated[str, Field(min_length=1, max_length=64, description="The certificate number in any writing.")]
    date: Annotated[
        str,
        Field(
            min_length=1,
            max_length=40,
            description="The issue date: YYYY-MM-DD, or another writing that can mean one day alone.",
            examples=["2026-11-20"],
        ),
    ]


class SealRow(_Asked):
    """A certificate by the seal that its QR code carries, in base32 without padding."""

    seal: Annotated[str, Field(min_length=1, max_length=400)]


def _kind_of_row(row: Any) -> str:  # noqa: ANN401  # pydantic hands over whatever stands there
    return "SealRow" if isinstance(row, dict) and "seal" in row else "PairRow"


class CheckRequest(_Asked):
    """Up to 1,000 rows. Whether more are answered to one sender in a short time is another matter."""

    checks: Annotated[
        list[
            Annotated[
                Annotated[PairRow, Tag("PairRow")] | Annotated[SealRow, Tag("SealRow")], Discriminator(_kind_of_row)
            ]
        ],
        Field(min_length=1, max_length=1000),
    ]
    evidence: Annotated[
        bool,
        Field(
            description="Send beside each verdict what it was found from: seal, content and records, verbatim. Of at "
            "most 100 rows and 4 MB of certificates; the rows after that say `evidence_left_out`: ask for them again."
        ),
    ] = False


class RowProblem(BaseModel):
    """Why a row was not looked up."""

    code: RowCode
    detail: Annotated[str, Field(description="For people.")]
    retry_after: Annotated[
        int | None, Field(ge=1, description="Of `not_checked`: in how many seconds the row can be tried again.")
    ] = None


class RowEvidence(BaseModel):
    """What the register has, verbatim, for a client that verifies for itself."""

    registered: bool
    current: Annotated[bool, Field(description="False where the data are too old to say “in force” or “not known”.")]
    seal: Base32 | None = None
    content: Annotated[
        Base64 | None,
        Field(description="The canonical content. Absent once the retention term is over, or if void."),
    ] = None
    records: Annotated[list[Base64] | None, Field(min_length=1, description="All signed records, in order.")] = None


class RowResult(BaseModel):
    """One row: a verdict with its reason, or an error. Rows stand in the order in which they were asked."""

    asked: Annotated[str | None, Field(description="As the receipt's row says it: `NUMBER DATE`, or the seal.")] = None
    verdict: Verdict | None = None
    reason: Reason | None = None
    number: Annotated[str | None, Field(description="Canonical; where the certificate's seal verified.")] = None
    issue_date: dt.date | None = None
    kind: KindSlug | None = None
    chamber: str | None = None
    content_sha256: Sha256Hex | None = None
    evidence: Annotated[
        RowEvidence | None, Field(description="Where it was asked for, the row was looked up, and there was room.")
    ] = None
    evidence_left_out: Annotated[
        bool | None, Field(description="True where there was no room for the evidence: ask for this row again.")
    ] = None
    error: Annotated[RowProblem | None, Field(description="Then there is no verdict, and no row in the receipt.")] = (
        None
    )


class CheckAnswer(BaseModel):
    """All rows, as of when, and one signed receipt over every row that has a verdict."""

    checked_at: dt.datetime
    as_of: Annotated[dt.datetime, Field(description="The instant (UTC) of the register's data.")]
    register_head: Annotated[int, Field(ge=0)]
    status_version: Annotated[int, Field(ge=0, description="Of the signed revocation list; 0: there is none.")]
    results: Annotated[list[RowResult], Field(min_length=1, max_length=1000)]
    receipt: Annotated[
        Base64 | None, Field(description="COSE_Sign1; its request hash is the SHA-256 of the body as it was sent.")
    ] = None
    no_receipt: Annotated[NoReceipt | None, Field(description="Why there is no receipt.")] = None
    note: Annotated[str, Field(description="What an answer is worth.")]


class ReceiptKeys(BaseModel):
    """The keys that sign receipts. Trust them through the signed trust repository, not through this answer alone."""

    version: int
    ref_base: str
    valid_until: dt.datetime
    keys: list[KeyEntry]

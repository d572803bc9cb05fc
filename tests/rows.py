"""Rows of a run, made up for tests of reports: any verdict, any names."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from scanner.checker import CheckedCode, no_code
from scanner.stack.values import Place, Row
from signing.content import Kind
from signing.result import Claim, Paper, Reason, VerificationResult
from tests.markup import PAYLOADS

AT = dt.datetime(2026, 11, 22, 9, 30, 5, tzinfo=dt.UTC)
NUMBER = "TYO26001234K7QM3XW7"
SID = bytes(range(32))


def row(
    reason: Reason = Reason.IN_FORCE,
    paper: Paper = Paper.NOT_COMPARED,
    *,
    source: str = "scans/page1.png",
    page: int | None = None,
    sid: bytes | None = SID,
    sha256: bytes | None = bytes(32),
    detail: str | None = None,
    chamber: str | None = "Tokyo Chamber of Commerce (Test)",
    host: str | None = None,
) -> Row:
    """Return a row; a certificate's number and chamber stand in it unless the reason says that nothing was read."""
    if reason in (Reason.NO_CODE, Reason.FOREIGN_CODE):
        result = VerificationResult(reason.verdict, reason, detail=detail, host=host)
    else:
        result = VerificationResult(
            reason.verdict,
            reason,
            paper,
            number=NUMBER,
            issued=dt.date(2026, 11, 20),
            chamber=chamber,
            kind=Kind.COO_JP,
            sid=sid,
            host=host,
            signed_as_of=AT,
            server_as_of=AT,
            established=(Claim.SEAL_GENUINE,),
            not_established=(Claim.PAPER_SAME_AS_CERTIFICATE,),
            detail=detail,
        )
    return Row(CheckedCode(source, page, result, sha256), AT, "text" if reason is not Reason.NO_CODE else None)


def unreadable(source: str, sentence: str) -> Row:
    """Return the row of a file that could not be read."""
    return Row(CheckedCode(source, None, no_code(sentence)), AT)


hostile_text = st.one_of(
    st.sampled_from(PAYLOADS),
    st.sampled_from(
        ['=HYPERLINK("http://x")', "+1", "@SUM(A1)", "-2;3", "\t=1", 'a"b,c;d', "＝1", "a\r\nb", "\x00\x1b[2J"]
    ),
    st.text(st.characters(codec=None), max_size=60),
)
"""What file names, hosts and names of chambers may hold at worst, halves of characters included."""


@st.composite
def rows_of_strangers(draw: st.DrawFn) -> Row:
    """Draw a row in which every text that comes from outside may be hostile."""
    made = row(
        draw(st.sampled_from(Reason)),
        draw(st.sampled_from([Paper.NOT_COMPARED, Paper.MATCHED, Paper.CONFIRMED])),
        source=draw(hostile_text),
        page=draw(st.none() | st.integers(1, 500)),
        detail=draw(st.none() | hostile_text),
        chamber=draw(hostile_text),
        host=draw(st.none() | hostile_text),
    )
    comparison = {
        "outcome": "differs",
        "at": AT.isoformat(),
        "by": draw(st.none() | hostile_text),
        "differing": [{"box": 1, "title": "Exporter", "part": None, "certificate_says": [draw(hostile_text)]}],
    }
    return replace(
        made,
        also=(Place(draw(hostile_text), None),),
        receipt=draw(st.none() | hostile_text),
        comparison=draw(st.sampled_from([None, comparison])),
    )

"""Compares what was said with what was true while it was asked: right, uncertain, an error, or wrong.

A revocation may take up to `BOUND_SECONDS` to show: an answer is as of ten seconds ago at most, and nginx keeps it for
one more. Nothing may be said to be revoked before somebody began to revoke it.
"""

import re
from enum import StrEnum
from http import HTTPStatus

from bench.whole.truth import Known

BOUND_SECONDS = 12.0
UNCERTAIN = frozenset({"STATUS_STALE", "STATUS_UNAVAILABLE"})
REVOKED, IN_FORCE, NOT_KNOWN = "REVOKED", "IN_FORCE", "not_known"

_TITLE = re.compile(r'<h1 id="verdict">\s*([^<]*?)\s*</h1>')
_TITLES = (
    (IN_FORCE, "Issued and in force"),
    (IN_FORCE, "This very file is the one that the chamber issued"),
    (REVOKED, "Revoked"),
    ("STATUS_UNAVAILABLE", "Cannot tell"),
)


class Judgement(StrEnum):
    """What an answer is worth."""

    RIGHT = "right"
    UNCERTAIN = "uncertain"
    """An honest “cannot tell now”."""
    ERROR = "error"
    WRONG = "wrong"


def judge(about: Known | None, began: float, ended: float, status: int, reason: str) -> Judgement:
    """Judge an answer about a certificate; `about` is None where the number is of none."""
    if reason in UNCERTAIN and status in (HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE):
        return Judgement.UNCERTAIN
    if reason not in (IN_FORCE, REVOKED, NOT_KNOWN):
        return Judgement.ERROR
    if about is None:
        return Judgement.RIGHT if reason == NOT_KNOWN else Judgement.WRONG
    if reason == NOT_KNOWN:
        return Judgement.WRONG if began > about.delivered + BOUND_SECONDS else Judgement.UNCERTAIN
    if reason == REVOKED:
        return Judgement.RIGHT if ended >= about.revoking else Judgement.WRONG
    return Judgement.WRONG if began > about.revoked + BOUND_SECONDS else Judgement.RIGHT


def reason_of_page(page: str) -> str:
    """Return the reason that a page's headline gives."""
    found = _TITLE.search(page)
    title = found[1] if found else ""
    return next((reason for reason, words in _TITLES if title.startswith(words)), f"page: {title[:60]}")

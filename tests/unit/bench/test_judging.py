"""The judge of the load bench: an answer is compared with what was true while it was asked."""

import pytest

from bench.whole.judging import BOUND_SECONDS, IN_FORCE, NOT_KNOWN, REVOKED, Judgement, judge, reason_of_page
from bench.whole.truth import NEVER, Known
from signing.number import draw_number

DELIVERED, REVOKING, DONE = 100.0, 200.0, 201.0


def known(*, revoked: bool = False) -> Known:
    number = draw_number("TYO", 2026, 1, bytes)
    ended = {"revoking": REVOKING, "revoked": DONE} if revoked else {}
    return Known(number, "", "", {}, None, DELIVERED, **ended)


@pytest.mark.parametrize(
    ("revoked", "began", "reason", "expected"),
    [
        (False, 150.0, IN_FORCE, Judgement.RIGHT),
        (False, 150.0, REVOKED, Judgement.WRONG),
        (False, DELIVERED + BOUND_SECONDS + 1, NOT_KNOWN, Judgement.WRONG),
        (False, DELIVERED + 1, NOT_KNOWN, Judgement.UNCERTAIN),
        (True, REVOKING - 50, REVOKED, Judgement.WRONG),
        (True, REVOKING - 50, IN_FORCE, Judgement.RIGHT),
        (True, REVOKING + 0.5, REVOKED, Judgement.RIGHT),
        (True, DONE + 1, IN_FORCE, Judgement.RIGHT),
        (True, DONE + BOUND_SECONDS + 1, IN_FORCE, Judgement.WRONG),
        (True, DONE + BOUND_SECONDS + 1, REVOKED, Judgement.RIGHT),
    ],
)
def test_an_answer_about_a_certificate(revoked: bool, began: float, reason: str, expected: Judgement) -> None:
    assert judge(known(revoked=revoked), began, began + 0.01, 200, reason) is expected


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        (503, "STATUS_UNAVAILABLE", Judgement.UNCERTAIN),
        (200, "STATUS_STALE", Judgement.UNCERTAIN),
        (500, "STATUS_UNAVAILABLE", Judgement.ERROR),
        (502, "<html>", Judgement.ERROR),
        (0, "lost: ConnectionResetError", Judgement.ERROR),
    ],
)
def test_an_answer_that_is_none(status: int, reason: str, expected: Judgement) -> None:
    assert judge(known(), 150.0, 150.1, status, reason) is expected


def test_an_unknown_number_may_not_be_known() -> None:
    assert judge(None, 0.0, 1.0, 404, NOT_KNOWN) is Judgement.RIGHT
    assert judge(None, 0.0, 1.0, 200, IN_FORCE) is Judgement.WRONG


def test_the_headline_of_a_page() -> None:
    page = '<h1 id="verdict">\n  {}\n</h1>'
    assert reason_of_page(page.format("Revoked on 23 November 2026")) == REVOKED
    assert reason_of_page(page.format("Issued and in force")) == IN_FORCE
    assert reason_of_page(page.format("Something new")) == "page: Something new"
    assert known().shown == NEVER

"""What a person found about the paper is laid over a result exactly as the verification itself would take it in."""

from dataclasses import replace

import pytest

from signing.compared import compared
from signing.errors import NothingToCompareError
from signing.result import Claim, Paper, Verdict, VerificationResult
from signing.status import parse_status
from signing.trust import Trust
from tests.builders import ChamberWorld
from tests.vectors.verdict_cases import STEPS, Case, online, run, trust_lists

CASES = [case for step in STEPS for case in step()]
LISTS = trust_lists()


def judged(case: Case, *, confirmed: bool) -> VerificationResult:
    status = None if case.status is None else parse_status(case.status)
    evidence = replace(case.evidence, status=status, confirmed=confirmed)
    return run(case.text, case.seal, evidence, Trust(LISTS[case.trust], case.refreshed_at), case.now)


@pytest.mark.parametrize("case", [case for case in CASES if not case.survivors], ids=lambda case: case.name)
def test_a_word_after_the_check_counts_as_one_during_it(case: Case) -> None:
    before, during = judged(case, confirmed=False), judged(case, confirmed=True)

    if before.content is None or before.paper is not Paper.NOT_COMPARED:
        with pytest.raises(NothingToCompareError):
            compared(before, same=True)
    else:
        assert compared(before, same=True) == during


def in_force() -> VerificationResult:
    issued = ChamberWorld().issue(1)
    case = next(case for case in CASES if case.name == "10 a person compared")
    result = judged(replace(case, evidence=online(issued)), confirmed=False)
    assert (result.verdict, result.paper) == (Verdict.VALID, Paper.NOT_COMPARED)
    return result


def test_a_paper_that_differs_leaves_the_verdict_and_claims_nothing() -> None:
    result = in_force()

    different = compared(result, same=False)

    assert different == replace(result, paper=Paper.DIFFERS)
    assert Claim.PAPER_SAME_AS_CERTIFICATE in different.not_established


def test_only_a_paper_that_says_the_same_is_the_same() -> None:
    assert [paper for paper in Paper if paper.is_same] == [Paper.MATCHED, Paper.CONFIRMED]


@pytest.mark.parametrize("first", [True, False])
def test_nobody_speaks_twice(first: bool) -> None:
    spoken = compared(in_force(), same=first)

    with pytest.raises(NothingToCompareError, match="known already"):
        compared(spoken, same=not first)

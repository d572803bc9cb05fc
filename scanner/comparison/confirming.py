"""Lay a person's finding over the result of a check."""

from collections.abc import Callable

from scanner.comparison.outcome import Found, Outcome
from scanner.errors import ComparisonError
from signing.compared import compared
from signing.errors import NothingToCompareError
from signing.result import Verdict, VerificationResult

Stands = Callable[[VerificationResult], VerificationResult]
"""Returns a result of a while ago if it still stands, else what is to be said in its place."""


def conclude_comparison(result: VerificationResult, outcome: Outcome, stands: Stands) -> VerificationResult:
    """Return what is to be said at the end of a comparison.

    The certificate may have been revoked while a person compared, or looked away: then that is said, and nobody has
    compared a valid paper. A difference stays one, whatever has become of the certificate.
    """
    standing = result if outcome.found is Found.DIFFERS else stands(result)
    return confirm(standing, outcome) if standing.verdict is Verdict.VALID else standing


def confirm(result: VerificationResult, outcome: Outcome) -> VerificationResult:
    """Return the result with the paper `confirmed` or `differs`, or as it was where nobody compared to the end.

    Raises:
        ComparisonError: the outcome is that of another certificate, or the result leaves nothing to compare.

    """
    if outcome.sid != result.sid:
        raise ComparisonError("Another certificate was compared than this one; compare this one itself.")
    if outcome.found is Found.NOT_COMPARED:
        return result
    try:
        return compared(result, same=outcome.found is Found.CONFIRMED)
    except NothingToCompareError as error:
        raise ComparisonError(str(error)) from error

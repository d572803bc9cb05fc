"""What a person found who compared the paper with a verified certificate (docs/seal.md, section 10, step 10).

The comparison comes after the verification and takes minutes, so its outcome is laid over the result that the person
had before their eyes; nothing is verified a second time, and the verdict and its times stay as they were.
"""

from dataclasses import replace

from signing.errors import NothingToCompareError
from signing.result import Claim, Paper, VerificationResult


def compared(result: VerificationResult, *, same: bool) -> VerificationResult:
    """Return the result with what the person found: paper `confirmed`, or `differs`.

    Raises:
        NothingToCompareError: nobody can have compared the paper with content that was not verified; and a person's
            word changes nothing where the file itself was recognised or another person has spoken.

    """
    if result.content is None:
        raise NothingToCompareError("The result has no verified content: there was nothing to compare the paper with.")
    if result.paper is not Paper.NOT_COMPARED:
        raise NothingToCompareError(f"The paper is known already ({result.paper}): check it anew to compare it again.")
    if not same:
        return replace(result, paper=Paper.DIFFERS)
    return replace(
        result,
        paper=Paper.CONFIRMED,
        established=(*result.established, Claim.PAPER_SAME_AS_CERTIFICATE),
        not_established=tuple(
            claim for claim in result.not_established if claim is not Claim.PAPER_SAME_AS_CERTIFICATE
        ),
    )

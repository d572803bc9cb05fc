"""The one place that turns a checker into what the camera and the counter call for each text."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.checker import Checker
    from scanner.screen.finding import Finding, Verifier


def verifier_of(checker: "Checker") -> "Verifier":
    """Return the function that checks a text with this checker; it may be called from several threads."""
    from scanner.screen.findings import finding_of
    from signing.result import Reason

    def verify(text: str) -> "Finding":
        result = checker.check_text(text)
        if result.reason is Reason.STATUS_STALE and checker.trust.refresh_if_due(urgent=True):
            result = checker.check_text(text)
        return finding_of(result)

    return verify

"""What verdicts, reasons and claims are called in the scanner's answers. In English, until the site is translated."""

from signing.number import parse_number
from signing.result import Claim, Paper, Reason, Verdict, VerificationResult

HEADLINES = {
    Reason.IN_FORCE: "Issued and in force",
    Reason.REVOKED: "Revoked",
    Reason.REPLACED: "Replaced",
    Reason.VOID: "Void: never issued",
    Reason.SIGNATURE_MISMATCH: "This is not what the chamber signed",
    Reason.CONTENT_MISMATCH: "This is not what the chamber signed",
    Reason.RECORDS_BROKEN: "The register's records do not fit together",
    Reason.NOT_REGISTERED: "Never published by the chamber",
    Reason.KEY_NOT_VALID_THEN: "Signed by a key that was not valid then",
    Reason.MALFORMED: "A forged or damaged code",
    Reason.KEY_UNKNOWN: "Signed by a key that no chamber has",
    Reason.STATUS_UNAVAILABLE: "Cannot tell now",
    Reason.STATUS_STALE: "Cannot tell now: what is known is too old",
    Reason.CONTENT_NOT_CHECKED: "Genuine seal, content not checked",
    Reason.RETENTION_OVER: "Genuine seal, retention period over",
    Reason.KEY_COMPROMISED: "The chamber's key was compromised",
    Reason.FOREIGN_CODE: "Not a code of this system",
    Reason.NO_CODE: "No code could be read",
}

NOW_COMPARE = "In force: now compare"

NEXT_STEPS = {
    Reason.IN_FORCE: "Now compare every box with the paper in your hand.",
    Reason.REVOKED: "Do not accept it. Ask the exporter for a certificate in force.",
    Reason.REPLACED: "Do not accept it. Ask the exporter for its successor.",
    Reason.VOID: "Do not accept it, and tell the chamber.",
    Reason.SIGNATURE_MISMATCH: "Do not accept it, and tell the chamber.",
    Reason.CONTENT_MISMATCH: "Do not accept it, and tell the chamber.",
    Reason.RECORDS_BROKEN: "Do not accept it. Check again later and tell the chamber.",
    Reason.NOT_REGISTERED: "Do not accept it, and tell the chamber.",
    Reason.KEY_NOT_VALID_THEN: "Do not accept it, and tell the chamber.",
    Reason.MALFORMED: "Scan again. If it stays so, do not accept it and tell the chamber.",
    Reason.KEY_UNKNOWN: "Update the trust files (scanner trust update) and scan again.",
    Reason.STATUS_UNAVAILABLE: "Try again later, or check by number and date at the chamber's known address.",
    Reason.STATUS_STALE: "Check again in a minute. If it stays so, update the trust files (scanner trust update).",
    Reason.CONTENT_NOT_CHECKED: "Check it online, or with the content file (--content).",
    Reason.RETENTION_OVER: "Ask the chamber.",
    Reason.KEY_COMPROMISED: "Ask the chamber.",
    Reason.FOREIGN_CODE: "It was not opened. Look for the chamber's code beside the certificate number.",
    # What to do differs from file to file; the result's detail says it.
    Reason.NO_CODE: "",
}

MATCHED = "The file is the chamber's registered original, byte for byte."
CONFIRMED = "A person compared the paper with the certificate."

CLAIMS = {
    Claim.SEAL_GENUINE: "the chamber's key signed this number, date and content",
    Claim.REGISTERED: "the chamber published it",
    Claim.CONTENT_AS_SIGNED: "the content is what was signed",
    Claim.NOT_REVOKED_BY_SIGNED_STATUS: "not revoked by the signed status file",
    Claim.NOT_REVOKED_BY_REGISTER: "not revoked by the register",
    Claim.PAPER_SAME_AS_CERTIFICATE: "that the paper says the same",
    Claim.ORIGINAL_NOT_A_COPY: "that the paper is an original, not a copy",
}

CAVEAT = "This confirms what the chamber issued. Customs or a bank may still refuse it."


def describe(result: VerificationResult) -> list[str]:
    """Return the answer as lines of text, the verdict first."""
    lines = [f"{result.verdict}: {headline(result)}"]
    if result.number and result.issued:
        lines.append(f"  {parse_number(result.number)}, issued on {result.issued}, {result.chamber}")
    # What to do comes before the reasons: who reads two lines reads these.
    if step := next_step(result):
        lines.append(f"  {step}")
    if result.host:
        lines.append(f"  The code leads to {result.host}.")
    if result.since:
        why = f", reason {result.revocation_reason}" if result.revocation_reason else ""
        lines.append(f"  Since {result.since:%Y-%m-%d %H:%M} UTC{why}.")
    if result.successor:
        lines.append(f"  Its successor is {result.successor}.")
    if result.detail:
        lines.append(f"  {result.detail}")
    if result.established:
        lines.append("  Established: " + "; ".join(CLAIMS[claim] for claim in result.established) + ".")
        lines.append("  Not established: " + "; ".join(CLAIMS[claim] for claim in result.not_established) + ".")
    as_of = [
        f"{name} as of {instant:%Y-%m-%d %H:%M:%S} UTC"
        for name, instant in (("signed status", result.signed_as_of), ("register", result.server_as_of))
        if instant is not None
    ]
    if as_of:
        lines.append("  " + ", ".join(as_of)[:1].upper() + ", ".join(as_of)[1:] + ".")
    if result.verdict is Verdict.VALID:
        origin = " Certificates of origin are non-preferential." if result.kind and result.kind.is_origin else ""
        lines.append(f"  {CAVEAT}{origin}")
    return lines


def headline(result: VerificationResult) -> str:
    """Return the outcome in a few words."""
    if result.reason is Reason.IN_FORCE and result.paper is Paper.NOT_COMPARED:
        # A genuine code on altered paper is the standard fraud: “issued and in force” alone would be read as “fine”.
        return NOW_COMPARE
    return HEADLINES[result.reason]


def next_step(result: VerificationResult) -> str:
    """Return what the person does next."""
    if result.reason is Reason.IN_FORCE and result.paper is Paper.MATCHED:
        return MATCHED
    if result.reason is Reason.IN_FORCE and result.paper is Paper.CONFIRMED:
        return CONFIRMED
    return NEXT_STEPS[result.reason]

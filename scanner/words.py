"""What verdicts, reasons and claims are called in the scanner's answers, in the language that is spoken now."""

import datetime as dt

from scanner.ages import status_age
from scanner.language import N_, _, day_text, shown
from signing.number import parse_number
from signing.record import RevocationReason
from signing.result import Claim, Paper, Reason, Verdict, VerificationResult

HEADLINES = {
    Reason.IN_FORCE: N_("Issued and in force"),
    Reason.REVOKED: N_("Revoked"),
    Reason.REPLACED: N_("Replaced"),
    Reason.VOID: N_("Void: never issued"),
    Reason.SIGNATURE_MISMATCH: N_("This is not what the chamber signed"),
    Reason.CONTENT_MISMATCH: N_("This is not what the chamber signed"),
    Reason.RECORDS_BROKEN: N_("The register's records do not fit together"),
    Reason.NOT_REGISTERED: N_("Never published by the chamber"),
    Reason.KEY_NOT_VALID_THEN: N_("Signed by a key that was not valid then"),
    Reason.MALFORMED: N_("A forged or damaged code"),
    Reason.KEY_UNKNOWN: N_("Signed by a key that no chamber has"),
    Reason.STATUS_UNAVAILABLE: N_("Cannot tell now"),
    Reason.STATUS_STALE: N_("Cannot tell now: what is known is too old"),
    Reason.CONTENT_NOT_CHECKED: N_("Genuine seal, content not checked"),
    Reason.RETENTION_OVER: N_("Genuine seal, retention period over"),
    Reason.KEY_COMPROMISED: N_("The chamber's key was compromised"),
    Reason.FOREIGN_CODE: N_("Not a code of this system"),
    Reason.NO_CODE: N_("No code could be read"),
}

NOW_COMPARE = N_("In force: now compare")

NOT_FOUND = N_("No certificate with this number and date")
COMPARE_WHAT_WAS_TYPED = N_(
    "Compare number and date with the paper once more. If they are right, report the paper to the chamber."
)

REVOCATION_REASONS = {
    RevocationReason.EXPORTER_REQUEST: N_("the exporter asked for it"),
    RevocationReason.INCORRECT_CONTENT: N_("its content is incorrect"),
    RevocationReason.CHAMBER_ERROR: N_("an error of the chamber"),
    RevocationReason.FALSE_DECLARATION: N_("the exporter's declaration was false"),
    RevocationReason.MISUSE: N_("the certificate was misused"),
    RevocationReason.NOT_FINISHED: N_("the certificate was not finished"),
}
"""As the site says them."""

NEXT_STEPS = {
    Reason.IN_FORCE: N_("Now compare every box with the paper in your hand."),
    Reason.REVOKED: N_("Do not accept it. Ask the exporter for a certificate in force."),
    Reason.REPLACED: N_("Do not accept it. Ask the exporter for its successor."),
    Reason.VOID: N_("Do not accept it, and tell the chamber."),
    Reason.SIGNATURE_MISMATCH: N_("Do not accept it, and tell the chamber."),
    Reason.CONTENT_MISMATCH: N_("Do not accept it, and tell the chamber."),
    Reason.RECORDS_BROKEN: N_("Do not accept it. Check again later and tell the chamber."),
    Reason.NOT_REGISTERED: N_("Do not accept it, and tell the chamber."),
    Reason.KEY_NOT_VALID_THEN: N_("Do not accept it, and tell the chamber."),
    Reason.MALFORMED: N_("Scan again. If it stays so, do not accept it and tell the chamber."),
    Reason.KEY_UNKNOWN: N_("Update the trust files (scanner trust update) and scan again."),
    Reason.STATUS_UNAVAILABLE: N_("Try again later, or check by number and date at the chamber's known address."),
    Reason.STATUS_STALE: N_("Check again in a minute. If it stays so, update the trust files (scanner trust update)."),
    Reason.CONTENT_NOT_CHECKED: N_("Check it online, or with the content file (--content)."),
    Reason.RETENTION_OVER: N_("Ask the chamber."),
    Reason.KEY_COMPROMISED: N_("Ask the chamber."),
    Reason.FOREIGN_CODE: N_("It was not opened. Look for the chamber's code beside the certificate number."),
    # What to do differs from file to file; the result's detail says it.
    Reason.NO_CODE: "",
}

DIFFERS = N_("The paper does not say what the chamber issued")
COMPARED = N_("In force and compared")

MATCHED = N_("The file is the chamber's registered original, byte for byte.")
CONFIRMED = N_("A person compared the paper with the certificate.")
DO_NOT_RELY = N_(
    "Do not rely on this paper. Keep it and tell the chamber; a changed paper with a genuine code is the usual fraud."
)

CLAIMS = {
    Claim.SEAL_GENUINE: N_("the chamber's key signed this number, date and content"),
    Claim.REGISTERED: N_("the chamber published it"),
    Claim.CONTENT_AS_SIGNED: N_("the content is what was signed"),
    Claim.NOT_REVOKED_BY_SIGNED_STATUS: N_("not on the signed revocation list"),
    Claim.NOT_REVOKED_BY_REGISTER: N_("not revoked by the register"),
    Claim.PAPER_SAME_AS_CERTIFICATE: N_("that the paper says the same"),
    Claim.ORIGINAL_NOT_A_COPY: N_("that the paper is an original, not a copy"),
}

CAVEAT = N_("This confirms what the chamber issued. Customs or a bank may still refuse it.")
NON_PREFERENTIAL = N_("Certificates of origin are non-preferential.")


VERDICTS = {
    Verdict.VALID: N_("VALID"),
    Verdict.INVALID: N_("INVALID"),
    Verdict.INDETERMINATE: N_("CANNOT TELL"),
}
PAPER_DIFFERS = N_("PAPER DIFFERS")


def describe(result: VerificationResult, now: dt.datetime | None = None) -> list[str]:
    """Return the answer as lines of text, the verdict first; with `now` (UTC) the signed status has its age."""
    lines = [_first_line(result)]
    if result.number and result.issued:
        lines.append(f"  {_identity(result)}")
    # What to do comes before the reasons: who reads two lines reads these.
    if step := next_step(result):
        lines.append(f"  {step}")
    if result.host:
        lines.append("  " + _("The code leads to %(host)s.", host=result.host))
    if result.since:
        lines.append("  " + _since(result.since, result.revocation_reason))
    if result.successor:
        lines.append("  " + _("Its successor is %(number)s.", number=result.successor))
    if result.detail:
        lines.append(f"  {shown(result.detail)}")
    if result.established:
        lines.append("  " + _("Established: %(claims)s.", claims=_claims(result.established)))
        lines.append("  " + _("Not established: %(claims)s.", claims=_claims(result.not_established)))
    if result.signed_as_of is not None:
        lines.append("  " + _("Signed status as of %(time)s.", time=instant_text(result.signed_as_of)))
        if now is not None:
            lines[-1] = f"  {status_age(now - result.signed_as_of)} ({instant_text(result.signed_as_of)})."
    if result.server_as_of is not None:
        lines.append("  " + _("Register as of %(time)s.", time=instant_text(result.server_as_of)))
    if result.verdict is Verdict.VALID and result.paper is not Paper.DIFFERS:
        lines.append("  " + _(CAVEAT))
        if result.kind and result.kind.is_origin:
            lines.append("  " + _(NON_PREFERENTIAL))
    return lines


def _first_line(result: VerificationResult) -> str:
    """Return verdict and outcome; VALID does not come first where the paper differs, or nobody has compared it."""
    if result.verdict is Verdict.VALID and result.paper is Paper.NOT_COMPARED:
        return headline(result)
    verdict = PAPER_DIFFERS if result.paper is Paper.DIFFERS else VERDICTS[result.verdict]
    return f"{_(verdict)}: {headline(result)}"


def instant_text(instant: dt.datetime) -> str:
    """Return `2026-11-22 12:31:05 UTC`: to the second, and the same in every language."""
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"


def _identity(result: VerificationResult) -> str:
    return _(
        "%(number)s, issued on %(day)s, %(chamber)s",
        number=parse_number(result.number or ""),
        day=day_text(result.issued) if result.issued else "",
        chamber=result.chamber,
    )


def _since(since: dt.datetime, reason: str | None) -> str:
    if reason is None:
        return _("Since %(time)s.", time=instant_text(since))
    return _("Since %(time)s, reason: %(reason)s.", time=instant_text(since), reason=reason_text(reason))


def reason_text(code: str) -> str:
    """Return the chamber's reason for a revocation in words; a code that is not known here stays as it is."""
    return _(REVOCATION_REASONS[RevocationReason(code)]) if code in set(RevocationReason) else code


def _claims(claims: tuple[Claim, ...]) -> str:
    return "; ".join(_(CLAIMS[claim]) for claim in claims)


def headline(result: VerificationResult) -> str:
    """Return the outcome in a few words."""
    if result.reason is Reason.IN_FORCE and result.paper is Paper.NOT_COMPARED:
        # A genuine code on altered paper is the standard fraud: “issued and in force” alone would be read as “fine”.
        return _(NOW_COMPARE)
    if _is_not_found(result):
        return _(NOT_FOUND)
    if result.paper is Paper.DIFFERS:
        return _(DIFFERS)
    if result.reason is Reason.IN_FORCE and result.paper is Paper.CONFIRMED:
        return _(COMPARED)
    return _(HEADLINES[result.reason])


def _is_not_found(result: VerificationResult) -> bool:
    """Tell whether a typed number is unknown: that proves no forgery, for a date or number may be mistyped."""
    return result.reason is Reason.NOT_REGISTERED and result.verdict is Verdict.INDETERMINATE


def next_step(result: VerificationResult) -> str:
    """Return what the person does next; empty where the result's detail says it."""
    if result.paper is Paper.DIFFERS:
        return _(DO_NOT_RELY)
    if result.reason is Reason.IN_FORCE and result.paper is Paper.MATCHED:
        return _(MATCHED)
    if result.reason is Reason.IN_FORCE and result.paper is Paper.CONFIRMED:
        return _(CONFIRMED)
    if _is_not_found(result):
        return _(COMPARE_WHAT_WAS_TYPED)
    step = NEXT_STEPS[result.reason]
    # The empty text would be answered with the head of the catalogue.
    return _(step) if step else ""

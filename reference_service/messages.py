"""The words for outcomes, reasons, events and errors: everything said in Python is said here.

`_` only marks a text for extraction; templates translate it where they print it. Headings and labels that belong to
one template stand there, in `_()` as well. The words of a certificate itself are never translated.
"""

from dataclasses import dataclass
from enum import StrEnum

from signing.bulletin import ServicePart
from signing.content import Kind
from signing.import_record import EarlierState
from signing.record import Event, RevocationReason
from signing.result import Claim, Reason, Verdict
from signing.trust import KeyState


def _(text: str) -> str:
    """Mark a text for translation."""
    return text


class Tone(StrEnum):
    """How an answer looks: `panel-…`, `row-…` and `answer--…` in the styles, and a shape in `parts/icons.html`."""

    COMPARE = "compare"
    VALID = "valid"
    INVALID = "invalid"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True)
class Outcome:
    """One answer in words.

    `title` may name %(day)s or %(successor)s; `bare_title` is for when that is not known. `label` replaces the
    verdict's own word above the title, `tone` its look.
    """

    title: str
    explanation: str
    next_step: str
    bare_title: str = ""
    label: str = ""
    tone: Tone | None = None


OUTCOMES: dict[Reason, Outcome] = {
    Reason.IN_FORCE: Outcome(
        _("Issued and in force"),
        _("The chamber issued this certificate and has not ended it."),
        _("Now compare what is written below with the paper in your hand."),
    ),
    Reason.REVOKED: Outcome(
        _("Revoked on %(day)s"),
        _("The chamber issued this certificate and has revoked it. It is no longer in force."),
        _("Do not rely on this paper. Ask the person who gave it to you, or the chamber."),
        _("Revoked"),
    ),
    Reason.REPLACED: Outcome(
        _("Replaced by %(successor)s"),
        _("The chamber issued another certificate in place of this one. This one is no longer in force."),
        _("Ask the person who gave you this paper for the certificate that replaces it."),
        _("Replaced"),
    ),
    Reason.VOID: Outcome(
        _("This number was never issued"),
        _("The number was reserved, but the certificate was not finished: the chamber declared it void."),
        _("A paper with this number is not a certificate of the chamber. Report it to the chamber."),
    ),
    Reason.RETENTION_OVER: Outcome(
        _("Issued; its content is no longer kept"),
        _("The chamber kept the content for its term of at least three years and has deleted it."),
        _("The seal in the QR code can still be checked with the scanner; the content cannot be compared here."),
    ),
    Reason.STATUS_UNAVAILABLE: Outcome(
        _("Cannot tell now"),
        _(
            "The register cannot be read at the moment, or what this site knows of it is too old. "
            "This says nothing about the certificate."
        ),
        _("Try again in a minute. If you cannot wait, ask the chamber."),
    ),
    Reason.STATUS_STALE: Outcome(
        _("Cannot tell now"),
        _("The certificate was issued, but what this site knows is too old to say that it is still in force."),
        _("Try again in a minute. If you cannot wait, ask the chamber."),
    ),
    Reason.NOT_REGISTERED: Outcome(
        _("Alarm: the seal is genuine, but this certificate was never published"),
        _("A chamber's key made this seal, yet the register does not know it. That must not happen."),
        _("Do not rely on this paper. Keep it and tell the chamber at once."),
    ),
    Reason.SIGNATURE_MISMATCH: Outcome(
        _("This is not the chamber's seal"),
        _("The code looks like one of this system, but the chamber's key did not make it."),
        _("Treat the paper as forged until the chamber says otherwise."),
    ),
    Reason.KEY_UNKNOWN: Outcome(
        _("This is not a seal of a chamber that is known here"),
        _("The code looks like one of this system, but no chamber has the key that made it."),
        _("Treat the paper as forged until the chamber says otherwise."),
    ),
    Reason.KEY_NOT_VALID_THEN: Outcome(
        _("This seal could not have been made that day"),
        _("The chamber's key was not in use for this kind of certificate, this number or this date."),
        _("Treat the paper as forged until the chamber says otherwise."),
    ),
    Reason.CONTENT_MISMATCH: Outcome(
        _("This is not what the chamber signed"),
        _("What the register gives and what the seal says differ. Nothing of it is shown."),
        _("Do not rely on this paper. Tell the chamber at once."),
    ),
    Reason.RECORDS_BROKEN: Outcome(
        _("The certificate's records contradict each other"),
        _("A record was altered or is missing. Nothing of the certificate is shown."),
        _("Do not rely on this paper. Tell the chamber at once."),
    ),
    Reason.KEY_COMPROMISED: Outcome(
        _("Cannot tell: the key behind this seal is no longer trusted"),
        _("The chamber's key fell into wrong hands, and the chamber does not vouch for this seal."),
        _("Ask the chamber whether it issued this certificate."),
    ),
    Reason.CONTENT_NOT_CHECKED: Outcome(
        _("Genuine seal, content not compared"),
        _("The seal is genuine, but there is no content to compare the paper with."),
        _("Ask the chamber for the content of the certificate."),
    ),
    Reason.MALFORMED: Outcome(
        _("Not a code of this system"),
        _("The address ends in something that is not a seal. It may be cut off, mistyped or forged."),
        _("Scan the code again, or type the number and date that are printed beside it."),
    ),
}

NOT_YET = Outcome(
    _("Cannot tell yet: not in the register so far"),
    _("The seal is genuine and was made within the last two days. It may still be on its way into the register."),
    _("Try again in an hour. If it is still not there tomorrow, tell the chamber."),
)

TOO_MANY = Outcome(
    _("Too many checks for now"),
    _(
        "Too many checks came from your network, or were made with this number, so this one was not made. "
        "That says nothing about the certificate."
    ),
    _("Scan the QR code: a genuine code is always answered. Or wait a few minutes and try again."),
    label=_("Not checked"),
)

NOT_KNOWN = Outcome(
    _("No certificate with this number and date"),
    _("The number is not known, or the issue date does not belong to it. Both get this one answer."),
    _("Compare number and date with the paper once more. If they are right, report the paper to the chamber."),
    label=_("Not found"),
)

EARLIER = {
    EarlierState.IN_FORCE: Outcome(
        _("Issued by an earlier system: it existed"),
        _("The chamber issued a certificate with this number and date in its earlier system, and has not ended it."),
        _("It has no seal: what stands on the paper cannot be checked here. Ask the chamber."),
        label=_("Imported: existence only"),
    ),
    EarlierState.REVOKED: Outcome(
        _("Issued by an earlier system, and revoked"),
        _("The chamber issued this certificate in its earlier system and has revoked it. It is no longer in force."),
        _("Do not rely on this paper. Ask the person who gave it to you, or the chamber."),
        label=_("Imported: revoked"),
    ),
    EarlierState.REPLACED: Outcome(
        _("Issued by an earlier system, and replaced"),
        _("The chamber issued this certificate in its earlier system and has replaced it by another one."),
        _("Do not rely on this paper. Ask for the certificate that replaces it."),
        label=_("Imported: replaced"),
    ),
}
"""Of certificates without a seal: never green, whatever their status."""

EARLIER_STATES = {
    EarlierState.IN_FORCE: _("not ended"),
    EarlierState.REVOKED: _("revoked"),
    EarlierState.REPLACED: _("replaced"),
}

VERDICT_WORDS = {
    # Never a bare “valid”: the register cannot know what the paper says.
    Verdict.VALID: _("In force: now compare"),
    Verdict.INVALID: _("Not valid"),
    Verdict.INDETERMINATE: _("Not determined"),
}

TONES: dict[Verdict, Tone] = {
    # For the same reason no verdict is green by itself: an outcome has to say so, knowing that the paper was compared.
    Verdict.VALID: Tone.COMPARE,
    Verdict.INVALID: Tone.INVALID,
    Verdict.INDETERMINATE: Tone.INDETERMINATE,
}

ESTABLISHED: dict[Claim, str] = {
    Claim.SEAL_GENUINE: _("The chamber's key signed this number, date and content"),
    Claim.REGISTERED: _("The chamber published it in its register"),
    Claim.CONTENT_AS_SIGNED: _("What you see is what was signed"),
    Claim.NOT_REVOKED_BY_SIGNED_STATUS: _("Not on the chamber's signed revocation list"),
    Claim.NOT_REVOKED_BY_REGISTER: _("Not revoked, not replaced"),
    Claim.PAPER_SAME_AS_CERTIFICATE: _("Your paper says the same"),
    Claim.ORIGINAL_NOT_A_COPY: _("Your paper is the original"),
}

REFUTED = _("Not in force: the chamber has ended it")

NOT_ESTABLISHED: dict[Claim, str] = {
    Claim.SEAL_GENUINE: _("Whether the chamber's key made the seal"),
    Claim.REGISTERED: _("Whether the chamber published it in its register"),
    Claim.CONTENT_AS_SIGNED: _("What the chamber signed: there is no content to show"),
    Claim.NOT_REVOKED_BY_SIGNED_STATUS: _("Whether the signed revocation list agrees (the scanner checks it)"),
    Claim.NOT_REVOKED_BY_REGISTER: _("That it is in force"),
    Claim.PAPER_SAME_AS_CERTIFICATE: _("Whether your paper says the same: compare it"),
    Claim.ORIGINAL_NOT_A_COPY: _("Whether your paper is the original or a copy"),
}

EVENTS: dict[Event, str] = {
    Event.ISSUE: _("Issued"),
    Event.REVOKE: _("Revoked"),
    Event.REPLACE: _("Replaced by %(successor)s"),
    Event.VOID: _("Declared void"),
    Event.EXPUNGE: _("Content deleted after its retention term"),
}

REVOCATION_REASONS: dict[str, str] = {
    RevocationReason.EXPORTER_REQUEST: _("the exporter asked for it"),
    RevocationReason.INCORRECT_CONTENT: _("its content is incorrect"),
    RevocationReason.CHAMBER_ERROR: _("an error of the chamber"),
    RevocationReason.FALSE_DECLARATION: _("the exporter's declaration was false"),
    RevocationReason.MISUSE: _("the certificate was misused"),
    RevocationReason.NOT_FINISHED: _("the certificate was not finished"),
}

KIND_TITLES: dict[Kind, str] = {
    Kind.COO_JP: _("Certificate of origin"),
    Kind.COO_FOREIGN: _("Certificate of origin"),
    Kind.INVOICE: _("Certification of an invoice"),
    Kind.SIGNATURE: _("Certification of a signature"),
}

KIND_SUBTITLES: dict[Kind, str] = {
    Kind.COO_JP: _("Non-preferential · Japanese origin"),
    Kind.COO_FOREIGN: _("Non-preferential · foreign origin"),
    Kind.INVOICE: _("Certified commercial invoice"),
    Kind.SIGNATURE: _("Certified signature on a document"),
}

KEY_STATES: dict[KeyState, str] = {
    KeyState.ACTIVE: _("in use"),
    KeyState.RETIRED: _("retired: signs no more, its seals stand"),
    KeyState.COMPROMISED: _("compromised: only listed seals stand"),
}


class FieldError(StrEnum):
    """What can be wrong with the form; the value is the text."""

    NUMBER_MISSING = _("Enter the certificate number")
    NUMBER_MISTYPED = _("A character of the number is mistyped: compare it with the paper, character by character")
    NUMBER_MALFORMED = _(
        "This is not a certificate number. It looks like TYO26-001234-K7QM-3XW9: letters of the chamber, the year, "
        "six digits or more, then two groups of four"
    )
    DATE_MISSING = _("Enter the issue date: day, month and year")
    DATE_INCOMPLETE = _("The issue date needs a day, a month and a year in four digits, such as 20 11 2026")
    DATE_IMPOSSIBLE = _("There is no such day in the calendar")
    DATE_MALFORMED = _("The issue date in the address is not written YYYY-MM-DD")


@dataclass(frozen=True)
class ErrorText:
    """A page for something that went wrong with the request itself."""

    title: str
    explanation: str


ERROR_PAGES: dict[int, ErrorText] = {
    400: ErrorText(_("This request cannot be read"), _("Something in the address or form is not as expected.")),
    404: ErrorText(_("There is no such page"), _("The address may be cut off or mistyped.")),
    405: ErrorText(_("This cannot be done here"), _("This site only shows certificates; it changes nothing.")),
    413: ErrorText(_("This is too large"), _("A number and a date need only a few characters.")),
    500: ErrorText(
        _("Something went wrong on our side"),
        _("The fault was recorded. It says nothing about any certificate. Try again in a minute."),
    ),
}


SERVICE_PARTS = {
    ServicePart.REFERENCE: _("Looking up certificates"),
    ServicePart.OFFICE: _("Applying and issuing"),
}
"""The parts that can pause by themselves."""

WINDOW_EFFECTS = {
    frozenset({ServicePart.OFFICE}): _("Applying and issuing pause. Certificates can be looked up as always."),
    frozenset({ServicePart.REFERENCE}): _(
        "Looking up certificates on this site may fail meanwhile. The scanner still verifies their codes."
    ),
    frozenset(ServicePart): _(
        "The whole system pauses; looking up certificates may fail meanwhile. The scanner still verifies their codes."
    ),
}
"""What a maintenance window closes and what stays open, by the parts that it stops."""

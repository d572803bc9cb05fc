"""The signed answer: facts that the ledger bears out, four eyes beyond the public page, one letter whatever dies."""

import io
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from issuance.domain.inquiries.answer import AnswerState, Fact, Statement
from issuance.domain.inquiries.case import CaseState
from issuance.domain.inquiries.certified import Box
from issuance.domain.inquiries.report import CaseKind, Report
from issuance.errors import ConflictError, KeyStoreError, RefusedError
from issuance.services.inquiries import signing
from issuance.services.inquiries.reporting import Receipt
from issuance.services.inquiries.signing import What
from issuance.storage.inquiries import get_case
from issuance.storage.inquiry_answers import answers_in
from signing.number import parse_typed_number
from signing.record import RevocationReason
from tests.inquiring import INQUIRY, VISITOR, Inquiring
from tests.paid import CHAMBER

ISSUED = Statement(Fact.ISSUED)


class Killed(BaseException):
    """The process was ended: nothing behind it runs."""


def asked(desk: Inquiring) -> Receipt:
    """Return the receipt of an official inquiry about the certificate, which the reviewer has taken."""
    receipt = desk.report(INQUIRY.__class__.read({**INQUIRY.values(), "number": desk.number}))
    desk.taken(receipt)
    return receipt


def propose(desk: Inquiring, receipt: Receipt, statement: Statement) -> AnswerState:
    case = desk.case(receipt)
    return desk.office.inquiries.answers.propose(desk.reviewer, case.id, case.version, statement).state


def letters(desk: Inquiring, receipt: Receipt) -> list[bytes]:
    reporting = desk.office.inquiries.reporting
    seen = reporting.open(VISITOR, receipt.reference, receipt.secret)
    return [reporting.letter(VISITOR, receipt.reference, receipt.secret, each.id) for each in seen.letters]


def told(desk: Inquiring, receipt: Receipt) -> list[dict[str, str]]:
    return [mail for mail in desk.mails("case_answered") if mail["reference"] == receipt.reference]


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


def test_t28_3_what_the_reference_page_shows_is_answered_by_one_officer_and_signed_by_the_job(desk: Inquiring) -> None:
    receipt = asked(desk)
    assert propose(desk, receipt, ISSUED) is AnswerState.CONFIRMED
    assert letters(desk, receipt) == []  # no page signs

    (outcome,) = desk.office.inquiries.job.round(CHAMBER)

    assert outcome.what is What.SIGNED
    assert desk.case(receipt).state is CaseState.ANSWERED
    (pdf,) = letters(desk, receipt)
    said = text_of(pdf)
    assert parse_typed_number(desk.number).public in said
    assert "and it is in force" in said
    assert "ZA 4711" in said
    assert desk.number not in said, "the access code stays with who holds the paper"
    assert "Customs or a bank may still refuse it" in said
    assert len(told(desk, receipt)) == 1


def test_the_letter_is_signed_with_the_chambers_key_and_any_change_breaks_it(desk: Inquiring) -> None:
    receipt = asked(desk)
    propose(desk, receipt, ISSUED)
    list(desk.office.inquiries.job.round(CHAMBER))
    (pdf,) = letters(desk, receipt)
    anchor = desk.office.keys.pdf_signer(CHAMBER, desk.office.clock().year).anchor
    roots = ValidationContext(trust_roots=[signing_certificate(anchor)], moment=desk.office.clock())

    def verdict(data: bytes) -> Any:
        (signature,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
        return validate_pdf_signature(signature, roots)

    good = verdict(pdf)
    assert good.intact
    assert good.trusted
    changed = bytearray(pdf)
    changed[pdf.index(b"/Title") + 8] ^= 1
    assert not verdict(bytes(changed)).intact


def signing_certificate(certificate: Any) -> Any:
    """Return a certificate in the type that pyHanko validates by."""
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))


@pytest.mark.parametrize(
    "statement",
    [
        Statement(Fact.OTHER_CONTENT, (Box.GOODS,)),
        Statement(Fact.ISSUED, (Box.EXPORTER,)),
        Statement(Fact.ISSUED, words="It was issued to a member."),
    ],
)
def test_what_says_more_than_the_reference_page_takes_four_eyes(desk: Inquiring, statement: Statement) -> None:
    receipt = asked(desk)
    answers = desk.office.inquiries.answers
    assert propose(desk, receipt, statement) is AnswerState.PROPOSED
    assert list(desk.office.inquiries.job.round(CHAMBER)) == []

    case = desk.case(receipt)
    with pytest.raises(RefusedError, match="Another officer confirms"):
        answers.confirm(desk.reviewer, case.id, case.version)
    assert answers.confirm(desk.approver, case.id, case.version).state is AnswerState.CONFIRMED
    (outcome,) = desk.office.inquiries.job.round(CHAMBER)
    assert outcome.what is What.SIGNED


def test_an_answer_that_the_ledger_does_not_bear_out_is_refused(desk: Inquiring) -> None:
    receipt = asked(desk)
    for wrong, said in (
        (Statement(Fact.NOT_ISSUED), "has issued a certificate under this number"),
        (Statement(Fact.REVOKED), "is in force"),
        (Statement(Fact.OTHER_CONTENT), "Choose the boxes"),
        (Statement(Fact.ISSUED, (Box.DOCUMENT,)), "no such box"),
    ):
        with pytest.raises(RefusedError, match=said):
            propose(desk, receipt, wrong)


def test_a_number_that_is_none_of_ours_is_answered_as_not_issued_after_four_eyes(desk: Inquiring) -> None:
    receipt = desk.report(INQUIRY.__class__.read({**INQUIRY.values(), "number": "TYO26-999999"}))
    desk.taken(receipt)
    assert propose(desk, receipt, Statement(Fact.NOT_ISSUED)) is AnswerState.PROPOSED
    case = desk.case(receipt)
    desk.office.inquiries.answers.confirm(desk.approver, case.id, case.version)
    list(desk.office.inquiries.job.round(CHAMBER))
    (pdf,) = letters(desk, receipt)
    assert "has issued no certificate under the number TYO26-999999" in text_of(pdf)


def test_while_the_key_is_away_an_answer_waits(desk: Inquiring, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = asked(desk)
    propose(desk, receipt, ISSUED)

    def locked(*_: object) -> object:
        raise KeyStoreError("The key is locked.")

    with monkeypatch.context() as patch:
        patch.setattr(desk.office.keys, "pdf_signer", locked)
        (outcome,) = desk.office.inquiries.job.round(CHAMBER)
        assert (outcome.what, outcome.reason) == (What.LATER, "The key is locked.")
    (outcome,) = desk.office.inquiries.job.round(CHAMBER)
    assert outcome.what is What.SIGNED


@pytest.mark.parametrize(
    "step", ["print_answer", "sign_with_reason", "move_answer", "add_letter", "move_case", "after"]
)
def test_killed_at_any_step_it_leaves_exactly_one_answer(
    desk: Inquiring, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    receipt = asked(desk)
    propose(desk, receipt, ISSUED)
    job = desk.office.inquiries.job

    def killed(after: Callable[..., object]) -> Callable[..., object]:
        def run(*args: object, **options: object) -> object:
            after(*args, **options)
            raise Killed

        return run

    with monkeypatch.context() as patch:
        if step == "after":
            patch.setattr(job, "_keep", killed(job._keep))
        else:
            patch.setattr(signing, step, killed(getattr(signing, step)))
        with pytest.raises(Killed):
            list(job.round(CHAMBER))

    outcomes = [outcome.what for outcome in job.round(CHAMBER)]

    assert outcomes == ([] if step == "after" else [What.SIGNED])
    assert len(letters(desk, receipt)) == 1
    assert len(told(desk, receipt)) == 1
    assert desk.case(receipt).state is CaseState.ANSWERED


def test_two_jobs_sign_an_answer_once(desk: Inquiring) -> None:
    receipt = asked(desk)
    propose(desk, receipt, ISSUED)
    with desk.office.units.look(VISITOR) as unit:
        answer = answers_in(unit, AnswerState.CONFIRMED)[0]
    assert desk.office.inquiries.job.sign(CHAMBER, answer.id).what is What.SIGNED
    assert desk.office.inquiries.job.sign(CHAMBER, answer.id).what is What.PASSED
    assert len(letters(desk, receipt)) == 1


def test_the_second_officer_sees_what_the_first_one_proposed_or_comes_too_late(desk: Inquiring) -> None:
    receipt = asked(desk)
    propose(desk, receipt, Statement(Fact.OTHER_CONTENT, (Box.GOODS,)))
    seen = desk.case(receipt)
    answers = desk.office.inquiries.answers
    answers.withdraw(desk.reviewer, seen.id, seen.version)
    propose(desk, receipt, Statement(Fact.OTHER_CONTENT, (Box.EXPORTER,)))
    with pytest.raises(ConflictError):
        answers.confirm(desk.approver, seen.id, seen.version)


def test_a_report_is_answered_in_words_and_an_inquiry_only_by_letter(desk: Inquiring) -> None:
    report = desk.taken(desk.report(Report(CaseKind.SITE, site="https://look.example")))
    inquiry = desk.taken(desk.report(INQUIRY))
    cases = desk.office.inquiries.cases
    with pytest.raises(RefusedError, match="answered by a signed letter"):
        cases.reply(desk.reviewer, inquiry.id, inquiry.version, "It is ours.", desk.token(), settles=True)
    cases.reply(desk.reviewer, report.id, report.version, "It is gone.", desk.token(), settles=True)
    with desk.office.units.look(VISITOR) as unit:
        assert get_case(unit, report.id).state is CaseState.ANSWERED


def test_what_was_revoked_between_the_officers_and_the_key_is_not_signed(desk: Inquiring) -> None:
    """It is the last of this module, for it revokes the certificate of all others."""
    receipt = asked(desk)
    propose(desk, receipt, ISSUED)
    number = parse_typed_number(desk.number)
    desk.office.revoking.revoke(number, RevocationReason.MISUSE, ("A", "B"))

    (outcome,) = desk.office.inquiries.job.round(CHAMBER)

    assert outcome.what is What.STOPPED
    assert letters(desk, receipt) == []
    case = desk.case(receipt)
    desk.office.inquiries.answers.withdraw(desk.reviewer, case.id, case.version)
    assert propose(desk, receipt, Statement(Fact.REVOKED)) is AnswerState.CONFIRMED
    list(desk.office.inquiries.job.round(CHAMBER))
    (pdf,) = letters(desk, receipt)
    assert "no longer in force" in text_of(pdf)

"""The office signs, the scanner verifies: a whole, untouched original of a trusted chamber, and nothing else."""

import asyncio
import datetime as dt
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms as asn1_cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import cms_embedder

from issuance.paper import PaperError, Press, issue_pdf_certificate, make_pdf_anchor, sign_pdf
from issuance.paper.signature import RESERVED_HEX_DIGITS, KeySigner
from scanner.pdf_signature import MAX_PDF_BYTES, NotOriginal, SignedPdf, verify_pdf_signature
from signing.number import draw_number

UTC = dt.UTC
START = dt.datetime(2026, 1, 1, tzinfo=UTC)
END = dt.datetime(2027, 2, 1, tzinfo=UTC)
ISSUED = dt.datetime(2026, 11, 20, 3, tzinfo=UTC)
NUMBER = draw_number("TYO", 2026, 1234, lambda count: bytes(range(count)))
SID = bytes(range(32))
CHAMBER = "The Tokyo Chamber of Commerce and Industry"

Key = ec.EllipticCurvePrivateKey


class Office:
    """A chamber with its anchor and signing certificate."""

    def __init__(self, name: str = CHAMBER) -> None:
        self.anchor_key, self.anchor = make_pdf_anchor(name, START, END)
        self.key, self.certificate = issue_pdf_certificate(self.anchor_key, self.anchor, START, END)

    def sign(self, pdf: bytes) -> bytes:
        return sign_pdf(
            pdf,
            key=self.key,
            certificate=self.certificate,
            chain=[self.anchor],
            number=NUMBER.canonical,
            sid=SID,
            signed_at=ISSUED,
            place="Tokyo, Japan",
        )


@pytest.fixture(scope="module")
def office() -> Office:
    return Office()


@pytest.fixture(scope="module")
def sheet() -> bytes:
    return Press().typeset('#set document(title: "sheet")\nCertified: 2 machines.#pagebreak() Page two.', ISSUED)


@pytest.fixture(scope="module")
def original(office: Office, sheet: bytes) -> bytes:
    return office.sign(sheet)


def verify(pdf: bytes, office: Office, at: dt.datetime = ISSUED) -> SignedPdf | NotOriginal:
    return verify_pdf_signature(pdf, [office.anchor], at)


def gap_of(pdf: bytes) -> tuple[int, int]:
    match = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", pdf)
    assert match is not None
    return int(match[1]), int(match[2])


def with_cms(pdf: bytes, der: bytes) -> bytes:
    """Put another signature into the place of the first; the signed bytes stay as they are."""
    start, end = gap_of(pdf)
    return pdf[:start] + b"<" + der.hex().upper().encode().ljust(end - start - 2, b"0") + b">" + pdf[end:]


def cms_of(pdf: bytes) -> asn1_cms.ContentInfo:
    start, end = gap_of(pdf)
    return asn1_cms.ContentInfo.load(bytes.fromhex(pdf[start + 1 : end - 1].decode()), strict=False)


# --- what is accepted -------------------------------------------------------------------------------------------


def test_an_original_verifies_and_tells_number_and_seal(original: bytes, office: Office) -> None:
    assert verify(original, office) == SignedPdf(
        number=NUMBER, sid=SID, chamber=CHAMBER, anchor=office.anchor.public_bytes(Encoding.DER)
    )


def test_anchors_may_be_given_as_der_and_among_others(original: bytes, office: Office) -> None:
    others = [Office("Osaka Chamber").anchor, office.anchor.public_bytes(Encoding.DER), Office().anchor]

    result = verify_pdf_signature(original, others, ISSUED)
    assert isinstance(result, SignedPdf)


def test_the_anchor_need_not_be_embedded(sheet: bytes, office: Office) -> None:
    signed = sign_pdf(
        sheet,
        key=office.key,
        certificate=office.certificate,
        chain=[],
        number=NUMBER.printed,
        sid=SID,
        signed_at=ISSUED,
    )
    assert isinstance(verify(signed, office), SignedPdf)


def test_the_longest_names_fit_into_the_room_for_the_signature(sheet: bytes) -> None:
    office = Office("東" * 64)

    signed = office.sign(sheet)
    assert isinstance(verify(signed, office), SignedPdf)
    start, end = gap_of(signed)
    assert end - start == RESERVED_HEX_DIGITS + 2


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler's pdfsig is not installed (apt: poppler-utils)")
def test_poppler_calls_the_signature_valid(original: bytes, tmp_path: Path) -> None:
    file = tmp_path / "original.pdf"
    file.write_bytes(original)

    report = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature Validation: Signature is Valid." in report
    assert "Total document signed" in report
    assert "ETSI.CAdES.detached" in report


# --- what is not signed, or not by us ---------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\0" * 100, b"/ByteRange", b"/ByteRange [0 1 2 ]"])
def test_bytes_without_a_signature_are_not_signed(data: bytes, office: Office) -> None:
    assert verify(data, office) is NotOriginal.NOT_SIGNED


def test_an_unsigned_sheet_is_not_signed(sheet: bytes, office: Office) -> None:
    assert verify(sheet, office) is NotOriginal.NOT_SIGNED


def test_another_chambers_signature_is_foreign(original: bytes) -> None:
    assert verify(original, Office("Osaka Chamber")) is NotOriginal.FOREIGN


def test_an_anchor_of_the_same_name_but_another_key_is_foreign(original: bytes) -> None:
    assert verify(original, Office()) is NotOriginal.FOREIGN


def test_without_anchors_every_signature_is_foreign(original: bytes) -> None:
    assert verify_pdf_signature(original, [], ISSUED) is NotOriginal.FOREIGN


@pytest.mark.parametrize("at", [START - dt.timedelta(seconds=1), END + dt.timedelta(seconds=1)])
def test_outside_the_certificates_time_the_signature_is_foreign(
    original: bytes, office: Office, at: dt.datetime
) -> None:
    assert verify(original, office, at) is NotOriginal.FOREIGN


def test_a_signature_by_the_anchor_itself_is_no_signature_of_a_document(sheet: bytes, office: Office) -> None:
    signed = sign_pdf(
        sheet,
        key=office.anchor_key,
        certificate=office.anchor,
        chain=[],
        number=NUMBER.canonical,
        sid=SID,
        signed_at=ISSUED,
    )
    assert verify(signed, office) is NotOriginal.FOREIGN


def _certificate(office: Office, key: Key | rsa.RSAPrivateKey, *, ca: bool, document: bool) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=document,
        key_cert_sign=ca,
        crl_sign=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(office.certificate.subject)
        .issuer_name(office.anchor.subject)
        .public_key(key.public_key())
        .serial_number(77)
        .not_valid_before(START)
        .not_valid_after(END)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(office.anchor_key, hashes.SHA256())
    )


def test_a_certificate_of_the_anchor_for_another_use_does_not_sign_documents(sheet: bytes, office: Office) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(office, key, ca=False, document=False)
    signed = sign_pdf(
        sheet, key=key, certificate=certificate, chain=[], number=NUMBER.canonical, sid=SID, signed_at=ISSUED
    )

    assert verify(signed, office) is NotOriginal.ALTERED


def test_another_curve_is_foreign(sheet: bytes, office: Office) -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    certificate = _certificate(office, key, ca=False, document=True)
    signed = sign_pdf(
        sheet, key=key, certificate=certificate, chain=[], number=NUMBER.canonical, sid=SID, signed_at=ISSUED
    )

    assert verify(signed, office) is NotOriginal.FOREIGN


def test_a_chain_of_two_steps_is_foreign(sheet: bytes, office: Office) -> None:
    middle_key = ec.generate_private_key(ec.SECP256R1())
    middle = _certificate(office, middle_key, ca=True, document=False)
    key, certificate = issue_pdf_certificate(middle_key, middle, START, END)
    signed = sign_pdf(
        sheet, key=key, certificate=certificate, chain=[middle], number=NUMBER.canonical, sid=SID, signed_at=ISSUED
    )

    assert verify(signed, office) is NotOriginal.FOREIGN


# --- attacks on an original -------------------------------------------------------------------------------------


def test_no_byte_can_change(original: bytes, office: Office) -> None:
    start, end = gap_of(original)
    # Every 997th byte, and every byte of the signature's own surroundings.
    places = {*range(0, len(original), 997), *range(start - 120, start + 40), *range(end - 40, len(original))}
    for place in sorted(places):
        for flip in (0x01, 0x20, 0x80):
            changed = bytearray(original)
            changed[place] ^= flip
            assert isinstance(verify(bytes(changed), office), NotOriginal), f"byte {place} ^ {flip:#x}"


def test_no_byte_of_the_signature_value_can_change(original: bytes, office: Office) -> None:
    start, end = gap_of(original)
    for place in range(start, end, 3):
        changed = bytearray(original)
        changed[place] = ord("1") if changed[place] != ord("1") else ord("2")
        assert isinstance(verify(bytes(changed), office), NotOriginal), f"byte {place}"


def test_hexadecimal_digits_in_mixed_case_are_refused(original: bytes, office: Office) -> None:
    start, _ = gap_of(original)
    place = next(index for index in range(start + 1, start + 4000) if chr(original[index]) in "ABCDEF")
    changed = original[:place] + original[place : place + 1].lower() + original[place + 1 :]

    assert isinstance(verify(changed, office), NotOriginal)


@pytest.mark.parametrize("tail", [b"\n", b"\0", b"%%EOF\n", b"1 0 obj\n<<>>\nendobj\n"])
def test_nothing_can_be_appended(original: bytes, office: Office, tail: bytes) -> None:
    assert verify(original + tail, office) is NotOriginal.ALTERED


@pytest.mark.parametrize("count", [1, 2, 100])
def test_nothing_can_be_cut_off(original: bytes, office: Office, count: int) -> None:
    assert isinstance(verify(original[:-count], office), NotOriginal)


def test_nothing_can_be_put_before(original: bytes, office: Office) -> None:
    assert isinstance(verify(b"%PDF-1.7\n" + original, office), NotOriginal)


def test_an_incremental_update_is_seen(original: bytes, office: Office) -> None:
    output = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(original))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = page.raw_get("/MediaBox")[0]
    writer.update_container(page)
    writer.write(output)

    assert output.getvalue().startswith(original)
    assert verify(output.getvalue(), office) is NotOriginal.ALTERED


def test_a_file_saved_again_has_lost_its_signature(original: bytes, office: Office) -> None:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(original)) as document:
        document.save(output)

    assert isinstance(verify(output.getvalue(), office), NotOriginal)


def _second_signature(pdf: bytes, office: Office) -> bytes:
    placeholder = signers.SignatureObject(timestamp=ISSUED, reason="second", bytes_reserved=8192)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    steps = cms_embedder.PdfCMSEmbedder(SigFieldSpec("Second")).write_cms("Second", writer)
    next(steps)
    steps.send(cms_embedder.SigObjSetup(sig_placeholder=placeholder))
    digest, output = steps.send(cms_embedder.SigIOSetup(md_algorithm="sha256"))
    signer = KeySigner(office.key, office.certificate, [])
    steps.send(asyncio.run(signer.async_sign(digest.document_digest, "sha256", use_pades=True)))
    result: bytes = output.getvalue()
    return result


def test_a_second_signature_over_an_original_is_seen(original: bytes, office: Office) -> None:
    assert verify(_second_signature(original, Office("Mallory")), office) is NotOriginal.ALTERED


def test_two_signatures_are_never_an_original_even_by_the_chamber(original: bytes, office: Office) -> None:
    assert verify(_second_signature(original, office), office) is NotOriginal.ALTERED


def test_the_office_does_not_sign_a_signed_file(original: bytes, office: Office) -> None:
    with pytest.raises(PaperError, match="cannot be signed"):
        office.sign(original)


def test_another_document_cannot_borrow_a_signature(original: bytes, office: Office, sheet: bytes) -> None:
    other = Office("Mallory").sign(sheet)

    assert verify(with_cms(other, cms_of(original).dump()), office) is NotOriginal.ALTERED


def test_the_gap_cannot_move_to_hide_what_is_signed(original: bytes, office: Office) -> None:
    """Signed bytes stay equal when the gap moves along: the range that is written must be where the gap is."""
    start, end = gap_of(original)
    gap = original[start:end]
    for shift in (-50, 50, 400):
        if shift < 0:
            moved = original[: start + shift] + gap + original[start + shift : start] + original[end:]
        else:
            moved = original[:start] + original[end : end + shift] + gap + original[end + shift :]
        assert isinstance(verify(moved, office), NotOriginal)


def test_a_shorter_range_leaves_bytes_uncovered_and_is_seen(original: bytes, office: Office) -> None:
    start, end = gap_of(original)
    rest = len(original) - end
    for wrong in (f"[0 {start} {end} {rest - 9}]", f"[1 {start - 1} {end} {rest}]", f"[0 {start - 1} {end} {rest}]"):
        right = f"[0 {start} {end} {rest}]"
        changed = original.replace(right.encode(), wrong.encode().ljust(len(right)))
        assert changed != original
        assert isinstance(verify(changed, office), NotOriginal)


def test_a_second_byte_range_in_a_comment_is_seen(original: bytes, office: Office) -> None:
    assert verify(original + b"% /ByteRange [0 1 2 3]\n", office) is NotOriginal.ALTERED


Change = Callable[[asn1_cms.SignedData], None]


def _unsigned_attribute(data: asn1_cms.SignedData) -> None:
    attribute = asn1_cms.CMSAttribute({"type": "1.2.3.4", "values": []})
    data["signer_infos"][0]["unsigned_attrs"] = asn1_cms.CMSAttributes([attribute])


def _two_signers(data: asn1_cms.SignedData) -> None:
    data["signer_infos"].append(data["signer_infos"][0].copy())


def _other_version(data: asn1_cms.SignedData) -> None:
    data["version"] = "v3"


def _no_certificates(data: asn1_cms.SignedData) -> None:
    data["certificates"] = asn1_cms.CertificateSet([])


def _content_inside(data: asn1_cms.SignedData) -> None:
    data["encap_content_info"] = {"content_type": "data", "content": b"other"}


def _other_certificate_too(data: asn1_cms.SignedData) -> None:
    extra = Office("Mallory").certificate.public_bytes(Encoding.DER)
    data["certificates"] = asn1_cms.CertificateSet(
        [data["certificates"][0], asn1_cms.CertificateChoices("certificate", asn1_cms.Certificate.load(extra))]
    )


@pytest.mark.parametrize(
    "change",
    [_unsigned_attribute, _two_signers, _other_version, _no_certificates, _content_inside, _other_certificate_too],
)
def test_every_other_form_of_the_signature_is_refused(original: bytes, office: Office, change: Change) -> None:
    info = cms_of(original)
    # A fresh value, since asn1crypto would repeat the bytes that it has read.
    untouched = asn1_cms.ContentInfo({"content_type": "signed_data", "content": info["content"].copy()})
    assert isinstance(verify(with_cms(original, untouched.dump(force=True)), office), SignedPdf)

    change(untouched["content"])
    assert isinstance(verify(with_cms(original, untouched.dump(force=True)), office), NotOriginal)


def test_a_reason_of_another_form_is_no_original(sheet: bytes, office: Office) -> None:
    assert verify(_second_signature(sheet, office), office) is NotOriginal.ALTERED


# --- garbage and limits -----------------------------------------------------------------------------------------


def test_a_file_beyond_the_limit_is_not_looked_at(original: bytes, office: Office) -> None:
    assert verify(original + bytes(MAX_PDF_BYTES), office) is NotOriginal.NOT_SIGNED


def test_a_flood_of_signatures_is_not_followed(office: Office) -> None:
    flood = b"/ByteRange [0 10 20 30] <3000> " * 200_000

    assert verify(flood, office) is NotOriginal.FOREIGN


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(
        st.tuples(st.integers(0, 1 << 20), st.sampled_from(["cut", "insert", "copy", "set"]), st.binary(max_size=12)),
        min_size=1,
        max_size=6,
    )
)
def test_mutated_originals_never_verify_and_never_raise(
    original: bytes, office: Office, edits: list[tuple[int, str, bytes]]
) -> None:
    data = bytearray(original)
    # Most mutations fall near the end, where the signature is.
    for offset, action, piece in edits:
        place = max(0, len(data) - 1 - offset % min(len(data), 12_000))
        if action == "cut":
            del data[place : place + len(piece)]
        elif action == "insert":
            data[place:place] = piece
        elif action == "copy":
            data[place:place] = data[place : place + 40]
        else:
            data[place : place + len(piece)] = piece
    result = verify(bytes(data), office)

    assert isinstance(result, SignedPdf) == (bytes(data) == original)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(der=st.binary(max_size=300))
def test_arbitrary_bytes_as_signature_never_raise(original: bytes, office: Office, der: bytes) -> None:
    assert verify(with_cms(original, der), office) is NotOriginal.FOREIGN


def test_an_instant_without_zone_is_a_fault_of_the_caller(original: bytes, office: Office) -> None:
    with pytest.raises(ValueError, match="zone"):
        verify(original, office, dt.datetime(2026, 11, 20))  # noqa: DTZ001 - the missing zone is the point


# --- certificates -----------------------------------------------------------------------------------------------


def test_a_certificate_cannot_outlive_its_anchor(office: Office) -> None:
    with pytest.raises(PaperError, match="reaches beyond its anchor"):
        issue_pdf_certificate(office.anchor_key, office.anchor, START, END + dt.timedelta(days=1))


@pytest.mark.parametrize("name", ["", "x" * 65])
def test_a_name_that_no_certificate_can_hold_is_refused(name: str) -> None:
    with pytest.raises(PaperError, match="1 to 64"):
        make_pdf_anchor(name, START, END)


def test_what_is_no_pdf_is_not_signed(office: Office) -> None:
    with pytest.raises(PaperError, match="cannot be signed"):
        office.sign(b"not a PDF at all")


@pytest.mark.parametrize(("number", "sid"), [("TYO26-001234-AAAA-AAAA", SID), (NUMBER.canonical, bytes(31))])
def test_a_wrong_number_or_seal_is_not_signed_for(sheet: bytes, office: Office, number: str, sid: bytes) -> None:
    with pytest.raises(PaperError, match="cannot be signed"):
        sign_pdf(
            sheet,
            key=office.key,
            certificate=office.certificate,
            chain=[],
            number=number,
            sid=sid,
            signed_at=ISSUED,
        )

"""What forgers do with a genuine certificate in hand. None of it ever gives exit code 0."""

import base64
import datetime as dt
import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from issuance.config import load_config
from issuance.key_store import PdfSigner
from issuance.office import Office
from issuance.paper import sign_pdf
from issuance.paper.signature import issue_pdf_certificate, make_pdf_anchor
from scanner.checker import CheckedCode, exit_code
from scanner.snapshot import Snapshot
from scanner.stack import reading as stack_reading
from signing.qr import decode_base32, encode_base32
from signing.result import Paper, Reason, Verdict, VerificationResult
from signing.seal import parse_seal
from tests.codes import certificate_page, paper, put, qr
from tests.demo import Demo
from tests.papers import write
from tests.scan import Scan, check

COMPARE = ("VALID", "IN_FORCE", "not_compared", 3)


def seal_url(demo: Demo, name: str = "coo-jp") -> str:
    """Return the text of a sample's code."""
    url = demo.listed(name)["seal_url"]
    assert isinstance(url, str)
    return url


def seal_of(demo: Demo, name: str = "coo-jp") -> bytes:
    """Return a sample's seal."""
    return decode_base32(seal_url(demo, name).rpartition("/")[2])


def unsigned_copy(demo: Demo, name: str) -> Path:
    """Return a sample's COPY rendering, which carries the same code and no signature."""
    return demo.pdf(name).with_suffix(".copy.pdf")


def never_green(scan: Scan) -> None:
    """Assert that nothing was taken for an original."""
    assert scan.results
    assert all(result["paper"] == "not_compared" for result in scan.results)
    assert scan.code != 0


# Altered text around a genuine code: the standard fraud


def test_text_painted_over_in_the_original(demo: Demo, trust: Path, reference_service: str, tmp_path: Path) -> None:
    forged = tmp_path / "forged.pdf"
    with pikepdf.open(demo.pdf("coo-jp")) as document:
        page = document.pages[0]
        font = document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        name = page.add_resource(font, pikepdf.Name.Font)
        paint = f"q 1 g 60 300 300 200 re f 0 g BT {name} 14 Tf 70 400 Td (9 999 machine guns) Tj ET Q"
        page.contents_add(document.make_stream(paint.encode()))
        document.save(forged)
    assert check(forged, trust=trust, reference=reference_service).verdict == COMPARE
    never_green(check(forged, trust=trust))


def test_revision_appended_to_the_signed_original(
    demo: Demo, trust: Path, reference_service: str, tmp_path: Path
) -> None:
    """The signed bytes stand untouched in the file; a later revision paints over the page."""
    original = demo.pdf("coo-jp").read_bytes()
    writer = IncrementalPdfFileWriter(io.BytesIO(original))
    paint = generic.StreamObject(stream_data=b"q 1 g 60 300 300 200 re f Q")
    writer.add_stream_to_page(0, writer.add_object(paint))
    revised = io.BytesIO()
    writer.write(revised)
    assert revised.getvalue().startswith(original)
    (forged := tmp_path / "forged.pdf").write_bytes(revised.getvalue())
    assert check(forged, trust=trust, reference=reference_service).verdict == COMPARE
    never_green(check(forged, trust=trust))


def test_genuine_code_pasted_onto_another_document(
    demo: Demo, trust: Path, reference_service: str, tmp_path: Path
) -> None:
    forged = write(certificate_page(seal_url(demo)), tmp_path / "forged.png")
    assert check(forged, trust=trust, reference=reference_service).verdict == COMPARE
    assert check(forged, trust=trust).verdict == ("INDETERMINATE", "CONTENT_NOT_CHECKED", "not_compared", 2)


def test_first_page_exchanged_for_another_certificates(
    demo: Demo, trust: Path, reference_service: str, tmp_path: Path
) -> None:
    forged = tmp_path / "forged.pdf"
    with pikepdf.open(demo.pdf("coo-jp-60-lines")) as document, pikepdf.open(unsigned_copy(demo, "coo-jp")) as other:
        document.pages[0] = other.pages[0]
        document.save(forged)
    never_green(check(forged, trust=trust, reference=reference_service))
    never_green(check(forged, trust=trust))


def test_file_exchanged_while_it_is_checked(
    demo: Demo, trust: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The forgery lies there when it is opened, the genuine original a moment later: one reading decides."""
    forged = tmp_path / "certificate.pdf"
    with pikepdf.open(demo.pdf("coo-jp")) as document:
        document.save(forged)
    take = stack_reading.take_snapshot

    @contextmanager
    def take_then_exchange(*arguments: object, **named: object) -> Iterator[Snapshot]:
        with take(*arguments, **named) as snapshot:  # type: ignore[arg-type]  # passed through as they came
            shutil.copyfile(demo.pdf("coo-jp"), forged)
            yield snapshot

    monkeypatch.setattr(stack_reading, "take_snapshot", take_then_exchange)
    never_green(check(forged, trust=trust))
    assert forged.read_bytes() == demo.pdf("coo-jp").read_bytes(), "the exchange did take place"


# Signatures of the wrong kind


def unsigned(demo: Demo, name: str, folder: Path) -> bytes:
    """Return a sample's PDF without its signature."""
    with pikepdf.open(demo.pdf(name)) as document:
        del document.Root.AcroForm
        if "/Perms" in document.Root:
            del document.Root.Perms
        document.pages[0].obj.Annots = pikepdf.Array()
        document.save(folder / "unsigned.pdf")
    return (folder / "unsigned.pdf").read_bytes()


def sign(pdf: bytes, signer: PdfSigner, number: str, sid: bytes) -> bytes:
    """Sign a PDF for a certificate."""
    return sign_pdf(
        pdf,
        key=signer.key,
        certificate=signer.certificate,
        chain=[signer.anchor],
        number=number,
        sid=sid,
        signed_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
    )


def chamber_signer(demo: Demo) -> PdfSigner:
    """Return the demo chamber's own key."""
    year = dt.date.fromisoformat(demo.listed("coo-jp")["issue_date"]).year
    return Office(load_config(directory=demo.directory)).keys.pdf_signer("TYO", year)


def foreign_signer(name: str) -> PdfSigner:
    """Return a key under an anchor that nobody trusts for this chamber."""
    start = dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(days=365)
    end = start + dt.timedelta(days=3650)
    anchor_key, anchor = make_pdf_anchor(name, start, end)
    key, certificate = issue_pdf_certificate(anchor_key, anchor, start, end)
    return PdfSigner(key, certificate, anchor)


def test_these_forgeries_would_pass_with_the_right_key_and_seal(demo: Demo, trust: Path, tmp_path: Path) -> None:
    """Otherwise the tests below would pass for a reason that has nothing to do with the forgery."""
    pdf = sign(
        unsigned(demo, "coo-jp", tmp_path),
        chamber_signer(demo),
        demo.listed("coo-jp")["number"],
        parse_seal(seal_of(demo)).sid,
    )
    (signed := tmp_path / "signed.pdf").write_bytes(pdf)
    assert check(signed, trust=trust).verdict == ("VALID", "IN_FORCE", "matched", 0)


def test_signed_under_an_anchor_of_the_same_name(demo: Demo, trust: Path, tmp_path: Path) -> None:
    pdf = sign(
        unsigned(demo, "coo-jp", tmp_path),
        foreign_signer("Demonstration Chamber of Commerce and Industry, Tokyo"),
        demo.listed("coo-jp")["number"],
        parse_seal(seal_of(demo)).sid,
    )
    (forged := tmp_path / "forged.pdf").write_bytes(pdf)
    never_green(check(forged, trust=trust))


def test_chambers_signature_for_another_seal(demo: Demo, trust: Path, tmp_path: Path) -> None:
    """The page shows one certificate's code; the chamber's own signature names another."""
    pdf = sign(
        unsigned(demo, "coo-jp", tmp_path),
        chamber_signer(demo),
        demo.listed("coo-foreign")["number"],
        parse_seal(seal_of(demo, "coo-foreign")).sid,
    )
    (forged := tmp_path / "forged.pdf").write_bytes(pdf)
    never_green(check(forged, trust=trust))


# Several codes in one file


def joined(folder: Path, demo: Demo, *names: str) -> Path:
    """Return one PDF with the pages of several samples."""
    path = folder / "joined.pdf"
    with pikepdf.new() as document:
        for name in names:
            with pikepdf.open(unsigned_copy(demo, name)) as part:
                document.pages.extend(part.pages)
        document.save(path)
    return path


def test_two_certificates_in_one_file(demo: Demo, trust: Path, reference_service: str, tmp_path: Path) -> None:
    file = joined(tmp_path, demo, "coo-jp", "coo-foreign")
    scan = check(file, trust=trust, reference=reference_service)
    assert [result["number"] for result in scan.results] == [
        demo.listed(name)["number"] for name in ("coo-jp", "coo-foreign")
    ]
    assert [result["page"] for result in scan.results] == [1, 2]
    never_green(scan)
    assert scan.code == 3


def test_one_revoked_certificate_among_good_ones(
    demo: Demo, trust: Path, reference_service: str, tmp_path: Path
) -> None:
    file = joined(tmp_path, demo, "coo-jp", "coo-jp-revoked", "coo-foreign")
    scan = check(file, trust=trust, reference=reference_service)
    assert [result["reason"] for result in scan.results] == ["IN_FORCE", "REVOKED", "IN_FORCE"]
    assert scan.code == 1


def test_genuine_code_beside_a_foreign_one(demo: Demo, trust: Path, reference_service: str, tmp_path: Path) -> None:
    page = put(certificate_page(seal_url(demo)), qr("https://courier.example/parcel/1", 8), 200, 300)
    scan = check(write(page, tmp_path / "page.png"), trust=trust, reference=reference_service)
    assert {result["reason"] for result in scan.results} == {"IN_FORCE", "FOREIGN_CODE"}
    assert scan.code == 2


def test_genuine_code_beside_a_forged_one(demo: Demo, trust: Path, reference_service: str, tmp_path: Path) -> None:
    page = put(certificate_page(seal_url(demo)), qr(seal_url(demo)[:-8], 4), 200, 100)
    scan = check(write(page, tmp_path / "page.png"), trust=trust, reference=reference_service)
    assert {result["reason"] for result in scan.results} == {"IN_FORCE", "MALFORMED"}
    assert scan.code == 1


def test_foreign_code_names_its_host_and_is_not_opened(demo: Demo, trust: Path, tmp_path: Path) -> None:
    lookalike = seal_url(demo).replace("127.0.0.1:8000", "127.0.0.1.evil.example")
    scan = check(write(qr(lookalike, 8), tmp_path / "code.png"), trust=trust)
    assert scan.verdict == ("INDETERMINATE", "FOREIGN_CODE", "not_compared", 2)
    assert scan.only["host"] == "127.0.0.1.evil.example"


def result(reason: Reason, paper: Paper = Paper.NOT_COMPARED) -> VerificationResult:
    """Return a result as far as the exit code looks at it."""
    return VerificationResult(reason.verdict, reason, paper)


def test_foreign_codes_count_everywhere_but_in_a_registered_original() -> None:
    original = CheckedCode("a.pdf", 1, result(Reason.IN_FORCE, Paper.MATCHED), b"first reading")
    inside = CheckedCode("a.pdf", 2, result(Reason.FOREIGN_CODE), b"first reading")
    assert exit_code([original, inside]) == 0
    same_name = CheckedCode("a.pdf", 2, result(Reason.FOREIGN_CODE), b"second reading")
    assert exit_code([original, same_name]) == 2
    unreadable = CheckedCode("a.pdf", None, result(Reason.NO_CODE))
    assert exit_code([original, unreadable]) == 2
    assert Reason.IN_FORCE.verdict is Verdict.VALID


# Every tampered part of a seal


def with_seal(demo: Demo, data: bytes, path: Path) -> Path:
    """Write the picture of a code with this seal."""
    return write(qr(seal_url(demo).rpartition("/")[0] + "/" + encode_base32(data), 6), path)


@pytest.mark.parametrize("byte", [0, 4, 9, 12, 20, 25, 30, 50, 80, 100, -64, -30, -1])
def test_one_bit_of_the_seal_changed(
    demo: Demo, trust: Path, reference_service: str, tmp_path: Path, byte: int
) -> None:
    data = bytearray(seal_of(demo))
    data[byte] ^= 0x01
    picture = with_seal(demo, bytes(data), tmp_path / "code.png")
    for reference in (reference_service, None):
        scan = check(picture, trust=trust, reference=reference)
        assert (scan.only["verdict"], scan.code) == ("INVALID", 1)
        assert scan.only["reason"] in {"MALFORMED", "KEY_UNKNOWN", "SIGNATURE_MISMATCH"}


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data + b"\0", lambda data: data[:40]])
def test_seal_cut_off_or_lengthened(demo: Demo, trust: Path, tmp_path: Path, change: object) -> None:
    picture = with_seal(demo, change(seal_of(demo)), tmp_path / "code.png")  # type: ignore[operator]  # see above
    assert check(picture, trust=trust).verdict == ("INVALID", "MALFORMED", "not_compared", 1)


@pytest.mark.parametrize("text", ["", "A", "ABC=", "not base32 at all", "A" * 2000, "%32", "?q=1"])
def test_nonsense_under_our_own_address(demo: Demo, trust: Path, tmp_path: Path, text: str) -> None:
    picture = write(qr(seal_url(demo).rpartition("/")[0] + "/" + text, 6), tmp_path / "code.png")
    assert check(picture, trust=trust).verdict == ("INVALID", "MALFORMED", "not_compared", 1)


def test_content_of_one_certificate_under_the_seal_of_another(demo: Demo, trust: Path, tmp_path: Path) -> None:
    picture = write(qr(seal_url(demo), 6), tmp_path / "code.png")
    scan = check(picture, trust=trust, content=demo.content("coo-jp-successor"))
    assert scan.verdict == ("INVALID", "CONTENT_MISMATCH", "not_compared", 1)


def test_code_in_white_on_black_is_read_as_the_same(demo: Demo, trust: Path, tmp_path: Path) -> None:
    picture = cv2.bitwise_not(put(paper(900, 900), qr(seal_url(demo), 6), 100, 100))
    scan = check(write(picture, tmp_path / "code.png"), trust=trust)  # type: ignore[arg-type]  # OpenCV's own type
    assert scan.only["number"] == demo.listed("coo-jp")["number"]
    assert base64.b32encode(seal_of(demo)).rstrip(b"=").decode() in seal_url(demo)

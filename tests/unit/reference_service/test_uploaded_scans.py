"""`/batch` and `/check-file` with files: what is read is answered, what harms is refused, and nothing stays."""

import csv
import io
import queue
import threading
from collections.abc import Callable
from http import HTTPStatus

import numpy as np
import pikepdf
import psutil
import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from reference_service.scans.limits import MAX_REQUEST_BYTES, UPLOAD_LIMITS
from reference_service.scans.room import RoomFullError, ScanRoom
from register.errors import RegisterUnavailableError
from signing.qr import qr_text
from signing.receipt_check import ReceiptVerdict, check_receipt
from tests.builders import Issued
from tests.codes import qr
from tests.reference_site import PublishedSite, page_of
from tests.scanned import BLANK, pdf_of, scan_of, small_scan_of, tiff_of
from tests.unit.reading.test_hostile_pdfs import content_bomb
from tests.unit.reference_service.test_batch_page import files_in

FOREIGN = "https://ref.example.jp.evil.example/v/ABC"


@pytest.fixture(scope="module")
def signing_client(published: PublishedSite) -> FlaskClient:
    """Return a client of the shared installation that has the receipt key."""
    return published.site.app(receipt_signer=published.site.world.receipt_signer).test_client()


def body_of(data: bytes) -> dict[str, object]:
    """Return the request of a form with one file, whose name says nothing of what it is."""
    # Werkzeug's own client would write a large one to a temporary file.
    head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\n'
    return {"data": head + data + b"\r\n--cut--\r\n", "content_type": "multipart/form-data; boundary=cut"}


def upload(client: FlaskClient, data: bytes, page: str = "/batch", *, buffered: bool = True) -> TestResponse:
    return client.post(page, buffered=buffered, **body_of(data))


def text_of(published: PublishedSite, issued: Issued) -> str:
    return qr_text(issued.seal, published.site.world.base)


def rows_of(response: TestResponse) -> list[list[str]]:
    """Return row, certificate number, verdict and reason of every line of the CSV in the page."""
    heading, *lines = csv.reader(io.StringIO(files_in(response.text)["csv"].decode("utf-8-sig"), newline=""))
    wanted = [heading.index(name) for name in ("Row", "Verdict", "Reason")]
    return [[line[index] for index in wanted] for line in lines]


# A file of scans.


def test_a_pdf_gives_a_row_for_each_page_in_its_order_and_a_receipt(
    published: PublishedSite, signing_client: FlaskClient
) -> None:
    pages = [
        scan_of(published.in_force, published.site.world.base),
        BLANK,
        small_scan_of(text_of(published, published.revoked), FOREIGN),
        small_scan_of("HELLO"),
    ]
    data = pdf_of(*pages)
    response = upload(signing_client, data)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert rows_of(response) == [
        ["1", "VALID", "IN_FORCE"],
        ["2", "", "no_code"],
        ["3", "INVALID", "REVOKED"],
        ["3", "", "foreign_code"],
        ["4", "", "other_code"],
    ]
    assert page_of(published.in_force) in response.text
    assert "ref.example.jp.evil.example" in response.text
    assert FOREIGN not in response.text, "no address that came in becomes a link, or is shown as a whole"
    receipt = check_receipt(files_in(response.text)["cose"], published.site.world.trust, published.site.now)
    assert receipt.verdict is ReceiptVerdict.GENUINE
    assert receipt.payload is not None
    assert [row.reason for row in receipt.payload.rows] == ["IN_FORCE", "REVOKED"]


def test_the_answer_grows_page_by_page(published: PublishedSite, client: FlaskClient) -> None:
    text = text_of(published, published.in_force)
    response = upload(client, pdf_of(*[small_scan_of(text)] * 3), buffered=False)
    assert response.headers["X-Accel-Buffering"] == "no", "nginx is asked to pass the pieces on"
    pieces = [piece.decode() for piece in response.iter_encoded()]
    assert ["Page 1 of 3" in pieces[0], "Page 2 of 3" in pieces[1], "Page 3 of 3" in pieces[2]] == [True] * 3
    assert "Page 2 of 3" not in pieces[0]
    assert "Save as CSV" in pieces[-1]
    assert pieces[-1].rstrip().endswith("</html>")


def test_whoever_leaves_ends_the_reading_and_frees_the_seat(published: PublishedSite, client: FlaskClient) -> None:
    data = pdf_of(*[small_scan_of(text_of(published, published.in_force))] * 8)
    before = children()
    for _ in range(2):
        response = upload(client, data, buffered=False)
        assert children() - before, "the second one would be turned away, had the first not left its seat"
        next(response.iter_encoded())
        response.close()
        assert not children() - before


def test_a_tiff_of_several_pages_is_read_as_well(published: PublishedSite, client: FlaskClient) -> None:
    text = text_of(published, published.in_force)
    response = upload(client, tiff_of(small_scan_of(text), BLANK))
    assert rows_of(response) == [["1", "VALID", "IN_FORCE"], ["2", "", "no_code"]]


def test_a_forged_seal_is_a_row_and_not_the_end(published: PublishedSite, client: FlaskClient) -> None:
    text = text_of(published, published.in_force)
    forged = text[:-4] + ("AAAA" if text[-4:] != "AAAA" else "BAAA")
    cut = text[:-30]
    response = upload(client, pdf_of(small_scan_of(forged), small_scan_of(cut), small_scan_of(text)))
    verdicts = rows_of(response)
    assert verdicts[0][1:] in (["INVALID", "SIGNATURE_MISMATCH"], ["", "seal_malformed"])
    assert verdicts[1] == ["2", "", "seal_malformed"]
    assert verdicts[2] == ["3", "VALID", "IN_FORCE"]


def test_a_page_that_ends_the_reading_leaves_the_rows_before_it(published: PublishedSite, client: FlaskClient) -> None:
    crowded = np.vstack([np.hstack([qr(f"{row}{column}", 4) for column in range(5)]) for row in range(4)])
    data = pdf_of(small_scan_of(text_of(published, published.in_force)), crowded, BLANK)
    response = upload(client, data)
    assert rows_of(response) == [["1", "VALID", "IN_FORCE"], ["2", "", "page_not_read"]]
    assert "Not all pages were read." in response.text
    assert "more QR codes on one page than are read here" in response.text


def test_a_register_that_fails_after_the_answer_began_is_said_on_the_page(published: PublishedSite) -> None:
    class Failing:
        def __init__(self, inner: object) -> None:
            self._inner = inner

        def __getattr__(self, name: str) -> object:
            if name == "head":
                raise RegisterUnavailableError("The register is down.")
            return getattr(self._inner, name)

    client = published.site.app(wrap=Failing).test_client()
    response = upload(client, pdf_of(BLANK))
    assert response.status_code == 200
    assert "Cannot tell now" in response.text
    assert response.text.rstrip().endswith("</html>")


# What is refused, as a page that says what to do.


def encrypted() -> bytes:
    data = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(data, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return data.getvalue()


def many_pages(count: int) -> bytes:
    data = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(count):
            pdf.add_blank_page(page_size=(3, 3))
        pdf.save(data)
    return data.getvalue()


def huge_png() -> bytes:
    data = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(data, "PNG")
    return data.getvalue()


def jpeg_bomb() -> bytes:
    """Return a small JPEG whose head claims 65,535 x 65,535 pixels (ITU-T T.81, B.2.2)."""
    data = io.BytesIO()
    Image.new("RGB", (64, 64)).save(data, "JPEG")
    body = bytearray(data.getvalue())
    frame = body.index(b"\xff\xc0")
    body[frame + 5 : frame + 9] = b"\xff\xff\xff\xff"
    return bytes(body)


REFUSED: list[tuple[str, Callable[[], bytes], int, str]] = [
    ("garbage", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40, 422, "damaged or incomplete"),
    ("a picture cut off", lambda: tiff_of(BLANK)[:200], 422, "damaged or incomplete"),
    ("only a head", lambda: b"\x89PNG\r\n\x1a\n\x00", 415, "neither a PDF nor a picture"),
    ("encrypted", encrypted, 422, "locked with a password"),
    ("10,000 pages", lambda: many_pages(10_000), 413, "more pages than are read here"),
    ("huge picture", huge_png, 413, "more pixels than are read here"),
    ("JPEG bomb", jpeg_bomb, 413, "more pixels than are read here"),
    ("HEIC", lambda: b"\x00\x00\x00\x18ftypheic" + bytes(100), 415, "HEIC or AVIF"),
    ("26 MB", lambda: b"%PDF-1.7\n" + bytes(26_000_000), 413, "larger than 25 MB"),
    ("far too large", lambda: b"%PDF-1.7\n" + bytes(MAX_REQUEST_BYTES), 413, "larger than 25 MB"),
]


@pytest.mark.parametrize("page", ["/batch", "/check-file"])
@pytest.mark.parametrize(("data", "status", "says"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(
    client: FlaskClient, page: str, data: Callable[[], bytes], status: int, says: str
) -> None:
    response = upload(client, data(), page)
    assert response.status_code == status
    assert says in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert 'type="file"' in response.text, "the form stands there for another try"
    assert "Traceback" not in response.text


@pytest.mark.slow
@pytest.mark.parametrize("page", ["/batch", "/check-file"])
def test_a_decompression_bomb_is_refused_and_look_ups_go_on(
    published: PublishedSite, client: FlaskClient, page: str
) -> None:
    data = io.BytesIO()
    with pikepdf.new() as pdf:
        content_bomb(pdf)
        pdf.save(data, compress_streams=False)
    assert len(data.getvalue()) < 100_000
    response = upload(client, data.getvalue(), page)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "cannot be read safely" in response.text or "takes too long to read" in response.text
    assert client.get(page_of(published.in_force)).status_code == 200


@pytest.mark.parametrize("page", ["/batch", "/check-file"])
def test_a_huge_page_is_drawn_coarser_and_answered(client: FlaskClient, page: str) -> None:
    data = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(14_400, 14_400))
        pdf.save(data)
    response = upload(client, data.getvalue(), page)
    assert response.status_code == 200
    assert "o code found" in response.text


@pytest.mark.parametrize("page", ["/batch", "/check-file"])
def test_what_is_uploaded_never_becomes_a_file(
    published: PublishedSite, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    data = pdf_of(scan_of(published.in_force, published.site.world.base)) + b"\n%" + b" " * 1_000_000
    # Without a place for temporary files, whoever tried to make one would fail.
    monkeypatch.setattr("tempfile.tempdir", "/no/such/folder")
    assert "In force" in upload(client, data, page).text


def test_of_many_files_at_once_one_waits_and_the_others_take_no_thread_from_look_ups() -> None:
    room = ScanRoom(seconds_at_the_door=60)
    ended: queue.Queue[str] = queue.Queue()

    def send() -> None:
        try:
            with room.read(b"", lambda _: True, UPLOAD_LIMITS):
                ended.put("read")
        except RoomFullError:
            ended.put("refused")

    with room.read(b"", lambda _: True, UPLOAD_LIMITS):
        senders = [threading.Thread(target=send, daemon=True) for _ in range(4)]
        for sender in senders:
            sender.start()
        # A fourth of the patience of one who waits: none of these did.
        assert [ended.get(timeout=15) for _ in range(3)] == ["refused"] * 3
    assert ended.get(timeout=15) == "read"
    for sender in senders:
        sender.join()
    with room.read(b"", lambda _: True, UPLOAD_LIMITS):
        pass


@pytest.mark.parametrize("page", ["/batch", "/check-file"])
def test_while_a_file_is_read_another_one_is_told_when_to_come_again(
    published: PublishedSite, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr("reference_service.app.ScanRoom", lambda: ScanRoom(files_at_once=1, seconds_at_the_door=0))
    client = published.site.app().test_client()
    reading = upload(client, pdf_of(BLANK, BLANK), buffered=False)
    response = upload(client, pdf_of(BLANK), page)
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert response.headers["Retry-After"] == "30"
    assert "Other files are being read" in response.text
    assert client.get(page_of(published.in_force)).status_code == 200, "look-ups go on"
    reading.close()
    assert upload(client, pdf_of(BLANK), page).status_code == HTTPStatus.OK, "the seat is free again"


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


# One file.


def test_the_chambers_own_file_is_known_by_its_hash(published: PublishedSite, client: FlaskClient) -> None:
    before = children()
    response = upload(client, published.in_force.pdf, "/check-file")
    assert response.status_code == 200
    assert "This very file is the one that the chamber issued" in response.text
    assert page_of(published.in_force) in response.text
    assert published.in_force.pdf_sha256.hex()[:8] in response.text
    assert not children() - before


def test_the_chambers_own_file_of_a_revoked_certificate_is_revoked(
    published: PublishedSite, client: FlaskClient
) -> None:
    response = upload(client, published.revoked.pdf, "/check-file")
    assert "This very file is the one" not in response.text
    assert "Revoked on" in response.text
    assert "The file is the one that the chamber issued, but the certificate is no longer in force." in response.text


def test_a_scan_carries_a_genuine_seal_but_is_not_the_file(published: PublishedSite, client: FlaskClient) -> None:
    scan = scan_of(published.in_force, published.site.world.base)
    response = upload(client, pdf_of(scan, scan), "/check-file")
    assert "Genuine seal, but not the chamber's own file" in response.text
    assert "This very file" not in response.text
    assert response.text.count(published.in_force.parsed.payload.number) >= 1
    assert f"{page_of(published.in_force)}/compare" in response.text


def test_one_altered_byte_makes_it_another_file(published: PublishedSite, client: FlaskClient) -> None:
    response = upload(client, published.in_force.pdf + b" ", "/check-file")
    assert "This very file" not in response.text


def test_a_scan_of_a_revoked_certificate_is_not_valid(published: PublishedSite, client: FlaskClient) -> None:
    both = small_scan_of(text_of(published, published.in_force), text_of(published, published.revoked))
    response = upload(client, pdf_of(both), "/check-file")
    assert "Something in this file is not valid" in response.text


def test_a_seal_that_was_never_published_raises_the_alarm(published: PublishedSite, client: FlaskClient) -> None:
    response = upload(client, pdf_of(small_scan_of(text_of(published, published.never_published))), "/check-file")
    assert "Something in this file is not valid" in response.text
    assert "Alarm" in response.text


def test_a_foreign_code_is_named_and_not_opened(client: FlaskClient) -> None:
    response = upload(client, pdf_of(small_scan_of(FOREIGN)), "/check-file")
    assert "No code of this register in this file" in response.text
    assert "ref.example.jp.evil.example" in response.text
    assert FOREIGN not in response.text


def test_a_file_without_code_says_what_to_do(client: FlaskClient) -> None:
    response = upload(client, pdf_of(BLANK), "/check-file")
    assert "No code found in this file" in response.text
    assert "check it by its number and date" in response.text


def test_files_inside_a_pdf_are_mentioned_and_left_alone(published: PublishedSite, client: FlaskClient) -> None:
    data = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of(small_scan_of(text_of(published, published.in_force))))) as pdf:
        pdf.attachments["invoice.exe"] = b"MZ"
        pdf.save(data)
    response = upload(client, data.getvalue(), "/check-file")
    assert "has other files inside. They were not opened and not checked." in response.text
    assert "invoice.exe" not in response.text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{}", "application/json"),
        (b"", "multipart/form-data; boundary=b"),
        (b"file=x", "application/x-www-form-urlencoded"),
    ],
)
def test_without_a_file_the_page_asks_for_one(client: FlaskClient, body: bytes, content_type: str) -> None:
    response = client.post("/check-file", data=body, content_type=content_type)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Choose a file" in response.text

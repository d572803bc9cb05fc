"""The public service installs no camera: the reading room works with four libraries, and needs nothing of ours."""

from pathlib import Path

from tests.codes import certificate_page
from tests.scanned import pdf_of
from tests.without import output_without

ABSENT = (
    "cv2",
    "pikepdf",
    "pyhanko",
    "pyzbar",
    "flask",
    "issuance",
    "reference_service",
    "register",
    "scanner",
    "signing",
)

PROGRAM = """
from reading.decode.cascade import read_texts
from reading.draw.kinds import draw
from reading.limits import Limits
with open({path!r}, "rb") as file:
    for picture in draw(file, Limits()).pictures:
        print(*read_texts(picture, good=bool))
import reading.documents, reading.worker
"""


def test_a_scan_is_read_without_opencv_zbar_or_any_other_room(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf_of(certificate_page("HELLO")))
    printed = output_without(ABSENT, PROGRAM.format(path=str(path)))
    assert printed == "HELLO\n"

"""Files that are broken, hostile or no files at all: one clear sentence, exit code 2, and the next file is checked."""

import os
import re
from pathlib import Path

import pikepdf
import pytest

from reading.limits import DEFAULT_LIMITS
from tests.codes import certificate_page, paper
from tests.demo import Demo
from tests.papers import write
from tests.scan import check, run_check

NOTHING = ("INDETERMINATE", "NO_CODE", "not_compared", 2)


def said(path: Path, trust: Path) -> str:
    """Check a file of which nothing can be said, and return the sentence."""
    scan = check(path, trust=trust)
    assert scan.verdict == NOTHING
    detail = scan.only["detail"]
    assert isinstance(detail, str)
    assert "\n" not in detail
    assert "Error" not in detail
    return detail


def test_missing_file(trust: Path, tmp_path: Path) -> None:
    assert "does not exist" in said(tmp_path / "none.pdf", trust)


def test_folder_without_documents(trust: Path, tmp_path: Path) -> None:
    assert "holds no document" in said(tmp_path, trust)


def test_empty_file(trust: Path, tmp_path: Path) -> None:
    (file := tmp_path / "empty.pdf").touch()
    assert "is empty" in said(file, trust)


def test_named_pipe_is_not_waited_for(trust: Path, tmp_path: Path) -> None:
    os.mkfifo(file := tmp_path / "pipe.pdf")
    assert "pipe or device" in said(file, trust)


def test_device(trust: Path) -> None:
    assert "pipe or device" in said(Path("/dev/zero"), trust)


def test_huge_file_is_not_read(trust: Path, tmp_path: Path) -> None:
    file = tmp_path / "huge.pdf"
    with file.open("wb") as opened:
        opened.truncate(300 * 1024 * 1024)  # sparse: it takes no room
    assert "more than the" in said(file, trust)


def test_text_that_is_called_pdf(trust: Path, tmp_path: Path) -> None:
    (file := tmp_path / "letter.pdf").write_text("Dear Sirs,")
    assert "is not a file that can be read here" in said(file, trust)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_pdf_cut_off(demo: Demo, trust: Path, tmp_path: Path, kept: float) -> None:
    data = demo.pdf("coo-jp").read_bytes()
    (file := tmp_path / "cut.pdf").write_bytes(data[: int(len(data) * kept)])
    scan = check(file, trust=trust)
    assert scan.code == 2
    assert all(result["paper"] == "not_compared" for result in scan.results)


def test_encrypted_pdf(demo: Demo, trust: Path, tmp_path: Path) -> None:
    file = tmp_path / "locked.pdf"
    with pikepdf.open(demo.pdf("coo-jp")) as document:
        document.save(file, encryption=pikepdf.Encryption(owner="owner", user="user"))
    assert "locked with a password" in said(file, trust)


def test_pdf_of_one_page_too_many_is_refused_as_a_whole(trust: Path, tmp_path: Path) -> None:
    file = tmp_path / "long.pdf"
    with pikepdf.new() as document:
        for _ in range(DEFAULT_LIMITS.max_pages + 1):
            document.add_blank_page(page_size=(100, 100))
        document.save(file)
    assert re.search(r"1,?001 pages", said(file, trust))


def test_page_without_code(trust: Path, tmp_path: Path) -> None:
    assert "Scan the page flat" in said(write(paper(800, 600), tmp_path / "blank.png"), trust)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp", ".bmp"])
def test_picture_cut_off_in_the_middle(trust: Path, tmp_path: Path, suffix: str) -> None:
    file = write(certificate_page(), tmp_path / f"page{suffix}")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])
    assert check(file, trust=trust).code == 2


def test_picture_that_is_called_pdf_is_read_as_a_picture(demo: Demo, trust: Path, tmp_path: Path) -> None:
    page = write(certificate_page(demo.listed("coo-jp")["seal_url"]), tmp_path / "page.png")
    page.rename(file := tmp_path / "certificate.pdf")
    scan = check(file, trust=trust)
    assert scan.verdict == ("INDETERMINATE", "CONTENT_NOT_CHECKED", "not_compared", 2)
    assert scan.only["page"] is None


def test_original_that_is_called_jpg_is_still_the_original(demo: Demo, trust: Path, tmp_path: Path) -> None:
    (file := tmp_path / "certificate.jpg").write_bytes(demo.pdf("coo-jp").read_bytes())
    assert check(file, trust=trust).verdict == ("VALID", "IN_FORCE", "matched", 0)


def test_polyglot_of_zip_and_original(demo: Demo, trust: Path, reference_service: str, tmp_path: Path) -> None:
    """Readable as PDF and as archive: not the bytes that the chamber signed."""
    archive = b"PK\x05\x06" + bytes(18)
    (file := tmp_path / "both.pdf").write_bytes(demo.pdf("coo-jp").read_bytes() + archive)
    for reference in (reference_service, None):
        scan = check(file, trust=trust, reference=reference)
        assert all(result["paper"] == "not_compared" for result in scan.results)
        assert scan.code != 0


def test_one_bad_file_does_not_stop_the_others(demo: Demo, trust: Path, tmp_path: Path) -> None:
    scan = check(tmp_path / "none.pdf", demo.pdf("coo-jp"), trust=trust)
    assert [result["reason"] for result in scan.results] == ["NO_CODE", "IN_FORCE"]
    assert scan.code == 2


# What stands on the command line


def test_content_file_that_is_a_pipe_is_not_waited_for(demo: Demo, trust: Path, tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "content.json")
    scan = check(demo.pdf("coo-jp"), trust=trust, content=pipe)
    assert scan.code == 2
    assert "pipe or device" in scan.errors


def test_content_file_for_several_documents_is_a_slip(demo: Demo, trust: Path) -> None:
    scan = check(demo.pdf("coo-jp"), demo.pdf("coo-foreign"), trust=trust, content=demo.content("coo-jp"))
    assert (scan.code, scan.results) == (64, [])
    assert "one file at a time" in scan.errors


@pytest.mark.parametrize(
    "address",
    [
        "http://[::1",
        "http://a..b",
        "http://",
        "https://host:0/",
        "https://host:port",
        "ftp://host",
        "host",
        "/media/stick",
        "https://" + "a" * 64 + ".example",
        "https://ref.example.jp/?q=1",
    ],
)
def test_address_that_is_none_is_a_slip(demo: Demo, trust: Path, address: str) -> None:
    scan = run_check("--trust", str(trust), "--reference", address, str(demo.pdf("coo-jp")))
    assert (scan.code, scan.results) == (64, [])
    assert "no address of a reference service" in scan.errors
    assert scan.errors.count("\n") == 1


@pytest.mark.parametrize("kind", ["file", "missing", "empty folder", "no root", "altered"])
def test_trust_folder_that_is_none(demo: Demo, trust: Path, tmp_path: Path, kind: str) -> None:
    place = tmp_path / "elsewhere"
    if kind == "file":
        place.write_text("no folder")
    elif kind == "empty folder":
        place.mkdir()
    elif kind == "no root":
        (place / "root.json").mkdir(parents=True)
    elif kind == "altered":
        place = trust
        for file in trust.glob("copies/*/metadata/timestamp.json"):
            file.write_bytes(file.read_bytes().replace(b"version", b"Version"))
    scan = check(demo.pdf("coo-jp"), trust=place)
    assert (scan.code, scan.results) == (2, [])
    assert scan.errors.startswith("scanner: ")
    assert scan.errors.count("\n") == 1

"""From the office to the counter: issue, print, wear, scan. The commands and the service are the real ones."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from tests import degrade
from tests.codes import Picture
from tests.demo import Demo, ReferenceService
from tests.papers import first_page, write
from tests.scan import Scan, check

MATCHED = ("VALID", "IN_FORCE", "matched", 0)
COMPARE = ("VALID", "IN_FORCE", "not_compared", 3)
CONTENT_NOT_CHECKED = ("INDETERMINATE", "CONTENT_NOT_CHECKED", "not_compared", 2)

SAMPLES = {
    "coo-jp": "IN_FORCE",
    "coo-foreign": "IN_FORCE",
    "invoice": "IN_FORCE",
    "signature": "IN_FORCE",
    "coo-jp-60-lines": "IN_FORCE",
    "coo-jp-world-names": "IN_FORCE",
    "coo-jp-revoked": "REVOKED",
    "coo-jp-replaced": "REPLACED",
    "coo-jp-successor": "IN_FORCE",
}


def test_these_are_all_samples_of_the_demo(demo: Demo) -> None:
    assert demo.names == list(SAMPLES)


# The chamber's own PDF


@pytest.mark.parametrize(("name", "reason"), SAMPLES.items())
def test_original_online_is_known_by_its_registered_hash(
    demo: Demo, trust: Path, reference_service: str, name: str, reason: str
) -> None:
    scan = check(demo.pdf(name), trust=trust, reference=reference_service)
    verdict, code = ("VALID", 0) if reason == "IN_FORCE" else ("INVALID", 1)
    assert scan.verdict == (verdict, reason, "matched", code)
    listed = demo.listed(name)
    assert scan.only["number"] == listed["number"]
    assert scan.only["issue_date"] == listed["issue_date"]
    assert scan.only["kind"] == listed["kind"]
    assert "registered" in scan.only["established"]
    assert "original_not_a_copy" in scan.only["not_established"]


@pytest.mark.parametrize(("name", "reason"), SAMPLES.items())
def test_original_offline_is_known_by_its_signature(demo: Demo, trust: Path, name: str, reason: str) -> None:
    scan = check(demo.pdf(name), trust=trust)
    verdict, code = ("VALID", 0) if reason == "IN_FORCE" else ("INVALID", 1)
    assert scan.verdict == (verdict, reason, "matched", code)
    assert "registered" in scan.only["not_established"]


def test_replaced_certificate_names_its_successor_without_access_code(
    demo: Demo, trust: Path, reference_service: str
) -> None:
    scan = check(demo.pdf("coo-jp-replaced"), trust=trust, reference=reference_service)
    assert scan.only["successor"] == "-".join(demo.listed("coo-jp-successor")["number"].split("-")[:2])


def test_copy_is_no_original(demo: Demo, trust: Path, reference_service: str) -> None:
    copy = demo.pdf("coo-jp").with_suffix(".copy.pdf")
    assert check(copy, trust=trust, reference=reference_service).verdict == COMPARE
    assert check(copy, trust=trust).verdict == CONTENT_NOT_CHECKED


def test_certificate_revoked_a_moment_ago(demo: Demo, trust: Path, tmp_path: Path) -> None:
    own = demo.copy_to(tmp_path / "installation")
    own.office("revoke", own.listed("coo-jp")["number"], "--reason", "misuse")
    with ReferenceService(own, tmp_path / "service") as service:
        scan = check(own.pdf("coo-jp"), trust=trust, reference=service.address)
    assert scan.verdict == ("INVALID", "REVOKED", "matched", 1)
    assert scan.only["revocation_reason"] == "misuse"
    # The signed status came along with that check, and speaks offline from now on.
    assert check(own.pdf("coo-jp"), trust=trust).verdict == ("INVALID", "REVOKED", "matched", 1)


# Paper

WEAR: dict[str, Callable[[Picture, np.random.Generator], Picture]] = {
    "as printed": lambda page, _: page,
    "fax, fine": lambda page, rng: degrade.fax(page, rng, "fine"),
    "fax, standard": lambda page, rng: degrade.fax(page, rng, "standard"),
    "photocopy": degrade.photocopy,
    "stamp": degrade.stamp,
    "phone": degrade.phone,
    "jpeg": degrade.jpeg,
    "low light": degrade.low_light,
}


@pytest.mark.parametrize("wear", WEAR)
def test_worn_paper_is_valid_online_and_left_to_compare(
    demo: Demo, trust: Path, reference_service: str, tmp_path: Path, wear: str
) -> None:
    page = WEAR[wear](first_page(demo.pdf("coo-jp")), np.random.default_rng(2026))
    picture = write(page, tmp_path / "paper.png")
    scan = check(picture, trust=trust, reference=reference_service)
    assert scan.verdict == COMPARE
    assert scan.only["number"] == demo.listed("coo-jp")["number"]
    assert "paper_same_as_certificate" in scan.only["not_established"]
    assert check(picture, trust=trust).verdict == CONTENT_NOT_CHECKED


@pytest.mark.parametrize("name", SAMPLES)
def test_picture_of_every_sample(demo: Demo, trust: Path, reference_service: str, tmp_path: Path, name: str) -> None:
    picture = write(first_page(demo.pdf(name)), tmp_path / "paper.png")
    scan = check(picture, trust=trust, reference=reference_service)
    ended = ("INVALID", SAMPLES[name], "not_compared", 1)
    assert scan.verdict == (COMPARE if SAMPLES[name] == "IN_FORCE" else ended)


def test_picture_offline_with_the_content_file(demo: Demo, trust: Path, tmp_path: Path) -> None:
    picture = write(first_page(demo.pdf("coo-jp")), tmp_path / "paper.png")
    scan = check(picture, trust=trust, content=demo.content("coo-jp"))
    assert scan.verdict == COMPARE
    assert "content_as_signed" in scan.only["established"]


@pytest.mark.parametrize("online", [True, False])
def test_content_file_altered_by_one_byte(
    demo: Demo, trust: Path, reference_service: str, tmp_path: Path, online: bool
) -> None:
    picture = write(first_page(demo.pdf("coo-jp")), tmp_path / "paper.png")
    data = bytearray(demo.content("coo-jp").read_bytes())
    data[len(data) // 3] ^= 1
    (altered := tmp_path / "altered.json").write_bytes(data)
    scan = check(picture, trust=trust, content=altered, reference=reference_service if online else None)
    assert scan.verdict == ("INVALID", "CONTENT_MISMATCH", "not_compared", 1)


def test_content_file_of_another_certificate_is_called_that(demo: Demo, trust: Path) -> None:
    scan = check(demo.pdf("coo-jp"), trust=trust, content=demo.content("coo-foreign"))
    assert (scan.only["verdict"], scan.only["reason"], scan.code) == ("INVALID", "CONTENT_MISMATCH", 1)
    assert "not of this one" in scan.only["detail"]


# An altered file is no original


def never_matched(scan: Scan) -> None:
    """Assert that nothing of a file was taken for the original, and that it is never green."""
    assert all(result["paper"] == "not_compared" for result in scan.results)
    assert scan.code != 0


@pytest.mark.parametrize("part", range(12))
def test_one_byte_changed_anywhere(demo: Demo, trust: Path, reference_service: str, tmp_path: Path, part: int) -> None:
    data = bytearray(demo.pdf("coo-jp").read_bytes())
    # One offset in each twelfth of the file, the last of them in its last bytes.
    offset = int(np.random.default_rng(part).integers(len(data) * part // 12, len(data) * (part + 1) // 12))
    data[offset] ^= 0x01
    (altered := tmp_path / "altered.pdf").write_bytes(data)
    never_matched(check(altered, trust=trust, reference=reference_service))
    never_matched(check(altered, trust=trust))


@pytest.mark.parametrize("where", ["before", "after", "cut"])
def test_bytes_added_or_cut_off(demo: Demo, trust: Path, reference_service: str, tmp_path: Path, where: str) -> None:
    data = demo.pdf("coo-jp").read_bytes()
    changed = {"before": b"\xff\xd8\xff\xe0JFIF\n" + data, "after": data + b"\n", "cut": data[:-1]}[where]
    (altered := tmp_path / "altered.pdf").write_bytes(changed)
    never_matched(check(altered, trust=trust, reference=reference_service))
    never_matched(check(altered, trust=trust))


def test_saved_again_by_another_program(demo: Demo, trust: Path, reference_service: str, tmp_path: Path) -> None:
    saved = tmp_path / "saved.pdf"
    with pikepdf.open(demo.pdf("coo-jp")) as document:
        document.save(saved)
    assert check(saved, trust=trust, reference=reference_service).verdict == COMPARE
    assert check(saved, trust=trust).verdict == CONTENT_NOT_CHECKED

"""The interface that stays: exit codes, JSON fields, words for people, and the camera."""

import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from scanner.words import HEADLINES, NEXT_STEPS
from signing.result import Reason
from tests.demo import ROOT, Demo
from tests.papers import first_page, write
from tests.scan import check


def scanner(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the program as a person does."""
    return subprocess.run(
        [sys.executable, "-m", "scanner", *(str(argument) for argument in arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("code", "files"),
    [
        (0, ["coo-jp.pdf", "coo-foreign.pdf"]),
        (3, ["coo-jp.pdf", "coo-foreign.copy.pdf"]),
        (1, ["coo-jp-revoked.pdf", "none.pdf", "coo-jp.pdf"]),
        (2, ["coo-jp.pdf", "none.pdf"]),
        (64, []),
    ],
)
def test_exit_codes(demo: Demo, trust: Path, reference_service: str, code: int, files: list[str]) -> None:
    """0 all valid and matched; 3 all valid, compare; 1 any invalid; 2 otherwise; 64 usage."""
    paths = [demo.directory / "demo" / name for name in files]
    done = scanner("check", "--trust", trust, "--reference", reference_service, *paths)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [[], ["verify"], ["check", "--no-such-option", "a.pdf"]])
def test_wrong_command_lines(arguments: list[str]) -> None:
    done = scanner(*arguments)
    assert done.returncode == 64
    assert "usage:" in done.stderr


def test_fields_of_the_json(demo: Demo, trust: Path, reference_service: str) -> None:
    fields = check(demo.pdf("coo-jp"), trust=trust, reference=reference_service).only
    promised = [
        "source",
        "page",
        "verdict",
        "reason",
        "paper",
        "number",
        "issue_date",
        "chamber",
        "signed_as_of",
        "server_as_of",
        "established",
        "not_established",
    ]
    assert [name for name in promised if name not in fields] == []
    assert fields["source"] == str(demo.pdf("coo-jp"))
    assert fields["page"] == 1
    assert fields["number"].count("-") == 3
    assert not set(fields["established"]) & set(fields["not_established"])


def test_words_for_people(demo: Demo, trust: Path, reference_service: str, tmp_path: Path) -> None:
    picture = write(first_page(demo.pdf("coo-jp")), tmp_path / "paper.png")
    done = scanner("check", "--trust", trust, "--reference", reference_service, picture, demo.pdf("coo-jp-revoked"))
    first, second = done.stdout.strip().split("\n\n")
    assert first.splitlines()[1] == "In force: now compare"
    assert "Now compare every box" in first.splitlines()[3]
    assert "Customs or a bank may still refuse it" in first
    assert "INVALID: Revoked" in second
    assert "Do not accept it" in second
    assert "Customs" not in second


def test_every_reason_has_its_words() -> None:
    assert set(HEADLINES) == set(NEXT_STEPS) == set(Reason)


def test_name_of_a_file_cannot_print_a_verdict(trust: Path, tmp_path: Path) -> None:
    name = "x.png\nVALID: Issued and in force\x1b[2J\udcff"
    done = scanner("check", "--offline", "--trust", trust, tmp_path / name)
    assert done.returncode == 2
    assert [line for line in done.stdout.splitlines() if line.startswith("VALID")] == []
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def film(picture: Path, path: Path) -> Path:
    """Make a film of three seconds in which the paper lies before the camera."""
    page = cv2.imread(str(picture))
    assert page is not None
    small = cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    height, width = (side - side % 2 for side in small.shape[:2])
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (width, height))
    assert writer.isOpened()
    for _ in range(30):
        writer.write(small[:height, :width])
    writer.release()
    return path


@pytest.mark.parametrize(
    ("name", "kind", "word"),
    [("coo-jp", "valid", "In force: now compare"), ("coo-jp-revoked", "invalid", "Revoked")],
)
def test_camera_over_a_film_of_the_paper(
    demo: Demo, trust: Path, reference_service: str, tmp_path: Path, name: str, kind: str, word: str
) -> None:
    picture = write(first_page(demo.pdf(name)), tmp_path / "paper.png")
    source = film(picture, tmp_path / "film.avi")
    done = scanner("camera", "--headless", "--source", source, "--trust", trust, "--reference", reference_service)
    assert done.returncode == 0, done.stderr
    (line,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (line["kind"], line["word"]) == (kind, word)
    assert line["text"] == demo.listed(name)["seal_url"]
    assert demo.listed(name)["number"] in line["lines"]


def test_camera_offline_says_that_the_content_was_not_checked(demo: Demo, trust: Path, tmp_path: Path) -> None:
    source = film(write(first_page(demo.pdf("coo-jp")), tmp_path / "paper.png"), tmp_path / "film.avi")
    done = scanner("camera", "--headless", "--source", source, "--offline", "--trust", trust)
    (line,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (line["kind"], line["word"]) == ("indeterminate", "Genuine seal, content not checked")

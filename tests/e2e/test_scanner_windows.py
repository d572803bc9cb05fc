"""The windows of the camera and of the counter on a real screen, with a real keyboard and the running service."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zxingcpp

from scanner.screen.finding import Kind
from scanner.screen.tones import NAVY, TONES, WHITE
from tests.builders import ChamberWorld
from tests.camera_film import film, hold, moving
from tests.codes import SEAL_LIKE
from tests.demo import Demo
from tests.papers import first_page
from tests.servers.screen import VirtualScreen
from tests.trust_repository import make_client

RED, GREEN = TONES[Kind.INVALID].panel, TONES[Kind.CONFIRMED].panel
ANY = 1000
"""Pixels: more than an icon in the history has, less than a panel."""
PANEL = 60_000

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def screen() -> Iterator[VirtualScreen]:
    with VirtualScreen() as screen:
        yield screen


@pytest.fixture
def online(demo: Demo, reference_service: str, tmp_path: Path) -> list[str]:
    """Return the options of a scanner that asks the service, with a trust folder of its own."""
    shutil.copytree(demo.trust, tmp_path / "trust")
    return ["--trust", str(tmp_path / "trust"), "--reference", reference_service, "--mute"]


@contextmanager
def scanner(screen: VirtualScreen, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    program = subprocess.Popen(
        [sys.executable, "-m", "scanner", "--language", "en", *arguments],
        env={**os.environ, "DISPLAY": screen.name, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        yield program
    finally:
        program.kill()
        program.wait(60)


def held(demo: Demo, name: str, tmp_path: Path) -> str:
    """Return a film, minutes long, of a hand that holds a sample before the camera."""
    return str(film(tmp_path / f"{name}.avi", list(hold(first_page(demo.pdf(name)))) * 100, fps=10))


def code_of(demo: Demo, name: str) -> str:
    (code,) = zxingcpp.read_barcodes(first_page(demo.pdf(name)), formats=zxingcpp.BarcodeFormat.QRCodeModel2)
    return code.text


def test_a_forged_code_stands_still_in_red_and_q_leaves(screen: VirtualScreen, tmp_path: Path) -> None:
    trust = make_client(tmp_path, ChamberWorld().trust.trust_list.encode(), datetime.now(UTC))
    path = film(tmp_path / "forged.avi", moving(SEAL_LIKE, 100) * 60, fps=10)
    with scanner(screen, "camera", "--source", str(path), "--offline", "--trust", str(trust), "--mute") as program:
        screen.wait_for_colour(RED, PANEL)
        screen.press("q")
        assert program.wait(60) == 0


def test_a_certificate_is_compared_box_by_box_and_only_then_green(
    screen: VirtualScreen, demo: Demo, online: list[str], tmp_path: Path
) -> None:
    with scanner(screen, "camera", "--source", held(demo, "coo-jp", tmp_path), *online) as program:
        screen.wait_for_colour(WHITE, PANEL * 4)
        screen.wait_for_colour(NAVY, ANY)
        assert screen.count(GREEN) == 0
        _compare_all(screen, "\r")
        screen.press("q")
        assert program.wait(60) == 0


def test_a_hand_scanner_at_the_counter(screen: VirtualScreen, demo: Demo, online: list[str], tmp_path: Path) -> None:
    pytest.importorskip("tkinter", reason="Tk is not installed; get it with `apt-get install python3-tk`")
    log = tmp_path / "counter.log"
    with scanner(screen, "kiosk", "--by", "A. Tanaka", "--log", str(log), *online) as program:
        screen.wait_for_colour(NAVY, ANY * 10)
        # Every key at once, as no scanner types faster: none may be lost.
        screen.press(code_of(demo, "coo-jp-revoked") + "\r")
        screen.wait_for_colour(RED, PANEL)
        screen.press(code_of(demo, "coo-jp") + "\r", gap_seconds=0.002)
        _wait_for_no(screen, RED)
        assert screen.count(GREEN) == 0
        _compare_all(screen, "\r")
        screen.press("\x1b", gap_seconds=0.2)
        screen.press("\x1b", gap_seconds=0.2)
        assert program.wait(60) == 0
    events = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [(event["event"], event["verdict"], event["paper"], event["by"]) for event in events] == [
        ("checked", "INVALID", "not_compared", "A. Tanaka"),
        ("checked", "VALID", "not_compared", "A. Tanaka"),
        ("compared", "VALID", "confirmed", "A. Tanaka"),
    ]


def _compare_all(screen: VirtualScreen, opens: str) -> None:
    """Open the comparison and call every box the same, until it is green all over."""
    screen.press(opens)
    for _ in range(80):
        screen.press("\r", gap_seconds=0.8)
        if screen.count(GREEN) >= PANEL:
            return
    raise AssertionError("it never became green")


def _wait_for_no(screen: VirtualScreen, colour: tuple[int, int, int]) -> None:
    for _ in range(600):
        if screen.count(colour) < PANEL:
            return
    raise AssertionError("it never went away")

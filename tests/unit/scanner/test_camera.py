"""The camera loop on films that the test makes, with checks that are slow, fail or never end."""

import ctypes
import ctypes.util
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import ImageGrab

from scanner.background import MAX_WAITING, BackgroundVerifier
from scanner.camera import watch
from scanner.cli import main
from scanner.errors import CameraError, ScannerError
from scanner.finding import Finding, InView, Kind
from scanner.overlay import COLOURS
from scanner.video import Video
from tests.builders import ChamberWorld
from tests.codes import SEAL_LIKE, Picture, paper, put, qr
from tests.trust_repository import make_client

FPS = 25
BLANK = paper(480, 640, 130)
IN_FORCE = Finding(Kind.VALID, "In force: now compare", ("TYO26-001234-K7QM-3XW9",))


def film(path: Path, frames: list[Picture], fps: float = FPS) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, (640, 480))
    assert writer.isOpened()
    for frame in frames:
        writer.write(frame)
    writer.release()
    return path


def moving(text: str, frames: int) -> list[Picture]:
    code = qr(text, 4)
    return [put(BLANK, code, 20 + 2 * step, 20 + step) for step in range(frames)]


@pytest.fixture
def passing_by(tmp_path: Path) -> Path:
    """Film a certificate for a second, nothing for three seconds, and the certificate once more."""
    return film(tmp_path / "passing.avi", moving(SEAL_LIKE, 25) + [BLANK] * 75 + moving(SEAL_LIKE, 10))


def keep_going(_: Picture, __: list[InView]) -> bool:
    return True


def test_a_code_is_reported_once_and_again_after_it_was_out_of_view(passing_by: Path) -> None:
    reported: list[tuple[str, Finding]] = []
    watch(
        Video(str(passing_by)),
        lambda _: IN_FORCE,
        report=lambda text, finding, _: reported.append((text, finding)),
        show=keep_going,
    )
    assert reported == [(SEAL_LIKE, IN_FORCE)] * 2


def test_a_slow_server_never_stops_the_picture(tmp_path: Path) -> None:
    answer = threading.Event()
    shown: list[Finding | None] = []

    def slow(_: str) -> Finding:
        answer.wait(30)
        return IN_FORCE

    def show(_: Picture, results: list[InView]) -> bool:
        shown.extend(result.finding for result in results)
        if len(shown) == 20:
            answer.set()  # only the twentieth frame lets the server answer
        return True

    reported: list[str] = []
    path = film(tmp_path / "slow.avi", moving(SEAL_LIKE, 20))
    watch(Video(str(path)), slow, report=lambda text, *_: reported.append(text), show=show)
    assert shown == [None] * 20, "all frames were shown while the check was under way"
    assert reported == [SEAL_LIKE], "the end of the film waits for it"


def test_a_check_that_fails_is_shown_as_cannot_tell(tmp_path: Path) -> None:
    def fail(_: str) -> Finding:
        raise ScannerError("the reference service does not answer; try again later")

    reported: list[Finding] = []
    path = film(tmp_path / "one.avi", moving(SEAL_LIKE, 5))
    watch(Video(str(path)), fail, report=lambda _, finding, __: reported.append(finding), show=keep_going)
    assert reported == [
        Finding(Kind.INDETERMINATE, "Cannot tell now", ("the reference service does not answer; try again later",))
    ]


def test_a_fault_of_ours_in_a_check_is_not_swallowed(tmp_path: Path) -> None:
    def broken(_: str) -> Finding:
        raise KeyError("a bug")

    path = film(tmp_path / "one.avi", moving(SEAL_LIKE, 5))
    with pytest.raises(KeyError, match="a bug"):
        watch(Video(str(path)), broken, report=lambda *_: None, show=keep_going)


def test_the_person_can_end_it(passing_by: Path) -> None:
    frames = iter([True, True, False])
    watch(Video(str(passing_by)), lambda _: IN_FORCE, report=lambda *_: None, show=lambda *_: next(frames))
    assert next(frames, "none left") == "none left"


def test_a_film_of_ever_new_codes_does_not_fill_the_memory() -> None:
    block = threading.Event()

    def wait(_: str) -> Finding:
        block.wait(30)
        return IN_FORCE

    with BackgroundVerifier(wait) as checks:
        taken = [checks.submit(str(number)) for number in range(200)]
        assert MAX_WAITING <= sum(taken) <= MAX_WAITING + 2
        assert not taken[-1]
        block.set()
        assert len(checks.drain(30)) == sum(taken)


# The command.


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check nothing: what a check says is tested with a real trust folder elsewhere."""

    def verify(text: str) -> Finding:
        return Finding(Kind.INDETERMINATE, "Read, not checked", (text,))

    monkeypatch.setattr("scanner.commands.camera.build_verifier", lambda _arguments: verify)


@pytest.mark.usefixtures("unchecked")
def test_headless_prints_one_json_line_per_new_code(passing_by: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["camera", "--source", str(passing_by), "--headless"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["text"] for line in lines] == [SEAL_LIKE] * 2
    assert {line["kind"] for line in lines} == {"indeterminate"}, "nothing is genuine before it was checked"
    assert lines[0]["seconds"] < 1.5
    assert lines[1]["seconds"] > 3


@pytest.mark.usefixtures("unchecked")
def test_a_source_that_is_no_camera_and_no_film_gives_a_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no film")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for source, expected in {
        "97": "no camera 97",
        str(tmp_path / "missing.avi"): "check the name",
        str(tmp_path): "is no file",
        str(pipe): "is no file",
        str(text): "not a video that can be read",
    }.items():
        assert main(["camera", "--source", source, "--headless"]) == 2
        error = capsys.readouterr().err
        assert expected in error
        assert error.count("\n") == 1


def test_a_camera_that_falls_silent_is_told_from_the_end_of_a_film(
    passing_by: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = Video(str(passing_by))
    monkeypatch.setattr(video, "is_file", False)
    with pytest.raises(CameraError, match="gives no more pictures"):
        for _ in video.frames():
            pass


@pytest.mark.usefixtures("unchecked")
def test_without_a_screen_a_sentence_names_the_way_out(
    passing_by: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert main(["camera", "--source", str(passing_by)]) == 2
    assert "use --headless" in capsys.readouterr().err


# The window, on a screen without a monitor.


@pytest.fixture
def screen() -> Iterator[str]:
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed; get it with `apt-get install xvfb`")
    reader, writer = os.pipe()
    server = subprocess.Popen(
        # -noreset: otherwise the server starts anew, refusing connections, whenever its last client leaves.
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as answers:
        number = answers.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait(10)


def press_q(screen: str) -> None:
    """Press the key as a keyboard would, through the XTEST extension."""
    names = [ctypes.util.find_library(name) for name in ("X11", "Xtst")]
    if None in names:
        pytest.skip("libXtst is not installed; get it with `apt-get install libxtst6`")
    x11, xtst = (ctypes.CDLL(name) for name in names)
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = ctypes.c_void_p(x11.XOpenDisplay(screen.encode()))
    key = x11.XKeysymToKeycode(display, ctypes.c_ulong(ord("q")))
    xtst.XTestFakeMotionEvent(display, -1, 300, 300, 0)  # keys go to the window under the pointer
    for pressed in (1, 0):
        xtst.XTestFakeKeyEvent(display, key, pressed, 0)
    x11.XCloseDisplay(display)


@pytest.mark.slow
def test_the_window_shows_the_verdict_in_its_colour_and_q_closes_it(screen: str, tmp_path: Path) -> None:
    # Minutes long, however busy the machine is: a window that has closed shows nothing.
    path = film(tmp_path / "long.avi", moving(SEAL_LIKE, 100) * 4, fps=2)
    trust = make_client(tmp_path, ChamberWorld().trust.trust_list.encode(), datetime.now(UTC))
    program = subprocess.Popen(
        [sys.executable, "-m", "scanner", "camera", "--source", str(path), "--offline", "--trust", trust],
        env={**os.environ, "DISPLAY": screen, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    # Under an address of ours, but no seal: a forgery.
    red = np.array(COLOURS[Kind.INVALID])
    try:
        deadline = time.monotonic() + 60
        coloured = 0
        while coloured < 1000 and time.monotonic() < deadline:
            picture = np.asarray(ImageGrab.grab(xdisplay=screen).convert("RGB")).astype(int)
            coloured = int((np.abs(picture - red).max(axis=2) < 12).sum())
        assert coloured >= 1000, "the red block of the card is on the screen"
        press_q(screen)
        assert program.wait(20) == 0
    finally:
        program.kill()
        program.wait(20)

"""A camera in the network that is killed and comes back, before the real reader of streams."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import pytest

from scanner.camera.feed import LiveFeed
from scanner.camera.video import Moment, named
from tests.camera_film import BLANK
from tests.codes import SEAL_LIKE, put, qr
from tests.servers.process import free_port

MOMENTS = 1500
"""Half a minute and more: each moment waits for a picture."""


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "paper.jpg"
    cv2.imwrite(str(path), put(BLANK, qr(SEAL_LIKE, 4), 100, 100))
    return path


def camera(port: int, picture: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.servers.stream", str(port), str(picture)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def until(moments: Iterator[Moment], wanted: Callable[[Moment], bool]) -> Moment:
    for _ in range(MOMENTS):
        moment = next(moments)
        if wanted(moment):
            return moment
    raise AssertionError("it did not come")


def test_a_stream_that_is_killed_is_told_and_picked_up_again(picture: Path) -> None:
    port = free_port()
    running = camera(port, picture)
    try:
        with LiveFeed([f"http://127.0.0.1:{port}/live.mjpg"], retry_seconds=0.1) as feed:
            moments = feed.moments()
            seen = until(moments, lambda moment: moment.frame is not None).frame
            assert seen is not None
            assert seen.shape == BLANK.shape
            running.kill()
            running.communicate()
            told = until(moments, lambda moment: bool(moment.trouble)).trouble
            assert f"127.0.0.1:{port}" in told
            running = camera(port, picture)
            assert until(moments, lambda moment: moment.frame is not None).trouble == ""
    finally:
        running.kill()
        running.communicate()


def test_the_password_of_a_stream_is_never_shown() -> None:
    assert named("rtsp://guard:secret@10.0.0.7/live@1") == "rtsp://10.0.0.7/live@1"

"""A camera that fails in every way that cables have, and what the person is told meanwhile."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
import pytest

from scanner.camera.feed import SILENT_AFTER, LiveFeed
from scanner.camera.video import Moment
from scanner.errors import CameraError
from tests.codes import Picture

MOMENTS = 3000
"""More than any of these needs; a moment waits 20 milliseconds at most."""


def shade(grey: int) -> Picture:
    return np.full((4, 6, 3), grey, np.uint8)


class Camera:
    """Gives the frames that are put into it; without one it blocks, as a driver does."""

    def __init__(self) -> None:
        self.ready = threading.Semaphore(0)
        self.next: list[Picture | str] = []
        self.released = False

    def give(self, *frames: Picture | str) -> None:
        self.next += frames
        for _ in frames:
            self.ready.release()

    def read(self) -> tuple[bool, Any]:
        if not self.ready.acquire(timeout=60):
            return False, None
        frame = self.next.pop(0)
        if isinstance(frame, str):
            if frame == "driver":
                raise cv2.error("the device is gone")
            return False, None
        return True, frame

    def release(self) -> None:
        self.released = True
        self.ready.release()


class Plugs:
    """Opens cameras; `out` are those that are unplugged."""

    def __init__(self) -> None:
        self.out: set[str] = set()
        self.opened: list[tuple[str, Camera]] = []

    def open(self, source: str) -> Camera:
        if source in self.out:
            raise CameraError(f"there is no camera {source}")
        camera = Camera()
        self.opened.append((source, camera))
        return camera

    @property
    def camera(self) -> Camera:
        return self.opened[-1][1]


@pytest.fixture
def plugs() -> Plugs:
    return Plugs()


@pytest.fixture
def feed(plugs: Plugs) -> Iterator[LiveFeed]:
    with LiveFeed(["0", "1"], open_source=plugs.open, retry_seconds=0.001) as feed:
        yield feed
        for _, camera in plugs.opened:
            camera.give("end")


def first(moments: Iterator[Moment], wanted: Callable[[Moment], bool]) -> Moment:
    for _ in range(MOMENTS):
        moment = next(moments)
        if wanted(moment):
            return moment
    raise AssertionError("it did not come")


def has(grey: int) -> Callable[[Moment], bool]:
    return lambda moment: moment.frame is not None and int(moment.frame[0, 0, 0]) == grey


def test_the_newest_picture_is_handed_over_and_each_only_once(plugs: Plugs, feed: LiveFeed) -> None:
    moments = feed.moments()
    plugs.camera.give(*[shade(grey) for grey in range(100)])
    assert first(moments, has(99)).trouble == ""
    assert next(moments).frame is None


@pytest.mark.parametrize("failure", ["end", "driver"])
def test_an_unplugged_camera_is_told_and_comes_back(plugs: Plugs, feed: LiveFeed, failure: str) -> None:
    moments = feed.moments()
    plugs.camera.give(shade(1))
    first(moments, has(1))
    lost = plugs.camera
    plugs.out.add("0")
    lost.give(failure)
    assert "camera 0" in first(moments, lambda moment: bool(moment.trouble)).trouble
    first(moments, lambda moment: "there is no camera 0" in moment.trouble)
    assert lost.released
    plugs.out.clear()
    first(moments, lambda _: len(plugs.opened) == 2)
    plugs.camera.give(shade(2))
    assert first(moments, has(2)).trouble == ""
    assert next(moments).trouble == ""


def test_a_camera_that_hangs_without_an_error_is_told_too(plugs: Plugs) -> None:
    now = [0.0]
    with LiveFeed(["0"], open_source=plugs.open, clock=lambda: now[0]) as feed:
        moments = feed.moments()
        plugs.camera.give(shade(1))
        first(moments, has(1))
        assert next(moments).trouble == ""
        now[0] = SILENT_AFTER + 0.1
        assert "check its cable" in next(moments).trouble
        plugs.camera.give(shade(2))
        assert first(moments, has(2)).trouble == ""
        plugs.camera.give("end")


def test_the_next_camera_is_shown_and_the_last_one_let_go(plugs: Plugs, feed: LiveFeed) -> None:
    moments = feed.moments()
    assert feed.next_source(["0", "2"]) == "1"
    plugs.camera.give(shade(1))  # the driver of the first gives one more, which nobody wants to see
    first(moments, lambda _: len(plugs.opened) == 2)
    assert plugs.opened[0][1].released
    plugs.camera.give(shade(7))
    first(moments, has(7))
    assert [feed.next_source(), feed.next_source()] == ["2", "0"]


def test_a_source_that_cannot_be_opened_is_told_at_the_start(plugs: Plugs) -> None:
    plugs.out.add("0")
    with pytest.raises(CameraError, match="no camera 0"):
        LiveFeed(["0"], open_source=plugs.open)

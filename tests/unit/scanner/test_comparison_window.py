"""The comparison in a real window, on a screen without a monitor, with a real keyboard's keys."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from scanner.screen.tones import GREEN, NAVY, RED
from scanner.screen.typeface import Colour
from tests.codes import Picture
from tests.servers.screen import VirtualScreen

PROGRAM = """
import json
from scanner.comparison.outcome import as_fields
from scanner.comparison.view import ComparisonView
from scanner.comparison.window import compare_in_window
from tests.codes import paper
from tests.compared_papers import to_compare
outcome = compare_in_window(ComparisonView(to_compare(), scans=[paper(800, 600)], by="K. Officer"))
print(json.dumps(as_fields(outcome)))
"""


@pytest.fixture
def screen() -> Iterator[VirtualScreen]:
    with VirtualScreen(1500, 950) as started:
        yield started


def start(screen: VirtualScreen | None) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment |= {"PYTHONPATH": os.pathsep.join(sys.path)} | ({"DISPLAY": screen.name} if screen else {})
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def photograph(screen: VirtualScreen) -> Picture:
    """Return what is to be seen: blue, green, red."""
    return np.ascontiguousarray(np.asarray(screen.picture())[:, :, ::-1])


def wait_for(screen: VirtualScreen, seen: Callable[[Picture], bool]) -> Picture:
    deadline = time.monotonic() + 120
    while not seen(picture := photograph(screen)):
        assert time.monotonic() < deadline, "it did not come onto the screen"
    return picture


def has(colour: Colour, points: int) -> Callable[[Picture], bool]:
    near = np.array(colour[::-1])
    return lambda picture: int((np.abs(picture.astype(int) - near).max(axis=2) < 12).sum()) >= points


def press_until(
    screen: VirtualScreen, program: subprocess.Popen[str], key: str, seen: Callable[[Picture], bool]
) -> Iterator[Picture]:
    """Press a key once for each sheet, until something stands on the screen or the program is done; yield each look."""
    deadline = time.monotonic() + 240
    looked = photograph(screen)
    while not seen(looked) and program.poll() is None:
        yield looked
        screen.press(key)
        # A sheet that has not stood for its moment takes no key: then nothing changes, and it is pressed again.
        again = time.monotonic() + 2
        before = looked
        while np.array_equal(looked, before) and time.monotonic() < again and program.poll() is None:
            looked = photograph(screen)
        assert time.monotonic() < deadline, "it did not come onto the screen"


@pytest.mark.slow
def test_a_person_confirms_box_by_box_and_only_then_it_is_green(screen: VirtualScreen) -> None:
    program = start(screen)
    try:
        wait_for(screen, has(NAVY, 5000))
        looks = list(press_until(screen, program, "\r", has(GREEN, 2000)))
        assert len(looks) >= 11, "ten boxes and the question at the end"
        assert not any(has(GREEN, 50)(picture) for picture in looks)
        said, _ = program.communicate(timeout=60)
        fields = json.loads(said)
        assert (fields["outcome"], fields["compared"], fields["by"]) == ("confirmed", 10, "K. Officer")
    finally:
        program.kill()
        program.communicate()


@pytest.mark.slow
def test_a_difference_turns_the_window_red(screen: VirtualScreen) -> None:
    program = start(screen)
    try:
        wait_for(screen, has(NAVY, 5000))
        for _look in press_until(screen, program, "d", has(RED, 3000)):
            assert program.poll() is None
        screen.press("\x1b")
        said, _ = program.communicate(timeout=60)
        assert json.loads(said)["outcome"] == "differs"
    finally:
        program.kill()
        program.communicate()


@pytest.mark.slow
def test_without_a_screen_it_says_so() -> None:
    program = start(None)
    _, errors = program.communicate(timeout=60)
    assert "no window can be opened here" in errors

"""A screen without a monitor (Xvfb) with a window manager, its keyboard, and what is to be seen on it."""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np
import pytest
from PIL import Image, ImageGrab

_NAMED_KEYS: Final = {"\r": 0xFF0D, "\t": 0xFF09, "\x1b": 0xFF1B, "\b": 0xFF08}
"""Keys that write no character, by the number of their X key symbol."""

STILL_SECONDS: Final = 0.5

_WINDOW_MANAGER: Final = Path(__file__).with_name("window_manager.xml")

_SHIFT: Final = 0xFFE1
_SHIFTED: Final = '~!@#$%^&*()_+{}|:"<>?'
"""What an American keyboard writes with Shift, besides capitals."""


class VirtualScreen:
    """An X server of its own; use as a context manager. `name` goes into DISPLAY."""

    def __init__(self, width: int = 1280, height: int = 800) -> None:
        self._size = width, height
        self.name = ""

    def __enter__(self) -> Self:
        for program in ("Xvfb", "openbox"):
            if shutil.which(program) is None:
                pytest.skip(f"{program} is not installed; get it with `apt-get install {program.lower()}`")
        reader, writer = os.pipe()
        width, height = self._size
        self._server = subprocess.Popen(
            # -noreset: otherwise the server starts anew, refusing connections, whenever its last client leaves.
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[writer],
            stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as answers:
            number = answers.readline().strip()
        assert number, "Xvfb did not start"
        self.name = f":{number}"
        self._x11, self._test = (_library(name) for name in ("X11", "Xtst"))
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._display = ctypes.c_void_p(self._x11.XOpenDisplay(self.name.encode()))
        # Without a window manager Qt's windows stay black once in a while on a machine that is busy.
        self._manager = subprocess.Popen(
            ["openbox", "--sm-disable", "--config-file", str(_WINDOW_MANAGER)],
            env=os.environ | {"DISPLAY": self.name},
            stderr=subprocess.DEVNULL,
        )
        self._wait_for_manager()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._x11.XCloseDisplay(self._display)
        for process in (self._manager, self._server):
            process.terminate()
            process.wait(10)

    def _wait_for_manager(self, seconds: float = 60) -> None:
        taken = ctypes.c_ulong(self._x11.XInternAtom(self._display, b"WM_S0", 0))
        deadline = time.monotonic() + seconds
        while not self._x11.XGetSelectionOwner(self._display, taken):
            assert self._manager.poll() is None, "the window manager has ended"
            assert time.monotonic() < deadline, "the window manager did not start"
            time.sleep(0.05)

    def press(self, text: str, *, gap_seconds: float = 0.0) -> None:
        """Press keys as a keyboard would (XTEST), the pointer resting in the middle: keys go to the window there."""
        width, height = self._size
        self._test.XTestFakeMotionEvent(self._display, -1, width // 2, height // 2, 0)
        for character in text:
            shifted = character.isupper() or character in _SHIFTED
            if shifted:
                self._key(_SHIFT, pressed=True)
            symbol = _NAMED_KEYS.get(character, ord(character))
            self._key(symbol, pressed=True)
            self._key(symbol, pressed=False)
            if shifted:
                self._key(_SHIFT, pressed=False)
            self._x11.XFlush(self._display)
            if gap_seconds:
                time.sleep(gap_seconds)

    def _key(self, symbol: int, *, pressed: bool) -> None:
        code = self._x11.XKeysymToKeycode(self._display, ctypes.c_ulong(symbol))
        self._test.XTestFakeKeyEvent(self._display, code, int(pressed), 0)

    def picture(self) -> Image.Image:
        """Return what is to be seen."""
        return ImageGrab.grab(xdisplay=self.name).convert("RGB")

    def count(self, colour: tuple[int, int, int]) -> int:
        """Return how many pixels have this colour."""
        return int((np.asarray(self.picture()) == np.array(colour)).all(axis=2).sum())

    def wait_until_still(self, seconds: float = 30) -> Image.Image:
        """Wait until two looks, half a second apart, see the same; return the picture."""
        deadline = time.monotonic() + seconds
        before = self.picture()
        while True:
            time.sleep(STILL_SECONDS)
            now = self.picture()
            if np.array_equal(np.asarray(now), np.asarray(before)):
                return now
            assert time.monotonic() < deadline, f"the screen was still moving after {seconds} seconds"
            before = now

    def wait_for_colour(self, colour: tuple[int, int, int], pixels: int, seconds: float = 240) -> Image.Image:
        """Wait until so many pixels have this colour, or nearly; return the picture."""
        deadline = time.monotonic() + seconds
        while True:
            picture = self.picture()
            shown = np.asarray(picture).astype(int)
            if int((np.abs(shown - np.array(colour)).max(axis=2) < 6).sum()) >= pixels:
                return picture
            assert time.monotonic() < deadline, f"{colour} was not to be seen in {seconds} seconds"


def _library(name: str) -> ctypes.CDLL:
    found = ctypes.util.find_library(name)
    if found is None:
        pytest.skip(f"lib{name} is not installed; get it with `apt-get install lib{name.lower()}6`")
    return ctypes.CDLL(found)

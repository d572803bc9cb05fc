"""Which cameras this machine has."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scanner.camera.video import Capture, open_capture, read_frame
from scanner.errors import CameraError

TRIED: Final = 10
"""Numbers that are tried where the system does not say which cameras it has."""

LINUX_DEVICES: Final = Path("/sys/class/video4linux")


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera that gave a picture."""

    number: str
    name: str
    """What the system calls it; empty where it does not say."""

    width: int
    height: int


def list_cameras(
    *, open_source: Callable[[str], Capture] = open_capture, devices: Path = LINUX_DEVICES
) -> list[Camera]:
    """Return the cameras that give a picture, by opening each of them; one that another program uses is missing."""
    return [camera for number, name in _candidates(devices) if (camera := _tried(number, name, open_source))]


def camera_numbers(devices: Path = LINUX_DEVICES) -> list[str]:
    """Return the numbers at which a camera may be, without opening any."""
    return [number for number, _ in _candidates(devices)]


def _tried(number: str, name: str, open_source: Callable[[str], Capture]) -> Camera | None:
    try:
        capture = open_source(number)
    except CameraError:
        return None
    try:
        frame = read_frame(capture)
    finally:
        capture.release()
    return None if frame is None else Camera(number, name, int(frame.shape[1]), int(frame.shape[0]))


def _candidates(devices: Path) -> Iterator[tuple[str, str]]:
    if sys.platform != "linux":
        yield from ((str(number), "") for number in range(TRIED))
        return
    # One camera has several devices, of which some give descriptions instead of pictures: opening tells.
    names = {match[1]: path for path in _entries(devices) if (match := re.fullmatch(r"video(\d+)", path.name))}
    for number in sorted(names, key=int):
        yield number, _text(names[number] / "name")


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return ""

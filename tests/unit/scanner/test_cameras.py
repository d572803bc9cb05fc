"""The list of cameras: those that give a picture, with the names that the system has for them."""

from pathlib import Path
from typing import Any

import pytest

from scanner.camera import cameras
from scanner.camera.cameras import Camera, list_cameras
from scanner.cli import main
from scanner.errors import CameraError
from tests.codes import paper


class Device:
    """A camera, or a device of one that gives no pictures."""

    def __init__(self, works: bool) -> None:
        self.works = works

    def read(self) -> tuple[bool, Any]:
        return (True, paper(480, 640)) if self.works else (False, None)

    def release(self) -> None:
        pass


def test_devices_that_give_no_picture_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name, title in {"video10": "Document camera", "video2": "Hall", "video3": "Hall", "v4l-subdev0": "x"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "name").write_text(f"{title}\n")

    def open_source(number: str) -> Device:
        if number == "10":
            raise CameraError("in use")
        return Device(number == "2")

    assert list_cameras(open_source=open_source, devices=tmp_path) == [Camera("2", "Hall", 640, 480)]
    assert cameras.camera_numbers(tmp_path) == ["2", "3", "10"]


def test_a_machine_without_cameras_says_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cameras, "list_cameras", list)
    assert main(["camera", "--list"]) == 2
    assert "plug one in" in capsys.readouterr().err


def test_the_list_names_number_size_and_name(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cameras, "list_cameras", lambda: [Camera("2", "Hall\x1b[2J", 640, 480)])
    assert main(["camera", "--list"]) == 0
    assert capsys.readouterr().out == "2\t640x480\tHall\\x1b[2J\n"

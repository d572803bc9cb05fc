"""Takes the pictures of the scanner's windows in docs/pictures/, on a screen without a monitor and by a real keyboard.

``script/pictures scanner`` runs it; with names behind it, as ``script/pictures scanner scanner-kiosk``, it takes those
alone. The films are made of the demonstration's certificates, the service that answers is the real one.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import zxingcpp

from scanner.screen.finding import Kind
from scanner.screen.tones import NAVY, TONES, WHITE
from script.pictures import FOLDER, MAX_BYTES, make_demo, small
from tests.camera_film import film, hold
from tests.codes import Picture, put, qr
from tests.papers import first_page
from tests.servers.reference import ReferenceServer
from tests.servers.screen import VirtualScreen

PANEL: Final = 60_000
"""Pixels of a colour that only the big verdict has."""

ENTERS: Final = 80
KEY_SECONDS: Final = 0.4


@dataclass(frozen=True)
class Stage:
    """What the pictures are taken with."""

    folder: Path
    service: str
    screen: VirtualScreen

    def paper(self, name: str) -> Picture:
        """Return the first page of a sample."""
        return first_page(self.folder / "demo" / f"{name}.pdf")

    def code(self, name: str) -> str:
        """Return what the code of a sample says."""
        return _code_on(self.paper(name)).text

    @contextmanager
    def camera(self, paper: Picture) -> Iterator[None]:
        """Hold a paper before the camera."""
        path = film(self.folder / "film.avi", list(hold(paper)) * 100, fps=10)
        with self._scanner("camera", "--source", str(path)):
            yield

    @contextmanager
    def kiosk(self) -> Iterator[None]:
        """Open the counter."""
        with self._scanner("kiosk"):
            yield

    @contextmanager
    def _scanner(self, *arguments: str) -> Iterator[None]:
        trust = ["--trust", str(self.folder / "trust" / "client"), "--reference", self.service]
        command = [sys.executable, "-m", "scanner", "--language", "en", *arguments, *trust, "--mute"]
        program = subprocess.Popen(command, env={**os.environ, "DISPLAY": self.screen.name})
        try:
            yield
        finally:
            program.terminate()
            program.wait(20)


def compare(stage: Stage) -> None:
    """Show a certificate in force, first with nothing compared, then compared."""
    with stage.camera(stage.paper("coo-jp")):
        stage.screen.wait_for_colour(WHITE, PANEL * 4)
        _save(stage, "scanner-camera-compare")
        stage.screen.press("\r")
        for _ in range(ENTERS):
            stage.screen.press("\r", gap_seconds=KEY_SECONDS)
            if stage.screen.count(TONES[Kind.CONFIRMED].panel) >= PANEL:
                break
        _save(stage, "scanner-camera-confirmed")


def revoked(stage: Stage) -> None:
    """Show one that the chamber has ended."""
    with stage.camera(stage.paper("coo-jp-revoked")):
        stage.screen.wait_for_colour(TONES[Kind.INVALID].panel, PANEL)
        _save(stage, "scanner-camera-revoked")


def forged(stage: Stage) -> None:
    """Show a code that no chamber has signed, on a paper that looks like one of theirs."""
    paper = stage.paper("coo-jp")
    place, text = _code_on(paper).position, _code_on(paper).text
    # Another number in the seal: the signature does not fit any more.
    forgery = text[:-120] + ("B" if text[-120] == "A" else "A") + text[-119:]
    side = place.bottom_right.x - place.top_left.x + 1
    pasted = cv2.resize(qr(forgery, 8, border=0), (side, side), interpolation=cv2.INTER_AREA).astype(np.uint8)
    with stage.camera(put(paper, pasted, place.top_left.x, place.top_left.y)):
        stage.screen.wait_for_colour(TONES[Kind.INVALID].panel, PANEL)
        _save(stage, "scanner-camera-forged")


def kiosk(stage: Stage) -> None:
    """Show the counter after a few papers."""
    with stage.kiosk():
        stage.screen.wait_for_colour(NAVY, PANEL // 4)
        for name, tone in (("coo-jp", WHITE), ("invoice", WHITE), ("coo-jp-revoked", TONES[Kind.INVALID].panel)):
            stage.screen.press(stage.code(name) + "\r")
            stage.screen.wait_for_colour(tone, PANEL)
            stage.screen.wait_until_still()
        _save(stage, "scanner-kiosk")


PICTURES: Final[dict[str, Callable[[Stage], None]]] = {
    "scanner-camera-compare": compare,
    "scanner-camera-revoked": revoked,
    "scanner-camera-forged": forged,
    "scanner-kiosk": kiosk,
}
"""The first one also takes `scanner-camera-confirmed`, for it has to be compared first."""


def main(names: list[str]) -> int:
    """Take the pictures of these names, or all; return the exit code."""
    with tempfile.TemporaryDirectory() as folder, VirtualScreen(1280, 720) as screen:
        make_demo(Path(folder))
        with ReferenceServer(Path(folder)) as server:
            stage = Stage(Path(folder), server.url, screen)
            for name in names or PICTURES:
                PICTURES[name](stage)
    return 0


def _save(stage: Stage, name: str) -> None:
    path = FOLDER / f"{name}.png"
    stage.screen.wait_until_still().save(path)
    path.write_bytes(small(path.read_bytes()))
    size = path.stat().st_size
    print(f"{name}.png: {size // 1000} kB{' (too large)' if size > MAX_BYTES else ''}")


def _code_on(paper: Picture) -> zxingcpp.Barcode:
    (code,) = zxingcpp.read_barcodes(paper, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCodeModel2]))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What `pip install originseal[scanner]` brings: all that the scanner needs, on machines that lack this and that."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.demo import ROOT
from tests.without import output_without

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as pip does, from a copy of the sources, and unpack it."""
    folder = tmp_path_factory.mktemp("package")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", "pyproject.toml", "README.md", "signing", "reading", "scanner"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for name in filter(None, listed.decode().split("\0")):
        target = folder / "source" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    build = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", build, str(folder)],
        cwd=folder / "source",
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "installed")
    return folder / "installed"


def scanner(installed: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installed scanner, far from the sources."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run(
        [sys.executable, "-m", "scanner", *arguments],
        cwd=installed.parent,
        env=kept | {"PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_the_package_holds_every_language(installed: Path) -> None:
    for code in ("ja", "zh", "es", "fr", "ar"):
        assert (installed / "scanner" / "translations" / code / "LC_MESSAGES" / "messages.po").is_file(), code


def test_the_installed_scanner_helps_and_reads(installed: Path, tmp_path: Path) -> None:
    import cv2

    from tests.codes import qr

    assert "usage: scanner" in scanner(installed, "--help", LC_ALL="C").stdout
    picture = tmp_path / "picture.png"
    assert cv2.imwrite(str(picture), qr("HELLO", 6))
    assert scanner(installed, "decode", str(picture)).stdout == "HELLO\n"


def test_without_a_display_the_camera_says_so(installed: Path) -> None:
    film = scanner(installed, "camera", "--source", "0", "--offline", "--trust", "none")
    assert film.returncode == 2
    assert film.stderr.startswith("scanner: ")
    assert "Traceback" not in film.stderr


@pytest.mark.parametrize(
    ("absent", "command"),
    [
        (("pyzbar",), "decode"),
        (("cv2",), "decode"),
        (("pyzbar", "cv2", "pikepdf", "pyhanko"), "decode"),
    ],
)
def test_files_are_read_without_what_is_not_needed_for_them(
    absent: tuple[str, ...], command: str, tmp_path: Path
) -> None:
    from PIL import Image

    from tests.codes import qr

    picture = tmp_path / "picture.png"
    Image.fromarray(qr("HELLO", 6)).save(picture)
    program = f"import sys; from scanner.cli import main; sys.exit(main([{command!r}, {str(picture)!r}]))"
    assert output_without(absent, program).splitlines()[0] == "HELLO"

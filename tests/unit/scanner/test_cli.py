"""The command line: what it prints, and its exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from scanner.cli import main
from tests.codes import qr

REPOSITORY = Path(__file__).resolve().parents[3]


def picture(path: Path, text: str) -> str:
    assert cv2.imwrite(str(path), qr(text, 6))
    return str(path)


def results(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_decode_prints_one_json_line_per_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = picture(tmp_path / "one.png", "ONE"), picture(tmp_path / "two.jpg", "東京")
    assert main(["decode", "--json", one, two]) == 0
    assert results(capsys) == [{"file": one, "texts": ["ONE"]}, {"file": two, "texts": ["東京"]}]


def test_decode_collects_all_pages_of_a_document_and_names_each_text_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from PIL import Image

    sheets = [Image.fromarray(qr(text, 6)) for text in ("ONE", "TWO", "ONE")]
    path = tmp_path / "three.pdf"
    sheets[0].save(path, "PDF", save_all=True, append_images=sheets[1:])
    assert main(["decode", "--json", str(path)]) == 0
    assert results(capsys) == [{"file": str(path), "texts": ["ONE", "TWO"]}]


def test_a_file_without_a_code_is_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "blank.png"
    assert cv2.imwrite(str(path), qr("X")[:8])
    assert main(["decode", "--json", str(path)]) == 0
    assert results(capsys) == [{"file": str(path), "texts": []}]


def test_an_unreadable_file_is_named_with_its_error_and_the_others_are_still_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing, good = str(tmp_path / "missing.png"), picture(tmp_path / "good.png", "GOOD")
    assert main(["decode", "--json", missing, good]) == 2
    bad_line, good_line = results(capsys)
    assert bad_line["texts"] == []
    assert "does not exist" in str(bad_line["error"])
    assert good_line == {"file": good, "texts": ["GOOD"]}


def test_without_json_a_text_cannot_play_tricks_on_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = picture(tmp_path / "trick.png", "\x1b[2J\nVALID")
    assert main(["decode", path]) == 0
    assert capsys.readouterr().out == '"\\u001b[2J\\nVALID"\n'


@pytest.mark.parametrize("arguments", [[], ["decode"], ["unknown"], ["decode", "--unknown", "x"]])
def test_usage_errors_exit_with_64(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 64
    assert "usage: scanner" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["decode", "--help"], ["camera", "--help"]])
def test_help_explains_and_exits_with_0(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert "examples:" in shown or "exit code:" in shown


def test_help_needs_neither_opencv_nor_a_decoder() -> None:
    program = (
        "import sys; from scanner.cli import main; main(['--help']);"
        "sys.exit(any(name in sys.modules for name in ('cv2', 'numpy', 'zxingcpp', 'PIL')))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True).returncode == 0


def without_opencv(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "cv2.py").write_text("raise ImportError('libGL.so.1: cannot open shared object file')")
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from scanner.cli import main;"
        f"sys.exit(main({list(arguments)!r}))"
    )
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_machine_without_the_libraries_of_opencv_gets_the_line_that_installs_them(tmp_path: Path) -> None:
    done = without_opencv(tmp_path, "camera", "--headless", "--source", "clip.avi")
    assert done.returncode == 2
    assert "apt-get install libgl1 libglib2.0-0" in done.stderr
    assert "Traceback" not in done.stderr


def test_such_a_machine_reads_files_all_the_same(tmp_path: Path) -> None:
    done = without_opencv(tmp_path, "decode", picture(tmp_path / "one.png", "ONE"))
    assert (done.returncode, done.stdout) == (0, "ONE\n")

"""`--watch`: a scanner's drop folder, with the real program, until Ctrl-C."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scanner.report.csv_file import is_our_csv
from tests.demo import ROOT, Demo


def heed_ctrl_c() -> None:
    """Undo what a shell does to whatever it runs in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Watching:
    """The program while it watches."""

    def __init__(self, run: "subprocess.Popen[str]") -> None:
        self._run = run

    def row(self) -> dict[str, Any]:
        """Return the next result, once it comes."""
        assert self._run.stdout is not None
        return dict(json.loads(self._run.stdout.readline()))

    def stop(self, how: signal.Signals = signal.SIGINT) -> tuple[int, list[dict[str, Any]], str]:
        """Press Ctrl-C; return the exit code, what else was said, and what stood on stderr."""
        self._run.send_signal(how)
        return self.end()

    def end(self) -> tuple[int, list[dict[str, Any]], str]:
        """Wait for its end; return the same."""
        output, errors = self._run.communicate(timeout=30)
        return self._run.returncode, [json.loads(line) for line in output.splitlines()], errors


@contextmanager
def watching(folder: Path, trust: Path, *options: object) -> Iterator[Watching]:
    arguments = ["--watch", folder, "--trust", trust, "--offline", "--json", *options]
    run = subprocess.Popen(
        [sys.executable, "-m", "scanner", "check", *(str(one) for one in arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=heed_ctrl_c,
    )
    try:
        yield Watching(run)
    finally:
        run.kill()
        run.communicate()


def test_each_file_once_also_when_it_is_moved_away_and_the_folder_goes_and_comes_back(
    demo: Demo, trust: Path, tmp_path: Path
) -> None:
    drop, done, table = tmp_path / "drop", tmp_path / "done", tmp_path / "r.csv"
    drop.mkdir()
    done.mkdir()
    with watching(drop, trust, "--csv", table, "--bell") as program:
        shutil.copy(demo.pdf("coo-jp"), drop / "1.pdf")
        assert program.row()["paper"] == "matched"
        (drop / "1.pdf").rename(done / "1.pdf")
        drop.rename(tmp_path / "away")
        (tmp_path / "away").rename(drop)
        # The same file comes back, and another one with it: only the other one is new.
        (done / "1.pdf").rename(drop / "1.pdf")
        shutil.copy(demo.pdf("coo-jp-revoked"), drop / "2.pdf")
        second = program.row()
        assert (Path(second["source"]).name, second["reason"]) == ("2.pdf", "REVOKED")
        code, rest, errors = program.stop()
    assert (code, rest) == (1, [])
    assert "Traceback" not in errors
    assert errors.count("\a") == 2
    data = table.read_bytes()
    assert is_our_csv(data)
    assert data.count(b"\r\n") == 3


def test_a_watch_that_was_stopped_goes_on_with_its_journal_and_its_report(
    demo: Demo, trust: Path, tmp_path: Path
) -> None:
    drop, table, journal = tmp_path / "drop", tmp_path / "r.csv", tmp_path / "j"
    drop.mkdir()
    options = ["--csv", table, "--journal", journal]
    with watching(drop, trust, *options) as program:
        shutil.copy(demo.pdf("coo-jp-revoked"), drop / "1.pdf")
        program.row()
        # As a service is stopped.
        assert program.stop(signal.SIGTERM)[0] == 1
    (drop / "1.pdf").unlink()
    with watching(drop, trust, *options) as program:
        shutil.copy(demo.pdf("coo-jp"), drop / "2.pdf")
        assert Path(program.row()["source"]).name == "2.pdf"
        code, _, _ = program.stop()
    assert code == 1
    report = table.read_text("utf-8-sig")
    assert "1.pdf" in report
    assert "2.pdf" in report


def test_the_report_of_an_earlier_watch_is_not_begun_anew_by_mistake(trust: Path, tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    options = ["--csv", tmp_path / "r.csv"]
    with watching(tmp_path / "drop", trust, *options, "--journal", tmp_path / "j") as program:
        (tmp_path / "drop" / "x.pdf").write_bytes(b"no PDF")
        program.row()
        program.stop()
    with watching(tmp_path / "drop", trust, *options) as program:
        code, rows, errors = program.end()
    assert (code, rows) == (64, [])
    assert "--journal" in errors

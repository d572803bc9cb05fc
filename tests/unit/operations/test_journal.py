"""Files that only grow: what a power cut leaves spoils one line and no other."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from operations import journal
from operations.errors import JournalError


def test_lines_come_back_in_order(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "a.jsonl"
    journal.append(file, {"n": 1}, {"n": 2})
    journal.append(file, {"n": "三"})
    assert journal.read(file) == journal.Lines([{"n": 1}, {"n": 2}, {"n": "三"}], 0)


def test_a_line_cut_off_by_a_power_cut_is_counted_and_harms_no_other(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    journal.append(file, {"n": 1})
    with file.open("ab") as torn:
        torn.write(b'{"n": 2, "re')
    journal.append(file, {"n": 3})
    assert journal.read(file) == journal.Lines([{"n": 1}, {"n": 3}], 1)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(JournalError, match="cannot be written"):
        journal.append(tmp_path / "file" / "a.jsonl", {"n": 1})


def test_one_at_a_time_and_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    with journal.alone(tmp_path / "lock") as ours:
        assert ours
        with journal.alone(tmp_path / "lock") as theirs:
            assert not theirs
    with journal.alone(tmp_path / "lock") as ours:
        assert ours


def test_a_writer_killed_at_any_moment_leaves_whole_lines_of_what_it_reported(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    program = (
        "import sys; from pathlib import Path; from operations import journal\n"
        "for n in range(100000):\n"
        "    journal.append(Path(sys.argv[1]), {'n': n, 'pad': 'x' * 500}); print(n, flush=True)\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", program, str(file)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(0.05)
    os.kill(writer.pid, signal.SIGKILL)
    reported = [0, *(int(line) for line in writer.stdout.read().splitlines() if line.strip())]
    writer.wait()
    writer.stdout.close()
    journal.append(file, {"n": "after"})
    numbers = [line["n"] for line in journal.read(file).lines]
    assert numbers[-1] == "after"
    assert numbers[: reported[-1] + 1] == list(range(reported[-1] + 1))
    assert json.loads(file.read_text().splitlines()[0])["n"] == 0

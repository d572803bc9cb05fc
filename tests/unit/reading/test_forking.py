"""Workers that are forked: each as clean as a fresh interpreter, and none outlives whoever asked for it."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from PIL import Image

from reading.conversation import Conversation
from reading.errors import Obstacle, UnreadableError
from reading.forking import ForkedWorker, ForkingStarter, best_starter
from reading.limits import Limits
from reading.page import NOTHING_MORE, Page
from reading.starting import FreshStarter, FreshWorker, Worker
from tests.codes import qr
from tests.reading_processes import reading_processes, the_zygote

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux alone")

LIMITS = Limits(use_zbar=False)
REPOSITORY = Path(__file__).resolve().parents[3]


def png(text: str) -> io.BytesIO:
    data = io.BytesIO()
    Image.fromarray(qr(text)).save(data, "PNG")
    return data


@pytest.fixture
def starter() -> Iterator[ForkingStarter]:
    one = ForkingStarter(LIMITS)
    yield one
    one.close()


@contextmanager
def started(starter: ForkingStarter) -> Iterator[Worker]:
    worker = starter.start()
    try:
        yield worker
    finally:
        worker.end()


def read(worker: Worker, file: io.BytesIO, good: Callable[[str], bool] = bool) -> Page:
    conversation = Conversation(worker, LIMITS)
    return conversation.page(1, conversation.open(file), good, NOTHING_MORE)


def process_of(worker: Worker) -> psutil.Process:
    """Return the process, once it has begun to wait for its file."""
    zygote = the_zygote()
    (process,) = zygote.children()
    return process


# As clean as a fresh one.


def test_a_forked_worker_reads_as_a_fresh_one(starter: ForkingStarter) -> None:
    with started(starter) as worker:
        assert isinstance(worker, ForkedWorker)
        assert read(worker, png("HELLO")) == Page(None, 1, ("HELLO",))


def test_it_is_not_the_process_of_the_file_before(starter: ForkingStarter) -> None:
    seen = set()
    for _ in range(3):
        with started(starter) as worker:
            read(worker, png("HELLO"), lambda _: seen.add(process_of(worker).pid) is None)
    assert len(seen) == 3


def test_it_has_two_pipes_and_nothing_else_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("API_TOKEN", "not for strangers")
    inherited = os.open(tmp_path, os.O_RDONLY)
    os.set_inheritable(inherited, True)
    found: dict[str, object] = {}

    def look(_: str) -> bool:
        process = process_of(worker)
        descriptors = Path(f"/proc/{process.pid}/fd").iterdir()
        found["descriptors"] = {one.name: str(one.readlink()).partition(":")[0] for one in descriptors}
        found["environment"] = process.environ()
        found["files"] = process.rlimit(psutil.RLIMIT_NOFILE)
        found["processes"] = process.rlimit(psutil.RLIMIT_NPROC)
        found["memory"] = process.rlimit(psutil.RLIMIT_AS)
        return True

    one = ForkingStarter(LIMITS)
    try:
        with started(one) as worker:
            read(worker, png("HELLO"), look)
    finally:
        one.close()
        os.close(inherited)
    assert found["descriptors"] == {"0": "pipe", "1": "pipe", "2": "/dev/null"}
    assert "not for strangers" not in str(found["environment"])
    assert found["files"] == found["processes"] == (0, 0)
    assert found["memory"] == (LIMITS.max_worker_bytes, LIMITS.max_worker_bytes)


def test_two_at_a_time_do_not_hold_each_others_pipes(starter: ForkingStarter) -> None:
    with started(starter) as first, started(starter) as second:
        first.kill()
        # The end of its answers is seen at once: nobody else holds the other side.
        assert first.answers.read() == b""
        assert read(second, png("HELLO")).texts == ("HELLO",)


def test_the_zygote_has_one_thread_for_a_fork_copies_no_other(starter: ForkingStarter) -> None:
    with started(starter) as worker:
        read(worker, png("HELLO"))
        zygote = the_zygote()
        assert zygote.num_threads() == 1


# How it ends.


def test_its_exit_code_is_that_of_the_process(starter: ForkingStarter) -> None:
    with started(starter) as worker:
        process_of(worker).send_signal(signal.SIGXCPU)
        with pytest.raises(UnreadableError) as caught:
            read(worker, png("HELLO"))
        assert caught.value.obstacle is Obstacle.PAGE_TOO_SLOW
        assert worker.end() == -signal.SIGXCPU


def test_killing_it_late_or_twice_harms_nobody(starter: ForkingStarter) -> None:
    worker = starter.start()
    worker.kill()
    worker.kill()
    assert worker.end() == -signal.SIGKILL
    worker.kill()
    assert worker.end() == -signal.SIGKILL


def test_closing_ends_the_workers_that_are_left() -> None:
    starter = ForkingStarter(LIMITS)
    worker = starter.start()
    starter.close()
    assert worker.answers.read() == b""
    worker.end()
    assert reading_processes() == []


def test_without_its_zygote_a_worker_ends_and_the_next_one_is_fresh(starter: ForkingStarter) -> None:
    worker = starter.start()
    zygote = the_zygote()
    zygote.kill()
    assert worker.answers.read() == b""
    assert worker.end() == 0
    with started(starter) as another:
        assert isinstance(another, FreshWorker)
        assert read(another, png("HELLO")).texts == ("HELLO",)


def test_a_zygote_that_cannot_start_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    python = sys.executable
    monkeypatch.setattr("sys.executable", "/bin/false")
    starter = ForkingStarter(LIMITS)
    monkeypatch.setattr("sys.executable", python)
    with started(starter) as worker:
        assert isinstance(worker, FreshWorker)
    starter.close()


def test_without_a_program_for_it_there_is_no_zygote(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    assert isinstance(best_starter(LIMITS), FreshStarter)


ASKING = """
import io, os, sys, time
from reading.jobs import Job
from reading.limits import Limits
from reading.pool import ReadingPool

def stuck(text):
    print("reading", flush=True)
    time.sleep(60)
    return True

file = io.BytesIO(open(sys.argv[1], "rb").read())
with ReadingPool(good=stuck, workers=2, limits=Limits(use_zbar=False)) as pool:
    list(pool.read([Job(1, file), Job(2, io.BytesIO(file.getvalue()))]))
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl+C", "kill -9"])
def test_no_worker_outlives_the_program_that_asked(tmp_path: Path, how: signal.Signals) -> None:
    path = tmp_path / "code.png"
    path.write_bytes(png("HELLO").getvalue())
    with subprocess.Popen(
        [sys.executable, "-c", ASKING, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"reading\n"
        processes = psutil.Process(program.pid).children(recursive=True)
        assert len(processes) >= 2  # the zygote and a worker
        program.send_signal(how)
        program.wait(30)
    gone, alive = psutil.wait_procs(processes, timeout=30)
    assert alive == []
    assert len(gone) == len(processes)

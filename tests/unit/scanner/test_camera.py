"""The camera loop on films that the test makes, with checks that are slow, fail or never end."""

import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scanner.camera.background import MAX_WAITING, BackgroundVerifier
from scanner.camera.video import Film, Moment
from scanner.camera.watch import Seen, watch
from scanner.cli import main
from scanner.errors import ScannerError
from scanner.screen.finding import Finding, Kind
from tests.builders import ChamberWorld
from tests.camera_film import BLANK, film, moving
from tests.codes import SEAL_LIKE
from tests.trust_repository import make_client

IN_FORCE = Finding(Kind.COMPARE, "In force: now compare", ("TYO26-001234-K7QM-3XW9",))


@pytest.fixture
def passing_by(tmp_path: Path) -> Path:
    """Film a certificate for a second, nothing for three seconds, and the certificate once more."""
    return film(tmp_path / "passing.avi", moving(SEAL_LIKE, 25) + [BLANK] * 75 + moving(SEAL_LIKE, 10))


def keep_going(_: Moment, __: Seen) -> bool:
    return True


def test_a_code_is_reported_once_and_again_after_it_was_out_of_view(passing_by: Path) -> None:
    reported: list[tuple[str, Finding]] = []
    watch(
        Film(str(passing_by)).moments(),
        lambda _: IN_FORCE,
        report=lambda hit: reported.append((hit.text, hit.finding)),
        show=keep_going,
    )
    assert reported == [(SEAL_LIKE, IN_FORCE)] * 2


def test_a_slow_server_never_stops_the_picture(tmp_path: Path) -> None:
    answer = threading.Event()
    shown: list[Finding | None] = []

    def slow(_: str) -> Finding:
        answer.wait(30)
        return IN_FORCE

    def show(_: Moment, seen: Seen) -> bool:
        shown.extend(result.finding for result in seen.results)
        if len(shown) == 20:
            answer.set()  # only the twentieth frame lets the server answer
        return True

    reported: list[str] = []
    path = film(tmp_path / "slow.avi", moving(SEAL_LIKE, 20))
    watch(Film(str(path)).moments(), slow, report=lambda hit: reported.append(hit.text), show=show)
    assert shown == [None] * 20, "all frames were shown while the check was under way"
    assert reported == [SEAL_LIKE], "the end of the film waits for it"


def test_a_check_that_fails_is_shown_as_cannot_tell(tmp_path: Path) -> None:
    def fail(_: str) -> Finding:
        raise ScannerError("the reference service does not answer; try again later")

    reported: list[Finding] = []
    path = film(tmp_path / "one.avi", moving(SEAL_LIKE, 5))
    watch(Film(str(path)).moments(), fail, report=lambda hit: reported.append(hit.finding), show=keep_going)
    assert reported == [
        Finding(
            Kind.INDETERMINATE,
            "Cannot tell now",
            ("the reference service does not answer; try again later",),
            "the reference service does not answer; try again later",
        )
    ]


def test_a_fault_of_ours_in_a_check_is_not_swallowed(tmp_path: Path) -> None:
    def broken(_: str) -> Finding:
        raise KeyError("a bug")

    path = film(tmp_path / "one.avi", moving(SEAL_LIKE, 5))
    with pytest.raises(KeyError, match="a bug"):
        watch(Film(str(path)).moments(), broken, report=lambda *_: None, show=keep_going)


def test_the_person_can_end_it(passing_by: Path) -> None:
    frames = iter([True, True, False])
    watch(Film(str(passing_by)).moments(), lambda _: IN_FORCE, report=lambda *_: None, show=lambda *_: next(frames))
    assert next(frames, "none left") == "none left"


def test_a_film_of_ever_new_codes_does_not_fill_the_memory() -> None:
    block = threading.Event()

    def wait(_: str) -> Finding:
        block.wait(30)
        return IN_FORCE

    with BackgroundVerifier(wait) as checks:
        taken = [checks.submit(str(number)) for number in range(200)]
        assert MAX_WAITING <= sum(taken) <= MAX_WAITING + 2
        assert not taken[-1]
        block.set()
        assert len(checks.drain(30)) == sum(taken)


# The command.


@pytest.fixture
def trust(tmp_path: Path) -> str:
    """Return a trust folder that knows the test chambers."""
    return str(make_client(tmp_path, ChamberWorld().trust.trust_list.encode(), datetime.now(UTC)))


def test_headless_prints_one_json_line_per_new_code(
    passing_by: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    headless = ["--source", str(passing_by), "--headless", "--offline", "--trust", trust]
    assert main(["--language", "fr", "camera", *headless]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["text"] for line in lines] == [SEAL_LIKE] * 2
    # Under an address of ours, but no seal: a forgery. Programs read these words, so they are English.
    assert {(line["kind"], line["word"]) for line in lines} == {("invalid", "A forged or damaged code")}
    assert list(lines[0]) == ["text", "kind", "word", "lines", "seconds"]
    assert lines[0]["seconds"] < 1.5
    assert lines[1]["seconds"] > 3


def test_a_source_that_is_no_camera_and_no_film_gives_a_sentence_and_exit_code_2(
    tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no film")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for source, expected in {
        "97": "no camera 97",
        str(tmp_path / "missing.avi"): "check the name",
        str(tmp_path): "is no file",
        str(pipe): "is no file",
        str(text): "not a video that can be read",
    }.items():
        assert main(["camera", "--source", source, "--headless", "--offline", "--trust", trust]) == 2
        error = capsys.readouterr().err
        assert expected in error
        assert error.count("\n") == 1


def test_without_a_screen_a_sentence_names_the_way_out(
    passing_by: Path, trust: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert main(["camera", "--source", str(passing_by), "--offline", "--trust", trust]) == 2
    assert "use --headless" in capsys.readouterr().err


def test_a_film_among_several_sources_is_a_usage_error(passing_by: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["camera", "--source", str(passing_by), "--source", "0"]) == 64
    assert "watched alone" in capsys.readouterr().err

"""Tones: one for each kind of finding, played beside the program, with the bell where nothing plays."""

import os
import threading
import wave
from pathlib import Path

import pytest

from scanner.screen import sound
from scanner.screen.finding import Kind
from scanner.screen.sound import Speaker

WAIT = 20


class Loudspeaker:
    """Plays nothing, remembers what it was given, and can be slow or broken."""

    def __init__(self, *, works: bool = True) -> None:
        self.played: list[str] = []
        self.lengths: list[float] = []
        self.works = works
        self.heard = threading.Semaphore(0)
        self.go_on = threading.Event()
        self.go_on.set()

    def __call__(self, file: Path) -> bool:
        with wave.open(str(file)) as tune:
            assert (tune.getnchannels(), tune.getsampwidth()) == (1, 2)
            self.lengths.append(tune.getnframes() / tune.getframerate())
        self.played.append(file.stem)
        self.heard.release()
        assert self.go_on.wait(WAIT)
        return self.works


def test_each_kind_has_a_tone_of_its_own_that_is_short() -> None:
    tunes = {kind: bytes(sound.samples(sound.TUNES[kind])) for kind in Kind}
    assert len(set(tunes.values())) == len(Kind)
    for tune in tunes.values():
        assert 0.2 <= len(tune) / 2 / sound.RATE <= 1


@pytest.mark.parametrize("kind", Kind)
def test_the_tone_of_the_finding_is_played(kind: Kind) -> None:
    loudspeaker = Loudspeaker()
    with Speaker(loudspeaker, bell=lambda: None) as speaker:
        speaker.say(kind)
        assert loudspeaker.heard.acquire(timeout=WAIT)
    assert loudspeaker.played == [kind.value]
    assert loudspeaker.lengths[0] > 0.2


def test_a_slow_player_holds_nobody_up_and_the_newest_tone_counts() -> None:
    loudspeaker = Loudspeaker()
    loudspeaker.go_on.clear()
    with Speaker(loudspeaker, bell=lambda: None) as speaker:
        speaker.say(Kind.COMPARE)
        assert loudspeaker.heard.acquire(timeout=WAIT)
        for _ in range(100):
            speaker.say(Kind.COMPARE)
        speaker.say(Kind.INVALID)
        loudspeaker.go_on.set()
        assert loudspeaker.heard.acquire(timeout=WAIT)
    assert loudspeaker.played == ["valid", "invalid"]


def test_a_machine_without_sound_rings_the_bell_and_is_not_tried_again() -> None:
    loudspeaker, rung = Loudspeaker(works=False), threading.Semaphore(0)
    with Speaker(loudspeaker, bell=rung.release) as speaker:
        for _ in range(2):
            speaker.say(Kind.INVALID)
            assert rung.acquire(timeout=WAIT)
    assert loudspeaker.played == ["invalid"]


def test_muted_plays_nothing() -> None:
    rung: list[None] = []
    with Speaker(None, bell=lambda: rung.append(None)) as speaker:
        speaker.say(Kind.INVALID)
    assert rung == []


def test_the_first_player_on_the_path_is_used_and_its_failure_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, note = tmp_path / "aplay", tmp_path / "note"
    program.write_text(f'#!/bin/sh\necho "$@" > {note}\nexit $(cat {tmp_path}/code)\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    for code, played in (("0", True), ("1", False)):
        (tmp_path / "code").write_text(code)
        assert sound.find_player()(Path("tone.wav")) is played
    assert note.read_text() == "-q tone.wav\n"


def test_without_any_player_there_is_one_that_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert sound.find_player()(Path("tone.wav")) is False

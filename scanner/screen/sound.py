"""Short tones that tell the verdicts apart without a look at the screen, in a noisy hall.

The tones are made here and handed as WAV files to whatever plays sound on this machine; where nothing does, the
terminal's bell rings. Playing happens beside the program and never holds it up: of several tones that wait, the
newest counts.
"""

import array
import functools
import math
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import wave
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final

from scanner.screen.finding import Kind

RATE: Final = 22_050
"""Samples per second."""

LOUDNESS: Final = 0.6
FADE_SECONDS: Final = 0.008
"""At both ends of each note, so that it does not click."""

Note = tuple[float, float]
"""Frequency in hertz (0 is silence) and length in seconds."""

TUNES: Final[dict[Kind, tuple[Note, ...]]] = {
    # Rising: something good, but unfinished. Three rising: done. Low and thrice: stop. Twice the same: cannot tell.
    Kind.COMPARE: ((660, 0.09), (0, 0.03), (880, 0.13)),
    Kind.CONFIRMED: ((660, 0.09), (0, 0.02), (880, 0.09), (0, 0.02), (1320, 0.22)),
    Kind.INVALID: ((196, 0.18), (0, 0.06), (196, 0.18), (0, 0.06), (147, 0.34)),
    Kind.INDETERMINATE: ((440, 0.13), (0, 0.09), (440, 0.13)),
}

PLAYERS: Final = (("pw-play",), ("paplay",), ("aplay", "-q"), ("afplay",))
"""Programs that play a WAV file: PipeWire, PulseAudio, ALSA, macOS."""

PLAY_SECONDS: Final = 5
"""A player that takes longer is ended: a sound system that hangs must not hold up the next tone for ever."""

Player = Callable[[Path], bool]
"""Plays a WAV file and returns when it has ended; False where it could not."""


class Speaker:
    """Plays the tone of a finding; a context manager. `player` None is a muted one."""

    def __init__(self, player: Player | None, *, bell: Callable[[], None]) -> None:
        self._player = player
        self._bell = bell
        self._muted = False
        self._waiting: queue.Queue[Kind | None] = queue.Queue(1)
        self._folder = tempfile.TemporaryDirectory(prefix="originseal-sound-", ignore_cleanup_errors=True)
        self._thread = threading.Thread(target=self._work, name="sound", daemon=True)

    def __enter__(self) -> "Speaker":
        if self._player is not None:
            for kind, tune in TUNES.items():
                _write_wav(self._file(kind), tune)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._player is not None:
            self._put(None)
            self._thread.join(0.5)
        self._folder.cleanup()

    def say(self, kind: Kind) -> None:
        """Play the tone of this kind soon; returns at once."""
        if self._player is not None and not self._muted:
            self._put(kind)

    def toggle_mute(self) -> None:
        """Be silent from now on, or heard again."""
        self._muted = not self._muted

    def _put(self, kind: Kind | None) -> None:
        with suppress(queue.Empty):
            self._waiting.get_nowait()
        # Only the thread takes from the queue besides us: there is room now.
        with suppress(queue.Full):
            self._waiting.put_nowait(kind)

    def _work(self) -> None:
        player = self._player
        while (kind := self._waiting.get()) is not None:
            if player is None or not player(self._file(kind)):
                # No sound card, or none that answers: it will not be asked again.
                player = None
                self._bell()

    def _file(self, kind: Kind) -> Path:
        return Path(self._folder.name) / f"{kind.value}.wav"


def find_player() -> Player:
    """Return what plays sound on this machine; one that cannot where there is nothing."""
    if sys.platform == "win32":
        return _play_on_windows
    for command in PLAYERS:
        program = shutil.which(command[0])
        if program is not None:
            return functools.partial(_play_with, (program, *command[1:]))
    return lambda _file: False


def ring_bell() -> None:
    """Ring the terminal's bell, where there is a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write("\a")
        sys.stderr.flush()


def _play_with(start: tuple[str, ...], file: Path) -> bool:
    try:
        played = subprocess.run(  # noqa: S603  one of PLAYERS with a file of ours
            [*start, str(file)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PLAY_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return played.returncode == 0


def _play_on_windows(file: Path) -> bool:
    if sys.platform != "win32":
        return False
    import winsound

    try:
        winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_NODEFAULT)
    except RuntimeError:
        return False
    return True


def samples(tune: tuple[Note, ...]) -> "array.array[int]":
    """Return a tune as 16-bit samples at `RATE`."""
    made = array.array("h")
    for frequency, seconds in tune:
        count = round(seconds * RATE)
        for index in range(count):
            edge = min(index, count - 1 - index) / (FADE_SECONDS * RATE)
            angle = 2 * math.pi * frequency * index / RATE
            # The third and fifth overtone carry a low note through noise and small loudspeakers.
            wave_form = (math.sin(angle) + math.sin(3 * angle) / 3 + math.sin(5 * angle) / 5) / 1.2
            made.append(round(32_000 * LOUDNESS * min(1.0, edge) * wave_form))
    return made


def _write_wav(path: Path, tune: tuple[Note, ...]) -> None:
    data = samples(tune)
    if sys.byteorder == "big":
        data.byteswap()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(data.tobytes())

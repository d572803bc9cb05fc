"""The dialogue with a worker, from the side of the one who asks.

`reading.worker` says what the two tell each other. Nothing that the worker says is trusted, for a hostile file may have
taken it over: each line is bounded and has one form, and nothing is waited for longer than allowed.
"""

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, cast

from reading.errors import Obstacle, UnreadableError, confused
from reading.limits import Limits
from reading.more import More, with_one_more
from reading.page import Good, Page, Wanted
from reading.starting import Worker
from reading.worker import CODES, GOOD, LENGTH_BYTES, NOT_GOOD, NUMBER_BYTES, PICTURE, THUMBNAIL, WORDS

MAX_LINE_BYTES: Final = 64 * 1024
"""The largest QR code holds 7,089 characters, each of six bytes at most in JSON."""

MAX_SENTENCE: Final = 2000

CHUNK: Final = 256 * 1024
"""Bytes of a file that are handed over at a time."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the worker says the file is."""

    pages: int
    numbered: bool
    attachments: int


class Conversation:
    """Talks to one worker about one file."""

    def __init__(self, worker: Worker, limits: Limits) -> None:
        self._worker = worker
        self._limits = limits
        self._timed_out = False
        self.usable = True
        """Whether the worker may be asked for another page: it waits, and has said nothing that it should not."""

    def open(self, file: BinaryIO) -> Opened:
        """Hand the file over and return what it is.

        Raises:
            UnreadableError: it cannot be read at all.

        """
        with self._exchange(), self._watched(self._limits.max_seconds_per_picture):
            self._send(file)
            match self._line():
                case {"is": "opened", "pages": int(pages), "numbered": bool(numbered), "attachments": int(attached)}:
                    # Said by the worker, which checked it: also one that was taken over shall not count for ever.
                    if 0 < pages <= self._limits.max_pages:
                        return Opened(pages, numbered, attached)
            raise confused()

    def page(self, number: int, opened: Opened, good: Good, wanted: Wanted) -> Page:
        """Have the page of a number, counted from 1, drawn and searched.

        Raises:
            UnreadableError: this page cannot be read; others can be asked for while the worker is `usable`.

        """
        with self._exchange():
            with self._watched(self._limits.max_seconds_per_picture):
                self._say(number.to_bytes(NUMBER_BYTES, "big") + bytes([_flags(wanted)]))
                more = self._until_drawn(wanted)
            with self._watched(2 * self._limits.max_seconds_per_picture):
                texts = self._texts(good)
        shown = number if opened.numbered else None
        return Page(shown, opened.pages, texts, opened.attachments, more.thumbnail, more.words or "", more.picture)

    def _until_drawn(self, wanted: Wanted) -> More:
        more = More()
        while True:
            match self._line():
                case {"is": "more", **about}:
                    more = with_one_more(more, wanted, about, self._bytes)
                case {"is": "drawn"}:
                    return more
                case _:
                    raise confused()

    def _texts(self, good: Good) -> tuple[str, ...]:
        texts: dict[str, None] = {}
        while len(texts) <= self._limits.max_codes_per_picture:
            match self._line():
                case {"is": "text", "text": str(text)}:
                    texts[text] = None
                    self._say(GOOD if good(text) else NOT_GOOD)
                case {"is": "searched"}:
                    return tuple(texts)
                case _:
                    break
        raise confused()

    @contextmanager
    def _exchange(self) -> Iterator[None]:
        """Ask nothing more of a worker whose last exchange did not come to its end."""
        self.usable = False
        yield
        self.usable = True

    def _send(self, file: BinaryIO) -> None:
        with _damage_in_words():
            left = file.seek(0, os.SEEK_END)
            file.seek(0)
        self._say(left.to_bytes(LENGTH_BYTES, "big"))
        while left:
            with _damage_in_words():
                if not (chunk := file.read(min(left, CHUNK))):
                    raise OSError(0, "it became shorter meanwhile")
            self._say(chunk)
            left -= len(chunk)

    def _say(self, data: bytes) -> None:
        try:
            self._worker.questions.write(data)
            self._worker.questions.flush()
        except OSError as error:
            raise self._died() from error

    def _line(self) -> dict[str, Any]:
        """Return what the worker says next; raise its own reason where it gives up."""
        line = self._worker.answers.readline(MAX_LINE_BYTES)
        if not line.endswith(b"\n"):
            raise confused() if len(line) == MAX_LINE_BYTES else self._died()
        try:
            said = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise confused() from error
        match said:
            case {"is": "failed", "obstacle": str(obstacle), "sentence": str(sentence)} if obstacle in set(Obstacle):
                # What stopped at one page may have left damage behind.
                self.usable = obstacle != Obstacle.STOPPED
                raise UnreadableError(Obstacle(obstacle), sentence[:MAX_SENTENCE])
            case {"is": str()}:
                return cast("dict[str, Any]", said)
        raise confused()

    def _bytes(self, length: int) -> bytes:
        data = self._worker.answers.read(length)
        if len(data) != length:
            raise self._died()
        return data

    @contextmanager
    def _watched(self, seconds: float) -> Iterator[None]:
        """Kill the worker where it takes longer."""
        watchdog = threading.Timer(seconds, self._give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            yield
        finally:
            watchdog.cancel()

    def _give_up(self) -> None:
        self._timed_out = True
        self._worker.kill()

    def _died(self) -> UnreadableError:
        code = self._worker.end()
        if self._timed_out or code == -getattr(signal, "SIGXCPU", 0):
            return UnreadableError(
                Obstacle.PAGE_TOO_SLOW,
                f"takes longer than the {self._limits.max_seconds_per_picture:g} seconds "
                "that one page may take; print it to a new PDF, or send a picture of the page with the code",
            )
        return UnreadableError(
            Obstacle.STOPPED,
            "made the program that reads it stop, by too much memory or by damage; "
            "do not trust this file, and ask for a scan of the paper instead",
        )


def over_time(limits: Limits) -> UnreadableError:
    """Return the error for a file that takes too long as a whole."""
    return UnreadableError(
        Obstacle.FILE_TOO_SLOW,
        f"takes longer than the {limits.max_seconds_per_file:g} seconds "
        "that one file may take; split it and check the parts",
    )


def _flags(wanted: Wanted) -> int:
    return THUMBNAIL * wanted.thumbnail | WORDS * wanted.words | PICTURE * wanted.picture | CODES * wanted.codes


@contextmanager
def _damage_in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnreadableError(
            Obstacle.DAMAGED, f"cannot be read to its end ({error.strerror}); look at its disk and try again"
        ) from error

"""The worker process: a file comes in on standard input, the texts of its codes go out, page by page as asked for.

Run as `python -m reading.worker LIMITS`, with the fields of `reading.limits.Limits` as a JSON object, or forked by
`reading.zygote`; it is no command for people: `reading.starting` starts it, `reading.conversation` talks to it.

In: the file's length (eight bytes, big-endian) and its bytes. Then for each page that is wanted its number, counted
from 1 (four bytes), and what is wanted of it (one byte of flags), and one byte for every text asked
about. At the end of the input the worker ends.
Out: one JSON object a line, each with a member `is` that names it:

    opened    `pages`, `numbered`, `attachments`: what the file is
    more      `what`, `bytes`, and `width`, `height` of a picture: so many bytes of what was wanted follow the line
    drawn     the page is a picture now, and is being searched
    text      `text`: a code on that page; the parent answers `1` if it is what is looked for, else `0`
    searched  nothing more is found on that page
    failed    `obstacle`, `sentence`: the page, or before `opened` the file, cannot be read

Whoever asks keeps what makes a text good (keys, trust) to itself, and this process holds nothing worth stealing.
"""

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final

from reading.errors import Obstacle, UnreadableError
from reading.limits import Limits

if TYPE_CHECKING:
    from reading.draw.drawn import Drawing

LENGTH_BYTES: Final = 8
NUMBER_BYTES: Final = 4
GOOD: Final = b"1"
NOT_GOOD: Final = b"0"

THUMBNAIL: Final = 1
WORDS: Final = 2
PICTURE: Final = 4
CODES: Final = 8
"""The flags of what is wanted."""


def main(limits_json: str) -> int:
    """Serve standard input under the limits; always exits 0 once it could say what it had to say."""
    limits = Limits(**json.loads(limits_json))
    serve(limits, sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb"))
    return 0


def serve(limits: Limits, questions: BinaryIO, output: BinaryIO) -> None:
    """Limit this process for good, then read one file."""
    _limit_this_process(limits)
    dialogue = _Dialogue(questions, output)
    file = io.BytesIO(dialogue.read_file())
    with _failures_said(dialogue):
        _read(file, limits, dialogue)


def prepare(limits: Limits) -> None:
    """Load what every file needs: a picture of nothing goes through all steps, and afterwards no file can be opened.

    Raises:
        ImportError: a library is not installed. They are imported late, so that it can be named.

    """
    import numpy as np

    from reading.decode.cascade import read_texts
    from reading.draw import kinds, more  # noqa: F401  for `_read_page`

    read_texts(np.full((8, 8, 3), 255, np.uint8), good=lambda _: False, limits=limits)


class _Dialogue:
    """What is said to the parent, and what it answers."""

    def __init__(self, questions: BinaryIO, output: BinaryIO) -> None:
        self._questions = questions
        self._output = output

    def read_file(self) -> bytes:
        return self._questions.read(int.from_bytes(self._questions.read(LENGTH_BYTES), "big"))

    def next_page(self) -> tuple[int, int] | None:
        """Return the number of the page that is wanted now, and the flags; None where there is none."""
        asked = self._questions.read(NUMBER_BYTES + 1)
        return (int.from_bytes(asked[:-1], "big"), asked[-1]) if len(asked) == NUMBER_BYTES + 1 else None

    def say(self, kind: str, /, **about: object) -> None:
        # ASCII, one line: no text of a code can end a line or be mistaken for another one.
        self._output.write(json.dumps({"is": kind, **about}).encode("ascii") + b"\n")
        self._output.flush()

    def hand_over(self, what: str, data: bytes, **about: int) -> None:
        self.say("more", bytes=len(data), what=what, **about)
        self._output.write(data)

    def ask(self, text: str) -> bool:
        self.say("text", text=text)
        return self._questions.read(1) == GOOD


@contextmanager
def _failures_said(dialogue: _Dialogue) -> Iterator[None]:
    try:
        yield
    except UnreadableError as reason:
        dialogue.say("failed", obstacle=reason.obstacle, sentence=str(reason))
    except MemoryError:
        sentence = "needs more memory than a document may take; it may be a decompression bomb"
        dialogue.say("failed", obstacle=Obstacle.STOPPED, sentence=sentence)
    except ImportError as missing:
        sentence = f"cannot be read: {missing}; install all that OriginSeal needs"
        dialogue.say("failed", obstacle=Obstacle.MISSING_LIBRARY, sentence=sentence)


def _read(file: BinaryIO, limits: Limits, dialogue: _Dialogue) -> None:
    prepare(limits)
    from reading.draw.kinds import draw

    drawing = draw(file, limits, loaded=_close_the_door)
    dialogue.say("opened", pages=drawing.pages, numbered=drawing.numbered, attachments=drawing.attachments)
    while (asked := dialogue.next_page()) is not None:
        with _failures_said(dialogue):
            _read_page(drawing, *asked, limits, dialogue)


def _read_page(drawing: "Drawing", number: int, wanted: int, limits: Limits, dialogue: _Dialogue) -> None:
    from reading.decode.cascade import read_texts
    from reading.draw import more

    picture = drawing.draw(number)
    if wanted & THUMBNAIL:
        dialogue.hand_over("thumbnail", more.thumbnail(picture))
    if wanted & WORDS:
        dialogue.hand_over("words", more.words(drawing, number))
    if wanted & PICTURE:
        small = more.small(picture)
        dialogue.hand_over("picture", small.tobytes(), width=small.shape[1], height=small.shape[0])
    dialogue.say("drawn")
    if wanted & CODES:
        read_texts(picture, good=dialogue.ask, limits=limits)
    dialogue.say("searched")


def _limit_this_process(limits: Limits) -> None:
    """Have the kernel hold us to the limits, where it is a Unix; elsewhere the parent's clock alone does."""
    try:
        import resource
    except ImportError:
        return
    os.nice(limits.niceness)
    seconds = int(limits.max_seconds_per_file) + 1
    resource.setrlimit(resource.RLIMIT_AS, (limits.max_worker_bytes, limits.max_worker_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Nothing this process does may leave bytes behind.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _close_the_door(threads: bool) -> None:
    """Open nothing any more: no file, no connection, no pipe to another program. There is no way back.

    This process runs as the same user as the one who asks, so a file that takes it over could otherwise read that one's
    keys and settings, and hand them out as the texts of codes. Nor can it leave a process behind that outlives it, but
    where `threads` must be allowed: the kernel counts both alike.
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    if not threads:
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

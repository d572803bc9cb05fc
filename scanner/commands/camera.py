"""`scanner camera`: hold a certificate before the camera and read the verdict in the picture."""

import argparse
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from scanner.commands.trusting import add_trust_options
from scanner.commands.verifier import build_verifier

if TYPE_CHECKING:
    from scanner.decode.filters import Picture
    from scanner.finding import Finding, InView
    from scanner.video import Video

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

DESCRIPTION = """\
Show the camera's picture and, once a code is in view, the verdict: word, icon and colour, with number,
date and chamber to compare with the paper. Q, Esc or closing the window ends it.

With --headless there is no window; each new code gives one line of JSON:
{"text": ..., "kind": "valid" | "invalid" | "indeterminate", "word": ..., "lines": [...], "seconds": ...}
A code counts as new again after it was out of view for two seconds.

exit code: 0 ended by you, or the film is over; 2 no camera, no readable film, or no screen."""


def register(subparsers: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "camera",
        help="check certificates held before a camera",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--source",
        default="0",
        metavar="0|FILE|URL",
        help="number of the camera, a video file, or the URL of a stream (default: 0, the first camera)",
    )
    parser.add_argument("--headless", action="store_true", help="no window: print one line of JSON per new code")
    add_trust_options(parser)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Watch the source until it ends or the person does."""
    from scanner.camera import watch
    from scanner.video import Video

    verify = build_verifier(arguments)
    if arguments.headless:
        watch(Video(arguments.source), verify, report=_print_line, show=lambda _frame, _results: True)
        return 0
    from scanner.window import Window

    video = Video(arguments.source)
    with Window() as window:
        watch(video, verify, report=lambda _text, _finding, _seconds: None, show=_shown_in(window.show, video))
    return 0


def _shown_in(show: Callable[["Picture", float], bool], video: "Video") -> Callable[["Picture", "list[InView]"], bool]:
    """Draw the overlay and pace a film: a camera paces itself, a file would run as fast as it decodes."""
    from scanner import overlay

    due = time.monotonic()

    def draw_and_show(frame: "Picture", results: "list[InView]") -> bool:
        nonlocal due
        picture = overlay.draw(frame, results)
        due = max(due + video.frame_seconds, time.monotonic())
        return show(picture, due - time.monotonic() if video.is_file else 0.0)

    return draw_and_show


def _print_line(text: str, finding: "Finding", seconds: float) -> None:
    line = {
        "text": text,
        "kind": finding.kind.value,
        "word": finding.word,
        "lines": list(finding.lines),
        "seconds": round(seconds, 2),
    }
    print(json.dumps(line), flush=True)

"""`scanner camera`: hold a certificate before the camera and read the verdict in the picture."""

import argparse
import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scanner.commands.trusting import add_trust_options, build_checker
from scanner.commands.verifier import verifier_of
from scanner.errors import CameraError, UsageError
from scanner.language import ENGLISH, N_, _, use
from scanner.terminal import printable

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from scanner.camera.feed import LiveFeed
    from scanner.camera.video import Film, Moment
    from scanner.camera.watch import Hit, Seen
    from scanner.checker import Checker
    from scanner.logbook import Logbook

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

DESCRIPTION: Final = N_("""\
Show the camera's picture and, once a code is in view, the verdict: word, icon and colour, with number, date and
chamber. The picture then stands still until you go on; a tone tells the verdicts apart. What is needed to read a
code (closer, more light, hold still) stands in the picture. A camera that is unplugged is waited for.

keys: Space next certificate, Enter or C compare the paper box by box, R check again, N next camera, F full screen,
M sound, ? all keys, Q or Esc quit.

With --headless there is no window; each new code gives one line of JSON, in English:
{"text": ..., "kind": "valid" | "invalid" | "indeterminate", "word": ..., "lines": [...], "seconds": ...}
A code counts as new again after it was out of view for two seconds.

exit code: 0 ended by you, or the film is over; 2 no camera, no readable film, or no screen.""")


def register(subparsers: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "camera", help=_("check certificates held before a camera"), description=_(DESCRIPTION)
    )
    parser.add_argument(
        "--source",
        action="append",
        metavar="0|FILE|URL",
        help=_(
            "number of the camera, a video file, or the URL of a stream (default: 0, the first camera); "
            "given several times, N goes from one to the next"
        ),
    )
    parser.add_argument("--list", action="store_true", help=_("list the cameras of this machine and leave"))
    parser.add_argument("--continuous", action="store_true", help=_("cards in the picture, no stop at each verdict"))
    parser.add_argument("--full-screen", action="store_true", help=_("begin with the whole screen (key F)"))
    parser.add_argument("--by", metavar="NAME", help=_("who compares; shown with the outcome of a comparison"))
    parser.add_argument(
        "--log", type=Path, metavar="FILE", help=_("add a line of JSON to this file for each check and each comparison")
    )
    parser.add_argument("--mute", action="store_true", help=_("no tones (key M)"))
    parser.add_argument("--headless", action="store_true", help=_("no window: print one line of JSON per new code"))
    add_trust_options(parser)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Watch the source until it ends or the person does."""
    from scanner.logbook import open_log

    if arguments.list:
        return _list()
    sources: list[str] = arguments.source or ["0"]
    _refuse_film_among(sources)
    if arguments.headless:
        # The lines are for programs: their words are the same in every language.
        use(ENGLISH)
    # The camera first: a wrong number is told at once, and not after the trust files were refreshed.
    with _opened(sources) as source, open_log(arguments.log, by=arguments.by) as log:
        checker = build_checker(arguments)
        # A counter works for days: the trust files are refreshed beside it.
        with checker.trust.kept_fresh():
            if arguments.headless:
                return _headless(source, checker, log)
            return _on_screen(arguments, source, checker, log)


def _list() -> int:
    from scanner.camera.cameras import list_cameras

    cameras = list_cameras()
    for camera in cameras:
        print(f"{camera.number}\t{camera.width}x{camera.height}\t{printable(camera.name)}")
    if not cameras:
        raise CameraError(_("no camera gives a picture; plug one in, or close the program that uses it"))
    return 0


def _refuse_film_among(sources: list[str]) -> None:
    from scanner.camera.video import is_film

    if len(sources) > 1 and any(is_film(source) for source in sources):
        raise UsageError(_("a video file is watched alone; give several --source only for cameras and streams"))


def _opened(sources: list[str]) -> "AbstractContextManager[Film | LiveFeed]":
    from scanner.camera.feed import LiveFeed
    from scanner.camera.video import Film, is_film

    return nullcontext(Film(sources[0])) if is_film(sources[0]) else LiveFeed(sources)


def _headless(source: "Film | LiveFeed", checker: "Checker", log: "Logbook") -> int:
    from scanner.camera.watch import watch

    trouble = ""

    def notice(moment: "Moment", _seen: "Seen") -> bool:
        """Say once that the camera is away, for nobody sees a picture."""
        nonlocal trouble
        if moment.trouble and moment.trouble != trouble:
            sys.stderr.write(f"scanner: {printable(moment.trouble)}\n")
        if moment.trouble or moment.frame is not None:
            trouble = moment.trouble
        return True

    watch(source.moments(), log.checking(verifier_of(checker)), report=_print_line, show=notice)
    return 0


def _on_screen(arguments: argparse.Namespace, source: "Film | LiveFeed", checker: "Checker", log: "Logbook") -> int:
    from scanner.camera.screen import run_on_screen
    from scanner.camera.viewer import Viewer
    from scanner.comparison.opening import comparisons
    from scanner.screen.sound import Speaker, find_player, ring_bell
    from scanner.screen.window import Window

    player = None if arguments.mute else find_player()
    with Window(full_screen=arguments.full_screen) as window, Speaker(player, bell=ring_bell) as speaker:
        start = comparisons(checker.reference, stands=checker.as_of_now, by=arguments.by, log=log)
        viewer = Viewer(
            say=speaker.say, compare=lambda hit: start(hit.finding, hit.frame), continuous=arguments.continuous
        )
        verify = log.checking(verifier_of(checker))
        run_on_screen(source, verify, viewer, window, mute=speaker.toggle_mute)
    return 0


def _print_line(hit: "Hit") -> None:
    line = {
        "text": hit.text,
        "kind": hit.finding.kind.value,
        "word": hit.finding.word,
        "lines": list(hit.finding.lines),
        "seconds": round(hit.seconds, 2),
    }
    print(json.dumps(line), flush=True)

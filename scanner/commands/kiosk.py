"""`scanner kiosk`: a counter with a hand scanner that types what it reads."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scanner.commands.trusting import add_trust_options, build_checker
from scanner.commands.verifier import verifier_of
from scanner.language import N_, _

if TYPE_CHECKING:
    from scanner.checker import Checker
    from scanner.kiosk.checks import CheckQuestion
    from scanner.logbook import Logbook

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

DESCRIPTION: Final = N_("""\
A page over the whole screen for a counter where a USB hand scanner types each code like a keyboard. It shows the
verdict with a tone, and what was found before. Keyboard layouts that garble the code are undone. Without a scanner,
type number and issue date and press Enter.

keys: Enter with nothing typed compares the paper box by box; Esc clears, and on the empty page leaves.

With --terminal there is no window: each line of the input (a code, or number and date) is answered by a few lines.

exit code: 0 ended by you, or the input is over; 2 no window can be opened, or nothing can be trusted.""")


def register(subparsers: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("kiosk", help=_("a counter with a USB hand scanner"), description=_(DESCRIPTION))
    parser.add_argument("--terminal", action="store_true", help=_("no window: read lines, print verdicts"))
    parser.add_argument("--window", action="store_true", help=_("a window in place of the whole screen"))
    parser.add_argument("--mute", action="store_true", help=_("no tones"))
    parser.add_argument("--by", metavar="NAME", help=_("who compares; shown with the outcome of a comparison"))
    parser.add_argument(
        "--log", type=Path, metavar="FILE", help=_("add a line of JSON to this file for each check and each comparison")
    )
    add_trust_options(parser)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve the counter until the person leaves or the input ends."""
    from scanner.logbook import open_log

    with open_log(arguments.log, by=arguments.by) as log:
        checker = build_checker(arguments)
        with checker.trust.kept_fresh():
            return _in_terminal(checker, log) if arguments.terminal else _in_window(arguments, checker, log)


def _in_terminal(checker: "Checker", log: "Logbook") -> int:
    from scanner.kiosk.terminal import run_in_terminal

    base = checker.trust.current().trust.trust_list.base
    run_in_terminal(sys.stdin.buffer, sys.stdout, base, log.checking(_check_with(checker)))
    return 0


def _in_window(arguments: argparse.Namespace, checker: "Checker", log: "Logbook") -> int:
    from scanner.comparison.opening import comparisons
    from scanner.kiosk.checks import Checks
    from scanner.kiosk.counter import Counter
    from scanner.kiosk.window import KioskWindow
    from scanner.screen.sound import Speaker, find_player, ring_bell

    checks = Checks(log.checking(_check_with(checker)))
    with Speaker(None if arguments.mute else find_player(), bell=ring_bell) as speaker:
        counter = Counter(
            base=lambda: checker.trust.current().trust.trust_list.base,
            ask=checks.ask,
            say=speaker.say,
            compare=comparisons(checker.reference, stands=checker.as_of_now, by=arguments.by, log=log),
        )
        window = KioskWindow(counter, checks, trust_line=lambda: _trust_line(checker), full_screen=not arguments.window)
        window.run()
    return 0


def _check_with(checker: "Checker") -> "CheckQuestion":
    from scanner.kiosk.entry import CodeQuestion
    from scanner.screen.findings import finding_of

    check_text = verifier_of(checker)
    return lambda question: (
        check_text(question.text)
        if isinstance(question, CodeQuestion)
        else finding_of(checker.check_typed(question.number, question.day))
    )


def _trust_line(checker: "Checker") -> str:
    """Say of when the signed revocations are: who looks at the page sees whether it is kept fresh."""
    from scanner.language import day_text

    held = checker.trust.current()
    if held.status is None:
        return _("No signed list of revocations")
    as_of = held.status.as_of
    return _("Signed list of revocations of %(day)s, %(time)s UTC") % {
        "day": day_text(as_of.date()),
        "time": f"{as_of:%H:%M}",
    }

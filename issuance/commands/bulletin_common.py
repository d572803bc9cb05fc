"""What the `issuance bulletin` commands share: their arguments, and how a change is told or published."""

import argparse
import datetime as dt
import sys
from collections.abc import Callable
from typing import Any

from issuance.commands.arguments import Subparsers, add_directory, open_installation
from issuance.commands.common import say
from issuance.errors import RefusedError
from signing.bulletin import ENGLISH, MAX_TEXT_LENGTH, Bulletin


def add_group(commands: Subparsers, name: str, help_: str) -> Subparsers:
    """Add a command that has commands of its own, and return these."""
    group = commands.add_parser(name, help=help_)
    return group.add_subparsers(title="commands", metavar="COMMAND", required=True)


def add_texts(parser: argparse.ArgumentParser) -> None:
    """Add `--text`, once for each language."""
    parser.add_argument(
        "--text",
        type=_text,
        action="append",
        required=True,
        metavar="LANG=TEXT",
        help=f"plain text of at most {MAX_TEXT_LENGTH} characters; once for each language, {ENGLISH} always",
    )


def texts_of(args: argparse.Namespace) -> dict[str, str]:
    """Return the texts by language; raise `RefusedError` where one language has two."""
    texts: dict[str, str] = {}
    for language, text in args.text:
        if language in texts:
            raise RefusedError(f"There are two texts in {language!r}; give one for each language.")
        texts[language] = text
    return texts


def finish(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    """Add what every change takes: `--publish` and the installation."""
    parser.add_argument("--publish", action="store_true", help="publish at once")
    add_directory(parser)
    parser.set_defaults(func=run)


def noted(args: argparse.Namespace, answer: dict[str, Any]) -> int:
    """Print what was noted and, where that was asked for, publish it."""
    say(answer)
    if args.publish:
        return run_publish(args)
    tell("Noted, not public yet: issuance bulletin publish")
    return 0


def run_publish(args: argparse.Namespace) -> int:
    """Publish what is noted."""
    with open_installation(args) as office:
        say(_outline(office.bulletin_desk.publish()))
    return 0


def _outline(bulletin: Bulletin) -> dict[str, Any]:
    return {
        "number": bulletin.number,
        "issued_at": bulletin.issued_at.isoformat(),
        "valid_until": bulletin.valid_until.isoformat(),
        "notices": len(bulletin.notices),
        "windows": len(bulletin.windows),
        "months": len({entry.month for entry in bulletin.availability}),
        "api_keys": len(bulletin.api_keys),
    }


def instant(text: str) -> dt.datetime:
    """Read an instant that names its zone; return it in UTC."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no instant such as 2026-12-05T22:00+09:00") from error
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} names no zone; write {text}+09:00 for Japan time, {text}Z for UTC")
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is out of range") from error


def _text(text: str) -> tuple[str, str]:
    language, separator, rest = text.partition("=")
    if not separator:
        raise argparse.ArgumentTypeError(f"{text!r} does not begin with its language: en={text}")
    return language, rest


def tell(sentence: str) -> None:
    """Print a sentence for the person; stdout stays free for what programs read."""
    print(f"issuance: {sentence}", file=sys.stderr)

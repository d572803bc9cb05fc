"""`issuance deliver`: send the messages and webhooks that are due; once, or again and again with --watch."""

import argparse
import signal
import sys
import threading

from issuance.commands.common import add_directory, open_office, say
from issuance.errors import IssuanceError
from issuance.office import Office

WATCH_SECONDS = 10.0
"""How long the watch rests between two rounds: a first password should not keep anybody waiting."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "deliver", help="send mail, faxes and webhooks that are due, publish what is to be announced"
    )
    parser.add_argument("--watch", action="store_true", help="go on until SIGTERM, with a round every few seconds")
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Send; a round that is under way at SIGTERM is finished."""
    with open_office(args) as office:
        if not args.watch:
            say(_round(office))
            return 0
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            try:
                told = _round(office)
            except IssuanceError as error:
                # The database is restarted, a disk is full, a key is away: the watch outlives that.
                print(f"issuance: {error}", file=sys.stderr, flush=True)
            else:
                if any(told.values()):
                    say(told)
                    sys.stdout.flush()
            stop.wait(WATCH_SECONDS)
    return 0


def _round(office: Office) -> dict[str, object]:
    written = office.postings.spreader.spread()
    done = office.postings.courier.round()
    webhooks = office.postings.webhooks.round()
    bulletin = office.postings.bulletin.publish()
    return {
        "written": written,
        "taken": done.taken,
        "put_off": done.put_off,
        "failed": done.failed,
        "unreachable": {str(channel): why for channel, why in done.unreachable.items()},
        "webhooks_taken": webhooks.taken,
        "webhooks_put_off": webhooks.put_off,
        "webhooks_failed": webhooks.failed,
        "bulletin": None if bulletin is None else bulletin.number,
    }

"""`issuance heartbeat`: write the present instant into the register, for those who read a replica of it.

A replica lags behind by nobody knows how much. What readers of one can say is: all that was published before the last
heartbeat that has come through. So the reference service counts its answers as of that instant, and after ten seconds
without a new one says “too old to tell” rather than “in force”. Where nobody reads a replica it is not needed.
"""

import argparse
import signal
import sys
import threading

from issuance.commands.common import add_directory, open_office, say
from register.errors import RegisterError

WATCH_SECONDS = 1.0
"""Between two heartbeats: far below the ten seconds after which an answer is too old."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "heartbeat",
        help="tell the readers of the register's replicas how new their data are",
        description="Write the present instant into the register. Whoever reads a streaming replica of it counts what "
        "he finds as of the last heartbeat that has come through; without heartbeats nothing there is in force.",
    )
    parser.add_argument("--watch", action="store_true", help="go on until SIGTERM, with a heartbeat each second")
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Write it once, or each second. Nothing else is opened than the register, with the publisher's role."""
    with open_office(args) as office:
        if not args.watch:
            office.writer.beat()
            say({"heartbeat": office.clock().isoformat()})
            return 0
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        problem = ""
        while not stop.is_set():
            told, problem = problem, ""
            try:
                office.writer.beat()
            except RegisterError as error:
                # A database is restarted or another takes over: the watch outlives that, and says it once.
                problem = str(error)
            if problem != told:
                print(f"issuance: {problem or 'The heartbeat goes on.'}", file=sys.stderr, flush=True)
            stop.wait(WATCH_SECONDS)
    return 0

"""`operations probe`: ask what a bank asks, and write down what came."""

import argparse
import signal
import sys
import threading
import time

from operations import journal
from operations.commands.common import add_directory, say
from operations.config import Config, load_config
from operations.errors import OperationsError, RefusedError
from operations.probe.figures import write_figures
from operations.probe.records import Result
from operations.probe.round import Round, probe
from operations.times import system_clock

DESCRIPTION = """\
Look the canary certificates up and scan them, as a bank does; ask the office's pages whether they are ready.

One line for each check goes into probe-YYYY-MM.jsonl, and with OPERATIONS_TEXTFILE the figures for Prometheus.

exit code: 0 all up; 2 something is down; 3 something answered WRONGLY; 1 the round could not be done."""

EXITS = {Result.UP: 0, Result.DOWN: 2, Result.WRONG: 3}
EVERY_SECONDS = 60.0


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "probe",
        help="look up and scan the canary certificates once",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--watch", action="store_true", help="go on until SIGTERM, with a round each minute")
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Do one round, or one a minute."""
    config = load_config(directory=args.directory)
    with journal.alone(config.directory / "probe.lock") as is_ours:
        if not is_ours:
            raise RefusedError("Another probe is at work here: let it finish, or end it.")
        if not args.watch:
            return EXITS[_round(config).worst]
        _watch(config)
    return 0


def _round(config: Config) -> Round:
    began = system_clock()
    done = probe(config, lambda: began)
    if config.textfile is not None:
        write_figures(config.textfile, done, began)
    for record in done.records:
        if record.result is not Result.UP:
            say(record.model_dump(mode="json"))
    return done


def _watch(config: Config) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    due = time.monotonic()
    while not stop.is_set():
        try:
            _round(config)
        except OperationsError as error:
            # A full disk, a folder taken away: the watch outlives that, and the alert of a missing round tells of it.
            print(f"operations: {error}", file=sys.stderr, flush=True)
        due = max(due + EVERY_SECONDS, time.monotonic())
        stop.wait(due - time.monotonic())

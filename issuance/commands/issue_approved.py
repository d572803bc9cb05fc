"""`issuance issue-approved`: issue what is approved and paid, revoke what is decided, sign answers and disclosures.

Once, or again and again with --watch. It alone uses the chambers' keys: the pages' processes leave them alone. Several
may run; each application is issued once, each answer signed once.
"""

import argparse
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from issuance.batch import Batch
from issuance.commands.common import add_directory, open_office, say
from issuance.commands.progress import Progress
from issuance.domain.ids import FEDERATION
from issuance.errors import IssuanceError
from issuance.office import Office
from issuance.services.delivery.backlog import in_slices
from issuance.services.delivery.job import Outcome, What
from issuance.services.inquiries.signing import What as Answered
from register.errors import RegisterError
from signing.errors import SigningError

WATCH_SECONDS = 3.0
"""How long the watch rests between two rounds: who has just paid is looking at the page."""

MANY = 20
"""From so many on, several processes are worth their start."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("issue-approved", help="issue and deliver what is approved and paid")
    parser.add_argument("--watch", action="store_true", help="go on until SIGTERM, with a round every few seconds")
    parser.add_argument("--processes", type=int, default=2, metavar="N", help="where many wait (default: 2)")
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Issue; one application that is under way at SIGTERM is finished."""
    stop = threading.Event()
    with open_office(args) as office:
        if not args.watch:
            return 1 if _round(office, args.processes, stop) else 0
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            try:
                _round(office, args.processes, stop)
            except (IssuanceError, RegisterError, SigningError, OSError) as error:
                # The database is restarted, a disk is full, a key is away: the watch outlives that.
                print(f"issuance: {error}", file=sys.stderr, flush=True)
            stop.wait(WATCH_SECONDS)
    return 0


def _round(office: Office, processes: int, stop: threading.Event) -> bool:
    """Do what is to be done in each chamber; return whether anything was left undone."""
    done = Counter[What]()
    for said in _work(office, processes, done):
        say(said)
        sys.stdout.flush()
        if stop.is_set():
            break
    else:
        if done[What.DELIVERED]:
            # Drawn after the certificates, on whose way they would cost as much as all the rest.
            office.copies.publish_all()
    return bool(done[What.STOPPED] or done[What.LATER])


def _work(office: Office, processes: int, done: "Counter[What]") -> Iterator[dict[str, object]]:
    """Work, and yield what is told; count what became of applications, and as `LATER` errands that are left."""
    for chamber in office.tenants():
        if chamber == FEDERATION:
            continue
        for is_done, said in _errands(office, chamber):
            done[What.LATER] += not is_done
            yield {"chamber": chamber, **said}
        progress = Progress(chamber, office.delivery.job.count(chamber))
        for outcome in in_slices(office.delivery.job, chamber, partial(_issue, office, chamber, processes)):
            progress.note()
            done[outcome.what] += 1
            if outcome.what is not What.PASSED:
                yield {"chamber": chamber, **_described(outcome)}


def _errands(office: Office, chamber: str) -> Iterator[tuple[bool, dict[str, object]]]:
    """Do what else needs the keys: little, and people wait for it. Yield whether it is done, and what is told of it."""
    for voided in office.delivery.voiding.round(chamber):
        yield not voided.reason, {"what": "voided", "number": voided.number, "reason": voided.reason}
    for revoked in office.after_issue.job.round(chamber):
        yield not revoked.reason, {"what": "revoked", "number": revoked.number, "reason": revoked.reason}
    for answer in office.inquiries.job.round(chamber):
        is_done = answer.what not in (Answered.STOPPED, Answered.LATER)
        yield is_done, {"what": answer.what.value, "case": answer.case, "reason": answer.reason}
    for made in office.disclosure.job.round(chamber):
        yield not made.reason, {"what": "disclosed", "case": made.case, "reason": made.reason}


def _issue(office: Office, chamber: str, processes: int, waiting: Sequence[str]) -> Iterator[Outcome]:
    if processes < 2 or len(waiting) < MANY:
        yield from (office.delivery.job.issue(chamber, key) for key in waiting)
        return
    with Batch(office.config, processes) as batch:
        yield from batch.deliver(chamber, waiting)


def _described(outcome: Outcome) -> dict[str, object]:
    return {
        "application": outcome.application,
        "what": outcome.what.value,
        "number": outcome.number,
        "reason": outcome.reason,
    }

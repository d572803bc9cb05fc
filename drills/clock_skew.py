"""Clocks that are wrong: the office's, the reference service's, a scanner's. None may make a revoked one look good."""

import datetime as dt
from collections.abc import Callable

from drills.drill import Drill, DrillError
from drills.rehearsal import clock_of, gap_free, issue, rehearse
from drills.witness import Witness
from issuance.domain.ledger import LedgerEntry
from issuance.errors import ClockError
from issuance.office import system_clock
from reference_service.app import create_app
from reference_service.config import load_config
from reference_service.trust import TrustDirectory
from register.documents import DocumentStore
from register.reader import RegisterReader
from signing.record import RevocationReason
from tests.lying_server import LyingServer
from tests.offices import OFFICERS, Installation, numbered_request

ABOUT = "the clocks of office, reference service and scanners are wrong; no false green, no date that is over"
SKEWS = {
    "a minute": dt.timedelta(minutes=1),
    "two hours": dt.timedelta(hours=2),
    "two days": dt.timedelta(days=2),
    "a year": dt.timedelta(days=365),
}
GREEN = {"IN_FORCE", "CONTENT_NOT_CHECKED"}
"""What must never be said of a revoked certificate."""
HONEST = {*GREEN, "STATUS_STALE", "STATUS_UNAVAILABLE", "KEY_NOT_VALID_THEN", "no trust"}
"""What may be said of a good one where a clock is wrong."""

Clock = Callable[[], dt.datetime]


def run(drill: Drill) -> None:
    """Set each clock back and forth."""
    office_of = rehearse(drill)
    good, bad = issue(office_of, 1, 2)
    with office_of.open() as office:
        office.revoking.revoke(bad.number, RevocationReason.MISUSE, OFFICERS)
    _office_behind(drill, office_of)
    for name, skew in SKEWS.items():
        for word, shift in ((f"{name} behind", -skew), (f"{name} ahead", skew)):
            clock = _shifted(shift)
            _scanner(drill, office_of, word, clock, good, bad)
            _service(drill, office_of, word, clock, good, bad)


def _shifted(shift: dt.timedelta) -> Clock:
    return lambda: system_clock() + shift


def _office_behind(drill: Drill, office_of: Installation) -> None:
    with clock_of(office_of.open(), _shifted(-dt.timedelta(hours=1))) as office:
        try:
            office.issuing.issue(numbered_request(3))
        except ClockError as error:
            drill.fact("an office whose clock is an hour behind refuses", "Set the clock right" in str(error), error)
        else:
            raise DrillError("An office whose clock is an hour behind issued a certificate.")
    drill.fact("the refusal used no number", gap_free(office_of) and office_of.numbers() == [1, 2])
    issue(office_of, 3)
    drill.fact("with its clock right it issues", office_of.numbers() == [1, 2, 3])


def _scanner(
    drill: Drill,
    office_of: Installation,
    word: str,
    clock: Callable[[], dt.datetime],
    good: LedgerEntry,
    bad: LedgerEntry,
) -> None:
    """Ask nobody: the signed status is all that such a scanner has."""
    scanner = Witness(drill.folder / f"scanner {word}", office_of.config.trust_repository, clock=clock)
    revoked, in_force = scanner.reasons([bad]), scanner.reasons([good])
    drill.fact(f"a scanner {word} never calls the revoked one good", revoked.isdisjoint(GREEN), revoked)
    drill.fact(f"and is honest about the good one ({', '.join(in_force)})", in_force <= HONEST, in_force)


def _service(
    drill: Drill,
    office_of: Installation,
    word: str,
    clock: Callable[[], dt.datetime],
    good: LedgerEntry,
    bad: LedgerEntry,
) -> None:
    """Ask a reference service whose clock is wrong, by a scanner whose clock is right."""
    config = load_config({"REFERENCE_LIMITS": "off"}, directory=office_of.config.directory)
    reader = RegisterReader.open(config.register_url, clock=clock)
    app = create_app(
        config,
        reader=reader,
        documents=DocumentStore.open(config.documents_url),
        trust=TrustDirectory(config.trust_directory),
        clock=clock,
    )
    with LyingServer(app) as server:
        scanner = Witness(drill.folder / f"asker {word}", office_of.config.trust_repository, server.address)
        revoked, in_force = scanner.reasons([bad]), scanner.reasons([good])
        scanner.close()
    reader.close()
    drill.fact(f"a service {word} never makes the revoked one look good", revoked.isdisjoint(GREEN), revoked)
    drill.fact(f"nor anything wrong of the good one ({', '.join(in_force)})", in_force <= HONEST, in_force)

"""Is what was restored whole, and true? Each check looks at what lies there now, none at what the restore believes."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from issuance.backup.describing import describe_office, describe_register, highest_in_register
from issuance.backup.manifest import Database, Manifest
from issuance.domain.actor import Actor
from issuance.errors import IssuanceError
from issuance.office import Office
from issuance.services.trail.check import Anchor
from issuance.storage.engine import parse_url
from issuance.storage.reconciling import counters, highest_in_ledger
from issuance.storage.tables.ledger import certificate
from register.errors import RegisterError
from register.reader import MAX_CHANGES
from signing.errors import SigningError
from signing.record import check_chain, parse_record
from signing.result import VerificationResult
from signing.seal import content_hash
from signing.verify import judge_record, open_seal

SAMPLE = 200
"""So many certificates have their seal, content and original opened and verified; all, where there are fewer."""


@dataclass(frozen=True)
class Proof:
    """One check: what was looked at, how many, and the sentence that says what is wrong, if anything."""

    check: str
    looked_at: int
    fault: str | None = None


def prove(office: Office, manifest: Manifest, *, register_kept: bool = False) -> Iterator[Proof]:
    """Check what was restored from a backup, before anything else is done with it."""
    config, anchors = office.config, _anchors(manifest)
    yield _figures("ledger's rows and heads", config.database_url, describe_office, manifest.office_database)
    if not register_kept:
        yield _figures("register's rows and heads", config.register_url, describe_register, manifest.register_database)
    for chamber in office.tenants():
        yield _trail(office, chamber, anchors)
    yield _guarded("records of the log", lambda: _log(office))
    yield _guarded("seals, contents and originals", lambda: _sample(office))
    yield _guarded("numbers", lambda: _numbers(office))


def _guarded(what: str, look: Callable[[], int]) -> Proof:
    try:
        return Proof(what, look())
    except (IssuanceError, RegisterError, SigningError, _FaultError) as error:
        return Proof(what, 0, str(error))


class _FaultError(Exception):
    """A sentence about what does not fit."""


def _figures(what: str, url: str, describe: Callable[[str, sa.Connection], Database], expected: Database) -> Proof:
    engine = sa.create_engine(parse_url(url), poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            found = describe(expected.kind, connection)
    finally:
        engine.dispose()
    rows = sum(found.counts.values())
    for before, now in ((expected.counts, found.counts), (expected.heads, found.heads)):
        for name in sorted(before.keys() | now.keys()):
            if before.get(name) != now.get(name):
                return Proof(what, rows, f"{name}: {before.get(name)} was backed up, {now.get(name)} is here.")
    return Proof(what, rows)


def _anchors(manifest: Manifest) -> list[Anchor]:
    heads = ((name, str(value)) for name, value in manifest.office_database.heads.items() if name.startswith("trail "))
    return [
        Anchor(name.removeprefix("trail "), int(value.split()[0]), bytes.fromhex(value.split()[1]))
        for name, value in heads
    ]


def _trail(office: Office, chamber: str, anchors: list[Anchor]) -> Proof:
    try:
        report = office.trail_check.verify(Actor.job(chamber, "trail"), anchors)
    except IssuanceError as error:
        return Proof(f"audit trail of {chamber}", 0, str(error))
    fault = None if report.fault is None else f"Entry {report.broken}: {report.fault}."
    return Proof(f"audit trail of {chamber}", report.entries, fault)


def _log(office: Office) -> int:
    """Walk the register's whole log: no position is missing, and where a seal has several records they are a chain."""
    position = 0
    while changes := office.reader.changes_since(position, MAX_CHANGES):
        for change in changes:
            parse_record(change.record)
        position = changes[-1].position
    if position != office.reader.head().position:
        raise _FaultError(f"The log counts {office.reader.head().position} records, and {position} are there.")
    for sid in {sid for sid, _ in office.reader.later_records()}:
        stored = office.reader.by_sid(sid)
        check_chain([parse_record(data) for data in stored.records] if stored else [], sid)
    return position


def _sample(office: Office) -> int:
    """Verify seals, records and contents of a sample by the trust list, and open the originals."""
    query = sa.select(certificate.c.public_number).where(certificate.c.stage == "delivered")
    with office.store.engine.connect() as connection:
        numbers = sorted(connection.execute(query).scalars())
    trust, now = office.trust(), office.clock()
    chance = random.Random(len(numbers))  # noqa: S311  # which ones are looked at is no secret
    chosen = chance.sample(numbers, min(SAMPLE, len(numbers)))
    for public in chosen:
        entry = office.store.find_public(public)
        stored = None if entry is None or entry.sid is None else office.reader.by_sid(entry.sid)
        if entry is None or stored is None:
            raise _FaultError(f"{public} is delivered, and the register does not have it. Run: issuance reconcile")
        opened = open_seal(stored.seal, trust, now)
        if isinstance(opened, VerificationResult):
            raise _FaultError(f"The seal of {public} does not verify: {opened.detail}")
        if stored.content is not None and content_hash(stored.content) != opened.seal.payload.content_hash:
            raise _FaultError(f"The content of {public} is not what was sealed.")
        for data in stored.records:
            if (problem := judge_record(parse_record(data), opened, trust)) is not None:
                raise _FaultError(f"A record of {public} does not verify: {problem[1]}")
        if entry.original is not None:
            office.originals.open(entry)
    return len(chosen)


def _numbers(office: Office) -> int:
    """No chamber's next number is one that the ledger or the register has."""
    given, highest = counters(office.store.engine), highest_in_ledger(office.store.engine)
    for series, sequence in highest_in_register(office.config.register_url).items():
        highest[series] = max(sequence, highest.get(series, 0))
    for (chamber, year), sequence in sorted(highest.items()):
        value = given.get((chamber, year), 0)
        if sequence > value:
            raise _FaultError(
                f"{chamber} would give out {value + 1} of {year} next, and {sequence} is given out already."
            )
    return len(highest)

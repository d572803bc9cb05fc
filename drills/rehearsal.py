"""The only installation that a drill sees: a chamber TYO of today, with keys, databases and papers of its own.

Papers are stand-ins that are made at once (`tests.offices.PlainPrintRoom`) unless `real_paper` is asked for.
"""

import contextlib
import datetime as dt
import io
from collections.abc import Callable, Iterator
from pathlib import Path

from drills.drill import Drill, DrillError
from issuance.cli import main as issuance
from issuance.domain.ledger import LedgerEntry
from issuance.office import Office, system_clock
from signing.trust import KeyRole, KeyState, TrustedKey
from tests.office_databases import Urls, sqlite_urls
from tests.offices import Installation, make_template, numbered_request

CHAMBER = "TYO"
ROOT = Path(__file__).parents[1]


def rehearse(drill: Drill, urls: Urls | None = None, *, folder: Path | None = None) -> Installation:
    """Make the installation, on SQLite unless other databases are given, below the drill's folder."""
    home = folder or drill.folder / "installation"
    with drill.timed("installation_made"):
        template = make_template(drill.folder / "keys-made-once", system_clock())
        made = Installation.make(template, home, urls or sqlite_urls(home), system_clock)
        with made.open() as office:
            office.status_desk.publish()
        return made


def issue(installation: Installation, *indexes: int, real_paper: bool = False) -> list[LedgerEntry]:
    """Issue certificates about these invoices, as a new process would."""
    with installation.open(real_paper=real_paper) as office:
        return [office.issuing.issue(numbered_request(index)) for index in indexes]


def command(installation: Installation, *words: str, expected: int = 0) -> str:
    """Type `issuance …` for the installation; see `typed`."""
    return typed(*words, "--directory", str(installation.config.directory), expected=expected)


def typed(*words: str, expected: int = 0) -> str:
    """Type `issuance …`; return what it printed. Raise `DrillError` on another exit code."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = issuance(list(words))
    if code != expected:
        raise DrillError(f"`issuance {' '.join(words)}` ended with {code}, not {expected}: {said.getvalue().strip()}")
    return said.getvalue()


def active_keys(office: Office) -> list[TrustedKey]:
    """Return the chamber's keys that sign, the one listed first first."""
    return [key for key in office.trust_list().keys if key.role is KeyRole.CHAMBER and key.state is KeyState.ACTIVE]


def gap_free(installation: Installation) -> bool:
    """Tell whether the numbers of each year count from 1 without a gap, none twice."""
    years: dict[int, list[int]] = {}
    for entry in installation.entries():
        years.setdefault(entry.number.year, []).append(entry.number.sequence)
    return all(numbers == list(range(1, len(numbers) + 1)) for numbers in years.values())


@contextlib.contextmanager
def clock_of(office: Office, clock: Callable[[], dt.datetime]) -> Iterator[Office]:
    """Set an office's clock before any of its parts is opened."""
    office.clock = clock
    with office:
        yield office

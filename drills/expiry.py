"""What ends by itself: the trust files' signatures, and at New Year the keys of PDFs, receipts and seals."""

import datetime as dt

from drills.drill import Drill, DrillError
from drills.rehearsal import CHAMBER, clock_of, command, issue, rehearse
from drills.witness import Witness
from issuance.domain.ledger import LedgerEntry
from issuance.errors import IssuanceError
from issuance.office import Office, system_clock
from signing.seal import parse_seal
from tests.offices import Installation, numbered_request

ABOUT = "the trust files' signatures lapse, the keys of the year end; renew them before and after"
TIMESTAMP_LIFE = dt.timedelta(hours=24)


def run(drill: Drill) -> None:
    """Let the office rest for a day too long, then live through New Year."""
    office_of = rehearse(drill)
    entries = issue(office_of, 1)
    _lapsed_timestamp(drill, office_of, entries)
    _new_year(drill, office_of, entries)


def _lapsed_timestamp(drill: Drill, office_of: Installation, entries: list[LedgerEntry]) -> None:
    drill.step("nobody runs `issuance trust refresh` for 25 hours")
    later = system_clock() + TIMESTAMP_LIFE + dt.timedelta(hours=1)
    newcomer = Witness(drill.folder / "newcomer", office_of.config.trust_repository, clock=lambda: later)
    drill.fact("a new scanner believes nothing", newcomer.reasons(entries) == {"no trust"}, newcomer.said)
    drill.step("the refresh runs again")
    with clock_of(office_of.open(), lambda: later) as office:
        report = office.trust_office.refresh(later)
        office.status_desk.publish()
    drill.fact("it is good for about a day again", report.expires > later + TIMESTAMP_LIFE / 2, report.expires)
    newcomer.look_again()
    drill.fact("the same scanner believes again", newcomer.checker is not None)


def _new_year(drill: Drill, office_of: Installation, entries: list[LedgerEntry]) -> None:
    year = system_clock().year + 1
    new_year = dt.datetime(year, 1, 2, 3, tzinfo=dt.UTC)
    after_overlap = dt.datetime(year, 2, 10, 3, tzinfo=dt.UTC)
    drill.step(f"it is 2 January {year}, and nobody has made keys of that year")
    with clock_of(office_of.open(real_paper=True), lambda: new_year) as office:
        refusal = _refusal(office)
    drill.fact("the office refuses and names the PDF key", f"PDF signatures of {year}" in refusal, refusal)
    drill.step("issuance trust pdf-key, add-key, receipt-key")
    with drill.timed("renewing"):
        command(office_of, "trust", "pdf-key", "--chamber", CHAMBER, "--year", str(year))
        command(office_of, "trust", "add-key", "--chamber", CHAMBER, "--year", str(year))
        command(office_of, "trust", "receipt-key", "--year", str(year))
    office_of.keys = None
    with clock_of(office_of.open(real_paper=True), lambda: after_overlap) as office:
        entry = office.issuing.issue(numbered_request(2))
        signer = office.keys.pdf_signer(CHAMBER, year).certificate
        trust_list = office.trust_list()
        office.trust_office.refresh(after_overlap)
        office.status_desk.publish()
    key = next(key for key in trust_list.keys if entry.seal and key.key_id == parse_seal(entry.seal).key_id)
    drill.fact(f"in February {year} seals bear that year's key", key.not_before.year == year)
    covered = signer.not_valid_before_utc <= after_overlap <= signer.not_valid_after_utc
    drill.fact("the certificate of the PDF signature is in its time", covered)
    # Nobody is asked, so the content stays unseen: everything that is signed has been verified.
    scanner = Witness(drill.folder / "next-year", office_of.config.trust_repository, clock=lambda: after_overlap)
    known = scanner.reasons([*entries, entry])
    drill.fact("a scanner of that day takes both years' seals for genuine", known == {"CONTENT_NOT_CHECKED"}, known)


def _refusal(office: Office) -> str:
    try:
        office.issuing.issue(numbered_request(2))
    except IssuanceError as error:
        return str(error)
    raise DrillError("The office issued without the keys of the year.")

"""`issuance trust survivors`: after the theft of a key, what stands and what must be issued again."""

import argparse
import csv
import datetime as dt
import io
from pathlib import Path

from issuance.commands.arguments import Subparsers, add_directory, open_installation, say
from issuance.errors import IssuanceError
from issuance.files import write_durably
from issuance.services.certificates.reissue import ReissueNotices
from issuance.services.certificates.survivors import Survey, SurvivorDesk
from issuance.trust.trust_list import current_trust_list, find_key
from signing.cells import defused

DESCRIPTION = """\
Go through ledger and register and write two new files: the seal ids that stand, for `trust compromise-key --survivors`,
and a table of what must be issued again. Nothing is published and no key is used.

INSTANT is the last one at which the key was surely in good hands, such as 2026-11-20T09:00+09:00."""
COLUMNS = ("number", "issue_date", "stage", "reason")


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "survivors",
        help="after a theft: list what stands and what must be issued again, tell exporters",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("key_id", metavar="KEY_ID", help="16 hexadecimal digits, as `scanner trust status` shows")
    parser.add_argument("--before", type=_instant, required=True, metavar="INSTANT", help="with its zone")
    parser.add_argument("--survivors", type=Path, required=True, metavar="FILE", help="new file: seal ids, one a line")
    parser.add_argument("--again", type=Path, required=True, metavar="FILE", help="new file: CSV")
    parser.add_argument("--notify", action="store_true", help="queue a mail to each exporter of what is in --again")
    add_directory(parser)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Survey, write both files, queue the mails where that is asked for, and say what comes next."""
    for file in (arguments.survivors, arguments.again):
        if file.exists():
            raise IssuanceError(f"{file} exists and is not written over: name a new file.")
    with open_installation(arguments) as office:
        key = find_key(current_trust_list(office.trust_office), arguments.key_id)
        if key.chamber is None:
            raise IssuanceError(f"Key {arguments.key_id} is the reference service's: no certificate hangs on it.")
        if arguments.before > office.clock():
            raise IssuanceError(f"--before {arguments.before.isoformat()} lies ahead: name when the key was safe.")
        survey = SurvivorDesk(office.store, office.reader).survey(key, arguments.before)
        # The table first: who finds the file for compromise-key finds the other one too.
        write_durably(arguments.again, _table(survey))
        write_durably(arguments.survivors, "".join(f"{sid.hex()}\n" for sid in survey.stands).encode())
        say(f"{len(survey.stands)} certificates stand: {arguments.survivors}.")
        say(f"{len(survey.again)} must be issued again: {arguments.again}.")
        for sid in survey.strangers:
            say(f"The register holds a seal of this key that the ledger does not know, evidence: {sid.hex()}.")
        if arguments.notify:
            told = ReissueNotices(office.units, office.config.public_url).tell(
                key.chamber, survey.again, arguments.before
            )
            say(f"Mails are queued about {told.told} certificates; `issuance deliver` sends them.")
            for number in told.by_hand:
                say(f"{number} came from no application: tell its exporter by hand.")
    say(f"Next: issuance trust compromise-key {arguments.key_id} --survivors {arguments.survivors}")
    return 0


def _table(survey: Survey) -> bytes:
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for one in survey.again:
        entry = one.entry
        cells = (entry.public_number, str(entry.issue_date), str(entry.stage), str(one.doubt))
        table.writerow([defused(cell) for cell in cells])
    return text.getvalue().encode()


def _instant(text: str) -> dt.datetime:
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no instant with its zone, such as 2026-11-20T09:00+09:00")
    return instant.astimezone(dt.UTC)

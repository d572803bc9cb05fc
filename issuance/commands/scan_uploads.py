"""`issuance scan-uploads`: scan the files that wait, and shred those that were removed, in every chamber."""

import argparse

from issuance.commands.common import add_directory, open_office, say
from issuance.domain.actor import Actor
from issuance.domain.uploads import UploadState
from issuance.errors import RefusedError


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("scan-uploads", help="scan the files that are quarantined (run it every minute)")
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Scan; exit with 1 where files still wait, because the scanner gave no answer."""
    left = 0
    with open_office(args) as office:
        if office.config.clamd is None:
            raise RefusedError("No virus scanner is configured. Set ISSUANCE_CLAMD=unix:/path/of/socket.")
        for chamber in office.tenants():
            actor = Actor.job(chamber, "scan-uploads")
            settled = office.uploads.scan_waiting(actor)
            office.retention.shredder.run(actor)  # files that were removed since the last round
            waiting = office.uploads.waiting(actor)
            left += waiting
            infected = sum(upload.state is UploadState.INFECTED for upload in settled)
            say({"chamber": chamber, "settled": len(settled), "infected": infected, "waiting": waiting})
    return 1 if left else 0

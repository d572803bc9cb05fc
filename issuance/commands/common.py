"""What the commands share: the installation that they work on, and how they answer."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from issuance.config import DEFAULT_DIRECTORY, load_config
from issuance.domain.ledger import LedgerEntry
from issuance.errors import RefusedError
from issuance.office import Office
from signing.number import CertificateNumber, parse_typed_number
from signing.qr import qr_text
from signing.record import state_of


def add_directory(parser: argparse.ArgumentParser) -> None:
    """Add `--directory`."""
    parser.add_argument(
        "--directory",
        type=Path,
        default=None,
        help=f"the installation's folder (default: ISSUANCE_DIRECTORY, else {DEFAULT_DIRECTORY})",
    )


def open_office(args: argparse.Namespace) -> Office:
    """Open the installation that the command line names."""
    return Office(load_config(directory=args.directory))


def open_demo_office(args: argparse.Namespace) -> Office:
    """Open a demo installation; any other refuses: there, officers decide in the office's pages."""
    office = open_office(args)
    if not office.config.is_demo:
        raise RefusedError(
            f"{office.config.directory} is no demo. Issuing from the command line goes around four eyes, "
            "so it works in a demo alone. Make one with: issuance demo"
        )
    return office


def find_number(office: Office, typed: str) -> CertificateNumber:
    """Read a full or public number that the ledger knows."""
    entry = office.store.find_public(typed.strip().upper())
    return entry.number if entry is not None else office.store.get(parse_typed_number(typed)).number


def describe(office: Office, entry: LedgerEntry) -> dict[str, Any]:
    """Return what a command says of a certificate."""
    base = office.trust_list().base
    state = state_of(office.store.records(entry.number)) if entry.stage.is_final and entry.sid else None
    return {
        "kind": entry.kind.slug,
        "number": entry.number.printed,
        "issue_date": entry.issue_date.isoformat(),
        "stage": str(entry.stage),
        "state": str(state) if state else None,
        "seal_url": qr_text(entry.seal, base) if entry.seal else None,
        "page_url": f"{base.site}/certificates/{entry.number.canonical}/{entry.issue_date}",
    }


def chosen_chambers(args: argparse.Namespace, known: Sequence[str]) -> Sequence[str]:
    """Return the chamber that `--chamber` names, all that are known where it names none."""
    if args.chamber is None:
        return known
    if args.chamber not in known:
        raise RefusedError(f"There is no chamber {args.chamber!r} here. Known: {', '.join(known)}.")
    return [args.chamber]


def say(value: dict[str, Any]) -> None:
    """Print one JSON object on one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")

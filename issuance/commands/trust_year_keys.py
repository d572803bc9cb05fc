"""`issuance trust pdf-key` and `receipt-key`: the keys of a year that no certificate's seal hangs on."""

import argparse
import datetime as dt
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from issuance.commands.arguments import (
    Subparsers,
    add_directory,
    add_export,
    now,
    open_installation,
    publish_or_export,
    say,
)
from issuance.errors import IssuanceError, RefusedError
from issuance.setup import make_receipt_key, pdf_anchor, receipt_key_file
from issuance.trust.repository import TRUST_LIST_TARGET
from issuance.trust.trust_list import current_trust_list, with_key
from signing.trust import KeyRole, KeyState, TrustedChamber, TrustedKey, TrustList

_ANCHOR_WARNING = dt.timedelta(days=2 * 366)
"""So long before its end a new anchor should be listed, for scanners learn of it with the trust list."""


def register(commands: Subparsers) -> None:
    """Add both commands."""
    pdf = commands.add_parser("pdf-key", help="make a chamber's key and certificate for the PDF signatures of a year")
    pdf.add_argument("--chamber", required=True, metavar="CODE", help="the chamber's code, such as TYO")
    pdf.set_defaults(func=run_pdf)

    receipt = commands.add_parser("receipt-key", help="make the reference service's receipt key of a year and list it")
    add_export(receipt)
    receipt.set_defaults(func=run_receipt)
    for parser in (pdf, receipt):
        parser.add_argument("--year", type=int, help="default: this year in Japan or in the chamber's zone")
        add_directory(parser)


def run_pdf(arguments: argparse.Namespace) -> int:
    """Make what lacks; the anchor that issues it is in the trust list already, so nothing has to be published."""
    with open_installation(arguments) as office:
        chamber = _chamber(current_trust_list(office.trust_office), arguments.chamber)
        year = arguments.year or now().astimezone(chamber.zone).year
        folder = office.config.keys / "pdf" / chamber.code
        _require_anchor(folder, chamber)
        anchor = pdf_anchor(office, chamber.code, chamber.name, year)
        made = office.keys.pdf_signer(chamber.code, year).certificate
    say(f"PDFs of {chamber.code} are signed in {year} until {made.not_valid_after_utc:%Y-%m-%d}.")
    if anchor.not_valid_after_utc - now() < _ANCHOR_WARNING:
        say(f"The anchor ends on {anchor.not_valid_after_utc:%Y-%m-%d}: list a new one for {chamber.code} before.")
    return 0


def run_receipt(arguments: argparse.Namespace) -> int:
    """Make the key, then list it; one that is listed is not made again."""
    with open_installation(arguments) as office:
        trust = office.trust_office
        based_on = trust.newest_targets().signed.version
        trust_list = current_trust_list(trust)
        year = arguments.year or now().year
        known = _receipt_key_of(trust_list, year)
        if known is not None:
            say(f"Receipt key {known.key_id.hex()} of {year} is listed already, until {known.not_after}.")
            return 0
        key = make_receipt_key(office, year)
        publish_or_export(trust, {TRUST_LIST_TARGET: with_key(trust_list, key).encode()}, based_on, arguments)
        file = receipt_key_file(office, year)
    say(f"Receipt key {key.key_id.hex()}: signs from {key.not_before} to {key.not_after}.")
    say(f"Carry {file} to the reference service (REFERENCE_RECEIPT_KEY) and restart it there.")
    return 0


def _receipt_key_of(trust_list: TrustList, year: int) -> TrustedKey | None:
    found = (key for key in trust_list.keys if key.role is KeyRole.RECEIPT and key.state is KeyState.ACTIVE)
    return next((key for key in found if key.not_before.year == year), None)


def _chamber(trust_list: TrustList, code: str) -> TrustedChamber:
    try:
        return trust_list.chamber(code)
    except KeyError as error:
        known = ", ".join(chamber.code for chamber in trust_list.chambers) or "none"
        raise IssuanceError(f"The trust list knows no chamber {code!r}; it has: {known}.") from error


def _require_anchor(folder: Path, chamber: TrustedChamber) -> None:
    """Refuse where a new anchor would have to be made: scanners trust the listed one alone."""
    try:
        anchor = x509.load_pem_x509_certificate((folder / "anchor.crt").read_bytes())
        (folder / "anchor.pem").stat()
    except (OSError, ValueError) as error:
        raise RefusedError(f"The anchor in {folder} cannot be used ({error}): restore it from its backup.") from error
    if anchor.public_bytes(Encoding.DER) not in {listed.der for listed in chamber.pdf_anchors}:
        raise RefusedError(f"The trust list does not have the anchor {folder / 'anchor.crt'}: restore the listed one.")

"""`issuance trust add-key`, `retire-key` and `compromise-key`: the keys of chambers in the trust list."""

import argparse
from pathlib import Path

from pydantic import ValidationError

from issuance.commands.arguments import (
    Subparsers,
    add_directory,
    add_export,
    now,
    open_installation,
    open_office,
    publish_or_export,
    read_file,
    say,
)
from issuance.errors import IssuanceError
from issuance.key_store import KeyStore
from issuance.setup import pdf_anchor
from issuance.trust.repository import SURVIVORS_PREFIX, TRUST_LIST_TARGET
from issuance.trust.trust_list import (
    current_trust_list,
    find_key,
    key_of_year,
    with_chamber,
    with_key,
    with_key_state,
    with_pdf_anchor,
)
from signing.content import KIND_BY_SLUG
from signing.keys import PrivateKeySigner
from signing.trust import KeyState, TrustedChamber, TrustList, build_survivors

SID_DIGITS = 64


def register(commands: Subparsers) -> None:
    """Add the three commands."""
    add = commands.add_parser("add-key", help="make a chamber's key for a year and list it")
    add.add_argument("--chamber", required=True, metavar="CODE", help="the chamber's code, such as TYO")
    add.add_argument("--year", type=int, help="year of issue (default: this year in the chamber's zone)")
    add.add_argument("--kinds", nargs="+", choices=KIND_BY_SLUG, default=list(KIND_BY_SLUG), help="default: all")
    add.add_argument("--chamber-file", type=Path, metavar="FILE", help="JSON entry of the chamber, new or changed")
    add.set_defaults(func=run_add)

    retire = commands.add_parser("retire-key", help="destroy the private half; its seals stay good")
    retire.add_argument("key_id", metavar="KEY_ID", help="16 hexadecimal digits, as `scanner trust status` shows")
    retire.set_defaults(func=run_retire)

    compromise = commands.add_parser("compromise-key", help="declare a key stolen: only survivors stay good")
    compromise.add_argument("key_id", metavar="KEY_ID", help="16 hexadecimal digits")
    compromise.add_argument(
        "--survivors",
        type=Path,
        required=True,
        metavar="FILE",
        help="sids of the seals that the ledger vouches for, 64 hexadecimal digits a line; may be empty",
    )
    compromise.set_defaults(func=run_compromise)
    for parser in (add, retire, compromise):
        add_directory(parser)
        add_export(parser)


def run_add(arguments: argparse.Namespace) -> int:
    """Store a new key first, then list it: a key that is listed can always sign.

    A chamber without an anchor for PDF signatures gets one with its first key, so that one ceremony lists both. What
    a cut-off run has made is taken.
    """
    with open_installation(arguments) as installation:
        office, store = installation.trust_office, installation.keys
        based_on = office.newest_targets().signed.version
        trust_list = current_trust_list(office)
        if arguments.chamber_file is not None:
            trust_list = with_chamber(trust_list, _read_chamber(arguments.chamber_file))
        chamber = _chamber(trust_list, arguments.chamber)
        year = arguments.year or now().astimezone(chamber.zone).year
        anchor = None
        if not chamber.pdf_anchors:
            anchor = pdf_anchor(installation, chamber.code, chamber.name, year)
            trust_list = with_pdf_anchor(trust_list, chamber, anchor)
        signer = PrivateKeySigner.generate()
        key = key_of_year(signer.public_key, chamber.code, year, [KIND_BY_SLUG[slug] for slug in arguments.kinds])
        changed = with_key(trust_list, key)
        store.add_chamber_key(chamber.code, signer)
        try:
            publish_or_export(office, {TRUST_LIST_TARGET: changed.encode()}, based_on, arguments)
        except IssuanceError:
            store.destroy_chamber_key(chamber.code, signer.public_key)  # Nobody will ever trust it.
            raise
    say(f"Key {key.key_id.hex()} of {chamber.code}: signs from {key.not_before} to {key.not_after}.")
    if anchor is not None:
        say(f"PDFs of {chamber.code} are signed under an anchor until {anchor.not_valid_after_utc:%Y-%m-%d}.")
    return 0


def run_retire(arguments: argparse.Namespace) -> int:
    """List the key as retired, then destroy its private half; after a crash simply run again."""
    office = open_office(arguments)
    based_on = office.newest_targets().signed.version
    trust_list = current_trust_list(office)
    key = find_key(trust_list, arguments.key_id)
    changed = with_key_state(trust_list, key, KeyState.RETIRED)
    if changed != trust_list:
        publish_or_export(office, {TRUST_LIST_TARGET: changed.encode()}, based_on, arguments)
    if key.chamber is not None:
        _key_store(arguments).destroy_chamber_key(key.chamber, key.key)
    say(f"Key {key.key_id.hex()} is retired and its private half destroyed here; backups of it must go as well.")
    return 0


def run_compromise(arguments: argparse.Namespace) -> int:
    """List the key as compromised, together with the seals that stay good."""
    office = open_office(arguments)
    based_on = office.newest_targets().signed.version
    trust_list = current_trust_list(office)
    key = find_key(trust_list, arguments.key_id)
    sids = _read_sids(arguments.survivors)
    changed = with_key_state(trust_list, key, KeyState.COMPROMISED)
    files = {
        TRUST_LIST_TARGET: changed.encode(),
        f"{SURVIVORS_PREFIX}{key.key_id.hex()}": build_survivors(sids),
    }
    publish_or_export(office, files, based_on, arguments)
    say(f"Key {key.key_id.hex()} is compromised: of its seals, {len(sids)} stay good.")
    return 0


def _key_store(arguments: argparse.Namespace) -> KeyStore:
    return open_installation(arguments).keys


def _chamber(trust_list: TrustList, code: str) -> TrustedChamber:
    try:
        return trust_list.chamber(code)
    except KeyError as error:
        known = ", ".join(chamber.code for chamber in trust_list.chambers) or "none"
        raise IssuanceError(
            f"No chamber has the code {code!r} (listed: {known}); give its entry with --chamber-file."
        ) from error


def _read_chamber(file: Path) -> TrustedChamber:
    try:
        return TrustedChamber.model_validate_json(read_file(file))
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in problem["loc"]) or "the file"
        raise IssuanceError(f"{file} is no entry of a chamber: {where}: {problem['msg']}.") from error


def _read_sids(file: Path) -> set[bytes]:
    sids: set[bytes] = set()
    for number, line in enumerate(read_file(file).splitlines(), start=1):
        text = line.strip().decode("ascii", errors="replace")
        if not text:
            continue
        try:
            if len(text) != SID_DIGITS:
                raise ValueError("wrong length")
            sids.add(bytes.fromhex(text))
        except ValueError as error:
            raise IssuanceError(
                f"Line {number} of {file} is {text[:80]!r}, expected a sid of {SID_DIGITS} hexadecimal digits."
            ) from error
    return sids

"""`issuance trust export`, `sign` and `assemble`: the ceremony of the offline keys."""

import argparse
import getpass
from pathlib import Path

from issuance.commands.arguments import Subparsers, add_directory, now, open_office, read_file, say, tell
from issuance.errors import IssuanceError
from issuance.trust.ceremony import Proposal, assemble, export_root, export_targets, read_proposal, sign
from issuance.trust.keys import load_public_key, load_signer
from issuance.trust.repository import TRUST_LIST_TARGET
from issuance.trust.trust_list import read_trust_list

EXPORT = """\
Write a ceremony folder. Without options it only renews the expiry.

ROLE is `offline` for the keys of root and trust list, `snapshot` or `timestamp`. A new key is made with
  openssl genpkey -algorithm ed25519 -aes-256-cbc -out root-4.pem
  openssl pkey -in root-4.pem -pubout -out root-4.pub
To replace an online key: add the new one, refresh with it, then drop the old one in a second ceremony."""
ROLES = ("offline", "snapshot", "timestamp")


def register(commands: Subparsers) -> None:
    """Add the three commands."""
    export = commands.add_parser(
        "export",
        help="write a new root or new targets to a ceremony folder, unsigned",
        description=EXPORT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    export.add_argument("role", choices=["root", "targets"], help="what is to be renewed or changed")
    export.add_argument("folder", type=Path, metavar="FOLDER", help="a new or empty folder, such as a USB stick")
    export.add_argument("--trust-list", type=Path, metavar="FILE", help="targets: the new trust list")
    export.add_argument(
        "--add-key", nargs=2, action="append", default=[], metavar=("ROLE", "PEM"), help="root: add a public key"
    )
    export.add_argument(
        "--drop-key", nargs=2, action="append", default=[], metavar=("ROLE", "KEY_ID"), help="root: drop a key"
    )
    add_directory(export)
    export.set_defaults(func=run_export)

    signing = commands.add_parser("sign", help="on the offline machine: add one signature to a ceremony folder")
    signing.add_argument("folder", type=Path, metavar="FOLDER")
    signing.add_argument("--key", type=Path, required=True, metavar="PEM", help="the key holder's encrypted key file")
    signing.add_argument("--passphrase-file", type=Path, help="default: ask for the passphrase")
    signing.add_argument("--yes", action="store_true", help="sign without asking")
    signing.set_defaults(func=run_sign)

    assembling = commands.add_parser("assemble", help="collect the signatures, check them, publish")
    assembling.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help="copies of one ceremony folder")
    add_directory(assembling)
    assembling.set_defaults(func=run_assemble)


def run_export(arguments: argparse.Namespace) -> int:
    """Write the proposal and show what it changes."""
    say(_export(arguments).describe())
    say(f"Carry {arguments.folder} to the key holders: `issuance trust sign {arguments.folder} --key root-1.pem`.")
    return 0


def run_sign(arguments: argparse.Namespace) -> int:
    """Show what would be signed, ask, sign."""
    say(read_proposal(arguments.folder).describe())
    if not arguments.yes and input("Sign this? Type yes: ").strip() != "yes":
        raise IssuanceError("Nothing was signed.")
    if arguments.passphrase_file is None:
        passphrase = getpass.getpass(f"Passphrase of {arguments.key}: ").encode()
    else:
        passphrase = read_file(arguments.passphrase_file).rstrip(b"\r\n")
    file = sign(arguments.folder, load_signer(arguments.key, passphrase))
    say(f"Signed: {file}. Carry the folder to the next key holder, or back to the office for `assemble`.")
    return 0


def run_assemble(arguments: argparse.Namespace) -> int:
    """Publish what enough key holders signed."""
    tell(assemble(open_office(arguments), arguments.folders, now()))
    return 0


def _export(arguments: argparse.Namespace) -> Proposal:
    office = open_office(arguments)
    if arguments.role == "root":
        if arguments.trust_list is not None:
            raise IssuanceError("--trust-list belongs to `export targets`; a root lists keys alone.")
        for role, _ in (*arguments.add_key, *arguments.drop_key):
            if role not in ROLES:
                raise IssuanceError(f"{role!r} is no role of a root; expected one of {', '.join(ROLES)}.")
        add = [(role, load_public_key(Path(file))) for role, file in arguments.add_key]
        drop = [(role, keyid) for role, keyid in arguments.drop_key]
        return export_root(office, arguments.folder, now(), add=add, drop=drop)
    if arguments.add_key or arguments.drop_key:
        raise IssuanceError("--add-key and --drop-key belong to `export root`; for a chamber's key use `add-key`.")
    files = {}
    if arguments.trust_list is not None:
        files[TRUST_LIST_TARGET] = read_trust_list(read_file(arguments.trust_list)).encode()
    return export_targets(office, arguments.folder, files, now())

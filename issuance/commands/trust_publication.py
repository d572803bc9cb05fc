"""`issuance trust init` and `issuance trust refresh`."""

import argparse
import hashlib
import secrets
import sys
from pathlib import Path

from issuance.commands.arguments import (
    Subparsers,
    add_directory,
    now,
    open_installation,
    read_file,
    say,
    tell,
)
from issuance.files import write_durably
from issuance.trust.keys import OFFLINE_KEYS
from issuance.trust.repository import TRUST_LIST_TARGET
from issuance.trust.trust_list import empty_trust_list, read_trust_list
from register.errors import RegisterMissingError


def register(commands: Subparsers) -> None:
    """Add both commands."""
    init = commands.add_parser("init", help="make the keys and the first state; once for each installation")
    add_directory(init)
    content = init.add_mutually_exclusive_group(required=True)
    content.add_argument("--trust-list", type=Path, metavar="FILE", help="the first trust list")
    content.add_argument("--ref-base", metavar="URL", help="begin without chambers, for https://ref.example.jp/v/")
    init.set_defaults(func=run_init)

    refresh = commands.add_parser("refresh", help="sign what is about to expire; run it hourly")
    add_directory(refresh)
    refresh.set_defaults(func=run_refresh)


def run_init(arguments: argparse.Namespace) -> int:
    """Make keys, passphrase and repository, and show what scanners have to pin."""
    if arguments.trust_list is not None:
        trust_list = read_trust_list(read_file(arguments.trust_list))
    else:
        trust_list = empty_trust_list(arguments.ref_base)
    installation = open_installation(arguments)
    secret = installation.config.passphrase_file
    if not secret.exists():
        write_durably(secret, f"{secrets.token_urlsafe(24)}\n".encode())
    office = installation.trust_office
    report = office.init({TRUST_LIST_TARGET: trust_list.encode()}, now())
    root = office.repository.metadata / "1.root.json"
    tell(report)
    say(f"Scanners pin {root}, SHA-256 {hashlib.sha256(root.read_bytes()).hexdigest()}.")
    say(
        f"DEMO: {office.keys.directory} holds all keys. For real use move {', '.join(OFFLINE_KEYS)} to three safes, "
        "with passphrases of their own, and delete them here."
    )
    return 0


def run_refresh(arguments: argparse.Namespace) -> int:
    """Sign anew, with the register's present state; a timer calls this hourly."""
    with open_installation(arguments) as installation:
        report = installation.trust_office.refresh(now())
        try:
            report = installation.status_desk.publish()
        except RegisterMissingError as error:
            # An office before its first certificate: nothing can be revoked yet, but trust files must stay fresh.
            print(f"issuance: {error}", file=sys.stderr)
        tell(report)
        renewed = installation.bulletin_desk.renew()
        if renewed is not None:
            say(f"Bulletin {renewed.number}: what was published is signed anew, until {renewed.valid_until:%Y-%m-%d}.")
    return 0

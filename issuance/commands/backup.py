"""`issuance backup keys`, `make`, `list`, `verify`, `prune`, and `nightly`, which a timer runs (ADR 0050)."""

import argparse
import sys
from pathlib import Path

from issuance.backup import catalogue
from issuance.backup.base import drop_old
from issuance.backup.checking import check
from issuance.backup.keys import read_identity
from issuance.backup.making import Maker
from issuance.backup.manifest import Manifest
from issuance.backup.pruning import prune
from issuance.commands import backup_cluster
from issuance.commands.backup_common import keys_of, one_at_a_time, shelf_of
from issuance.commands.common import add_directory, open_office, say
from issuance.config import load_config


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    backup = subparsers.add_parser("backup", help="make backups, look at them, drop old ones")
    commands = backup.add_subparsers(title="commands", metavar="COMMAND", required=True)
    keys = commands.add_parser("keys", help="make a key that opens backups, to be kept offline")
    keys.add_argument("--identity", type=Path, required=True, metavar="FILE", help="new file for the secret half")
    keys.set_defaults(func=_keys)
    make = commands.add_parser("make", help="back the office up")
    make.set_defaults(func=_make)
    listing = commands.add_parser("list", help="list the backups")
    listing.set_defaults(func=_list)
    verify = commands.add_parser("verify", help="read every byte of a backup; exit code 1 names what is damaged")
    verify.add_argument("--backup", metavar="ID", help="which one (default: the newest)")
    verify.add_argument("--identity", type=Path, metavar="FILE", help="open everything as well")
    verify.set_defaults(func=_verify)
    dropping = commands.add_parser("prune", help="drop backups that are too old, and what nothing names any more")
    dropping.set_defaults(func=_prune)
    nightly = commands.add_parser("nightly", help="make, base where backup_cluster is set, prune: run it each night")
    nightly.set_defaults(func=_nightly)
    for parser in (keys, make, listing, verify, dropping, nightly):
        add_directory(parser)
    backup_cluster.add_to(commands)


def _keys(args: argparse.Namespace) -> int:
    with open_office(args) as office:
        recipient = keys_of(office.config).make(args.identity, office.passphrase, office.clock())
        say({"recipient": recipient, "identity": str(args.identity)})
    print(
        f"issuance: {args.identity} opens every backup from now on. Carry it to a safe that is not where the "
        "passphrase is, make a second copy on paper, and delete it here.",
        file=sys.stderr,
    )
    return 0


def _make(args: argparse.Namespace) -> int:
    with open_office(args) as office, one_at_a_time(office):
        keys = keys_of(office.config)
        maker = Maker(office.config, shelf_of(office.config), keys, keys.signer(office.passphrase), office.clock)
        made = maker.make()
    say({**_said(made.manifest), "added": made.added, "left_out": list(made.manifest.left_out)})
    for sha256 in made.damaged:
        print(f"issuance: Document {sha256} is damaged in its store, and not in this backup.", file=sys.stderr)
    if made.lacking:
        print(f"issuance: {made.lacking} documents that the databases name are in no store.", file=sys.stderr)
    return 1 if made.damaged or made.lacking else 0


def _list(args: argparse.Namespace) -> int:
    with open_office(args) as office:
        shelf = shelf_of(office.config)
        for backup in catalogue.ids(shelf):
            if catalogue.is_complete(shelf, backup):
                say(_said(catalogue.read(shelf, backup)))
            else:
                say({"backup": backup, "complete": False})
    return 0


def _verify(args: argparse.Namespace) -> int:
    opener = read_identity(args.identity) if args.identity else None
    with open_office(args) as office:
        shelf = shelf_of(office.config)
        signers = opener.signers if opener else [keys_of(office.config).signer(office.passphrase).public_key]
        manifest = catalogue.chosen(shelf, args.backup, signers)
        found = check(shelf, manifest, opener)
    say({**_said(manifest), "opened": found.opened, "faults": found.faults, "told": found.told})
    return 1 if found.faults else 0


def _prune(args: argparse.Namespace) -> int:
    with open_office(args) as office, one_at_a_time(office):
        shelf, days, now = shelf_of(office.config), office.config.backup_days, office.clock()
        done = prune(shelf, days, now)
        bases, log_files = drop_old(shelf, days, now)
    said = {"dropped": list(done.backups), "unfinished": done.unfinished, "documents": done.documents}
    say({**said, "bases": bases, "log_files": log_files})
    return 0


def _nightly(args: argparse.Namespace) -> int:
    """Make, take a base, prune; what fails stops the rest, so that nothing old goes before something new is there.

    A backup that lacks damaged documents is one: old ones go, and the exit code still says 1.
    """
    code = _make(args)
    if load_config(directory=args.directory).backup_cluster is not None:
        backup_cluster.take_base(args)
    _prune(args)
    return code


def _said(manifest: Manifest) -> dict[str, object]:
    return {
        "backup": manifest.id,
        "complete": True,
        "begun": manifest.begun.isoformat(),
        "ended": manifest.ended.isoformat(),
        "certificates": manifest.office_database.counts.get("certificate", 0),
        "documents": sum(each.count for each in manifest.documents.values()),
        "bytes": sum(part.size for part in manifest.parts) + sum(each.size for each in manifest.documents.values()),
    }

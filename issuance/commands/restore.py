"""`issuance restore` and `issuance reconcile`: from a backup to an office that may issue again (ADR 0050)."""

import argparse
import sys
from pathlib import Path

from issuance.backup import catalogue
from issuance.backup.keys import read_identity
from issuance.backup.proving import prove
from issuance.backup.reconciling import Reconciler, parse_last
from issuance.backup.restored import read_note
from issuance.backup.restoring import Restorer
from issuance.commands.backup_common import one_at_a_time, shelf_of
from issuance.commands.common import add_directory, open_office, say
from issuance.errors import RefusedError
from issuance.secret_files import read_secret


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    restore = subparsers.add_parser("restore", help="restore a backup where nothing is, and prove that it is whole")
    restore.add_argument("--identity", type=Path, required=True, metavar="FILE", help="what opens it, from its safe")
    restore.add_argument("--backup", metavar="ID", help="which one (default: the newest)")
    restore.add_argument(
        "--keep-register", action="store_true", help="the register and its documents survived: leave them as they are"
    )
    restore.set_defaults(func=_restore)
    reconcile = subparsers.add_parser(
        "reconcile", help="bring ledger, register and trust together after a restore; then numbers are given out again"
    )
    reconcile.add_argument(
        "--last", action="append", default=[], metavar="NUMBER", help="last number that went out, TYO26-000123; repeat"
    )
    reconcile.add_argument(
        "--none-since", action="store_true", help="nothing was issued since the backup but what the register shows"
    )
    reconcile.add_argument(
        "--published",
        type=Path,
        metavar="FOLDER",
        help="a copy of the trust repository as it was published last, from the web server or a mirror",
    )
    reconcile.set_defaults(func=_reconcile)
    for parser in (restore, reconcile):
        add_directory(parser)


def _restore(args: argparse.Namespace) -> int:
    opener = read_identity(args.identity)
    with open_office(args) as office:
        config = office.config
        shelf = shelf_of(config)
        # Before anything is written: without it nothing of what is restored could be opened.
        read_secret(config.passphrase_file, "the passphrase of the keys, which no backup has: bring it from its safe")
        manifest = catalogue.chosen(shelf, args.backup, opener.signers)
        restorer = Restorer(config, shelf, opener, office.clock, keep_register=args.keep_register)
        done = restorer.restore(manifest)
    say({"backup": done.backup, "files": done.files, "documents": done.documents, "missing": len(done.faults)})
    for fault in done.faults:
        print(f"issuance: {fault}", file=sys.stderr)
    failed = len(done.faults)
    with open_office(args) as office:
        for proof in prove(office, manifest, register_kept=args.keep_register):
            say(
                {
                    "check": proof.check,
                    "looked_at": proof.looked_at,
                    "proved": proof.fault is None,
                    "fault": proof.fault,
                }
            )
            failed += proof.fault is not None
    for path in manifest.left_out:
        print(f"issuance: {path} was in no backup: bring it again, or make it anew.", file=sys.stderr)
    print("issuance: Nothing is issued before: issuance reconcile", file=sys.stderr)
    return 1 if failed else 0


def _reconcile(args: argparse.Namespace) -> int:
    last = parse_last(args.last)
    with open_office(args) as office, one_at_a_time(office):
        note = read_note(office.config)
        if note is not None and not last and not args.none_since:
            raise RefusedError(
                f"What was issued after {note.known_until:%Y-%m-%d %H:%M} UTC is not in the ledger. Name the last "
                "number of each chamber that mails, papers or mirrors show (--last TYO26-000123), or say --none-since."
            )
        reconciler = Reconciler(office)
        done = reconciler.run(last)
        say(
            {
                "adopted": done.adopted,
                "completed": done.completed,
                "sent_again": done.sent_again,
                "imports_sent": done.imports_sent,
                "skipped": done.skipped,
                "forked": done.forked,
            }
        )
        if done.forked:
            print(
                "issuance: Ledger and register hold different records of the same certificates. Nothing more was done: "
                "restore both from the same backup.",
                file=sys.stderr,
            )
            return 1
        if args.published is not None:
            again = reconciler.take_over(args.published)
            say({"revoke_again": again})
            if again:
                print(
                    "issuance: These were revoked or replaced after the backup, and scanners know it; the "
                    "register here does not. Two officers revoke each again; then run this command again. Until "
                    "then scanners keep what they have.",
                    file=sys.stderr,
                )
                return 1
        if note is not None:
            office.status_desk.publish()
            report = reconciler.leap(note.known_until)
            say({"timestamp": report.timestamp_version, "snapshot": report.snapshot_version})
            office.config.restored.unlink()
    return 0

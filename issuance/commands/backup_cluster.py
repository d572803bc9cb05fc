"""`issuance backup wal`, `issuance backup base`, `issuance restore-base`: a point in time on PostgreSQL (ADR 0050)."""

import argparse
import datetime as dt
from pathlib import Path

from issuance.backup.base import make_base, restore_base
from issuance.backup.keys import read_identity
from issuance.backup.place import Place
from issuance.backup.wal import archive
from issuance.commands.backup_common import keys_of, shelf_of
from issuance.commands.common import add_directory, say
from issuance.config import load_config
from issuance.errors import RefusedError
from issuance.office import system_clock


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what belongs to `issuance backup`."""
    wal = commands.add_parser("wal", help="put a file of PostgreSQL's log onto the shelf: its archive_command")
    wal.add_argument("file", type=Path, metavar="PATH", help="archive_command's %%p")
    wal.set_defaults(func=_wal)
    base = commands.add_parser("base", help="take a base backup of the PostgreSQL server")
    base.set_defaults(func=take_base)
    for parser in (wal, base):
        add_directory(parser)


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `restore-base`."""
    restore = subparsers.add_parser("restore-base", help="fill an empty PostgreSQL folder that goes to a point in time")
    restore.add_argument("--identity", type=Path, required=True, metavar="FILE", help="what opens it, from its safe")
    restore.add_argument("--into", type=Path, required=True, metavar="FOLDER", help="the server's empty folder")
    restore.add_argument(
        "--to", type=_instant, required=True, metavar="TIME", help="with its zone, as 2026-11-23T14:05:00+09:00"
    )
    restore.add_argument("--shelf", metavar="URL", help="where the backups are (default: backup_url)")
    add_directory(restore)
    restore.set_defaults(func=_restore_base)


def _wal(args: argparse.Namespace) -> int:
    # Run by the database's own user, for every 16 MiB: it opens neither the office nor any key.
    config = load_config(directory=args.directory)
    archive(shelf_of(config), args.file, keys_of(config).recipients())
    return 0


def take_base(args: argparse.Namespace) -> int:
    """Take a base backup, and say which."""
    config = load_config(directory=args.directory)
    base = make_base(config, shelf_of(config), keys_of(config).recipients(), system_clock)
    say({"base": base.id, "begun": base.begun.isoformat(), "ended": base.ended.isoformat(), "first": base.first})
    return 0


def _restore_base(args: argparse.Namespace) -> int:
    opener = read_identity(args.identity)
    shelf = Place.open(args.shelf) if args.shelf else shelf_of(load_config(directory=args.directory))
    base, count = restore_base(shelf, opener, args.into, args.to)
    say({"base": base.id, "log_files": count, "into": str(args.into), "to": args.to.isoformat()})
    return 0


def _instant(text: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise RefusedError(f"{text} has no zone: write {text}+09:00 for Japan, or {text}Z.")
    return found

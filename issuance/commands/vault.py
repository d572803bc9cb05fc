"""`issuance vault rotate`, `status`: the keys under which personal data and files lie sealed (ADR 0035)."""

import argparse
import sys

from issuance.commands.common import add_directory, open_office, say
from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION
from issuance.office import Office
from issuance.storage.engine import translated_errors
from issuance.storage.rotation import Rotation
from issuance.vault import Vault, add_key
from register.documents import DocumentStore


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    vault = subparsers.add_parser("vault", help="the key of sealed data: rotate it, see what lies under which")
    commands = vault.add_subparsers(title="commands", metavar="COMMAND", required=True)
    rotate = commands.add_parser(
        "rotate", help="add a key and seal everything anew under it; run it again to go on after an interruption"
    )
    rotate.set_defaults(func=_rotate)
    status = commands.add_parser("status", help="count what lies under which version of the key")
    status.set_defaults(func=_status)
    for parser in (rotate, status):
        add_directory(parser)


def _rotate(args: argparse.Namespace) -> int:
    with open_office(args) as office, translated_errors():
        rotation, vault = _open(office)
        if _stale(rotation, vault.newest) == 0:
            add_key(office.config.keys / "vault", vault.newest + 1, office.passphrase)
            rotation, vault = _open(office)
        done = rotation.run(lambda where, count: print(f"{where}: {count} sealed anew", file=sys.stderr, flush=True))
        with office.units.act(Actor.job(FEDERATION, "vault")) as unit:
            unit.record("vault.rotate", f"key:{vault.newest}", after={"sealed": done})
        say({"key": vault.newest, "sealed": done})
    return 0


def _status(args: argparse.Namespace) -> int:
    with open_office(args) as office, translated_errors():
        rotation, vault = _open(office)
        versions = {where: {str(v): n for v, n in found.items()} for where, found in rotation.status().items()}
        say({"newest": vault.newest, "stale": _stale(rotation, vault.newest), "versions": versions})
    return 0


def _open(office: Office) -> tuple[Rotation, Vault]:
    vault = Vault.open(office.config.keys / "vault", office.passphrase)
    documents = DocumentStore.open(office.config.originals_url, private=True)
    return Rotation(office.store.engine, vault, documents), vault


def _stale(rotation: Rotation, newest: int) -> int:
    return sum(n for found in rotation.status().values() for version, n in found.items() if version != newest)

"""`scanner trust init`, `update` and `status`: whom this scanner believes."""

import argparse
import hashlib
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from scanner.commands.trusting import add_network_options, network_of, pin_shipped_root
from scanner.errors import DocumentError
from scanner.language import N_, _
from scanner.regular_file import regular_file
from scanner.trust.errors import NotRefreshedError, StoredTrustAlteredError, TrustError
from scanner.trust.location import trust_directory

if TYPE_CHECKING:
    from scanner.trust.store import StoredTrust, TrustStore

    Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
else:
    Subparsers = object

DESCRIPTION = N_("""\
Whom this scanner believes: chambers, their keys, and what they revoked.

Trust begins with one root file, which you get from the chamber in a way that you trust; everything after it is
fetched from the reference service or from a folder and verified from that root on.""")


def register(subparsers: Subparsers) -> None:
    """Add `trust` with its own commands."""
    parser = subparsers.add_parser(
        "trust",
        help=_("pin, update and show whom this scanner believes"),
        description=_(DESCRIPTION),
    )
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND", required=True)

    init = commands.add_parser("init", help=_("pin the root: the beginning of all trust"))
    init.add_argument("root", type=Path, metavar="ROOT.json", help=_("the chamber's root file"))
    init.add_argument("--force", action="store_true", help=_("replace a pinned root and forget all stored trust"))
    init.set_defaults(func=run_init)

    update = commands.add_parser("update", help=_("fetch and verify the present state"))
    update.add_argument(
        "--reference",
        metavar="URL",
        help=_("https://ref.example.jp, or a folder such as a USB stick (default: the site that is stored)"),
    )
    add_network_options(update)
    update.add_argument("--accept-clock", action="store_true", help=_("the clock was wrong before and is right now"))
    update.set_defaults(func=run_update)

    status = commands.add_parser("status", help=_("show what is stored, verified anew, without any network"))
    status.set_defaults(func=run_status)

    for command in (init, update, status):
        command.add_argument(
            "--trust",
            type=Path,
            metavar="DIR",
            help=_("the trust folder (default: SCANNER_TRUST, else your data folder)"),
        )


def run_init(arguments: argparse.Namespace) -> int:
    """Pin a root and show its fingerprint, to be compared with the chamber's."""
    store = _store(arguments)
    try:
        with regular_file(arguments.root, store.limits.root_size) as file:
            root = file.read(store.limits.root_size)
    except (DocumentError, OSError) as error:
        raise TrustError(
            _("The root file cannot be read: %(error)s; name the chamber's root file.", error=error)
        ) from error
    version = store.pin(root, _now(), force=arguments.force)
    print(_("Pinned root version %(version)s in %(folder)s.", version=version, folder=store.directory))
    print(_("SHA-256 %(hash)s: compare it with what the chamber tells you.", hash=hashlib.sha256(root).hexdigest()))
    print(_("Next: %(command)s", command="scanner trust update --reference https://…"))
    return 0


def run_update(arguments: argparse.Namespace) -> int:
    """Update from the source that was named."""
    from scanner.trust.source import source_of

    store = _store(arguments)
    shipped = pin_shipped_root(store)
    site = arguments.reference or (shipped.reference if shipped is not None else None) or _known_site(store)
    source = source_of(site, store.limits, network_of(arguments))
    _show(store, store.update(_now(), source, accept_clock=arguments.accept_clock))
    return 0


def run_status(arguments: argparse.Namespace) -> int:
    """Show what is stored."""
    store = _store(arguments)
    pin_shipped_root(store)
    _show(store, store.load(_now()))
    return 0


def _known_site(store: "TrustStore") -> str:
    """Return the reference site that the stored trust list is for."""
    from scanner.trust.contents import trust_of

    try:
        return trust_of(store.load(_now())).trust_list.base.site
    except (NotRefreshedError, StoredTrustAlteredError) as error:
        text = _("Where to fetch from is not known yet; add --reference with the address of the reference service.")
        raise TrustError(text) from error


def _store(arguments: argparse.Namespace) -> "TrustStore":
    # Imported here, as all that needs python-tuf: it takes half of the time in which `scanner --help` answers.
    from scanner.trust.store import TrustStore

    return TrustStore(trust_directory(arguments.trust, os.environ))


def _show(store: "TrustStore", stored: "StoredTrust") -> None:
    from scanner.trust.clock import clock_problem
    from scanner.trust.contents import status_of
    from scanner.trust.status_text import describe

    print(_("Trust folder   %(folder)s", folder=store.directory))
    print(describe(stored), end="")
    status = status_of(stored)
    problem = clock_problem(_now(), status.as_of if status is not None else None, stored.server_date)
    for sentence in [warning.sentence for warning in stored.warnings] + ([problem] if problem else []):
        print(f"scanner: {sentence}", file=sys.stderr)


def _now() -> datetime:
    """Return the time; commands are the one place that looks at the clock."""
    return datetime.now(UTC)

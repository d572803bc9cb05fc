"""What checking commands share: which trust they start from, and which reference service they ask."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.errors import UsageError
from scanner.language import _
from scanner.terminal import printable

if TYPE_CHECKING:
    from scanner.checker import Checker
    from scanner.reference import ReferenceLimits
    from scanner.reference.receipts import VerifiedReceipt
    from scanner.session import Network
    from scanner.trust.keeper import TrustKeeper
    from scanner.trust.limits import TrustLimits
    from scanner.trust.shipped import ShippedRoot
    from scanner.trust.source import TrustSource
    from scanner.trust.store import StoredTrust, TrustStore

REFERENCE_VARIABLE = "SCANNER_REFERENCE"

REFERENCE_LIMITS: "ReferenceLimits | None" = None
"""Bounds of each question to the reference service; None for the usual ones."""

UPDATE_LIMITS: "TrustLimits | None" = None
"""Bounds of the update before a check; None for the usual ones."""


def add_trust_options(parser: argparse.ArgumentParser) -> None:
    """Add `--offline`, `--trust`, `--reference` and the options of the network."""
    parser.add_argument("--offline", action="store_true", help=_("use no network: the stored trust files decide"))
    parser.add_argument(
        "--trust", type=Path, metavar="DIR", help=_("the trust folder (default: SCANNER_TRUST, else yours)")
    )
    parser.add_argument(
        "--reference",
        metavar="URL",
        help=_("where to ask (default: SCANNER_REFERENCE, else the site that the trust list names)"),
    )
    add_network_options(parser)


def add_network_options(parser: argparse.ArgumentParser) -> None:
    """Add `--proxy` and `--ca`."""
    parser.add_argument(
        "--proxy",
        metavar="URL",
        help=_(
            "http://HOST:PORT of the proxy (default: HTTP_PROXY, HTTPS_PROXY and NO_PROXY; a password belongs there, "
            "for others on this machine may see what is typed here)"
        ),
    )
    parser.add_argument(
        "--ca",
        type=Path,
        metavar="FILE",
        help=_("trust these TLS authorities, PEM (default: those that this system trusts)"),
    )


def network_of(arguments: argparse.Namespace) -> "Network":
    """Return the network that the options describe; UsageError where they cannot be meant."""
    from scanner.session import Network

    return Network(arguments.proxy, arguments.ca)


def build_checker(
    arguments: argparse.Namespace,
    *,
    content: bytes | None = None,
    receipts: "Callable[[VerifiedReceipt], None] | None" = None,
) -> "Checker":
    """Load the trust files, online after an update, and return a checker over them.

    `receipts` is given every receipt that the service signs about what is asked.
    """
    from scanner.checker import Checker
    from scanner.reference import ReferenceClient
    from scanner.reference.receipts import ReceiptDesk

    keeper = _keeper(arguments)
    held = keeper.open()
    if arguments.offline:
        return Checker(trust=keeper, reference=None, content=content)
    desk = None
    if receipts is not None:
        desk = ReceiptDesk(trust=lambda: keeper.current().trust, now=keeper.now, keep=receipts, say=_say)
    client = ReferenceClient(
        reference_address(arguments) or held.trust.trust_list.base.site,
        REFERENCE_LIMITS,
        network_of(arguments),
        receipts=desk,
        on_date=keeper.say_clock,
    )
    return Checker(trust=keeper, reference=client, content=content)


def load_trust(arguments: argparse.Namespace) -> "StoredTrust":
    """Load the trust files alone, online after an update."""
    return _keeper(arguments).open().stored


def reference_address(arguments: argparse.Namespace) -> str | None:
    """Return the address that the person gave, if any; a slip in it must not look like a service that is down."""
    from scanner.trust.errors import SourceError
    from scanner.trust.source import check_address

    reference: str | None = arguments.reference or os.environ.get(REFERENCE_VARIABLE)
    if reference is not None:
        try:
            check_address(reference)
        except SourceError as error:
            raise UsageError(str(error)) from error
    return reference


def _keeper(arguments: argparse.Namespace) -> "TrustKeeper":
    from scanner.trust.keeper import TrustKeeper
    from scanner.trust.location import trust_directory
    from scanner.trust.source import source_of
    from scanner.trust.store import TrustStore

    store = TrustStore(trust_directory(arguments.trust, os.environ))
    given, network = reference_address(arguments), network_of(arguments)
    shipped = pin_shipped_root(store)

    def source(stored: "StoredTrust | None") -> "TrustSource":
        site = given or _site(stored, shipped)
        return source_of(site, _update_limits() if stored else None, network)

    return TrustKeeper(store, None if arguments.offline else source, clock=lambda: _clock(), say=_say)


def pin_shipped_root(store: "TrustStore") -> "ShippedRoot | None":
    """Pin the root that came with the program where none is pinned yet; return it, if there is one."""
    from scanner.trust.shipped import shipped_root

    shipped = shipped_root(os.environ, store.limits.root_size)
    if shipped is not None and not store.is_pinned:
        store.pin(shipped.root, _clock())
        _say(_("The root of trust that came with the scanner is pinned (%(path)s).", path=shipped.path))
    return shipped


def _update_limits() -> "TrustLimits":
    """Return shorter times than `scanner trust update` has: somebody waits, and the stored files serve on."""
    from scanner.trust.limits import TrustLimits

    return UPDATE_LIMITS or TrustLimits(connect_seconds=5, silence_seconds=10, update_seconds=60)


def _site(stored: "StoredTrust | None", shipped: "ShippedRoot | None") -> str:
    from scanner.trust.contents import trust_of
    from scanner.trust.errors import SourceError

    if stored is not None:
        return trust_of(stored).trust_list.base.site
    if shipped is not None and shipped.reference is not None:
        return shipped.reference
    raise SourceError(_("It is not known where to fetch the trust files. Give --reference URL, once."))


def _say(text: str) -> None:
    sys.stderr.write(f"scanner: {printable(text)}\n")


def _clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

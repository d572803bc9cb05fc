"""What checking commands share: which trust they start from, and which reference service they ask."""

import argparse
import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.errors import UsageError
from scanner.limits import DEFAULT_LIMITS
from scanner.terminal import printable

if TYPE_CHECKING:
    from scanner.checker import Checker
    from scanner.reference import ReferenceLimits
    from scanner.trust.limits import TrustLimits
    from scanner.trust.store import StoredTrust, TrustStore

REFERENCE_VARIABLE = "SCANNER_REFERENCE"

REFERENCE_LIMITS: "ReferenceLimits | None" = None
"""Bounds of each question to the reference service; None for the usual ones."""

UPDATE_LIMITS: "TrustLimits | None" = None
"""Bounds of the update before a check; None for the usual ones."""


def add_trust_options(parser: argparse.ArgumentParser) -> None:
    """Add `--offline`, `--trust` and `--reference`."""
    parser.add_argument("--offline", action="store_true", help="use no network: the stored trust files decide")
    parser.add_argument(
        "--trust", type=Path, metavar="DIR", help="the trust folder (default: SCANNER_TRUST, else yours)"
    )
    parser.add_argument(
        "--reference",
        metavar="URL",
        help="where to ask (default: SCANNER_REFERENCE, else the site that the trust list names)",
    )


def build_checker(arguments: argparse.Namespace, *, content: bytes | None = None) -> "Checker":
    """Load the trust files, online after an update, and return a checker over them."""
    from scanner.checker import Checker
    from scanner.reference import ReferenceClient
    from scanner.trust.contents import status_of, trust_of
    from scanner.trust.location import trust_directory
    from scanner.trust.store import TrustStore

    store = TrustStore(trust_directory(arguments.trust, os.environ))
    reference = _address(arguments)
    stored = _load(store, reference, offline=arguments.offline)
    trust = trust_of(stored)
    return Checker(
        trust=trust,
        status=status_of(stored),
        # Never earlier than the highest time ever seen: a clock set back must not make old files fresh.
        now=lambda: max(stored.now, _clock()),
        reference=None
        if arguments.offline
        else ReferenceClient(reference or trust.trust_list.base.site, REFERENCE_LIMITS),
        limits=DEFAULT_LIMITS,
        content=content,
    )


def load_trust(arguments: argparse.Namespace) -> "StoredTrust":
    """Load the trust files alone, online after an update."""
    from scanner.trust.location import trust_directory
    from scanner.trust.store import TrustStore

    store = TrustStore(trust_directory(arguments.trust, os.environ))
    return _load(store, _address(arguments), offline=arguments.offline)


def _address(arguments: argparse.Namespace) -> str | None:
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


def _load(store: "TrustStore", reference: str | None, *, offline: bool) -> "StoredTrust":
    """Return the stored trust; online it is refreshed first, and where that fails the last good state serves on."""
    from scanner.trust.errors import NotRefreshedError, TrustError
    from scanner.trust.source import source_of

    stored: StoredTrust | None = None
    try:
        stored = store.load(_clock())
    except NotRefreshedError:
        if offline:
            raise
    if not offline:
        site = reference or _site(stored)
        try:
            stored = store.update(_clock(), source_of(site, _update_limits() if stored else None))
        except TrustError as error:
            if stored is None:
                raise
            used = f"The trust files of {stored.last_refresh:%Y-%m-%d %H:%M} UTC are used."
            sys.stderr.write(f"scanner: {printable(str(error))} {used}\n")
    assert stored is not None  # noqa: S101  # loaded, updated, or raised above
    for warning in stored.warnings:
        sys.stderr.write(f"scanner: {warning.sentence}\n")
    return stored


def _update_limits() -> "TrustLimits":
    """Return shorter times than `scanner trust update` has: somebody waits, and the stored files serve on."""
    from scanner.trust.limits import TrustLimits

    return UPDATE_LIMITS or TrustLimits(connect_seconds=5, silence_seconds=10, update_seconds=60)


def _site(stored: "StoredTrust | None") -> str:
    from scanner.trust.contents import trust_of
    from scanner.trust.errors import SourceError

    if stored is None:
        raise SourceError("It is not known where to fetch the trust files. Give --reference URL, once.")
    return trust_of(stored).trust_list.base.site


def _clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

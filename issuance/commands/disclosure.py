"""`issuance disclosure verify FILE`: verify a disclosed file offline, with the trust list alone."""

import argparse
from pathlib import Path

from issuance.commands.common import add_directory, open_office, say
from issuance.errors import RefusedError
from issuance.services.disclosure.verifying import verify_disclosure
from signing.trust import TrustList, parse_trust_list


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("disclosure", help="verify what was disclosed to a court or authority")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    verify = commands.add_parser("verify", help="verify hashes and the chamber's signature; needs no network")
    verify.add_argument("file", type=Path, metavar="FILE", help="the ZIP that was handed over")
    verify.add_argument(
        "--trust-list", type=Path, metavar="FILE", help="a trust-list.json (default: the installation's published one)"
    )
    add_directory(verify)
    verify.set_defaults(func=_verify)


def _verify(args: argparse.Namespace) -> int:
    manifest, key = verify_disclosure(args.file, _trust_list(args))
    say(
        {
            "verified": True,
            "chamber": manifest.chamber,
            "key": key,
            "kind": manifest.kind,
            "subject": manifest.subject,
            "authority": manifest.authority,
            "reference": manifest.reference,
            "made_at": manifest.made_at.isoformat(),
            "files": len(manifest.files),
        }
    )
    return 0


def _trust_list(args: argparse.Namespace) -> TrustList:
    if args.trust_list is None:
        with open_office(args) as office:
            return office.trust_list()
    try:
        data = args.trust_list.read_bytes()
    except OSError as error:
        raise RefusedError(f"The trust list {args.trust_list} cannot be read: {error.strerror}.") from error
    return parse_trust_list(data)

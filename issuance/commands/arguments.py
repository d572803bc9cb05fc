"""What several `issuance trust` commands share: the folder, the passphrase, and how a change gets out."""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from issuance.commands import common
from issuance.config import load_config
from issuance.errors import IssuanceError
from issuance.office import Office
from issuance.trust.ceremony import export_targets
from issuance.trust.office import RefreshReport, TrustOffice

if TYPE_CHECKING:
    Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
else:
    Subparsers = object


def add_directory(parser: argparse.ArgumentParser) -> None:
    """Add `--directory` and `--passphrase-file`."""
    common.add_directory(parser)
    parser.add_argument(
        "--passphrase-file", type=Path, help="file with the passphrase of the keys (default: DIRECTORY/keys/passphrase)"
    )


def open_installation(arguments: argparse.Namespace) -> Office:
    """Return the installation of `--directory`, with the passphrase of `--passphrase-file` where that is given."""
    config = load_config(directory=arguments.directory)
    if arguments.passphrase_file is not None:
        config = replace(config, passphrase_file=arguments.passphrase_file)
    return Office(config)


def read_file(file: Path) -> bytes:
    """Return the bytes of a file that the person named; IssuanceError where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise IssuanceError(f"Cannot read {file}: {error.strerror}; name an existing file.") from error


def open_office(arguments: argparse.Namespace) -> TrustOffice:
    """Return the trust office of `--directory`."""
    return open_installation(arguments).trust_office


def now() -> datetime:
    """Return the time; commands are the one place that looks at the clock."""
    return datetime.now(UTC)


def add_export(parser: argparse.ArgumentParser) -> None:
    """Add `--export` for commands that change what the offline keys sign."""
    parser.add_argument(
        "--export", type=Path, metavar="FOLDER", help="write a ceremony folder instead of publishing (no offline keys)"
    )


def publish_or_export(
    office: TrustOffice, files: Mapping[str, bytes], based_on: int, arguments: argparse.Namespace
) -> None:
    """Publish targets made from version `based_on` at once, or write the ceremony folder that was asked for."""
    if arguments.export is None:
        tell(office.publish_targets(files, now(), based_on=based_on))
        return
    proposal = export_targets(office, arguments.export, files, now())
    say(proposal.describe())
    say(f"Carry {arguments.export} to the key holders: `issuance trust sign {arguments.export} --key root-1.pem`.")


def tell(report: RefreshReport) -> None:
    """Print what is published now, and on stderr what people have to do soon."""
    say(
        f"Published: root {report.root_version}, targets {report.targets_version}, status {report.status_version}, "
        f"snapshot {report.snapshot_version}, timestamp {report.timestamp_version}; "
        f"good until {report.expires:%Y-%m-%d %H:%M} UTC."
    )
    for warning in report.warnings:
        print(f"issuance: {warning}", file=sys.stderr)


def say(text: str) -> None:
    """Print a line of the command's output."""
    print(text)

"""What the commands share."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from operations.config import DEFAULT_DIRECTORY
from operations.times import read_instant


def add_directory(parser: argparse.ArgumentParser) -> None:
    """Add `--directory`."""
    parser.add_argument(
        "--directory",
        type=Path,
        default=None,
        help=f"where the records lie (default: OPERATIONS_DIRECTORY, else {DEFAULT_DIRECTORY})",
    )


def instant(text: str) -> Any:  # noqa: ANN401  # argparse takes what it gets
    """Read an instant with its zone from the command line."""
    try:
        return read_instant(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no instant with a zone: write it as 2026-12-05T22:00+09:00"
        ) from error


def say(value: dict[str, Any]) -> None:
    """Print one JSON object on one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()

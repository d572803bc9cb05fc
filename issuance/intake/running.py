"""Starts the programs that meet strangers' files: without our environment, and for no longer than allowed."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from issuance.errors import RefusedError
from issuance.language import _

_REFUSED = 3


def run_worker(
    worker: Path, arguments: Sequence[str], data: bytes, *, seconds: float, sentences: Mapping[str, str], otherwise: str
) -> bytes:
    """Return what a worker makes of a file; raise `RefusedError` with the sentence of its reason's word.

    `otherwise` is the word for one that ran out of time or memory, or broke.
    """
    # A hostile file meets a process without our environment, with little memory and little time.
    command = [sys.executable, "-I", str(worker), *arguments]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, env={}, check=False)  # noqa: S603 - our own program, no shell; arguments are ours
    except subprocess.TimeoutExpired as error:
        raise RefusedError(_(sentences[otherwise])) from error
    if done.returncode == _REFUSED:
        raise RefusedError(_(sentences[done.stderr.decode("ascii").strip()]))
    if done.returncode != 0:
        raise RefusedError(_(sentences[otherwise]))
    return done.stdout

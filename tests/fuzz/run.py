"""Fuzz every parser: `python -m tests.fuzz.run --seconds 20 --folder FINDINGS [--only seal]`.

Each parser gets its share of the time in a process of its own, forked after everything was loaded and instrumented.
What it trips over is said, and lies in the folder as a file that can be given again with `--again FILE --only NAME`.
Exit 1: something was found.
"""

import argparse
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["signing", "issuance", "reference_service", "register", "scanner"]):
    from tests.fuzz import corpus, parsers

_LONGEST = 16 * 1024
_ROUNDS = 400
_STILL_SECONDS = 10
"""A single input that takes longer is a finding."""


def main() -> int:
    """Run and say what was found."""
    arguments = _arguments()
    all_names = [name for name, parser in parsers.PARSERS.items() if arguments.native or not parser.native]
    names = [arguments.only] if arguments.only else all_names
    if arguments.again:
        parsers.PARSERS[names[0]](arguments.again.read_bytes())
        return 0
    share = max(1, round(arguments.seconds / len(names)))
    # With a second and more for each the clock ends it, else a number of rounds.
    rounds = None if arguments.seconds >= len(names) and not arguments.rounds else arguments.rounds or _ROUNDS
    found = [name for name in names if not _held(name, share, rounds, arguments.folder)]
    _say(f"{len(names)} parsers, {len(found)} with findings" + (f": {', '.join(found)}" if found else "."))
    return 1 if found else 0


def _held(name: str, seconds: int, rounds: int | None, folder: Path) -> bool:
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _fuzz(name, seconds, rounds, folder)
    _, status = os.waitpid(child, 0)
    held = os.waitstatus_to_exitcode(status) == 0
    if not held:
        _say(f"{name}: see {folder}")
    return held


def _fuzz(name: str, seconds: int, rounds: int | None, folder: Path) -> None:
    """Fuzz one parser and end the process: libFuzzer does not return."""
    parser = parsers.PARSERS[name]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as seeds:
        for number, seed in enumerate(corpus.seeds(name)):
            (Path(seeds) / f"{number:03}").write_bytes(seed)
            try:
                # Each by itself first: libFuzzer leaves those out that are longer than it goes.
                parser(seed)
            except Exception:  # noqa: BLE001 - whatever comes out is a finding
                _tell(name, seed, folder)
        if rounds is None and time.monotonic() - began > seconds:
            os._exit(0)
        limits = [f"-runs={rounds}"] if rounds is not None else [f"-max_total_time={seconds}"]
        options = [
            f"-max_len={_LONGEST}",
            f"-timeout={_STILL_SECONDS}",
            "-rss_limit_mb=2048",
            "-seed=1",
            "-verbosity=0",
        ]
        prefix = f"-artifact_prefix={folder}/{name.replace(' ', '-')}-"
        atheris.Setup([sys.argv[0], *limits, *options, prefix, "-verbosity=0", seeds], parser)
        atheris.Fuzz()
    os._exit(0)


def _tell(name: str, data: bytes, folder: Path) -> None:
    file = folder / f"{name.replace(' ', '-')}-seed"
    file.write_bytes(data)
    _say(f"{name}: {data[:80]!r} (whole in {file})")
    traceback.print_exc(limit=-4, file=sys.stdout)
    sys.stdout.flush()
    os._exit(1)


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0, help="for all parsers together")
    parser.add_argument("--rounds", type=int, help="so many of each, whatever the time")
    parser.add_argument("--folder", type=Path, required=True, help="where findings are put")
    parser.add_argument("--only", choices=sorted(parsers.PARSERS), help="one parser alone")
    parser.add_argument("--native", action="store_true", help="libraries in C too: they may die, and are met apart")
    parser.add_argument("--again", type=Path, help="give it one finding again")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""`script/drill NAME…`: carry out drills; exit code 1 where one failed, 64 where a name is wrong."""

import argparse
import datetime as dt
import sys
import tempfile
from pathlib import Path

from drills.catalogue import DRILLS
from drills.drill import Drill, Verdict, carry_out

RECORDS = Path("var/drills")
EXIT_FAILED, EXIT_USAGE = 1, 64


def main(argv: list[str] | None = None) -> int:
    """Carry out what the command line names."""
    parser = argparse.ArgumentParser(prog="script/drill", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="say what there is")
    parser.add_argument("--all", action="store_true", help="carry out all, one after the other")
    parser.add_argument("--large", action="store_true", help="with more certificates: minutes instead of seconds")
    parser.add_argument("--records", type=Path, default=RECORDS, help="where records go (default: %(default)s)")
    arguments = parser.parse_args(argv)
    if arguments.list:
        for name, module in DRILLS.items():
            print(f"{name:<18} {module.ABOUT}")
        return 0
    names = list(DRILLS) if arguments.all else arguments.names
    if not names or (unknown := [name for name in names if name not in DRILLS]):
        wrong = f"There is no drill {unknown[0]!r}." if names else "Name a drill, or --all."
        print(f"script/drill: {wrong} Known: {', '.join(DRILLS)}.", file=sys.stderr)
        return EXIT_USAGE
    verdicts = [_carry_out(name, arguments.records, large=arguments.large) for name in names]
    return EXIT_FAILED if Verdict.FAILED in verdicts else 0


def _carry_out(name: str, records: Path, *, large: bool) -> Verdict:
    module = DRILLS[name]
    print(f"{name}: {module.ABOUT}", flush=True)
    with tempfile.TemporaryDirectory(prefix="originseal-drill-", ignore_cleanup_errors=True) as folder:
        # PostgreSQL runs as another user, who has to reach what lies below.
        Path(folder).chmod(0o711)
        drill = Drill(name, Path(folder), lambda text: print(text, flush=True), large=large)
        record = carry_out(drill, module.run, dt.datetime.now(dt.UTC))
    file = record.write(records)
    print(f"{name}: {record.verdict.upper()}{f' – {record.reason}' if record.reason else ''} ({file})", flush=True)
    return record.verdict


if __name__ == "__main__":
    sys.exit(main())

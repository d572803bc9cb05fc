"""`issuance beat`: note that a periodic job ended well."""

import argparse

from issuance.commands.common import add_directory
from issuance.config import load_config
from issuance.office import system_clock
from issuance.watch.beats import JOBS, Beats


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "beat", help="note that a periodic job ended well; its unit calls it: ExecStart=… issuance beat %%N"
    )
    parser.add_argument("job", metavar="JOB", help=f"one of {', '.join(JOBS)}; originseal-JOB is taken too")
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Write the job's file, and say nothing: what a unit prints may be its journal of anchors."""
    Beats(load_config(directory=args.directory).beats_folder).beat(args.job, system_clock())
    return 0

"""Noting that a periodic job ended well: `issuance --beat JOB COMMAND …`, or by hand `issuance beat JOB`."""

import argparse

from issuance.commands.common import add_directory
from issuance.config import load_config
from issuance.errors import RefusedError
from issuance.office import system_clock
from issuance.watch.beats import JOBS, Beats, job_of


def add_option(parser: argparse.ArgumentParser) -> None:
    """Add `--beat` before the commands: units, CronJobs and crontabs say by it which job a command is."""
    parser.add_argument(
        "--beat", type=_job, metavar="JOB", help="note that this periodic job ended well, if the command ends with 0"
    )


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("beat", help="note that a periodic job ended well that was run by hand")
    parser.add_argument("job", metavar="JOB", help=f"one of {', '.join(JOBS)}; originseal-JOB is taken too")
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Write the job's file."""
    _note(args, args.job)
    return 0


def note_end(args: argparse.Namespace, code: int) -> None:
    """Note a command's good end, where `--beat` says which job it is."""
    if args.beat is not None and code == 0:
        _note(args, args.beat)


def _note(args: argparse.Namespace, job: str) -> None:
    # Nothing is printed: what a job prints may be its journal of anchors.
    Beats(load_config(directory=getattr(args, "directory", None)).beats_folder).beat(job, system_clock())


def _job(name: str) -> str:
    try:
        return job_of(name)
    except RefusedError as error:  # before the command runs: nobody would miss a job of that name
        raise argparse.ArgumentTypeError(str(error)) from error

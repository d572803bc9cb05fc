"""`issuance daily`: what each day brings in every chamber: expiry, reminders, overdue applications, statistics, purges.

A timer runs it once or more a day.
"""

import argparse
from dataclasses import asdict

from issuance.commands.common import add_directory, open_office, say
from issuance.domain.ids import FEDERATION


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "daily",
        help="note what is over, remind of what ends soon, close printing, purge what is old; safe to run again",
    )
    add_directory(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Do the round in each chamber and say what was done."""
    with open_office(args) as office:
        for chamber in office.tenants():
            said: dict[str, object] = {"chamber": chamber}
            if chamber != FEDERATION:
                said.update(asdict(office.registrar.daily.run(chamber)))
                said.update(asdict(office.delivery.daily.run(chamber)))
                said.update(asdict(office.review.overdue.run(chamber)))
                said.update(asdict(office.inquiries.daily.run(chamber)))
                said["old_applications"] = office.applications.tidying.run(chamber)
                said["disclosures_over"] = office.disclosure.job.expire(chamber)
                said["fees_reminded"] = office.fees.daily.run(chamber)
                said["months_counted"] = office.statistics.round.run(chamber)
            say({**said, "purged": asdict(office.tidying.run(chamber))})
    return 0

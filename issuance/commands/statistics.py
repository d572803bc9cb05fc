"""`issuance statistics count`, `rebuild`: what finished months have brought, counted; `daily` counts them, too."""

import argparse

from issuance.commands.common import add_directory, chosen_chambers, open_office, say


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    statistics = subparsers.add_parser("statistics", help="count what finished months have brought")
    commands = statistics.add_subparsers(title="commands", metavar="COMMAND", required=True)
    count = commands.add_parser("count", help="count the finished months that were not counted yet; `daily` does it")
    count.set_defaults(func=_count)
    rebuild = commands.add_parser(
        "rebuild", help="count every finished month anew, but those of which applications were purged since"
    )
    rebuild.set_defaults(func=_rebuild)
    for parser in (count, rebuild):
        parser.add_argument("--chamber", metavar="CODE", help="this chamber alone (default: all)")
        add_directory(parser)


def _count(args: argparse.Namespace) -> int:
    with open_office(args) as office:
        for chamber in chosen_chambers(args, office.settings_directory.codes()):
            say({"chamber": chamber, "months_counted": office.statistics.round.run(chamber)})
    return 0


def _rebuild(args: argparse.Namespace) -> int:
    with open_office(args) as office:
        for chamber in chosen_chambers(args, office.settings_directory.codes()):
            for month in office.statistics.round.rebuild(chamber):
                say(
                    {
                        "chamber": chamber,
                        "month": str(month.month),
                        "delivered": month.delivered,
                        "kept_as_it_was": month.kept,
                    }
                )
    return 0

"""`issuance bulletin …`: notices, maintenance windows, availability and API keys of the public side."""

import argparse

from issuance.commands import bulletin_keys, bulletin_notes
from issuance.commands.arguments import Subparsers, add_directory, open_installation
from issuance.commands.bulletin_common import run_publish
from issuance.commands.common import say

DESCRIPTION = """\
Keep the bulletin: what the public pages announce, and the API keys of banks.

What is noted here becomes public with `issuance bulletin publish`, or at once with --publish. Instants are written with
their zone, such as 2026-12-05T22:00+09:00. Texts are plain, at most 500 characters, English and as many of ja zh es fr
ar as there are: --text "en=…" --text "ja=…"."""


def register(subparsers: Subparsers) -> None:
    """Add `bulletin` with its own commands."""
    parser = subparsers.add_parser(
        "bulletin",
        help="notices, maintenance windows, availability, banks' API keys",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (bulletin_notes, bulletin_keys):
        module.register(commands)
    publish = commands.add_parser("publish", help="sign what is noted and make it public")
    publish.set_defaults(func=run_publish)
    show = commands.add_parser("show", help="what is noted, what is public, and whether they differ")
    show.set_defaults(func=run_show)
    for each in (publish, show):
        add_directory(each)


def run_show(args: argparse.Namespace) -> int:
    """Show what is noted and what is public."""
    with open_installation(args) as office:
        desk = office.bulletin_desk
        published = desk.published()
        say(
            {
                "noted": desk.draft().model_dump(mode="json"),
                "published": None if published is None else published.model_dump(mode="json"),
                "unpublished_changes": desk.has_changes(),
            }
        )
    return 0

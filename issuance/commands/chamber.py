"""`issuance chamber add`, `hours` and `list`: the chambers that an installation serves."""

import argparse
import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from issuance.commands import chamber_hours
from issuance.commands.arguments import Subparsers, read_file
from issuance.commands.common import add_directory, open_office, say
from issuance.domain.accounts import Person
from issuance.domain.actor import Actor
from issuance.domain.chamber import ChamberProfile
from issuance.domain.messages import MailAddress
from issuance.domain.settings import ChamberSettings
from issuance.domain.texts import Bilingual
from issuance.errors import RefusedError
from issuance.services.chamber.founding import found_chamber


def register(subparsers: Subparsers) -> None:
    """Add the commands."""
    chamber = subparsers.add_parser("chamber", help="chambers of this installation")
    commands = chamber.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add = commands.add_parser("add", help="add a chamber, its settings and its first chamber administrator")
    add_directory(add)
    add.add_argument("code", help="2 to 4 capital letters, as in certificate numbers")
    add.add_argument("--name-ja", required=True, help="the chamber's name in Japanese")
    add.add_argument("--name-en", required=True, help="the chamber's name in English")
    add.add_argument("--place", required=True, help="where its certificates are issued, as printed: Osaka")
    add.add_argument("--officer", required=True, help="the certifying officer's name, as printed")
    add.add_argument(
        "--statements",
        type=Path,
        required=True,
        help="JSON file: the printed statements by language, then by kind",
    )
    add.add_argument("--administrator-name", required=True, help="the first chamber administrator")
    add.add_argument("--administrator-mail", required=True)
    add.add_argument("--language", choices=("ja", "en"), default="ja", help="of the administrator's mails")
    add.set_defaults(func=run_add)
    chamber_hours.register(commands)
    listing = commands.add_parser("list", help="show the chambers")
    add_directory(listing)
    listing.set_defaults(func=run_list)


def run_add(args: argparse.Namespace) -> int:
    """Add a chamber; prints the one-time link and code by which its administrator chooses a password."""
    try:
        profile = ChamberProfile(
            code=args.code,
            place=args.place,
            certifying_officer=args.officer,
            statements=_statements(args.statements),
        )
        settings = ChamberSettings(names=Bilingual(ja=args.name_ja, en=args.name_en))
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(str(part) for part in found['loc'])}: {found['msg']}" for found in error.errors())
        raise RefusedError(f"This chamber cannot be added: {told}.") from error
    person = Person(args.administrator_name, MailAddress(args.administrator_mail).text, args.language)
    with open_office(args) as office:
        invitation = found_chamber(office, profile, settings, person, Actor.job(profile.code, "chamber add"))
    say(
        {
            "chamber": profile.code,
            "login": invitation.login,
            "link": invitation.link,
            "code": invitation.code,
            "good_until": invitation.expires.isoformat(timespec="minutes"),
        }
    )
    return 0


def run_list(args: argparse.Namespace) -> int:
    """Show each chamber on a line."""
    with open_office(args) as office:
        for code, settings in office.settings_directory.settings().items():
            names = settings.names
            say({"chamber": code, "ja": names.ja, "en": names.en, "functions": sorted(settings.functions)})
    return 0


def _statements(file: Path) -> Any:  # noqa: ANN401  # what a file holds is checked by the profile
    try:
        return json.loads(read_file(file))
    except ValueError as error:
        raise RefusedError(f"{file} is no JSON: {error}.") from error

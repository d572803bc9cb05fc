"""The parser of the command line: exit codes of its own, and help in the language that is spoken now."""

import argparse
import sys
from collections.abc import Iterable
from typing import Any, Final, NoReturn

from scanner.language import LOCALES, _

EXIT_USAGE: Final = 64
"""The command line itself was wrong (EX_USAGE of sysexits.h), so that 2 keeps its meaning."""


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of a description as they are written, and says `usage` in the language that is spoken now."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Put the usage line first, after a word of our own."""
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser for one command.

    Argparse exits with 2 on a usage error, which here means that a file could not be read. Its own help says `options`
    in the language of the machine, if at all, so the group and `--help` are made here.
    """

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  whatever argparse takes
        settings.setdefault("formatter_class", HelpFormatter)
        settings["add_help"] = False
        super().__init__(**settings)
        self._positionals.title = _("arguments")
        self._optionals.title = _("options")
        self.add_argument("-h", "--help", action="help", help=_("show this help and leave"))
        # Taken at any place, for it is often thought of last; `cli` has read it before there was a parser.
        self.add_argument(
            "--language",
            choices=tuple(LOCALES),
            default=argparse.SUPPRESS,
            help=_("the language of the answers (default: SCANNER_LANGUAGE, else that of your system)"),
        )

    def error(self, message: str) -> NoReturn:
        """Print the usage and one sentence, and leave."""
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\n")

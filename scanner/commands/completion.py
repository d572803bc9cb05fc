"""`scanner completion`: a script with which the shell completes commands, options and file names."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.language import _

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")


def description() -> str:
    """Return the help text."""
    return _("""\
Print the script that your shell needs to complete what you type. Once is enough:

  bash         scanner completion bash > ~/.local/share/bash-completion/completions/scanner
  zsh          scanner completion zsh > "${fpath[1]}/_scanner"
  fish         scanner completion fish > ~/.config/fish/completions/scanner.fish
  PowerShell   scanner completion powershell >> $PROFILE

Then open a new window.""")


def registration(whole: Callable[[], argparse.ArgumentParser]) -> "Callable[[Subparsers], None]":
    """Return the function that adds the command; `whole` builds the parser with all commands."""

    def register(subparsers: "Subparsers") -> None:
        parser = subparsers.add_parser(
            "completion", help=_("print a script that completes commands in your shell"), description=description()
        )
        parser.add_argument("shell", choices=SHELLS, help=_("your shell"))
        parser.set_defaults(func=lambda arguments: run(arguments, whole()))

    return register


def run(arguments: argparse.Namespace, whole: argparse.ArgumentParser) -> int:
    """Print the script."""
    import shtab

    _complete_paths(whole)
    print(shtab.complete(whole, shell=arguments.shell))
    return 0


def _complete_paths(parser: argparse.ArgumentParser) -> None:
    """Have every argument that is a path completed as one; a metavar DIR tells folders."""
    import shtab

    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                _complete_paths(below)
        elif action.type is Path or action.metavar == "FILE":
            # The attribute by which shtab knows it; argparse does not declare it.
            action.complete = shtab.DIRECTORY if action.metavar == "DIR" else shtab.FILE  # type: ignore[attr-defined]

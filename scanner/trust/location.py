"""Where the trust files lie. Never beside the files to check: an attacker's folder must not bring its own trust."""

from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_data_dir

from scanner.language import _
from scanner.trust.errors import TrustError

VARIABLE = "SCANNER_TRUST"

_PROGRAM = Path(__file__).resolve().parents[2]
"""The folder that holds this program's packages."""


def trust_directory(argument: Path | None, environment: Mapping[str, str], program: Path = _PROGRAM) -> Path:
    """Return the folder named by `--trust`, else by SCANNER_TRUST, else the demo's, else the user's data folder.

    Only `--trust`, typed by the person, may be relative to the current folder; TrustError for the variable.
    """
    if argument is not None:
        return argument.absolute()
    named = environment.get(VARIABLE)
    if not named:
        demo = _demo_of_working_copy(program)
        return demo if demo is not None else Path(user_data_dir("originseal", appauthor=False)) / "trust"
    if not Path(named).is_absolute():
        raise TrustError(
            _(
                "%(variable)s is %(value)r, a path relative to the current folder, in which anyone may have "
                "put files; set it to an absolute path.",
                variable=VARIABLE,
                value=named,
            )
        )
    return Path(named)


def _demo_of_working_copy(root: Path) -> Path | None:
    """Return the demo's trust folder where this program runs from a working copy in which `script/run` made one.

    It lies beside the program's own source, not in the current folder: who can write there owns the program anyway.
    An installed package has no such neighbours.
    """
    folder = root / "var" / "trust" / "client"
    return folder if (root / "pyproject.toml").exists() and (folder / "root.json").exists() else None

"""Two small files that the store remembers by: which copy is in use, and how late it has ever been.

    state.json   {"format": 1, "copy": NAME, "last_refresh": INSTANT}   written when an update is complete
    clock.json   {"format": 1, "highest": INSTANT}                      written whenever time has moved on

They are apart because the second is written by readers too, which must never undo an update that ends meanwhile.
Instants are ISO 8601 in UTC. Neither is signed: who can write here could replace the pinned root as well.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scanner.language import _
from scanner.trust.errors import StoredTrustAlteredError
from scanner.trust.files import read_json_object, write_atomically

FORMAT = 1
_COPY_NAME = re.compile(r"[0-9A-Za-z-]{1,64}")


@dataclass(frozen=True)
class State:
    """The copy in use, and when it was last refreshed from a source (UTC)."""

    copy: str
    last_refresh: datetime


def read_state(file: Path) -> State | None:
    """Return the state, None where nothing was ever fetched; StoredTrustAlteredError where it is damaged."""
    try:
        fields = read_json_object(file)
        if fields["format"] != FORMAT or not _COPY_NAME.fullmatch(fields["copy"]):
            raise ValueError("unknown format")
        return State(fields["copy"], _instant(fields["last_refresh"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(file) from error


def write_state(file: Path, state: State) -> None:
    """Put `state` in force."""
    fields = {"format": FORMAT, "copy": state.copy, "last_refresh": state.last_refresh.isoformat()}
    write_atomically(file, json.dumps(fields).encode())


def read_highest_time(file: Path) -> datetime | None:
    """Return the latest time ever seen, None at first; StoredTrustAlteredError where the file is damaged."""
    try:
        fields = read_json_object(file)
        if fields["format"] != FORMAT:
            raise ValueError("unknown format")
        return _instant(fields["highest"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(file) from error


def write_highest_time(file: Path, now: datetime) -> None:
    """Remember `now` as the latest time ever seen."""
    write_atomically(file, json.dumps({"format": FORMAT, "highest": now.isoformat()}).encode())


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.utcoffset() is None:
        raise ValueError("an instant without zone")
    return instant.astimezone(UTC)


def _damaged(file: Path) -> StoredTrustAlteredError:
    return StoredTrustAlteredError(
        _(
            "%(file)s is damaged; pin the root again with `scanner trust init ROOT.json --force` and run "
            "`scanner trust update`.",
            file=file,
        )
    )

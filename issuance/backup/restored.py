"""Between a restore and `issuance reconcile` no number is given out.

What was issued after the backup is not in the restored ledger: the next number could stand on somebody's paper already.
Until a person has said how far the numbers went, a note beside the ledger stops the issue.
"""

import datetime as dt
import json
from dataclasses import dataclass

from issuance.backup.errors import BackupError
from issuance.config import OfficeConfig
from issuance.files import write_durably


@dataclass(frozen=True)
class RestoredNote:
    """What stands in the note: which backup, until when it knows everything, and whether the register was kept."""

    backup: str
    known_until: dt.datetime
    restored: dt.datetime
    register_kept: bool


def check_reconciled(config: OfficeConfig) -> None:
    """Raise `BackupError` while the note stands."""
    if not config.restored.exists():
        return
    note = read_note(config)
    known = f" from {note.backup}, which knows all until {note.known_until:%Y-%m-%d %H:%M} UTC" if note else ""
    raise BackupError(
        f"This office was restored{known}. Numbers given out since then must not be given out again: nothing is issued "
        "before `issuance reconcile`."
    )


def write_note(config: OfficeConfig, note: RestoredNote) -> None:
    """Stop the issue."""
    value = {
        "backup": note.backup,
        "known_until": note.known_until.isoformat(),
        "restored": note.restored.isoformat(),
        "register_kept": note.register_kept,
    }
    write_durably(config.restored, json.dumps(value).encode() + b"\n")


def read_note(config: OfficeConfig) -> RestoredNote | None:
    """Return the note; None where there is none."""
    try:
        value = json.loads(config.restored.read_bytes())
        known, restored = (dt.datetime.fromisoformat(value[name]) for name in ("known_until", "restored"))
        return RestoredNote(str(value["backup"]), known, restored, bool(value["register_kept"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(
            f"{config.restored} cannot be read. Write it anew, with the time until which the restored data are whole: "
            '{"backup": "…", "known_until": "2026-11-23T02:00:00+00:00", "restored": "…", "register_kept": false}'
        ) from error

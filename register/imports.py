"""Certificates of earlier systems: how they are found, and whose word counts. For whoever reads the register."""

import datetime as dt
import hashlib

from signing.errors import SignatureMismatchError
from signing.import_record import ImportRecord
from signing.trust import KeyRole, KeyState, Trust


def import_key(number: str, issue_date: dt.date) -> bytes:
    """Return the key of an earlier certificate: SHA-256 of `import|number|YYYY-MM-DD`, the number in its bare form."""
    return hashlib.sha256(f"import|{number}|{issue_date.isoformat()}".encode()).digest()


def judge_import(record: ImportRecord, trust: Trust) -> str | None:
    """Return why an import record does not count, None where a key of its chamber, valid at its time, signed it."""
    listed = trust.trust_list
    keys = [key for key in listed.keys_with(record.key_id, KeyRole.CHAMBER) if key.chamber == record.payload.chamber]
    for key in keys:
        try:
            record.verify(key.key, listed.base)
        except SignatureMismatchError:
            continue
        zone = listed.chamber(record.payload.chamber).zone
        if not key.covers(record.payload.time.astimezone(zone).date()):
            return "it is dated outside of its key's window."
        if key.state is KeyState.COMPROMISED:
            return "its key is compromised."
        return None
    return "no key of its chamber has signed it."

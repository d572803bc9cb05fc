"""The signed status file `status/revocations.bin`: every seal that is no longer in force.

    "REFREV1" | version u32 | as_of u64 (Unix seconds) | register_head u64 | count u32 | entries, sorted
    entry = first 8 bytes of the sid | status byte (1 revoked, 2 replaced, 3 void)

All integers big-endian. The bytes are authenticated as a TUF target of the delegated role `status`; entries stay for
ever. 1 M certificates with 1 % of them listed make 90 kB.
"""

import datetime as dt
import hashlib
import struct
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from signing.errors import MalformedError
from signing.record import State

MAX_STATUS_BYTES = 64 * 1024 * 1024
SID_PREFIX_LENGTH = 8

_MAGIC = b"REFREV1"
_HEADER = struct.Struct(">7sIQQI")
_ENTRY_LENGTH = SID_PREFIX_LENGTH + 1
_MAX_TIME = 2**32
_BYTE_OF_STATE = {State.REVOKED: 1, State.REPLACED: 2, State.VOID: 3}
_STATE_OF_BYTE = {byte: state for state, byte in _BYTE_OF_STATE.items()}


@dataclass(frozen=True)
class StatusFile:
    """A parsed status file. `version` only ever grows; `register_head` counts the register's records at `as_of`."""

    version: int
    as_of: dt.datetime
    register_head: int
    entries: bytes

    def __len__(self) -> int:
        return len(self.entries) // _ENTRY_LENGTH

    def state(self, sid: bytes) -> State:
        """Return the state of a seal: IN_FORCE where it is not listed."""
        prefix = sid[:SID_PREFIX_LENGTH]
        position = bisect_left(range(len(self)), prefix, key=self._prefix)
        if position < len(self) and self._prefix(position) == prefix:
            return _STATE_OF_BYTE[self.entries[position * _ENTRY_LENGTH + SID_PREFIX_LENGTH]]
        return State.IN_FORCE

    def _prefix(self, position: int) -> bytes:
        start = position * _ENTRY_LENGTH
        return self.entries[start : start + SID_PREFIX_LENGTH]


def build_status(version: int, as_of: dt.datetime, register_head: int, states: Mapping[bytes, State]) -> bytes:
    """Write a status file of the seals (by sid) that are not in force; others in `states` are left out.

    Raises :class:`MalformedError` where a number does not fit its field, or a sid has not 32 bytes.
    """
    if as_of.tzinfo is None or not 0 <= as_of.timestamp() < _MAX_TIME:
        raise MalformedError("A status file's as-of time is UTC.")
    if not 0 <= version < 2**32 or not 0 <= register_head < 2**64:
        raise MalformedError("The status file's version or register head is out of range.")
    if any(len(sid) != hashlib.sha256().digest_size for sid in states):
        raise MalformedError("A status file lists seals by their id of 32 bytes.")
    entries: dict[bytes, int] = {}
    for sid, state in states.items():
        byte = _BYTE_OF_STATE.get(state)
        if byte is not None:
            prefix = sid[:SID_PREFIX_LENGTH]
            # Two sids with one prefix happen once in 10^12 certificates; the lower byte stands then: revoked first.
            current = entries.get(prefix, byte)
            entries[prefix] = min(byte, current)
    header = _HEADER.pack(_MAGIC, version, int(as_of.timestamp()), register_head, len(entries))
    return header + b"".join(prefix + bytes([byte]) for prefix, byte in sorted(entries.items()))


def parse_status(data: bytes) -> StatusFile:
    """Read a status file whose bytes are authenticated; raise `MalformedError` for anything else."""
    if not _HEADER.size <= len(data) <= MAX_STATUS_BYTES:
        raise MalformedError(f"The status file has {len(data)} bytes: too few or too many.")
    magic, version, as_of, head, count = _HEADER.unpack_from(data)
    if magic != _MAGIC:
        raise MalformedError("This is no status file of a format that is known here (REFREV1).")
    entries = data[_HEADER.size :]
    if len(entries) != count * _ENTRY_LENGTH or as_of >= _MAX_TIME:
        raise MalformedError("The status file is cut off, or its header is damaged.")
    status = StatusFile(version, dt.datetime.fromtimestamp(as_of, dt.UTC), head, entries)
    # One at a time: a list of seven million prefixes would need five times the file's memory.
    prefixes = (entries[start : start + SID_PREFIX_LENGTH] for start in range(0, len(entries), _ENTRY_LENGTH))
    if any(earlier >= later for earlier, later in pairwise(prefixes)):
        raise MalformedError("The status file's entries are not in order.")
    if not set(entries[SID_PREFIX_LENGTH::_ENTRY_LENGTH]) <= _STATE_OF_BYTE.keys():
        raise MalformedError("The status file has a status that is not known here.")
    return status

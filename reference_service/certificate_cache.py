"""Certificates as they were published, kept in this process: what never changes, and nothing else.

An entry is what the register returned with its first record alone; whether it still is in force is never looked up
here. What is not here was not asked for lately: absence says nothing, and nothing is remembered about unknown numbers.
"""

import threading
from collections import OrderedDict

from reference_service.register_view import Published

MAX_BYTES = 64 * 1024 * 1024
"""What the entries of one process may take."""

_OBJECTS_BYTES = 3100
"""What the parsed record and the objects around the bytes of one entry take, measured with tracemalloc."""


class CertificateCache:
    """Entries by row key (:func:`register.prepared.row_key`), name and seal; those not asked for longest go first."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._by_key: OrderedDict[bytes, Published] = OrderedDict()
        self._key_of_name: dict[str, bytes] = {}
        self._key_of_seal: dict[bytes, bytes] = {}
        self._bytes = 0

    def by_key(self, key: bytes) -> Published | None:
        """Return the entry of a row key (32 bytes)."""
        with self._lock:
            found = self._by_key.get(key)
            if found is not None:
                self._by_key.move_to_end(key)
            return found

    def by_name(self, number: str, day: str) -> Published | None:
        """Return the entry of any text as number and as date: what is not canonical, or no date, is not here.

        Found by the two together, as in the register: a wrong number and a wrong date are one and the same miss.
        """
        # Not by the row key, since hashing takes longer than all else here.
        key = self._key_of_name.get(_name(number, day))
        return self.by_key(key) if key is not None else None

    def by_seal(self, seal: bytes) -> Published | None:
        """Return the entry of a seal, byte for byte the one that was published."""
        key = self._key_of_seal.get(seal)
        return self.by_key(key) if key is not None else None

    def put(self, key: bytes, entry: Published) -> None:
        """Keep an entry; what is already there stays, for it is the same."""
        size = size_of(entry)
        with self._lock:
            if key in self._by_key or size > self._max_bytes:
                return
            self._by_key[key] = entry
            self._key_of_name[_name_of(entry)] = key
            self._key_of_seal[entry.stored.seal] = key
            self._bytes += size
            while self._bytes > self._max_bytes:
                self._forget(next(iter(self._by_key)))

    def drop(self, key: bytes) -> None:
        """Forget an entry whose content has been deleted from the register."""
        with self._lock:
            if key in self._by_key:
                self._forget(key)

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._by_key)

    def _forget(self, key: bytes) -> None:
        entry = self._by_key.pop(key)
        del self._key_of_name[_name_of(entry)]
        del self._key_of_seal[entry.stored.seal]
        self._bytes -= size_of(entry)


def _name(number: str, day: str) -> str:
    return f"{number}|{day}"


def _name_of(entry: Published) -> str:
    return _name(entry.stored.number, entry.stored.issue_date.isoformat())


def size_of(entry: Published) -> int:
    """Return about how many bytes an entry takes."""
    stored = entry.stored
    return len(stored.prepared) + len(stored.content or b"") + len(stored.seal) + _OBJECTS_BYTES

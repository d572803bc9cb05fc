"""What the chamber has issued under a number that somebody outside wrote down. It opens no key."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from issuance.domain.inquiries.certified import Box, boxes_of
from issuance.domain.ledger import LedgerEntry, Stage
from issuance.storage.store import OfficeStore
from signing.content import parse_content
from signing.errors import NumberError
from signing.number import parse_number, parse_typed_number
from signing.record import Event, Record, State, state_of

_ISSUED = frozenset({Stage.RECORDED, Stage.PUBLISHED, Stage.DELIVERED})
# The beginning alone is often all that can be read; what stands between its parts is a hyphen, a blank or nothing.
_PUBLIC = re.compile(r"([A-Z]{2,4})[^A-Z0-9]{0,2}([0-9]{2})[^A-Z0-9]{0,2}([0-9]{6,10})(?![0-9])")


@dataclass(frozen=True)
class Certified:
    """A certificate of the chamber with its records; without its boxes once the time of keeping is over."""

    entry: LedgerEntry
    records: tuple[Record, ...]
    boxes: dict[Box, list[str]]

    @property
    def standing(self) -> State:
        """How it stands by its records."""
        return state_of(self.records)

    @property
    def ended_by(self) -> Record | None:
        """The record that revoked it, or that names its successor; None while it is in force."""
        ending = (Event.REVOKE, Event.REPLACE)
        return next((each for each in reversed(self.records) if each.payload.event in ending), None)


class Certificates:
    """Looks certificates up in the office's ledger."""

    def __init__(self, store: Callable[[], OfficeStore]) -> None:
        self._store = store

    def named(self, chamber: str, typed: str) -> str | None:
        """Return the canonical number of the chamber's certificate that somebody wrote down, None where it is none."""
        public = _public_number(typed)
        entry = self._store().find_public(public) if public is not None else None
        if entry is None or entry.number.chamber != chamber or entry.stage not in _ISSUED:
            return None
        return entry.number.canonical

    def get(self, canonical: str) -> Certified:
        """Return a certificate by its canonical number."""
        number, store = parse_number(canonical), self._store()
        entry = store.get(number)
        boxes = boxes_of(parse_content(entry.content)) if entry.content is not None else {}
        return Certified(entry, tuple(store.records(number)), boxes)


def _public_number(typed: str) -> str | None:
    """Return the public number that a text begins with, whatever else stands in it."""
    try:
        return parse_typed_number(typed).public
    except NumberError:
        found = _PUBLIC.search(unicodedata.normalize("NFKC", typed).upper())
        return None if found is None else f"{found[1]}{found[2]}-{int(found[3]):06}"

"""Certificates that an earlier system issued: what the chamber says of them, found by number and date.

They have no seal, so nothing here is ever “valid”, and they are not in the log that keeps memory current: the register
is asked each time. As with every number, one that is unknown and one whose date is wrong get the same answer, and count
as the same miss. These numbers have no random part and can be walked; what is shown is worth no walk (ADR 0042).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from reference_service.limits.turnstile import Turnstile
from reference_service.register_view import is_current
from reference_service.trust import TrustDirectory
from register.entry import Head
from register.errors import RegisterDamagedError, RegisterError
from register.imports import judge_import
from register.reader import RegisterReader
from signing.errors import MalformedError, NumberError
from signing.import_record import ImportPayload, check_earlier_number, parse_import_record, shape_of

SHAPES_LIFE = dt.timedelta(minutes=1)
"""How long the patterns of earlier numbers are remembered."""

_IN_PLACE_OF_ACCESS = "~" * 8
"""Limits are kept by a number without its last eight characters: an earlier number has no such part."""


@dataclass(frozen=True)
class EarlierAnswer:
    """What was found. `found` may hold several: chambers gave out numbers of their own."""

    head: Head
    current: bool
    found: tuple[ImportPayload, ...]


class EarlierCertificates:
    """Looks them up, past the turnstile."""

    def __init__(
        self,
        reader: RegisterReader,
        turnstile: Turnstile,
        trust: TrustDirectory,
        clock: Callable[[], dt.datetime],
        stale_after: dt.timedelta,
    ) -> None:
        self._reader = reader
        self._turnstile = turnstile
        self._trust = trust
        self._clock = clock
        self._stale_after = stale_after
        self._shapes: frozenset[str] = frozenset()
        self._shapes_until: dt.datetime | None = None

    def number_of(self, typed: str) -> str | None:
        """Return the bare form of what may be an earlier number: its pattern is one that was imported. Else None."""
        try:
            number = check_earlier_number(typed.strip())
            return number if shape_of(number) in self._known_shapes() else None
        except (NumberError, RegisterError):
            return None  # then the page says what a number looks like, as it does without any import

    def by_number(self, number: str, issued: dt.date) -> EarlierAnswer:
        """Look up by bare number and issue date, as one row; raise `RegisterError` where the register is away."""
        counted_as = number + _IN_PLACE_OF_ACCESS
        caller = self._turnstile.admit_number(counted_as)
        head = self._reader.head()
        found = tuple(self._read(data) for data in self._reader.imported(number, issued))
        current = is_current(head.as_of, self._clock(), self._stale_after)
        self._turnstile.count_number(caller, counted_as, row=True, miss=not found and current)
        return EarlierAnswer(head, current, found)

    def _read(self, data: bytes) -> ImportPayload:
        """Return what a record says whose chamber has signed it; nobody is shown any other."""
        try:
            record = parse_import_record(data)
        except MalformedError as error:
            raise RegisterDamagedError(f"An import record cannot be read: {error}") from error
        problem = judge_import(record, self._trust.current().as_of(self._clock()))
        if problem is not None:
            raise RegisterDamagedError(f"An import record does not count: {problem}")
        return record.payload

    def _known_shapes(self) -> frozenset[str]:
        now = self._clock()
        if self._shapes_until is None or not now < self._shapes_until:
            self._shapes = self._reader.import_shapes()
            self._shapes_until = now + SHAPES_LIFE
        return self._shapes

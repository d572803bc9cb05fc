"""Count attempts before they are looked at: per id and address together, per id, per address, all in one act.

An id alone is counted loosely and the pair strictly, so that a stranger who guesses locks himself out of an id long
before its holder, who comes from elsewhere (ADR 0029 has the numbers).

An attempt is counted as failed before its password is compared, and given back when it was right: a hundred attempts
at once are a hundred, however long the comparing takes.
"""

import datetime as dt
from dataclasses import dataclass

from issuance.confidential import Confidential
from issuance.domain.sign_in.throttle import PER_ADDRESS, PER_ID, PER_PAIR, Limit, Tally, address_of, counts_at_id
from issuance.storage import attempts as rows
from issuance.storage.unit import Unit

_INDEX_SCOPE = "attempt"


@dataclass(frozen=True)
class Ticket:
    """One counted attempt: to be given back where it was right."""

    id_key: bytes
    pair_key: bytes
    address_key: bytes


@dataclass(frozen=True)
class LockedOut:
    """No attempt is looked at before `opens`."""

    opens: dt.datetime


class Throttle:
    """Takes attempts, or says when the next one is taken."""

    def __init__(self, confidential: Confidential) -> None:
        self._confidential = confidential

    def take(self, unit: Unit, what: str, name: str, place: str) -> Ticket | LockedOut:
        """Count an attempt at `name` as a `what` (login, second factor …) from `place`; nothing while locked out."""
        address = address_of(place)
        ticket = Ticket(
            self._id_key(unit, what, name),
            self._pair_key(unit, what, name, place),
            self._confidential.index(f"{_INDEX_SCOPE} address", address),
        )
        # The id first, everywhere: so two acts never wait for each other.
        of_id = PER_ID.seen(rows.hold_tally(unit, ticket.id_key), unit.now)
        pair = PER_PAIR.seen(rows.hold_tally(unit, ticket.pair_key), unit.now)
        of_address = PER_ADDRESS.seen(rows.hold_tally(unit, ticket.address_key), unit.now)
        limits = ((PER_ID, of_id), (PER_PAIR, pair), (PER_ADDRESS, of_address))
        waits = [opens for limit, tally in limits if (opens := limit.opens_at(tally, unit.now)) is not None]
        if waits:
            return LockedOut(max(waits))
        if counts_at_id(pair, of_id):
            rows.set_tally(unit, ticket.id_key, PER_ID.counted(of_id, unit.now))
        rows.set_tally(unit, ticket.pair_key, PER_PAIR.counted(pair, unit.now))
        rows.set_tally(unit, ticket.address_key, PER_ADDRESS.counted(of_address, unit.now))
        return ticket

    def take_from(self, unit: Unit, what: str, place: str, limit: Limit) -> LockedOut | None:
        """Count a `what` from `place` alone, by a limit of its own: where there is no id to count at."""
        key = self._id_key(unit, what, address_of(place))
        tally = rows.hold_tally(unit, key)
        opens = limit.opens_at(tally, unit.now)
        if opens is not None:
            return LockedOut(opens)
        rows.set_tally(unit, key, limit.counted(tally, unit.now))
        return None

    def give_back_from(self, unit: Unit, what: str, place: str) -> None:
        """Take one `what` from `place` back: it came to a good end."""
        rows.forgive_one(unit, self._id_key(unit, what, address_of(place)))

    def succeeded(self, unit: Unit, what: str, name: str, place: str) -> None:
        """Give back what was taken in earlier acts for what has now come to a good end."""
        address = self._confidential.index(f"{_INDEX_SCOPE} address", address_of(place))
        keys = self._id_key(unit, what, name), self._pair_key(unit, what, name, place)
        self.give_back(unit, Ticket(*keys, address))

    def give_back(self, unit: Unit, ticket: Ticket) -> None:
        """Take a right attempt back: all that this address failed at the id is forgotten.

        The id keeps what other addresses failed, or each sign-in of its holder would give a stranger a fresh lot of
        guesses. The address keeps what it failed at other ids, for the same reason.
        """
        of_id, pair = rows.hold_tally(unit, ticket.id_key), rows.hold_tally(unit, ticket.pair_key)
        rows.set_tally(unit, ticket.id_key, Tally(of_id.failures - min(pair.failures, PER_PAIR.free), of_id.last))
        rows.forgive_all(unit, ticket.pair_key)
        rows.forgive_one(unit, ticket.address_key)

    def forgive(self, unit: Unit, what: str, name: str, place: str) -> None:
        """Forget what all addresses failed at a name, and what `place` did: a new password was set from there."""
        rows.forgive_all(unit, self._id_key(unit, what, name))
        rows.forgive_all(unit, self._pair_key(unit, what, name, place))

    def forget_old(self, unit: Unit) -> int:
        """Delete what is forgotten anyhow; return how many rows."""
        longest = max(limit.forgotten_after for limit in (PER_ID, PER_PAIR, PER_ADDRESS))
        return rows.forget_attempts(unit, unit.now - longest)

    def _id_key(self, unit: Unit, what: str, name: str) -> bytes:
        return self._confidential.index(f"{_INDEX_SCOPE} {what} {unit.chamber}", name)

    def _pair_key(self, unit: Unit, what: str, name: str, place: str) -> bytes:
        return self._confidential.index(f"{_INDEX_SCOPE} {what} {unit.chamber} from {address_of(place)}", name)

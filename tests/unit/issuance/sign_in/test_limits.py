"""How many guesses strangers have at one id, and that they do not keep its holder out (ADR 0029, terms article 15)."""

import datetime as dt
from dataclasses import dataclass, field

import pytest

from issuance.domain.sign_in.throttle import PER_ID, PER_PAIR, Tally, address_of, counts_at_id
from tests.builders import NOW

MINUTE = dt.timedelta(minutes=1)


@dataclass
class Siege:
    """Strangers who guess at one id from some addresses as often as they may, a minute at a time."""

    addresses: int
    now: dt.datetime = NOW
    of_id: Tally = field(default_factory=Tally)
    pairs: dict[int, Tally] = field(default_factory=dict)
    closed: int = 0
    """Minutes in which nobody from elsewhere would have been let in."""

    def day(self) -> int:
        """Guess for a day; return how many guesses were looked at."""
        guesses = 0
        for _n in range(24 * 60):
            guesses += sum(self._guess(address) for address in range(self.addresses))
            self.closed += PER_ID.opens_at(self.of_id, self.now) is not None
            self.now += MINUTE
        return guesses

    def _guess(self, address: int) -> bool:
        of_id = PER_ID.seen(self.of_id, self.now)
        pair = PER_PAIR.seen(self.pairs.get(address, Tally()), self.now)
        if PER_ID.opens_at(of_id, self.now) or PER_PAIR.opens_at(pair, self.now):
            return False
        if counts_at_id(pair, of_id):
            self.of_id = PER_ID.counted(of_id, self.now)
        self.pairs[address] = PER_PAIR.counted(pair, self.now)
        return True


@pytest.mark.parametrize(
    ("addresses", "first_day", "each_further"), [(1, 35, 24), (9, 320, 216), (10, 160, 96), (60, 160, 96)]
)
def test_t15_guesses_at_one_id_are_few_however_many_addresses_there_are(
    addresses: int, first_day: int, each_further: int
) -> None:
    siege = Siege(addresses)
    assert siege.day() <= first_day
    siege.day()
    assert siege.day() <= each_further


def test_t15_a_stranger_does_not_lock_the_holder_out() -> None:
    siege = Siege(addresses=9)
    for _n in range(3):
        siege.day()
    assert siege.closed == 0


def test_from_ten_addresses_on_the_id_closes_for_a_quarter_of_an_hour_at_most() -> None:
    siege = Siege(addresses=12)
    siege.day()
    assert siege.closed > 0
    opens = PER_ID.opens_at(siege.of_id, siege.now)
    assert opens is None or opens - siege.now <= 15 * MINUTE


@pytest.mark.parametrize(
    ("place", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("<script>", "unknown"),
    ],
)
def test_addresses_of_one_customer_count_together(place: str, counted: str) -> None:
    assert address_of(place) == counted


def test_a_clock_that_was_set_back_locks_nobody_out_longer() -> None:
    tally = Tally(6, NOW + dt.timedelta(days=1))
    opens = PER_PAIR.opens_at(tally, NOW)
    assert opens is not None
    assert opens - NOW == MINUTE

"""What the reader makes of rows that a damaged, lagging or lying database returns."""

import datetime as dt
from collections.abc import Sequence

import pytest

from register.errors import RegisterDamagedError
from register.instant import to_microseconds
from register.reader import RegisterReader
from register.source import Parameter, Row

NOW = dt.datetime(2026, 3, 10, 3, 0, 0, 123456, tzinfo=dt.UTC)
SID = bytes(range(32))
GOOD: Row = (SID, "TYO26000001P56QEG7F", "2026-03-10", b"seal", b"content", b"fragment", b"record")


class Rows:
    """A source that returns the rows it was given, whatever it is asked."""

    replica_column = "1"

    def __init__(self, *rows: Row) -> None:
        self._rows = list(rows)

    def rows(self, statement: str, parameters: Sequence[Parameter] = ()) -> list[Row]:
        return self._rows

    def check_identity(self) -> None:
        pass

    def close(self) -> None:
        pass


def reader(*rows: Row) -> RegisterReader:
    return RegisterReader(Rows(*rows), lambda: NOW)


def test_a_primary_is_as_fresh_as_the_question() -> None:
    head = reader((5, 0, 0)).head()
    assert (head.position, head.as_of) == (5, NOW)


def test_a_replica_is_as_fresh_as_the_primarys_last_heartbeat() -> None:
    beat = NOW - dt.timedelta(seconds=42)
    assert reader((5, to_microseconds(beat), 1)).head().as_of == beat


def test_a_replica_that_never_heard_a_heartbeat_is_as_old_as_can_be() -> None:
    assert reader((5, 0, 1)).head().as_of == dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def test_a_heartbeat_from_the_future_makes_nothing_fresher() -> None:
    assert reader((5, to_microseconds(NOW + dt.timedelta(hours=1)), 1)).head().as_of == NOW


@pytest.mark.parametrize("rows", [[], [(1, 0, 0), (2, 0, 0)], [("1", 0, 0)], [(None, 0, 0)]])
def test_a_head_that_cannot_be(rows: list[Row]) -> None:
    with pytest.raises(RegisterDamagedError):
        reader(*rows).head()


@pytest.mark.parametrize("column", range(len(GOOD)))
def test_a_value_of_another_type_is_never_handed_out(column: int) -> None:
    damaged = (*GOOD[:column], 3.5, *GOOD[column + 1 :])
    assert reader(GOOD).by_sid(SID) is not None
    with pytest.raises(RegisterDamagedError, match="float"):
        reader(damaged).by_sid(SID)


def test_an_issue_date_that_is_none() -> None:
    with pytest.raises(RegisterDamagedError, match="2026-02-30"):
        reader((*GOOD[:2], "2026-02-30", *GOOD[3:])).by_sid(SID)


@pytest.mark.parametrize("positions", [(2,), (1, 3), (1, 1), (2, 1), (0, 1)])
def test_a_log_with_a_gap_or_out_of_order(positions: tuple[int, ...]) -> None:
    with pytest.raises(RegisterDamagedError, match="was due"):
        reader(*((position, SID, b"record") for position in positions)).changes_since(0)

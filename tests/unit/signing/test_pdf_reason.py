"""The line that ties a signed PDF to its seal has one form only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.errors import MalformedError
from signing.number import draw_number
from signing.pdf_reason import format_reason, parse_reason

NUMBER = draw_number("TYO", 2026, 1234, lambda count: bytes(range(count)))
SID = bytes(range(32))
LINE = format_reason(NUMBER, SID)


@given(
    st.integers(1, 10**8), st.binary(min_size=32, max_size=32), st.lists(st.binary(min_size=7, max_size=7), min_size=1)
)
def test_what_is_written_is_read_back(sequence: int, sid: bytes, draws: list[bytes]) -> None:
    # Draws are repeated with a counter, as a number may be drawn again until its check character has no look-alike.
    stream = iter(draws[index % len(draws)][:6] + bytes([index % 256]) for index in range(10_000))
    number = draw_number("TYO", 2026, sequence, lambda _: next(stream))

    assert parse_reason(format_reason(number, sid)) == (number, sid)


def test_the_line_reads_as_documented() -> None:
    assert f"Certificate {NUMBER.printed}; seal {SID.hex()}" == LINE


@pytest.mark.parametrize(
    "line",
    [
        "",
        LINE + " ",
        " " + LINE,
        LINE + "\n",
        LINE.replace(SID.hex(), SID.hex().upper()),
        LINE[:-2],
        LINE.replace("Certificate", "certificate"),
        LINE.replace("-", "", 1),
        LINE.replace(NUMBER.printed, NUMBER.canonical),
        LINE.replace(NUMBER.printed, NUMBER.printed[:-1] + ("0" if NUMBER.check != "0" else "1")),
        LINE.replace("26-", "٢٦-"),
    ],
)
def test_any_other_line_is_refused(line: str) -> None:
    with pytest.raises(MalformedError):
        parse_reason(line)


def test_a_seal_id_of_another_length_is_refused() -> None:
    with pytest.raises(MalformedError, match="31 were given"):
        format_reason(NUMBER, bytes(31))

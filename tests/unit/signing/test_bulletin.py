"""The bulletin: one byte form, strict, and what of it counts when."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.bulletin import (
    ANNOUNCED_BEFORE,
    CLOCK_TOLERANCE,
    MAX_BULLETIN_BYTES,
    ApiKey,
    Availability,
    Bulletin,
    Notice,
    ServicePart,
    Severity,
    Window,
    api_key_hash,
    parse_bulletin,
)
from signing.errors import MalformedError
from tests.unit.signing.vector_files import committed, named
from tests.vectors.bulletin_cases import full_bulletin

VECTORS = committed("bulletin.json")
SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize("vector", named(VECTORS["accepted"]))
def test_a_bulletin_re_serialises_to_the_same_bytes(vector: dict[str, str]) -> None:
    assert parse_bulletin(vector["bulletin"].encode()).encode() == vector["bulletin"].encode()


@pytest.mark.parametrize("vector", named(VECTORS["refused"]))
def test_bulletins_that_break_a_rule_are_refused(vector: dict[str, str]) -> None:
    with pytest.raises(MalformedError):
        parse_bulletin(vector["bulletin"].encode())


@pytest.mark.parametrize("month", VECTORS["percentages"], ids=str)
def test_the_percentage_leaves_pauses_out_and_never_rounds_up(month: dict[str, Any]) -> None:
    minutes = {name: value for name, value in month.items() if name != "percentage"}
    availability = Availability(month="2026-10", part=ServicePart.REFERENCE, **minutes)
    expected = None if month["percentage"] is None else Decimal(month["percentage"])
    assert availability.percentage == expected


def test_an_api_key_is_known_by_the_hash_of_what_its_holder_sends() -> None:
    assert api_key_hash(VECTORS["api_key_secret"]).hex() == VECTORS["api_key_sha256"]
    # A header may hold what is no UTF-8: it is no key, and no error either.
    assert len(api_key_hash("\udcff")) == 32


def test_nothing_is_parsed_that_is_too_large() -> None:
    with pytest.raises(MalformedError, match=f"{MAX_BULLETIN_BYTES} are allowed"):
        parse_bulletin(b"[" * (MAX_BULLETIN_BYTES + 1))


def test_all_limits_at_once_still_make_a_bulletin_that_is_read() -> None:
    text = {"en": "x", **{f"a{letter}": "🚢" * 500 for letter in "abcdefg"}}
    issue = full_bulletin()
    notice, window = issue.notices[0], issue.windows[0]
    large = issue.model_copy(
        update={
            "notices": tuple(notice.model_copy(update={"id": f"n-{i}", "text": text}) for i in range(20)),
            "windows": tuple(window.model_copy(update={"id": f"w-{i}", "text": text}) for i in range(20)),
            "api_keys": tuple(
                issue.api_keys[0].model_copy(update={"key_id": f"k{i:09}", "sha256": i.to_bytes(32)})
                for i in range(1000)
            ),
        }
    )
    assert len(large.encode()) > MAX_BULLETIN_BYTES // 2
    assert parse_bulletin(large.encode()) == large


def test_every_byte_counts() -> None:
    """Flip a bit of each byte: what still parses is another bulletin in its one form, which was never signed."""
    data = full_bulletin().encode()
    for position in range(len(data)):
        altered = bytearray(data)
        altered[position] ^= 1
        try:
            parsed = parse_bulletin(bytes(altered))
        except MalformedError:
            continue
        assert parsed != full_bulletin()
        assert parsed.encode() == altered


def test_a_bulletin_counts_from_its_issue_until_it_expires() -> None:
    issue = full_bulletin()
    assert issue.speaks_at(issue.issued_at)
    assert issue.speaks_at(issue.valid_until - SECOND)
    assert not issue.speaks_at(issue.valid_until)
    # The reader's clock may be an hour behind; a bulletin from further ahead is from the future.
    assert issue.speaks_at(issue.issued_at - CLOCK_TOLERANCE)
    assert not issue.speaks_at(issue.issued_at - CLOCK_TOLERANCE - SECOND)


def test_a_window_is_shown_from_14_days_before_until_it_ends() -> None:
    window = full_bulletin().windows[0]
    assert dt.timedelta(days=14) == ANNOUNCED_BEFORE
    assert not window.shown_at(window.begins - ANNOUNCED_BEFORE - SECOND)
    assert window.shown_at(window.begins - ANNOUNCED_BEFORE)
    assert window.shown_at(window.ends - SECOND)
    assert not window.shown_at(window.ends)
    assert not window.holds(window.begins - SECOND)
    assert window.holds(window.begins)
    assert window.stays_open == (ServicePart.REFERENCE,)


def test_the_last_day_of_an_api_key_is_included() -> None:
    key = full_bulletin().api_keys[0]
    assert key.valid_on(key.valid_until)
    assert not key.valid_on(key.valid_until + dt.timedelta(days=1))


moments = st.integers(0, 2**32 - 10**8 - 1).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))
lengths = st.integers(1, 10**8).map(lambda seconds: dt.timedelta(seconds=seconds))
texts = st.dictionaries(
    st.sampled_from(["ja", "zh", "es", "fr", "ar"]), st.sampled_from(["x", "お知らせ", "خبر", "a\nb", "<b>&amp;"])
).map(lambda others: {"en": "Notice", **others})


@st.composite
def bulletins(draw: st.DrawFn) -> Bulletin:
    """Draw a bulletin that keeps all rules."""
    begins, issued = draw(moments), draw(moments)
    spans = draw(st.lists(lengths, max_size=3))
    notices = tuple(
        Notice(
            id=f"n-{i}", begins=begins, ends=begins + span, severity=draw(st.sampled_from(Severity)), text=draw(texts)
        )
        for i, span in enumerate(spans)
    )
    windows = tuple(
        Window(
            id=f"w-{i}",
            begins=begins,
            ends=begins + span,
            announced_at=issued,
            emergency=draw(st.booleans()),
            stops=tuple(draw(st.lists(st.sampled_from(ServicePart), min_size=1, max_size=2, unique=True))),
            text=draw(texts),
        )
        for i, span in enumerate(spans)
    )
    minutes = draw(st.lists(st.integers(0, 8000), min_size=4, max_size=4))
    availability = tuple(
        Availability(
            month=f"2026-{month:02}",
            part=draw(st.sampled_from(ServicePart)),
            promised=sum(minutes) + 1,
            announced=minutes[0],
            emergency=minutes[1],
            attack=minutes[2],
            down=minutes[3],
        )
        for month in draw(st.sets(st.integers(1, 12), max_size=3))
    )
    api_keys = tuple(
        ApiKey(
            key_id=f"k{number:09}",
            sha256=api_key_hash(str(number)),
            burst=draw(st.integers(1, 10**7)),
            per_minute=draw(st.integers(1, 10**6)),
            valid_until=draw(st.dates()),
        )
        for number in draw(st.sets(st.integers(0, 10**9 - 1), max_size=3))
    )
    return Bulletin(
        number=draw(st.integers(1, 2**32 - 1)),
        issued_at=issued,
        valid_until=issued + draw(lengths),
        notices=notices,
        windows=windows,
        availability=availability,
        api_keys=api_keys,
    )


@given(bulletins())
def test_bulletins_parse_to_what_was_written_and_serialise_back(bulletin: Bulletin) -> None:
    data = bulletin.encode()
    assert parse_bulletin(data) == bulletin
    assert parse_bulletin(data).encode() == data


@given(st.binary(max_size=200), st.integers(0, 2000))
def test_garbage_is_refused_with_an_error_of_ours(noise: bytes, position: int) -> None:
    data = full_bulletin().encode()
    for garbage in (noise, data[:position] + noise + data[position + len(noise) :]):
        if garbage != data:
            try:
                parsed = parse_bulletin(garbage)
            except MalformedError:
                continue
            assert parsed.encode() == garbage

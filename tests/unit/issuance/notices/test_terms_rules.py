"""When a version of the terms may take effect, which one is in force, and what it changes (terms, article 5)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.notices.notice import checked
from issuance.domain.notices.pauses import EndingText, PauseText, a_year_after
from issuance.domain.notices.terms import (
    AHEAD,
    Change,
    Terms,
    TermsState,
    TermsText,
    changes,
    coming,
    earliest_day,
    in_force,
)
from issuance.errors import RefusedError

MIDNIGHT = dt.datetime(2026, 3, 9, 15, 0, tzinfo=dt.UTC)
"""Of 10 March 2026 in Japan."""
SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


def a_version(effective_on: dt.date, **fields: object) -> TermsText:
    return checked(TermsText, {"name": "2026", "ja": "規約", "en": "Terms", "effective_on": effective_on, **fields})


def posted(effective_on: dt.date, posted_at: dt.datetime = MIDNIGHT, state: TermsState = TermsState.POSTED) -> Terms:
    return Terms(f"{effective_on}", "TYO", state, a_version(effective_on), posted_at, 1)


@pytest.mark.parametrize(
    ("now", "earliest"),
    [
        (MIDNIGHT, dt.date(2026, 3, 24)),
        (MIDNIGHT + SECOND, dt.date(2026, 3, 25)),
        (MIDNIGHT - SECOND, dt.date(2026, 3, 24)),
        (dt.datetime(2026, 12, 31, 14, 59, 59, tzinfo=dt.UTC), dt.date(2027, 1, 15)),
        (dt.datetime(2028, 2, 15, 15, 0, tzinfo=dt.UTC), dt.date(2028, 3, 1)),
    ],
)
def test_t5_fourteen_whole_days_lie_between_posting_and_effect(now: dt.datetime, earliest: dt.date) -> None:
    """T5, article 5-2: counted to the midnight in Japan from which it binds; at the year's turn and a leap day too."""
    assert earliest_day(now) == earliest
    a_version(earliest).check_posting(now)
    with pytest.raises(RefusedError, match=str(earliest)):
        a_version(earliest - DAY).check_posting(now)


@given(st.datetimes(min_value=dt.datetime(2020, 1, 1), max_value=dt.datetime(2090, 1, 1), timezones=st.just(dt.UTC)))  # noqa: DTZ001  # Hypothesis takes the bounds without a zone
def test_the_earliest_day_is_the_first_that_can_be_posted(now: dt.datetime) -> None:
    day = earliest_day(now)
    assert a_version(day).binds_from - now >= AHEAD > a_version(day - DAY).binds_from - now


@pytest.mark.parametrize(
    ("minor", "harmless", "refused"), [(True, True, False), (True, False, True), (False, True, True)]
)
def test_t5_only_what_is_minor_and_harms_nobody_may_come_sooner(minor: bool, harmless: bool, refused: bool) -> None:
    """T5, article 5-2: both, not one of them, and with a reason."""
    text = a_version(dt.date(2026, 3, 11), minor=minor, harmless=harmless, reason="A slip of the pen")
    if refused:
        with pytest.raises(RefusedError, match="14 days"):
            text.check_posting(MIDNIGHT)
    else:
        text.check_posting(MIDNIGHT)


def test_nothing_takes_effect_before_it_is_posted() -> None:
    text = a_version(dt.date(2026, 3, 9), minor=True, harmless=True, reason="A slip of the pen")
    with pytest.raises(RefusedError, match="is past"):
        text.check_posting(MIDNIGHT)


def test_a_change_is_not_called_minor_without_a_reason() -> None:
    with pytest.raises(RefusedError, match="with the reason"):
        a_version(dt.date(2026, 3, 11), minor=True)


def test_the_latest_that_has_taken_effect_is_in_force() -> None:
    old, new, later = (posted(dt.date(2026, month, 1)) for month in (1, 3, 4))
    withdrawn = posted(dt.date(2026, 3, 5), state=TermsState.WITHDRAWN)
    versions = [later, old, withdrawn, new]
    assert in_force(versions, MIDNIGHT) is new
    assert coming(versions, MIDNIGHT) == [later]
    assert in_force(versions, later.text.binds_from - SECOND) is new
    assert in_force(versions, later.text.binds_from) is later
    assert in_force([], MIDNIGHT) is None


@given(st.text(alphabet="規約 ab\n", max_size=60), st.text(alphabet="規約 ab\n", max_size=60))
def test_what_changed_gives_both_texts_again(before: str, after: str) -> None:
    """Nothing is lost or invented: what stayed and went is the old text, what stayed and came the new one."""
    lines = changes(before, after)
    assert [line for line in _lines(lines, Change.REMOVED)] == before.split("\n")  # noqa: C416  # reads as a sentence
    assert list(_lines(lines, Change.ADDED)) == after.split("\n")


def test_a_changed_word_stands_out_in_japanese() -> None:
    (line,) = changes("通知は30日前までに行います。", "通知は14日前までに行います。")
    assert [(piece.change, piece.text) for piece in line if piece.change is not Change.SAME] == [
        (Change.REMOVED, "30"),
        (Change.ADDED, "14"),
    ]


@pytest.mark.parametrize(
    ("today", "earliest"),
    [
        (dt.date(2026, 3, 10), dt.date(2027, 3, 10)),
        (dt.date(2028, 2, 29), dt.date(2029, 3, 1)),
        (dt.date(2027, 2, 28), dt.date(2028, 2, 28)),
    ],
)
def test_t23_the_end_is_announced_a_year_ahead_or_with_the_reason(today: dt.date, earliest: dt.date) -> None:
    """T23, article 23: a year, a leap day included; later only with the reason, in both languages."""
    assert a_year_after(today) == earliest
    what = {"ja": "本システム", "en": "The system"}
    checked(EndingText, {"ends_on": earliest, "what": what}).check_announcement(today)
    sooner = {"ends_on": earliest - DAY, "what": what}
    with pytest.raises(RefusedError, match=str(earliest)):
        checked(EndingText, sooner).check_announcement(today)
    with pytest.raises(RefusedError, match="both languages"):
        checked(EndingText, {**sooner, "why_late": {"ja": "震災", "en": ""}}).check_announcement(today)
    checked(EndingText, {**sooner, "why_late": {"ja": "震災", "en": "Earthquake"}}).check_announcement(today)


def test_an_end_that_is_past_is_refused() -> None:
    text = checked(EndingText, {"ends_on": dt.date(2026, 3, 10), "what": {"ja": "x", "en": "x"}})
    with pytest.raises(RefusedError, match="not ahead"):
        text.check_announcement(dt.date(2026, 3, 10))


@pytest.mark.parametrize(
    ("ground", "begins_in", "refused"),
    [
        ("maintenance", dt.timedelta(hours=1), None),
        ("maintenance", -SECOND, "ahead"),
        ("equipment", -SECOND, "ahead"),
        ("fault", -SECOND, None),
        ("attack", -dt.timedelta(hours=2), None),
        ("fault", -dt.timedelta(days=8), "more than 7 days"),
    ],
)
def test_t22_only_an_emergency_is_told_of_afterwards(ground: str, begins_in: dt.timedelta, refused: str | None) -> None:
    """T22, article 22-2 and 22-3."""
    begins = MIDNIGHT + begins_in
    reason = {"ja": "保守", "en": "Upkeep"}
    text = checked(PauseText, {"begins": begins, "ends": begins + 9 * DAY, "ground": ground, "reason": reason})
    if refused is None:
        text.check_announcement(MIDNIGHT)
    else:
        with pytest.raises(RefusedError, match=refused):
            text.check_announcement(MIDNIGHT)


@pytest.mark.parametrize(("hours", "complaint"), [(0, "ends after it begins"), (24 * 14 + 1, "within 14 days")])
def test_a_pause_has_a_length(hours: int, complaint: str) -> None:
    ends = MIDNIGHT + dt.timedelta(hours=hours)
    values = {"begins": MIDNIGHT, "ends": ends, "ground": "fault", "reason": {"ja": "x", "en": "x"}}
    with pytest.raises(RefusedError, match=complaint):
        checked(PauseText, values)


def _lines(lines: list[list[object]], kept: Change) -> list[str]:
    found = []
    for pieces in lines:
        texts = [piece.text for piece in pieces if piece.change in (Change.SAME, kept)]
        whole = {piece.change for piece in pieces}
        if texts or whole == {Change.SAME} or kept in whole:
            found.append("".join(texts))
    return found

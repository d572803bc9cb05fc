"""What is said of numbers and dates that cannot be read."""

from issuance.domain.application.reading.typed import NumberProblem
from issuance.language import _
from signing.dates import DateError, DateProblem


def number_sentence(problem: NumberProblem, typed: str) -> str:
    """Say what is wrong with a number."""
    match problem:
        case NumberProblem.NEGATIVE:
            return _("“%(typed)s” is less than nothing: write a number above 0.", typed=typed)
        case NumberProblem.COMMA:
            return _(
                "“%(typed)s” can be read in two ways: write a point before decimals, as 1234.5; commas part thousands.",
                typed=typed,
            )
        case NumberProblem.TOO_LONG:
            return _("“%(typed)s” has too many digits: 15 before the point and 6 behind it fit.", typed=typed)
        case NumberProblem.NOT_A_NUMBER:
            return _("“%(typed)s” is no number: write digits, such as 1,200 or 12.5.", typed=typed)


def date_sentence(error: DateError, typed: str) -> str:
    """Say what is wrong with a date."""
    if error.problem is DateProblem.AMBIGUOUS:
        first, second = (day.isoformat() for day in error.readings[:2])
        return _(
            "“%(typed)s” can mean %(first)s or %(second)s: write the one that you mean like that.",
            typed=typed,
            first=first,
            second=second,
        )
    if error.problem is DateProblem.IMPOSSIBLE:
        return _("There is no day “%(typed)s”: write year, month and day, such as 2026-11-23.", typed=typed)
    return _("“%(typed)s” is no date: write year, month and day, such as 2026-11-23.", typed=typed)

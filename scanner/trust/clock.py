"""Whether this machine's clock is plainly wrong: behind what the office has signed, or far from the service's clock."""

from datetime import datetime

from scanner.language import _
from scanner.trust.refusals import CLOCK_TOLERANCE, clock_differs


def clock_problem(clock: datetime, signed_as_of: datetime | None, server_date: datetime | None) -> str | None:
    """Return a sentence about a clock that is plainly wrong, None where nothing speaks against it. Times are UTC.

    The signed time proves that it is later than that; the service's date is nobody's signature and only a hint.
    """
    if signed_as_of is not None and clock < signed_as_of - CLOCK_TOLERANCE:
        text = _(
            "This machine's clock shows %(clock)s UTC, but the office has signed at %(signed)s UTC: the clock is "
            "wrong. Set it, for nothing can be told to be in force by it."
        )
        return text % {"clock": f"{clock:%Y-%m-%d %H:%M}", "signed": f"{signed_as_of:%Y-%m-%d %H:%M}"}
    if server_date is not None and abs(clock - server_date) > CLOCK_TOLERANCE:
        return clock_differs(clock, server_date) + " " + _("Check the date and time of this machine.")
    return None

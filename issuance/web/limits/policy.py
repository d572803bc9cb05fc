"""The numbers: how many requests in any 60 seconds, and why so many."""

from dataclasses import dataclass

REQUESTS_PER_MINUTE = 240
"""Of one session, unless the setting says otherwise: four pages a second are more than any person opens."""

SESSIONS_OF_ONE_ADDRESS = 5
"""A whole company sits behind one network address; so many of its people may click as fast as they can."""

PART_OF_THE_COSTLY = 4
"""Files, and forms that anybody can send, cost a scan, a hash or a mail: a quarter of the others."""


@dataclass(frozen=True)
class RequestLimits:
    """What one caller may ask in a minute."""

    session: int
    """All requests of one session."""
    address: int
    """All requests of one address (IPv6: of its /64), signed in or not."""
    open_forms: int
    """Forms of visitors from one address: sign-in, passwords, registration, reports."""
    uploads: int
    """Forms with files, of one session or, without one, of one address."""

    @classmethod
    def of(cls, per_minute: int) -> "RequestLimits | None":
        """Return what follows from the setting; None for 0, which switches the limits off."""
        if per_minute == 0:
            return None
        costly = max(1, per_minute // PART_OF_THE_COSTLY)
        return cls(per_minute, per_minute * SESSIONS_OF_ONE_ADDRESS, costly, costly)

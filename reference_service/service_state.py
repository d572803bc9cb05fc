"""How the service is now, for `/service` and for `GET /api/v1/service`: one look, so that both say the same."""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

from reference_service.errors import TrustUnavailableError
from reference_service.register_view import is_current
from reference_service.service import Service
from register.entry import Head
from register.errors import RegisterError
from signing.bulletin import Availability, Bulletin, Notice, Window


@dataclass(frozen=True)
class ServiceState:
    """One look. `head` is None where the register cannot be read, `trust_valid_until` where the trust files cannot.

    `windows` are all that are announced and not over, also those that pages do not show yet. `availability` has the
    newest month first.
    """

    now: dt.datetime
    head: Head | None
    current: bool
    trust_valid_until: dt.datetime | None
    status_as_of: dt.datetime | None
    bulletin: Bulletin | None
    notices: tuple[Notice, ...]
    windows: tuple[Window, ...]
    availability: tuple[Availability, ...]

    @property
    def reachable(self) -> bool:
        """Whether the register can be read."""
        return self.head is not None

    @property
    def usable(self) -> bool:
        """Whether pages can say now that a certificate is in force: with fresh data, and keys to verify it with."""
        return self.current and self.trust_valid_until is not None


def service_state(service: Service) -> ServiceState:
    """Look at the register, the trust files and the bulletin; none of them has to be there."""
    now = service.clock()
    # What cannot be read is what the look is for; whoever keeps the service sees the cause at /readyz and in the log.
    head = None
    with suppress(RegisterError):
        head = service.register.head()
    trust = None
    with suppress(TrustUnavailableError):
        trust = service.trust.current()
    posted = service.board.now()
    bulletin = posted.bulletin
    return ServiceState(
        now=now,
        head=head,
        current=head is not None and is_current(head.as_of, now, service.config.stale_after),
        trust_valid_until=trust.valid_until if trust is not None else None,
        status_as_of=trust.status.as_of if trust is not None and trust.status is not None else None,
        bulletin=bulletin,
        notices=posted.notices,
        windows=tuple(window for window in bulletin.windows if window.ends > now) if bulletin is not None else (),
        availability=tuple(reversed(bulletin.availability)) if bulletin is not None else (),
    )

"""Publishes the bulletin, signed with the office's online `status` key as the status file beside it is."""

import datetime as dt
from collections.abc import Callable, Sequence

from issuance.bulletin.draft import Draft, DraftFile, checked, whole_second
from issuance.trust.office import TrustOffice
from issuance.trust.repository import BULLETIN_TARGET
from signing.bulletin import MAX_AVAILABILITY, ApiKey, Availability, Bulletin, Notice, Window, parse_bulletin


class BulletinDesk:
    """Nothing of what is noted is public before `publish`."""

    def __init__(self, trust: TrustOffice, file: DraftFile, clock: Callable[[], dt.datetime]) -> None:
        self._trust = trust
        self._file = file
        self._clock = clock

    def draft(self) -> Draft:
        """Return what is noted, published or not."""
        return self._file.read()

    def published(self) -> Bulletin | None:
        """Return the bulletin in force, None before the first."""
        data = self._trust.published_status_file(BULLETIN_TARGET)
        return None if data is None else parse_bulletin(data)

    def stamp(self) -> tuple[int, ...] | None:
        """Return what differs after every publication; None where nothing was published yet."""
        return self._trust.repository.stamp()

    def has_changes(self) -> bool:
        """Tell whether a publication now would say anything other than the bulletin in force."""
        published = self.published()
        return published is None or _said_by(self._next(published)) != _said_by(self._renewed(published))

    def publish(self) -> Bulletin:
        """Sign and publish what is noted, under the next number."""
        return self._publish(self._next)

    def renew(self) -> Bulletin | None:
        """Publish the bulletin in force under a new number where it soon expires; what is noted since stays noted.

        The hourly refresh calls it. Returns None where there is nothing to do.
        """
        published = self.published()
        if published is None or published.valid_until - self._now() >= self._trust.lifetimes.renew_online_before:
            return None
        return self._publish(lambda previous: self._next(None) if previous is None else self._renewed(previous))

    def _publish(self, make: Callable[[Bulletin | None], Bulletin]) -> Bulletin:
        made: list[Bulletin] = []

        def build(previous: bytes | None) -> bytes:
            # Under the repository's lock: of two publishers the later one counts on from the earlier one.
            bulletin = make(None if previous is None else parse_bulletin(previous))
            made.append(bulletin)
            return bulletin.encode()

        self._trust.publish_status(build, self._now(), path=BULLETIN_TARGET)
        return made[-1]

    def _next(self, previous: Bulletin | None) -> Bulletin:
        now = self._now()
        draft = self._file.read()
        announced = {window.id: window.announced_at for window in (previous.windows if previous else ())}
        return self._issue(
            previous,
            notices=draft.notices,
            # A window is announced when it is first published, and not when somebody noted it.
            windows=[
                window.model_copy(update={"announced_at": announced.get(window.id, now)}) for window in draft.windows
            ],
            availability=draft.availability[-MAX_AVAILABILITY:],
            api_keys=[held.key for held in draft.keys if held.revoked_at is None],
        )

    def _renewed(self, previous: Bulletin) -> Bulletin:
        return self._issue(
            previous,
            notices=previous.notices,
            windows=previous.windows,
            availability=previous.availability,
            api_keys=previous.api_keys,
        )

    def _issue(
        self,
        previous: Bulletin | None,
        *,
        notices: Sequence[Notice],
        windows: Sequence[Window],
        availability: Sequence[Availability],
        api_keys: Sequence[ApiKey],
    ) -> Bulletin:
        """Make the issue after `previous`, without what has ended."""
        now = self._now()
        return checked(
            Bulletin,
            number=1 if previous is None else previous.number + 1,
            issued_at=now,
            valid_until=now + self._trust.lifetimes.status,
            notices=tuple(sorted((n for n in notices if n.ends > now), key=lambda notice: (notice.begins, notice.id))),
            windows=tuple(sorted((w for w in windows if w.ends > now), key=lambda window: (window.begins, window.id))),
            availability=tuple(availability),
            api_keys=tuple(sorted((k for k in api_keys if k.valid_on(now.date())), key=lambda key: key.key_id)),
        )

    def _now(self) -> dt.datetime:
        return whole_second(self._clock())


def _said_by(bulletin: Bulletin) -> tuple[object, ...]:
    return bulletin.notices, bulletin.windows, bulletin.availability, bulletin.api_keys

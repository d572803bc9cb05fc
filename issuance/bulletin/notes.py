"""Notes what the next bulletin announces: notices, maintenance windows, and how available the system was."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from issuance.bulletin.draft import DraftFile, checked, whole_second
from issuance.errors import RefusedError
from signing.bulletin import Availability, Notice, ServicePart, Severity, Window

SHORT_NOTICE = dt.timedelta(days=7)
"""Article 22 asks for notice ahead and names no number of days; a bank's week is the least that lets it plan."""


class BulletinNotes:
    """Changes what is noted. Instants are UTC; refusals raise `RefusedError` and change nothing."""

    def __init__(self, file: DraftFile, clock: Callable[[], dt.datetime]) -> None:
        self._file = file
        self._clock = clock

    def add_notice(
        self, texts: Mapping[str, str], severity: Severity, begins: dt.datetime | None, ends: dt.datetime
    ) -> Notice:
        """Note what readers are told from `begins` (None: from now) until `ends`."""
        now = self._now()
        _refuse_past(ends, now)
        with self._file.lock():
            draft = self._file.read()
            notice = checked(
                Notice,
                id=f"notice-{draft.last_id + 1}",
                begins=whole_second(begins or now),
                ends=whole_second(ends),
                severity=severity,
                text=dict(texts),
            )
            self._file.write(
                draft.model_copy(update={"last_id": draft.last_id + 1, "notices": (*draft.notices, notice)})
            )
        return notice

    def withdraw_notice(self, notice_id: str) -> None:
        """Take a notice back; it disappears from the pages with the next publication."""
        with self._file.lock():
            draft = self._file.read()
            kept = tuple(notice for notice in draft.notices if notice.id != notice_id)
            _refuse_unknown(f"notice {notice_id!r}", draft.notices, kept)
            self._file.write(draft.model_copy(update={"notices": kept}))

    def add_window(
        self,
        texts: Mapping[str, str],
        stops: Sequence[ServicePart],
        begins: dt.datetime,
        ends: dt.datetime,
        *,
        emergency: bool,
    ) -> tuple[Window, str | None]:
        """Note a maintenance window; return it and, where it is announced late, a sentence of warning.

        Only in an emergency may it have begun already (Article 22, paragraph 2).
        """
        now = self._now()
        _refuse_past(ends, now)
        if begins < now and not emergency:
            raise RefusedError(
                f"The window begins at {begins:%Y-%m-%d %H:%M} UTC, which is past. Maintenance is announced ahead; "
                "for a pause that an emergency forced, say --emergency."
            )
        with self._file.lock():
            draft = self._file.read()
            window = checked(
                Window,
                id=f"window-{draft.last_id + 1}",
                begins=whole_second(begins),
                ends=whole_second(ends),
                announced_at=now,
                emergency=emergency,
                stops=tuple(stops),
                text=dict(texts),
            )
            self._file.write(
                draft.model_copy(update={"last_id": draft.last_id + 1, "windows": (*draft.windows, window)})
            )
        late = not emergency and begins - now < SHORT_NOTICE
        return window, _late(begins - now) if late else None

    def withdraw_window(self, window_id: str) -> None:
        """Take a window back; it disappears from the pages with the next publication."""
        with self._file.lock():
            draft = self._file.read()
            kept = tuple(window for window in draft.windows if window.id != window_id)
            _refuse_unknown(f"maintenance window {window_id!r}", draft.windows, kept)
            self._file.write(draft.model_copy(update={"windows": kept}))

    def set_availability(self, entry: Mapping[str, object]) -> Availability:
        """Note one part's month, in place of what was noted of it before; a month is reported when it is over (UTC)."""
        return self.set_availabilities([entry])[0]

    def set_availabilities(self, entries: Sequence[Mapping[str, object]]) -> list[Availability]:
        """Note several, all of them or none."""
        found = [checked(Availability, **entry) for entry in entries]
        for availability in found:
            if availability.month >= f"{self._now():%Y-%m}":
                raise RefusedError(f"{availability.month} is not over; its availability is known when it is.")
        named = {(each.month, each.part) for each in found}
        if len(named) != len(found):
            raise RefusedError("A month of one part is listed twice; nothing was noted.")
        with self._file.lock():
            draft = self._file.read()
            others = (each for each in draft.availability if (each.month, each.part) not in named)
            self._file.write(draft.model_copy(update={"availability": _by_month((*others, *found))}))
        return found

    def _now(self) -> dt.datetime:
        return whole_second(self._clock())


def _by_month(entries: Sequence[Availability]) -> tuple[Availability, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry.month, entry.part)))


def _refuse_past(ends: dt.datetime, now: dt.datetime) -> None:
    if ends <= now:
        raise RefusedError(f"It would end at {ends:%Y-%m-%d %H:%M} UTC, which is past: nobody would see it.")


def _refuse_unknown(what: str, before: Sequence[object], kept: Sequence[object]) -> None:
    if len(kept) == len(before):
        raise RefusedError(f"There is no {what}; see: issuance bulletin show")


def _late(ahead: dt.timedelta) -> str:
    return (
        f"This window is announced {ahead.days} days and {ahead.seconds // 3600} hours ahead. Banks and customs plan "
        f"by the week: at least {SHORT_NOTICE.days} days are better."
    )

"""Pauses of the system (article 22) and its end (article 23): announced, told of on the board, ended by a person."""

import datetime as dt

from issuance.bulletin.windows import AnnouncedWindows
from issuance.domain.actor import Actor
from issuance.domain.calendar import ZONE, japan_date
from issuance.domain.ids import FEDERATION
from issuance.domain.messages import Channel
from issuance.domain.notices.notice import Importance, NoticeText
from issuance.domain.notices.pauses import PAUSE, Closing, EndingText, Pause, PauseEvent, PauseState, PauseText
from issuance.domain.staff import StaffAct
from issuance.domain.texts import Bilingual
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.notices.bulletin import announce_pause, noted_items, take_back
from issuance.services.notices.desk import post_notice, withdraw_notice
from issuance.services.notices.rights import check_poster
from issuance.storage.notices import all_pauses, find_pause, pauses_ahead
from issuance.storage.tables.notices import pause as table
from issuance.storage.unit import Unit, Units


class PauseDesk:
    """The acts of a chamber's operator for his chamber, or of the federation for all."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def all(self, actor: Actor) -> list[Pause]:
        """Return the pauses that the actor's chamber has announced, latest first."""
        with self._units.look(actor) as unit:
            return list(all_pauses(unit))

    def announce(self, actor: Actor, text: PauseText, channels: frozenset[Channel] = frozenset()) -> str:
        """Announce a pause, on the board and by `channels`; the federation's goes to the public pages too."""
        with self._units.act(actor) as unit:
            check_poster(unit, StaffAct.PLAN_MAINTENANCE)
            text.check_announcement(unit.now)
            row = unit.insert(
                table,
                state=PauseState.ANNOUNCED.value,
                text=text.model_dump_json(),
                begins=text.begins,
                ends=text.ends,
                announced_at=unit.now,
                announced_by=actor.account,
                notice=post_notice(unit, _notice_of(unit, text, channels)),
            )
            if unit.chamber == FEDERATION:
                announce_pause(unit, row, text)
            unit.record("pause.announce", f"pause:{row}", after=_told(text))
        return row

    def end(self, actor: Actor, pause_id: str, version: int) -> None:
        """End a pause before its time: the office is open at once."""
        with self._units.act(actor) as unit:
            check_poster(unit, StaffAct.PLAN_MAINTENANCE)
            found = find_pause(unit, pause_id)
            state = PAUSE.after(found.state, PauseEvent.END)
            if not found.holds(unit.now):
                raise RefusedError(_("This pause is not under way: call it off if it is not to come."))
            self._close(unit, found, version, state)

    def call_off(self, actor: Actor, pause_id: str, version: int) -> None:
        """Call off a pause that has not begun."""
        with self._units.act(actor) as unit:
            check_poster(unit, StaffAct.PLAN_MAINTENANCE)
            found = find_pause(unit, pause_id)
            state = PAUSE.after(found.state, PauseEvent.CALL_OFF)
            if found.text.begins <= unit.now:
                raise RefusedError(_("This pause has begun: end it."))
            self._close(unit, found, version, state)

    def announce_end(self, actor: Actor, text: EndingText, channels: frozenset[Channel] = frozenset()) -> str:
        """Announce the end of the system, a year ahead or with the reason why later; return the notice's id."""
        with self._units.act(actor) as unit:
            check_poster(unit, StaffAct.PLAN_MAINTENANCE)
            text.check_announcement(japan_date(unit.now))
            row = post_notice(unit, _ending_notice(unit, text, channels))
            after = {"ends_on": text.ends_on.isoformat(), "why_late": text.why_late.en}
            unit.record("system.end", f"notice:{row}", after=after)
        return row

    @staticmethod
    def _close(unit: Unit, found: Pause, version: int, state: PauseState) -> None:
        unit.update(table, found.id, version=version, state=state.value, ended_at=unit.now)
        row = unit.row(unit.select(table, table.c.notice).where(table.c.id == found.id))
        if row is not None:
            withdraw_notice(unit, row["notice"])
        take_back(unit, found.id)
        unit.record("pause.end", f"pause:{found.id}", before=_told(found.text), after={"state": state.value})


class Pauses:
    """Tells whether the office is closed now: for a pause of its operators, or a window that the bulletin announces.

    Asked at every request: two short queries and a look at a folder's time, and one query less for the federation's.
    """

    def __init__(self, units: Units, windows: AnnouncedWindows) -> None:
        self._units = units
        self._windows = windows

    def ahead(self, chamber: str, now: dt.datetime) -> list[Closing]:
        """Return what is under way and to come in a chamber, its own and everybody's, the next one first."""
        found = self._announced(now)
        for source in dict.fromkeys((FEDERATION, chamber)):
            with self._units.look(_job(source)) as unit:
                found += [Closing.by_pause(each.text) for each in pauses_ahead(unit)]
        return sorted(found, key=lambda each: each.begins)

    def now(self, chamber: str, instant: dt.datetime) -> Closing | None:
        """Return what closes a chamber's office at `instant`, the one that lasts longest."""
        under_way = [each for each in self.ahead(chamber, instant) if each.closes_office(instant)]
        return max(under_way, key=lambda each: each.ends, default=None)

    def _announced(self, now: dt.datetime) -> list[Closing]:
        windows = self._windows.at(now)
        if not windows:
            return []
        # The federation's own pauses stand in the bulletin too: whether they hold is known here first.
        with self._units.look(_job(FEDERATION)) as unit:
            own = noted_items(unit)
        return [Closing.by_window(window) for window in windows if window.id not in own]


def _job(chamber: str) -> Actor:
    return Actor.job(chamber, "pauses")


def _notice_of(unit: Unit, text: PauseText, channels: frozenset[Channel]) -> NoticeText:
    begins, ends = text.begins.astimezone(ZONE), text.ends.astimezone(ZONE)
    return NoticeText(
        title=Bilingual(
            ja=f"システム休止のお知らせ（{begins.month}月{begins.day}日）", en=f"The system pauses on {begins:%-d %B}"
        ),
        body=Bilingual(
            ja=f"{begins:%Y年%-m月%-d日 %H:%M}から{ends:%Y年%-m月%-d日 %H:%M}まで、システムを休止します。\n\n"
            f"{text.reason.ja}",
            en=f"The system pauses from {begins:%-d %B %Y, %H:%M} to {ends:%-d %B %Y, %H:%M} (Japan time).\n\n"
            f"{text.reason.en}",
        ),
        importance=Importance.IMPORTANT,
        first_day=japan_date(unit.now),
        last_day=ends.date(),
        channels=channels,
    )


def _ending_notice(unit: Unit, text: EndingText, channels: frozenset[Channel]) -> NoticeText:
    def paragraphs(language: str, first: str, late: str, instead: str) -> str:
        parts = [first]
        if text.why_late:
            parts.append(late + text.why_late.text(language))
        if text.alternatives:
            parts.append(instead + text.alternatives.text(language))
        return "\n\n".join(parts)

    return NoticeText(
        title=Bilingual(ja="廃止のお知らせ", en="End of service"),
        body=Bilingual(
            ja=paragraphs(
                "ja",
                f"{text.what.ja}は、{text.ends_on:%Y年%-m月%-d日}をもって廃止します。",
                "1年以上前にお知らせできなかった理由: ",
                "代替手段: ",
            ),
            en=paragraphs(
                "en",
                f"{text.what.en} ends on {text.ends_on:%-d %B %Y}.",
                "Why this is announced less than a year ahead: ",
                "What to use instead: ",
            ),
        ),
        importance=Importance.IMPORTANT,
        first_day=japan_date(unit.now),
        channels=channels,
    )


def _told(text: PauseText) -> dict[str, object]:
    return {"begins": text.begins.isoformat(), "ends": text.ends.isoformat(), "ground": text.ground.value}

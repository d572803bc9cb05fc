"""From the office's postings to the signed bulletin of the public pages, however often a process dies between them.

What the public is to see is written in the act that posts it (`bulletin_item`). `BulletinRoom.publish` notes what is
due, then publishes, then marks it done. Cut off anywhere it begins again: what was noted already is found by its
content and not noted twice, and an item stays due until the bulletin that says so is out. Publishing puts out all that
is noted, from the command line too.
"""

import datetime as dt
import json
from collections.abc import Callable, Sequence

from sqlalchemy import RowMapping, update

from issuance.bulletin.desk import BulletinDesk
from issuance.bulletin.notes import BulletinNotes
from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_midnight
from issuance.domain.notices.pauses import Ground, PauseText
from issuance.domain.texts import Bilingual
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.tables.notices import bulletin_item
from issuance.storage.unit import Unit, Units
from signing.bulletin import MAX_TEXT_LENGTH, Bulletin, Notice, ServicePart, Severity, Window

WITHOUT_END = dt.date(2105, 12, 31)
"""The last day of a notice that stays: a bulletin knows no later one."""

_DAY = dt.timedelta(days=1)


def announce(
    unit: Unit, subject: str, text: Bilingual, severity: Severity, begins: dt.datetime, last_day: dt.date
) -> None:
    """Have a notice announced; it stays until the end of `last_day`, Japan time."""
    ends = japan_midnight(last_day + _DAY)
    content = {"severity": severity.value, **_common(text, begins, ends)}
    _insert(unit, "notice", subject, content)


def announce_pause(unit: Unit, subject: str, text: PauseText) -> None:
    """Have a pause announced."""
    content = {
        "stops": sorted(part.value for part in text.stops),
        "emergency": text.ground in (Ground.FAULT, Ground.ATTACK),
        **_common(text.reason, text.begins, text.ends),
    }
    _insert(unit, "window", subject, content)


def take_back(unit: Unit, subject: str) -> None:
    """Have it taken back, if it was to be announced."""
    unit.execute(
        update(bulletin_item)
        .where(bulletin_item.c.chamber == unit.chamber, bulletin_item.c.subject == subject)
        .values(wanted=0, due=1, refused=None)
    )


def refused_items(unit: Unit) -> dict[str, str]:
    """Return by subject why the bulletin could not take it."""
    query = unit.select(bulletin_item).where(bulletin_item.c.refused.is_not(None))
    return {row["subject"]: row["refused"] for row in unit.rows(query)}


def noted_items(unit: Unit) -> frozenset[str]:
    """Return under which ids the bulletin has, or had, what the unit's chamber has posted."""
    query = unit.select(bulletin_item, bulletin_item.c.noted).where(bulletin_item.c.noted.is_not(None))
    return frozenset(row["noted"] for row in unit.rows(query))


class BulletinRoom:
    """Puts out what the chambers and the federation want announced. The desk's part is opened when there is work."""

    def __init__(
        self,
        units: Units,
        chambers: Callable[[], Sequence[str]],
        notes: Callable[[], BulletinNotes],
        desk: Callable[[], BulletinDesk],
    ) -> None:
        self._units = units
        self._chambers = chambers
        self._notes = notes
        self._desk = desk

    def publish(self) -> Bulletin | None:
        """Note what is due and publish it; None where nothing is due."""
        noted = [
            (chamber, row["id"], row["wanted"])
            for chamber in self._chambers()
            for row in self._due(chamber)
            if self._note(chamber, row)
        ]
        if not noted:
            return None
        bulletin = self._desk().publish()
        for chamber, row, wanted in noted:
            with self._units.act(_job(chamber)) as unit:
                # Somebody may have taken it back meanwhile: then it is due again.
                unit.execute(
                    update(bulletin_item)
                    .where(
                        bulletin_item.c.chamber == chamber,
                        bulletin_item.c.id == row,
                        bulletin_item.c.wanted == wanted,
                    )
                    .values(due=0)
                )
                unit.record("bulletin.publish", f"bulletin:{bulletin.number}", after={"item": row, "wanted": wanted})
        return bulletin

    def _due(self, chamber: str) -> Sequence[RowMapping]:
        with self._units.look(_job(chamber)) as unit:
            return unit.rows(unit.select(bulletin_item).where(bulletin_item.c.due == 1).order_by(bulletin_item.c.id))

    def _note(self, chamber: str, row: RowMapping) -> bool:
        """Note one item; False where the bulletin cannot take it, which the desk then shows."""
        noted, refused = row["noted"], None
        try:
            if row["wanted"]:
                noted = self._noted_as(row) or self._add(row)
            elif noted is not None or self._noted_as(row):
                self._withdraw(row["kind"], noted or str(self._noted_as(row)))
        except RefusedError as error:
            refused = str(error)[:300]
        with self._units.act(_job(chamber)) as unit:
            unit.update(bulletin_item, row["id"], noted=noted, refused=refused, due=0 if refused else 1)
        return refused is None

    def _noted_as(self, row: RowMapping) -> str | None:
        """Return under which id an item is noted already: what `_add` wrote before its process died."""
        content = json.loads(row["content"])
        draft = self._desk().draft()
        found: Sequence[Notice | Window] = draft.notices if row["kind"] == "notice" else draft.windows
        same = (each.id for each in found if each.text == content["texts"] and each.ends == _instant(content["ends"]))
        return next(same, None)

    def _add(self, row: RowMapping) -> str:
        content = json.loads(row["content"])
        begins, ends = _instant(content["begins"]), _instant(content["ends"])
        if row["kind"] == "notice":
            return self._notes().add_notice(content["texts"], Severity(content["severity"]), begins, ends).id
        stops = [ServicePart(part) for part in content["stops"]]
        window, _event = self._notes().add_window(content["texts"], stops, begins, ends, emergency=content["emergency"])
        return window.id

    def _withdraw(self, kind: str, noted: str) -> None:
        draft = self._desk().draft()
        if kind == "notice" and noted in {each.id for each in draft.notices}:
            self._notes().withdraw_notice(noted)
        if kind == "window" and noted in {each.id for each in draft.windows}:
            self._notes().withdraw_window(noted)


def _common(text: Bilingual, begins: dt.datetime, ends: dt.datetime) -> dict[str, object]:
    for language in (text.ja, text.en):
        if len(language) > MAX_TEXT_LENGTH:
            raise RefusedError(
                _(
                    "The public pages show %(most)s characters at most; this text has %(count)s.",
                    most=MAX_TEXT_LENGTH,
                    count=len(language),
                )
            )
    return {"texts": {"ja": text.ja, "en": text.en}, "begins": begins.isoformat(), "ends": ends.isoformat()}


def _insert(unit: Unit, kind: str, subject: str, content: dict[str, object]) -> None:
    unit.insert(bulletin_item, kind=kind, subject=subject, content=json.dumps(content), wanted=1, due=1)


def _instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC).replace(microsecond=0)


def _job(chamber: str) -> Actor:
    return Actor.job(chamber, "publish bulletin")

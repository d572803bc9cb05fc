"""Write, post and withdraw notices (terms, article 6). Posting is the act by which a notice takes effect.

One desk serves the chambers and the federation: `actor.chamber` says whose notices they are.
"""

from collections.abc import Sequence

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date, japan_midnight
from issuance.domain.login import read_login
from issuance.domain.notices.notice import NOTICE, Importance, Notice, NoticeEvent, NoticeState, NoticeText
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.notices.bulletin import WITHOUT_END, announce, refused_items, take_back
from issuance.services.notices.rights import check_poster
from issuance.storage.accounts import find_accounts, find_login
from issuance.storage.notices import all_notices, find_notice
from issuance.storage.tables.accounts import account
from issuance.storage.tables.notices import notice as table
from issuance.storage.unit import Unit, Units
from signing.bulletin import Severity


class NoticeDesk:
    """The acts of an operator."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def all(self, actor: Actor) -> list[Notice]:
        """Return the notices of the actor's chamber, newest first."""
        with self._units.look(actor) as unit:
            return all_notices(unit)

    def get(self, actor: Actor, notice_id: str) -> Notice:
        """Return one of them; raise `RefusedError` where there is none of that id."""
        with self._units.look(actor) as unit:
            return find_notice(unit, notice_id)

    def organisations_of(self, actor: Actor, logins: Sequence[str]) -> tuple[str, ...]:
        """Return the organisations whose ids bear `logins`; raise `RefusedError` for a login of none."""
        found: dict[str, None] = {}
        with self._units.look(actor) as unit:
            for typed in logins:
                holder = find_login(unit, read_login(typed))
                if holder is None or holder.organisation is None:
                    raise RefusedError(_("%(login)s is no id of an organisation here.", login=typed[:30]))
                found[holder.organisation] = None
        return tuple(found)

    def logins_of(self, actor: Actor, organisations: Sequence[str]) -> list[str]:
        """Return one login of each organisation, its administrator id's where it has one."""
        if not organisations:
            return []
        with self._units.look(actor) as unit:
            # Administrator ids come first: their letter is A.
            found = find_accounts(unit, account.c.organisation.in_(organisations), limit=5000)
        first: dict[str | None, str] = {}
        for each in found:
            first.setdefault(each.organisation, str(each.login))
        return [first[each] for each in organisations if each in first]

    def refused_by_bulletin(self, actor: Actor, notice_id: str) -> str | None:
        """Return why the public pages cannot show a notice, None where they can."""
        with self._units.look(actor) as unit:
            return refused_items(unit).get(notice_id)

    def write(self, actor: Actor, text: NoticeText) -> str:
        """Keep a new draft; return its id."""
        with self._units.act(actor) as unit:
            check_poster(unit)
            row = _insert(unit, text, NoticeState.DRAFT)
            unit.record("notice.write", f"notice:{row}", after={"title": text.title.en})
        return row

    def rewrite(self, actor: Actor, notice_id: str, version: int, text: NoticeText) -> None:
        """Change a draft. A posted notice took effect as it was: withdraw it and post another."""
        with self._units.act(actor) as unit:
            check_poster(unit)
            found = find_notice(unit, notice_id)
            if found.state is not NoticeState.DRAFT:
                raise RefusedError(_("This notice was posted and stays as it is. Withdraw it and post a new one."))
            unit.update(table, notice_id, version=version, **_columns(text))
            unit.record("notice.rewrite", f"notice:{notice_id}", before=_told(found.text), after=_told(text))

    def post(self, actor: Actor, notice_id: str, version: int) -> None:
        """Post a draft: it takes effect now, and mail and fax follow where they were chosen."""
        with self._units.act(actor) as unit:
            check_poster(unit)
            found = find_notice(unit, notice_id)
            state = NOTICE.after(found.state, NoticeEvent.POST)
            _check_days(unit, found.text)
            unit.update(
                table,
                notice_id,
                version=version,
                state=state.value,
                posted_at=unit.now,
                posted_by=actor.account,
            )
            _posted(unit, notice_id, found.text)

    def withdraw(self, actor: Actor, notice_id: str, version: int) -> None:
        """Take a posted notice off the board; that it stood there, and from when to when, stays on record."""
        self._end(actor, notice_id, version, NoticeEvent.WITHDRAW)

    def discard(self, actor: Actor, notice_id: str, version: int) -> None:
        """Throw a draft away."""
        self._end(actor, notice_id, version, NoticeEvent.DISCARD)

    def _end(self, actor: Actor, notice_id: str, version: int, event: NoticeEvent) -> None:
        with self._units.act(actor) as unit:
            check_poster(unit)
            found = find_notice(unit, notice_id)
            state = NOTICE.after(found.state, event)
            unit.update(table, notice_id, version=version, state=state.value, withdrawn_at=unit.now)
            take_back(unit, notice_id)
            unit.record(f"notice.{event.name.lower()}", f"notice:{notice_id}", before=_told(found.text))


def post_notice(unit: Unit, text: NoticeText) -> str:
    """Post a notice within another act (a stop, a pause, an end); return its id."""
    _check_days(unit, text)
    row = _insert(unit, text, NoticeState.POSTED)
    _posted(unit, row, text)
    return row


def withdraw_notice(unit: Unit, notice_id: str) -> None:
    """Take a notice off the board within another act."""
    found = find_notice(unit, notice_id)
    if found.state is NoticeState.POSTED:
        unit.update(table, notice_id, version=found.version, state=NoticeState.WITHDRAWN.value, withdrawn_at=unit.now)
        take_back(unit, notice_id)
        unit.record("notice.withdraw", f"notice:{notice_id}", before=_told(found.text))


def _posted(unit: Unit, notice_id: str, text: NoticeText) -> None:
    if text.public:
        severity = Severity.WARNING if text.importance is Importance.IMPORTANT else Severity.INFO
        announce(
            unit,
            notice_id,
            text.title,
            severity,
            japan_midnight(text.first_day),
            WITHOUT_END if text.last_day is None else text.last_day,
        )
    unit.record("notice.post", f"notice:{notice_id}", after={**_told(text), "effective": unit.now.isoformat()})


def _insert(unit: Unit, text: NoticeText, state: NoticeState) -> str:
    posted = state is NoticeState.POSTED
    return unit.insert(
        table,
        state=state.value,
        written_at=unit.now,
        posted_at=unit.now if posted else None,
        posted_by=unit.actor.account if posted else None,
        **_columns(text),
    )


def _columns(text: NoticeText) -> dict[str, object]:
    return {"text": text.model_dump_json(), "first_day": text.first_day, "last_day": text.last_day}


def _check_days(unit: Unit, text: NoticeText) -> None:
    if text.last_day is not None and text.last_day < japan_date(unit.now):
        raise RefusedError(
            _("This notice would stand until %(day)s, which is past: nobody would see it.", day=text.last_day)
        )


def _told(text: NoticeText) -> dict[str, object]:
    return {
        "title": text.title.en,
        "audience": text.audience.value,
        "channels": sorted(channel.value for channel in text.channels),
        "first_day": text.first_day.isoformat(),
    }

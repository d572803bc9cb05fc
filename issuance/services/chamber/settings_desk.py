"""What chamber administrators do with their chamber's settings: look, change, restore, stop, end."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.ids import IdKind
from issuance.domain.login import read_login
from issuance.domain.settings import ChamberSettings, EndOfService, FeeTable, Stop, Stopped
from issuance.domain.staff import StaffAct
from issuance.domain.texts import Bilingual
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.fee_tables import check_not_begun, with_fee_table, without_fee_table
from issuance.services.chamber.settings import (
    Change,
    change_settings,
    restore_settings,
    settings_history,
    stored_settings,
)
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.chamber.switches import Announce, announce_switches
from issuance.storage.accounts import find_accounts, find_login
from issuance.storage.settings import SettingsVersion
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Unit, Units, new_id

NOTHING_SAID = Bilingual()

_PAGE = 20


@dataclass(frozen=True)
class History:
    """Versions, newest first; `names` says by which login each was made. `older`: whether there are more."""

    versions: Sequence[SettingsVersion]
    logins: Mapping[str, str]
    older: int | None


class SettingsDesk:
    """Reads and changes the settings of the actor's chamber. Each method is one act."""

    def __init__(self, units: Units, announce: Announce, changed: Callable[[str], None]) -> None:
        self._units = units
        self._announce = announce
        self._changed = changed
        """Told the chamber's code after each change, for what keeps settings in memory."""

    @contextmanager
    def _act(self, actor: Actor, right: StaffAct = StaffAct.MANAGE_SETTINGS) -> Iterator[Unit]:
        """Yield the unit of an act that the actor's roles allow."""
        with self._units.act(actor) as unit:
            check_staff(unit, right)
            yield unit
        self._changed(actor.chamber)

    def current(self, actor: Actor) -> SettingsVersion:
        """Return the settings in force, with the version that a form carries."""
        with self._units.look(actor) as unit:
            return stored_settings(unit)

    def change(self, actor: Actor, version: int, change: Change, *, right: StaffAct = StaffAct.MANAGE_SETTINGS) -> int:
        """Make a new version; return its number (the same one where nothing differs).

        A function that is switched by it is announced (terms, article 24-1).
        """
        with self._act(actor, right) as unit:
            before = stored_settings(unit).settings
            made = change_settings(unit, version, change)
            announce_switches(unit, self._announce, before, made.settings)
            return made.version

    def restore(self, actor: Actor, version: int, restored: int) -> int:
        """Make an earlier version the one in force, all but stops, the end of the service and fees."""
        with self._act(actor) as unit:
            before = stored_settings(unit).settings
            made = restore_settings(unit, version, restored)
            announce_switches(unit, self._announce, before, made.settings)
            return made.version

    def history(self, actor: Actor, before: int | None = None) -> History:
        """Return a page of versions, newest first."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_SETTINGS)
            # One more than is shown: each version is told by what differs from the one before it.
            versions = settings_history(unit, _PAGE + 1, before)
            makers = {version.by for version in versions if version.by is not None}
            held = find_accounts(unit, account.c.id.in_(makers)) if makers else []
            older = versions[_PAGE - 1].version if len(versions) > _PAGE else None
            return History(versions, {maker.id: maker.login for maker in held}, older)

    def set_fees(self, actor: Actor, version: int, table: FeeTable) -> int:
        """Enter a fee table that begins after today; one of the same day that has not begun is replaced."""
        with self._act(actor) as unit:
            check_not_begun(table.valid_from, unit)
            return change_settings(unit, version, lambda s: with_fee_table(s, table), "fees.set").version

    def drop_fees(self, actor: Actor, version: int, valid_from: dt.date) -> int:
        """Take out a fee table that has not begun."""
        with self._act(actor) as unit:
            check_not_begun(valid_from, unit)
            return change_settings(unit, version, lambda s: without_fee_table(s, valid_from), "fees.drop").version

    def check_logins(self, actor: Actor, logins: Sequence[str]) -> None:
        """Raise `RefusedError` where one of the administrator ids is not known here."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_SETTINGS)
            _organisations(unit, logins)

    def names_of_stopped(self, actor: Actor, settings: ChamberSettings) -> Mapping[str, str]:
        """Return the administrator ids of the organisations that stops name, by organisation."""
        named = frozenset[str]().union(*(stop.organisations for stop in settings.stops))
        if not named:
            return {}
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_SETTINGS)
            held = find_accounts(unit, account.c.organisation.in_(named), account.c.kind == IdKind.ADMINISTRATOR.value)
            return {each.organisation: each.login for each in held if each.organisation}

    def stop(self, actor: Actor, version: int, what: Stopped, logins: Sequence[str], words: "Words") -> int:
        """Accept nothing new of a kind from all organisations, or from those of some administrator ids; tell them.

        Terms, article 24-2.
        """
        with self._act(actor) as unit:
            organisations = _organisations(unit, logins)
            stop = Stop(
                id=new_id(),
                what=what,
                organisations=organisations,
                since=unit.now,
                reason=words.reason,
                alternatives=words.alternatives,
            )
            made = change_settings(
                unit, version, lambda s: s.model_copy(update={"stops": (*s.stops, stop)}), "service.stop"
            )
            self._announce(unit, words.title, words.text, organisations)
            return made.version

    def lift(self, actor: Actor, version: int, stop_id: str, words: "Words") -> int:
        """End a stop, and tell those whom it concerned."""
        with self._act(actor) as unit:
            current = stored_settings(unit).settings
            lifted = next((stop for stop in current.stops if stop.id == stop_id), None)
            if lifted is None:
                raise RefusedError(_("This stop has been lifted already."))
            rest = tuple(stop for stop in current.stops if stop.id != stop_id)
            made = change_settings(unit, version, lambda s: s.model_copy(update={"stops": rest}), "service.resume")
            self._announce(unit, words.title, words.text, lifted.organisations)
            return made.version

    def announce_end(self, actor: Actor, version: int, last_day: dt.date, words: "Words") -> int:
        """Announce the end of the chamber's service (terms, article 24-3)."""
        with self._act(actor) as unit:
            today = japan_date(unit.now)
            if last_day < today:
                raise RefusedError(_("The last day lies in the past: the service ends today at the earliest."))
            end = EndOfService(announced=today, last_day=last_day, reason=words.reason, alternatives=words.alternatives)
            made = change_settings(unit, version, lambda s: s.model_copy(update={"end": end}), "service.end")
            self._announce(unit, words.title, words.text, frozenset())
            return made.version

    def withdraw_end(self, actor: Actor, version: int, words: "Words") -> int:
        """Take the announced end back, as long as the service has not ended."""
        with self._act(actor) as unit:
            if stored_settings(unit).settings.has_ended(japan_date(unit.now)):
                raise RefusedError(_("The service has ended. To begin again, ask the federation."))
            made = change_settings(unit, version, lambda s: s.model_copy(update={"end": None}), "service.go_on")
            self._announce(unit, words.title, words.text, frozenset())
            return made.version


@dataclass(frozen=True)
class Words:
    """What people are told: the notice's title and text, and the reason and alternatives that stay on record."""

    title: Bilingual
    text: Bilingual
    reason: Bilingual = NOTHING_SAID
    alternatives: Bilingual = NOTHING_SAID


def _organisations(unit: Unit, logins: Sequence[str]) -> frozenset[str]:
    """Return the organisations of administrator ids as somebody typed them."""
    found = set()
    for typed in logins:
        login = read_login(typed)
        held = find_login(unit, login) if login.chamber == unit.chamber else None
        if held is None or held.kind is not IdKind.ADMINISTRATOR or held.organisation is None:
            raise RefusedError(_("%(login)s is no administrator id of this chamber.", login=str(login)))
        found.add(held.organisation)
    return frozenset(found)

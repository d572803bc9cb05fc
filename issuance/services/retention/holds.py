"""Legal holds: one administrator sets one, two lift it. What is held, the purge passes over and counts."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.retention.hold import HOLD, MOST_YEARS, Hold, HoldEvent, HoldKind
from issuance.domain.staff import StaffAct
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.retention.subjects import find_subject, words_of
from issuance.storage.holds import add_hold, all_holds, change_hold, get_hold
from issuance.storage.shown import names_of_accounts
from issuance.storage.unit import Unit, Units

_MOST = 200


@dataclass(frozen=True)
class ShownHold:
    """A hold as the list shows it: what its subject is called, and whether it counts today."""

    hold: Hold
    subject: str
    counts: bool


@dataclass(frozen=True)
class Holds:
    """The list. `names` are those of people, by account."""

    holds: Sequence[ShownHold]
    names: Mapping[str, str]


class HoldDesk:
    """What chamber administrators do about holds. Each method is one act."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def page(self, actor: Actor) -> Holds:
        """Return the holds, the newest first."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_RETENTION)
            holds, today = all_holds(unit, _MOST), japan_date(unit.now)
            words = words_of(unit, [(each.kind, each.subject) for each in holds])
            people = {each for hold in holds for each in (hold.set_by, hold.lift_asked_by) if each}
            shown = [ShownHold(each, words[each.subject], each.counts_on(today)) for each in holds]
            return Holds(shown, names_of_accounts(unit, sorted(people)))

    def set(self, actor: Actor, kind: HoldKind, typed: str, ends_on: dt.date, reason: str) -> str:
        """Keep what was typed (a number, a reference, an administrator id) until a day; return the hold's id."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_RETENTION)
            today = japan_date(unit.now)
            if not today <= ends_on <= today.replace(year=today.year + MOST_YEARS, day=min(today.day, 28)):
                raise RefusedError(_("The last day lies between today and %(years)s years from now.", years=MOST_YEARS))
            found = find_subject(unit, kind, typed)
            key = add_hold(unit, kind, found.key, ends_on, reason)
            unit.record(
                "hold.set",
                f"hold:{key}",
                organisation=found.organisation,
                after={"kind": kind, "subject": found.key, "ends_on": ends_on, "reason": reason},
            )
            return key

    def ask_to_lift(self, actor: Actor, key: str, version: int) -> None:
        """Ask that a hold ends before its day; until another administrator agrees it counts."""
        with self._units.act(actor) as unit:
            found = _hold(unit, key, version)
            state = HOLD.after(found.state, HoldEvent.ASK_LIFT)
            change_hold(unit, found, state=state.value, lift_asked_by=actor.account, lift_asked_at=unit.now)
            unit.record("hold.ask_lift", f"hold:{key}", after={"subject": found.subject})

    def lift(self, actor: Actor, key: str, version: int) -> None:
        """Agree, as another administrator, that a hold ends."""
        with self._units.act(actor) as unit:
            found = _hold(unit, key, version)
            found.check_lifter(actor.account)
            state = HOLD.after(found.state, HoldEvent.LIFT)
            change_hold(unit, found, state=state.value, lifted_by=actor.account, lifted_at=unit.now)
            unit.record("hold.lift", f"hold:{key}", after={"subject": found.subject})

    def keep(self, actor: Actor, key: str, version: int) -> None:
        """Leave a hold as it is."""
        with self._units.act(actor) as unit:
            found = _hold(unit, key, version)
            state = HOLD.after(found.state, HoldEvent.KEEP)
            change_hold(unit, found, state=state.value, lift_asked_by=None, lift_asked_at=None)
            unit.record("hold.keep", f"hold:{key}", after={"subject": found.subject})


def _hold(unit: Unit, key: str, version: int) -> Hold:
    check_staff(unit, StaffAct.MANAGE_RETENTION)
    found = get_hold(unit, key)
    if found.version != version:
        raise ConflictError(_("The hold has changed meanwhile: see what stands there now."))
    return found

"""Read and change what a chamber has set for itself.

    settings = settings_of(unit)
    require(unit, Function.REGISTRATION)      # RefusedError: this chamber does not offer it

Each change is a version of its own; nothing is overwritten, so every one can be undone by restoring the one before.
"""

from collections.abc import Callable, Sequence

from pydantic import ValidationError

from issuance.domain.calendar import japan_date
from issuance.domain.settings import ChamberSettings, Function
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.storage.settings import (
    SettingsVersion,
    add_settings,
    newest_settings,
    newest_versions,
    settings_version,
)
from issuance.storage.unit import Unit

Change = Callable[[ChamberSettings], ChamberSettings]


def settings_of(unit: Unit) -> ChamberSettings:
    """Return the settings in force in the unit's chamber."""
    return newest_settings(unit).settings


def stored_settings(unit: Unit) -> SettingsVersion:
    """Return the settings in force with their version, which a form carries."""
    return newest_settings(unit)


def settings_history(unit: Unit, count: int, before: int | None = None) -> Sequence[SettingsVersion]:
    """Return up to `count` versions, newest first."""
    return newest_versions(unit, count, before)


def change_settings(unit: Unit, version: int, change: Change, act: str = "settings.change") -> SettingsVersion:
    """Make a new version out of the one numbered `version`; record what differs.

    Raises `ConflictError` where `version` is no longer the newest. A change that changes nothing makes no version.
    """
    current = newest_settings(unit)
    if current.version != version:
        raise ConflictError(
            _(
                "Somebody else has changed the chamber's settings meanwhile, and nothing of yours was stored: "
                "look at what stands there now, then enter your change again."
            )
        )
    changed = _checked(change(current.settings))
    if changed == current.settings:
        return current
    add_settings(unit, version + 1, changed)
    before, after = differences(current.settings, changed)
    unit.record(act, f"settings:{version + 1}", before=before, after=after)
    return SettingsVersion(version + 1, unit.now, unit.actor.account, changed)


def _checked(changed: ChamberSettings) -> ChamberSettings:
    """Return settings as they will be read again; `RefusedError` where a copy with other values breaks a rule."""
    try:
        return ChamberSettings.model_validate_json(changed.model_dump_json())
    except ValidationError as error:
        told = "; ".join(str(found["msg"]) for found in error.errors())
        raise RefusedError(_("These settings do not fit together: %(why)s.", why=told)) from error


def restore_settings(unit: Unit, version: int, restored: int) -> SettingsVersion:
    """Make the settings as they stood in version `restored` the newest ones.

    Stops, the end of the service and fees stay as they are: they were announced, or have been charged. They change by
    acts of their own.
    """
    earlier = settings_version(unit, restored)
    if earlier is None:
        raise RefusedError(_("There is no version %(version)s of this chamber's settings.", version=restored))
    return change_settings(unit, version, lambda current: _restored(current, earlier.settings), "settings.restore")


def _restored(current: ChamberSettings, earlier: ChamberSettings) -> ChamberSettings:
    """Return earlier settings with what is not undone this way: stops, the end, fees that have been in force."""
    return earlier.model_copy(update={"stops": current.stops, "end": current.end, "fees": current.fees})


def differences(before: ChamberSettings, after: ChamberSettings) -> tuple[dict[str, object], dict[str, object]]:
    """Return the top-level fields that differ, as they were and as they are, in JSON's values."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    names = [name for name in new if old.get(name) != new[name]]
    return {name: old.get(name) for name in names}, {name: new[name] for name in names}


def require(unit: Unit, function: Function) -> ChamberSettings:
    """Return the settings; raise `RefusedError` where the chamber does not offer a function (terms, article 3-1)."""
    settings = settings_of(unit)
    if not settings.offers(function, japan_date(unit.now)):
        raise RefusedError(
            _("This chamber does not offer this function here. Its contact is on the chamber's start page.")
        )
    return settings


def require_acceptance(unit: Unit, function: Function, organisation: str | None) -> ChamberSettings:
    """Return the settings; raise `RefusedError` where nothing new is accepted from an organisation (article 24-2)."""
    settings = require(unit, function)
    if not settings.accepts(function, japan_date(unit.now), organisation):
        raise RefusedError(
            _(
                "The chamber does not accept this at present. What was entered before is kept; "
                "the reason and what to do meanwhile are among the chamber's notices."
            )
        )
    return settings

"""The versions of a chamber's settings: rows that are added and never changed; the newest one counts."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping

from issuance.domain.settings import ChamberSettings
from issuance.domain.texts import Bilingual
from issuance.storage.tables.chambers import setting
from issuance.storage.unit import Unit

NOTHING_SET = 0
"""The version of a chamber that has set nothing yet."""


@dataclass(frozen=True)
class SettingsVersion:
    """One version. `by` is the account that made it; None where the installation did."""

    version: int
    at: dt.datetime
    by: str | None
    settings: ChamberSettings


def newest_settings(unit: Unit) -> SettingsVersion:
    """Return the version in force; a chamber that has set nothing bears its code for a name and has every default."""
    row = unit.row(unit.select(setting).order_by(setting.c.id.desc()).limit(1))
    if row is None:
        initial = ChamberSettings(names=Bilingual(en=unit.chamber))
        return SettingsVersion(NOTHING_SET, unit.now, None, initial)
    return _version(row)


def settings_version(unit: Unit, version: int) -> SettingsVersion | None:
    """Return one version, None where there is none of that number."""
    row = unit.row(unit.select(setting).where(setting.c.id == version))
    return None if row is None else _version(row)


def newest_versions(unit: Unit, count: int, before: int | None = None) -> Sequence[SettingsVersion]:
    """Return up to `count` versions, newest first; those below the number `before` where it is given."""
    query = unit.select(setting).order_by(setting.c.id.desc()).limit(count)
    if before is not None:
        query = query.where(setting.c.id < before)
    return [_version(row) for row in unit.rows(query)]


def add_settings(unit: Unit, version: int, settings: ChamberSettings) -> None:
    """Add a version; `ConflictError` comes where somebody else has just added one of that number."""
    unit.insert(setting, id=version, settings=settings.model_dump_json(), at=unit.now, by=unit.actor.account)


def _version(row: RowMapping) -> SettingsVersion:
    settings = ChamberSettings.model_validate_json(row["settings"])
    return SettingsVersion(row["id"], row["at"], row["by"], settings)

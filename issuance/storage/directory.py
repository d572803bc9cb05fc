"""The chambers of an installation and what each has set, read across all of them.

One of two places that read a tenant's table of more than one chamber: `setting`, which holds no organisation's and no
person's data (the other one, `storage.figures`, counts rows). It is for programs of the installation and for
`services.chamber.federation`, which hands on less than this.
"""

from collections.abc import Mapping

from sqlalchemy import Engine, func, select

from issuance.domain.settings import ChamberSettings
from issuance.domain.texts import Bilingual
from issuance.storage.engine import translated_errors
from issuance.storage.tables.chambers import chamber, setting


class SettingsDirectory:
    """Reads which chambers there are."""

    def __init__(self, engine: Engine) -> None:
        self._reading = engine.execution_options(read_only=True)

    def codes(self) -> list[str]:
        """Return the codes of all chambers, in order."""
        with translated_errors(), self._reading.connect() as connection:
            return list(connection.execute(select(chamber.c.code).order_by(chamber.c.code)).scalars())

    def settings(self) -> Mapping[str, ChamberSettings]:
        """Return what every chamber has set, by code in order; one that has set nothing has every default."""
        newest = select(setting.c.chamber, func.max(setting.c.id).label("id")).group_by(setting.c.chamber).subquery()
        query = (
            select(chamber.c.code, setting.c.settings)
            .outerjoin(newest, newest.c.chamber == chamber.c.code)
            .outerjoin(setting, (setting.c.chamber == newest.c.chamber) & (setting.c.id == newest.c.id))
            .order_by(chamber.c.code)
        )
        with translated_errors(), self._reading.connect() as connection:
            return {code: _read(code, stored) for code, stored in connection.execute(query)}


def _read(code: str, stored: str | None) -> ChamberSettings:
    return ChamberSettings.model_validate_json(stored) if stored else ChamberSettings(names=Bilingual(en=code))

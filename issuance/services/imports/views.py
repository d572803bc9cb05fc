"""What a chamber's staff sees of its imports: the files, and what was wrong with their rows."""

from issuance.domain.actor import Actor
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.storage.imports import ImportedFile, find_file, imported_files
from issuance.storage.unit import Units


class ImportViews:
    """Reads."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def files(self, actor: Actor) -> list[ImportedFile]:
        """Return the files, the latest first."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.READ_IMPORTS)
            return imported_files(unit)

    def file(self, actor: Actor, key: str) -> ImportedFile:
        """Return one file; raise `RefusedError` where the chamber has none of that id."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.READ_IMPORTS)
            found = find_file(unit, key=key)
        if found is None:
            raise RefusedError(_("This chamber has imported no such file."))
        return found

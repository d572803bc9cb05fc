"""Past certificates of a chamber that moves here, put together: `office.imports`.

`importer` uses the chamber's key, and is for the command alone; `views` is for the pages.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from issuance.services.imports.importing import Importer
from issuance.services.imports.views import ImportViews

if TYPE_CHECKING:
    from issuance.office import Office


class Imports:
    """The services of imports of one office."""

    def __init__(self, office: "Office") -> None:
        self._office = office

    @cached_property
    def importer(self) -> Importer:
        """Takes files in."""
        office = self._office
        return Importer(office.units, office.claims, office.keys, office.trust_list, office.publisher.publish_imports)

    @cached_property
    def views(self) -> ImportViews:
        """Shows what was taken in."""
        return ImportViews(self._office.units)

"""The chamber's seal and its officers' signatures, put together: `office.imprints`."""

from functools import cached_property
from typing import TYPE_CHECKING

from issuance.desks.applications import PreviewPress
from issuance.intake.checking import Checker
from issuance.services.imprints.desk import ImprintDesk
from issuance.services.imprints.pictures import ImprintPictures
from issuance.services.imprints.samples import ImprintSamples
from issuance.services.imprints.views import ImprintViews

if TYPE_CHECKING:
    from issuance.issuing_room import IssuingRoom


class Imprints:
    """The services of one office."""

    def __init__(self, office: "IssuingRoom") -> None:
        self._office = office

    @cached_property
    def pictures(self) -> ImprintPictures:
        """As they are printed."""
        return ImprintPictures(self._office.units, self._office.uploads)

    @cached_property
    def desk(self) -> ImprintDesk:
        """Handed in, confirmed, ended."""
        return ImprintDesk(self._office.units, self._office.uploads, self.pictures)

    @cached_property
    def views(self) -> ImprintViews:
        """What pages show."""
        return ImprintViews(self._office.units)

    @cached_property
    def samples(self) -> ImprintSamples:
        """Sample sheets."""
        office = self._office
        press = PreviewPress(lambda: office.print_room, Checker())
        return ImprintSamples(office.units, self.views, self.pictures, office.office_data, press)

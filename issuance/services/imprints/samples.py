"""A sample sheet with an imprint on it, for those who decide on it: a specimen across which that is written, no QR."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Protocol

from issuance.domain.actor import Actor
from issuance.domain.application.context import Context, ExporterData, OfficeData, SignatoryData
from issuance.domain.application.entry import Entry
from issuance.domain.application.preview import preview_content
from issuance.domain.calendar import japan_date
from issuance.domain.imprints import Imprint, ImprintKind
from issuance.errors import RefusedError
from issuance.language import _
from issuance.paper import Enclosures
from issuance.paper.errors import PaperError
from issuance.services.applications.previews import Shelf
from issuance.services.imprints.pictures import ImprintPictures
from issuance.services.imprints.views import ImprintViews
from issuance.storage.imprints import seal_on
from issuance.storage.unit import Units
from signing.content import AnyContent, Kind

KEPT_BYTES = 8 * 1024 * 1024


class DrawSample(Protocol):
    """What draws: a specimen of a certificate as PDF, and a page of that as PNG."""

    def specimen(self, content: AnyContent, pictures: Mapping[str, bytes], enclosures: Enclosures) -> bytes:
        """Return the PDF."""

    def page(self, pdf: bytes, page: int) -> bytes:
        """Return the PNG."""


class ImprintSamples:
    """Draws sample sheets. Threads share it."""

    def __init__(
        self,
        units: Units,
        views: ImprintViews,
        pictures: ImprintPictures,
        office_data: Callable[[str], OfficeData],
        draw: DrawSample,
    ) -> None:
        self._units = units
        self._views = views
        self._pictures = pictures
        self._office_data = office_data
        self._draw = draw
        self._shelf = Shelf(KEPT_BYTES)

    def show(self, actor: Actor, key: str) -> bytes:
        """Return the sheet as a PNG; raise `RefusedError` where the picture cannot be printed or is not his to see."""
        found = self._views.one(actor, key).imprint
        with self._units.look(actor) as unit:
            today, seal = japan_date(unit.now), seal_on(unit, japan_date(unit.now))
        enclosures = self._enclosures(actor.chamber, found, seal)
        office = self._office_data(actor.chamber)
        context = Context(office=office, exporter=ExporterData("", ""), signatory=SignatoryData("", ""), today=today)
        content = preview_content(Kind.COO_JP, Entry(), context)
        if found.printed.line:
            content = content.model_copy(update={"certifying_officer": found.printed.line})
        place = (f"{actor.chamber} {key} {today}", hashlib.sha256(enclosures.chamber_seal or b"").hexdigest())
        try:
            return self._shelf.get(place, lambda: self._draw.page(self._draw.specimen(content, {}, enclosures), 1))
        except PaperError as error:
            raise RefusedError(_("The sheet cannot be drawn: %(why)s", why=error)) from error

    def _enclosures(self, chamber: str, found: Imprint, seal: Imprint | None) -> Enclosures:
        picture = self._pictures.of(chamber, found.id)
        if found.kind is ImprintKind.SEAL:
            return Enclosures(chamber_seal=picture)
        stamped = None if seal is None else self._pictures.of(chamber, seal.id)
        return Enclosures(chamber_seal=stamped, officer_signature=picture)

"""The certificate as it would be printed of the version that is reviewed: PREVIEW across it, no number, no key touched.

sheets = SheetDesk(units, office_data, describer, draw)
pdf = sheets.pdf(actor, application_id)
"""

import hashlib
import secrets
from collections.abc import Callable

from issuance.domain.actor import Actor
from issuance.domain.application.context import OfficeData
from issuance.domain.calendar import japan_date
from issuance.domain.draft import complete
from issuance.domain.pictures import named_pictures
from issuance.errors import RefusedError
from issuance.language import _
from issuance.paper.errors import PaperError
from issuance.services.applications.described import DESCRIBED, Describer, newest
from issuance.services.applications.previews import Draw, Shelf
from issuance.services.review.acting import submitted
from issuance.storage.application_papers import papers_of
from issuance.storage.applications import get_version
from issuance.storage.unit import Units
from signing.content import build_content
from signing.errors import SigningError
from signing.number import draw_number

KEPT_BYTES = 32 * 1024 * 1024
"""Of sheets and pages in one process: an officer turns their pages one by one."""

_SALT_BYTES = 16


class SheetDesk:
    """Draws previews. Threads share it."""

    def __init__(
        self, units: Units, office_data: Callable[[str], OfficeData], describer: Describer, draw: Draw
    ) -> None:
        self._units = units
        self._office_data = office_data
        self._describer = describer
        self._draw = draw
        self._shelf = Shelf(KEPT_BYTES)

    def pdf(self, actor: Actor, key: str) -> bytes:
        """Return the preview of the version that was submitted last; raise `RefusedError` where it cannot be drawn."""
        with self._units.look(actor) as unit:
            found = submitted(unit, key)
            today = japan_date(unit.now)
        name = (f"{actor.chamber} {key} {today}", str(found.version_submitted))
        return self._shelf.get(name, lambda: self._drawn(actor, key))

    def page(self, actor: Actor, key: str, page: int) -> bytes:
        """Return a page of the preview, from 1, as a PNG."""
        pdf = self.pdf(actor, key)
        return self._shelf.get((f"page {page}", hashlib.sha256(pdf).hexdigest()), lambda: self._draw.page(pdf, page))

    def _drawn(self, actor: Actor, key: str) -> bytes:
        with self._units.look(actor) as unit:
            found = submitted(unit, key)
            version = get_version(unit, key, found.version_submitted)
            papers, today = papers_of(unit, key), japan_date(unit.now)
        office = self._office_data(actor.chamber)
        try:
            fields = complete(
                version.draft,
                chamber=office.chamber,
                profile=office.profile,
                number=draw_number(actor.chamber, today.year, 0, secrets.token_bytes),
                issued=today,
                salt=bytes(_SALT_BYTES),
                site=office.site,
                replaces=found.replaces,
            )
            content = build_content(fields)
            wanted = set(named_pictures(content))
            pictures: dict[str, bytes] = {}
            for role in DESCRIBED:
                paper = newest(papers, role)
                if paper is not None and not wanted <= pictures.keys():
                    pictures |= self._describer.pictures(actor, paper)
            return self._draw.sheet(content, pictures)
        except (PaperError, SigningError) as error:
            raise RefusedError(_("The sheet cannot be drawn: %(why)s", why=error)) from error

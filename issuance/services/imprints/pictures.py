"""An imprint's picture as it is printed: made anew from the file that was handed in, see-through, cut to its edges.

pictures = ImprintPictures(units, uploads)
png = pictures.of("TYO", imprint_id)
"""

import io
from collections import OrderedDict
from threading import Lock

from PIL import Image

from issuance.domain.actor import Actor
from issuance.errors import RefusedError
from issuance.language import _
from issuance.paper.specimen import imprint_of
from issuance.services.uploads import Uploads
from issuance.storage.imprints import get_imprint
from issuance.storage.unit import Unit, Units

LEAST_PIXELS = 240
"""Of the longer edge: a seal of 30 mm is printed with 200 dots per inch at least."""

MOST_KEPT = 32
"""Pictures in memory, some hundred kilobytes each."""


class ImprintPictures:
    """Draws imprints, and keeps those that were drawn last. Threads share it."""

    def __init__(self, units: Units, uploads: Uploads) -> None:
        self._units = units
        self._uploads = uploads
        # Making a picture anew starts a process, which costs as much as all the rest of an issue. An imprint never
        # changes under its id.
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = Lock()

    def of(self, chamber: str, key: str) -> bytes:
        """Return the picture of an imprint as a PNG; raise `RefusedError` where its file cannot be opened."""
        place = (chamber, key)
        with self._lock:
            if place in self._kept:
                self._kept.move_to_end(place)
                return self._kept[place]
        with self._units.look(Actor.job(chamber, "imprints")) as unit:
            made = self.made(unit, get_imprint(unit, key).upload)
        with self._lock:
            self._kept[place] = made
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made

    def made(self, unit: Unit, upload: str) -> bytes:
        """Return what is printed of an upload; raise `RefusedError` where that would be nothing, or too coarse."""
        made = imprint_of(self._uploads.picture(unit, upload, clear=True))
        if made is None:
            raise RefusedError(_("Nothing is drawn in this picture: hand in another one, dark or coloured on white."))
        with Image.open(io.BytesIO(made)) as opened:
            longer = max(opened.size)
        if longer < LEAST_PIXELS:
            raise RefusedError(
                _(
                    "What is drawn in this picture measures %(got)s dots; %(least)s at least are printed sharply. "
                    "Scan it larger, or in more dots per inch.",
                    got=longer,
                    least=LEAST_PIXELS,
                )
            )
        return made

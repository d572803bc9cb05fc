"""Pages of handed-in files as pictures: drawn once in a process of its own, then kept sealed for some weeks.

    picture = office.pictures.show(actor, upload_id, page=2)     # a PNG made anew, never the file itself

Drawing starts a process under limits (ADR 0036), which takes a good part of a second; a registrar who goes through a
filing looks at each page several times. What is kept is a copy that can be lost: it is drawn again then.
"""

import datetime as dt
from contextlib import suppress

from issuance.confidential import Confidential, Place
from issuance.domain.actor import Actor
from issuance.errors import StorageError
from issuance.services.uploads import Uploads
from issuance.storage.drawn_pages import forget_page, forget_pages_before, keep_page, kept_page
from issuance.storage.unit import Units, new_id
from register.documents import DocumentStore
from register.errors import DocumentError

KEPT = dt.timedelta(days=30)
"""How long a picture is kept from its drawing: about as long as a registration is under review."""

_MAX_SEALED_BYTES = 16 * 1024 * 1024
"""The worker draws at most 1,400 by 1,400 pixels: 8 MB, were none of them compressed."""
_FORGOTTEN_AT_ONCE = 500


class UploadPictures:
    """Shows pages of files; who may see which file is decided before."""

    def __init__(self, units: Units, uploads: Uploads, confidential: Confidential, documents: DocumentStore) -> None:
        self._units = units
        self._uploads = uploads
        self._confidential = confidential
        self._documents = documents

    def show(self, actor: Actor, id_: str, page: int = 1) -> bytes:
        """Return a page (from 1) of a file of the actor's chamber as a PNG. Call it while no unit is open.

        Raises `RefusedError` while the file is quarantined, where a virus was found, and for a page that it has not.
        """
        with self._units.look(actor) as unit:
            self._uploads.with_page(unit, id_, page)
            kept = kept_page(unit, id_, page)
        if kept is not None:
            # Lost or damaged in the store: the file itself is there, and can be drawn again.
            with suppress(DocumentError, StorageError):
                return self._opened(actor.chamber, *kept)
        with self._units.look(actor) as unit:
            picture = self._uploads.picture(unit, id_, page)
        self._keep(actor, id_, page, picture, lost=kept)
        return picture

    def forget_old(self, actor: Actor) -> int:
        """Take away the pictures of the actor's chamber whose time is over; return how many."""
        done = 0
        while True:
            with self._units.act(actor) as unit:
                stored = forget_pages_before(unit, unit.now - KEPT, _FORGOTTEN_AT_ONCE)
            for each in stored:
                self._documents.delete(each)
            done += len(stored)
            if len(stored) < _FORGOTTEN_AT_ONCE:
                return done

    def _keep(self, actor: Actor, id_: str, page: int, picture: bytes, lost: tuple[str, str] | None) -> None:
        key = new_id()
        sealed = self._confidential.seal_bytes(_place(actor.chamber, key), picture)
        stored = self._documents.put(sealed, max_bytes=_MAX_SEALED_BYTES)
        noted = False
        try:
            with self._units.act(actor) as unit:
                self._uploads.with_page(unit, id_, page)  # it may have been removed while it was drawn
                if lost is not None:
                    forget_page(unit, lost[0])
                is_first = keep_page(unit, key, id_, page, stored)
            noted = is_first
        finally:
            if not noted:
                self._documents.delete(stored)  # what no row names would lie there for ever
        if lost is not None:
            self._documents.delete(lost[1])

    def _opened(self, chamber: str, key: str, stored: str) -> bytes:
        sealed = self._documents.get(stored, max_bytes=_MAX_SEALED_BYTES)
        return self._confidential.open_bytes(_place(chamber, key), sealed)


def _place(chamber: str, key: str) -> Place:
    return Place(chamber, "drawn_page.stored", key)

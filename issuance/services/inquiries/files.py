"""Files that strangers hand in: taken in before the case that names them, and taken away again where none does."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from issuance.domain.actor import Actor
from issuance.domain.inquiries.report import MOST_FILES
from issuance.domain.uploads import Purpose
from issuance.errors import IssuanceError, RefusedError
from issuance.language import _
from issuance.services.uploads import Uploads
from issuance.storage.unit import Units


@dataclass(frozen=True)
class SentFile:
    """A file as a form brings it."""

    stream: BinaryIO
    name: str


class FileDesk:
    """Takes them in: checked, sealed, in quarantine until the virus scanner has passed them."""

    def __init__(self, units: Units, uploads: Uploads) -> None:
        self._units = units
        self._uploads = uploads

    @contextmanager
    def kept(self, actor: Actor, files: Sequence[SentFile]) -> Iterator[list[str]]:
        """Yield the ids of their uploads; raise `RefusedError` for what is too many or cannot be taken.

        Each is an act of its own, so call it while no unit is open. Where the block fails they are removed again.
        """
        if len(files) > MOST_FILES:
            raise RefusedError(_("Hand in %(most)s files at most.", most=MOST_FILES))
        kept: list[str] = []
        try:
            for each in files:
                kept.append(self._uploads.receive(actor, each.stream, each.name, Purpose.DOCUMENT).id)
            yield kept
        except IssuanceError:
            # What no case names would lie there for ever.
            with self._units.act(actor) as unit:
                for upload in kept:
                    self._uploads.remove(unit, upload)
            raise

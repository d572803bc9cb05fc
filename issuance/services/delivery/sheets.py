"""The sheets of a delivered certificate as they are printed: the stored ORIGINAL, a COPY drawn anew each time."""

from collections.abc import Callable

from issuance.errors import RefusedError
from issuance.language import _
from issuance.originals import Originals
from issuance.paper import Rendering
from issuance.services.certificates.print_room import PrintRoom
from issuance.storage.store import OfficeStore
from signing.content import parse_content
from signing.number import CertificateNumber
from signing.qr import qr_text
from signing.reference_base import ReferenceBase


class SheetPress:
    """Opens and draws them. `base` is where QR codes lead."""

    def __init__(
        self,
        store: OfficeStore,
        originals: Callable[[], Originals],
        print_room: Callable[[], PrintRoom],
        base: Callable[[], ReferenceBase],
    ) -> None:
        self._store = store
        self._originals = originals
        self._print_room = print_room
        self._base = base

    def original(self, number: CertificateNumber) -> bytes:
        """Return the ORIGINAL."""
        return self._originals().open(self._store.get(number))

    def copy(self, number: CertificateNumber) -> bytes:
        """Return a COPY; all copies of a certificate are alike."""
        entry = self._store.get(number)
        if entry.content is None or entry.seal is None:
            raise RefusedError(_("This certificate is not delivered yet: a mail tells you when it can be printed."))
        content, originals = parse_content(entry.content), self._originals()
        return self._print_room().sheet(
            content,
            qr_text(entry.seal, self._base()),
            originals.pictures_of(content),
            Rendering.COPY,
            originals.enclosures_of(entry),
        )

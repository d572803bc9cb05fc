"""Where certificates become PDF files: the forms, the chamber's stationery, the PDF signature."""

import datetime as dt
from collections.abc import Callable, Mapping

from issuance.domain.pictures import named_pictures
from issuance.key_store import KeyStore
from issuance.paper import Rendering, Stationery, check_printable, render, sign_pdf
from signing.content import AnyContent


class PrintRoom:
    """Renders and signs. `stationery` gives a chamber's pictures and the host that the paper names."""

    def __init__(self, *, keys: KeyStore, stationery: Callable[[str], Stationery]) -> None:
        self._keys = keys
        self._stationery = stationery

    def check(self, content: AnyContent, pictures: Mapping[str, bytes], year: int) -> None:
        """Raise `PaperError` or `KeyStoreError` where this content could not be printed or signed."""
        check_printable(content)
        if named_pictures(content):
            # Whether a picture can be drawn is known only when it is: a broken one must not cost a number.
            self.sheet(content, None, pictures, Rendering.REFERENCE_COPY)
        self._keys.pdf_signer(content.chamber.code, year)

    def original(
        self,
        content: AnyContent,
        seal_url: str,
        sid: bytes,
        pictures: Mapping[str, bytes],
        now: dt.datetime,
    ) -> bytes:
        """Return the signed original. Its bytes differ from call to call: ECDSA signatures do."""
        signer = self._keys.pdf_signer(content.chamber.code, content.issued.year)
        return sign_pdf(
            self.sheet(content, seal_url, pictures, Rendering.ORIGINAL),
            key=signer.key,
            certificate=signer.certificate,
            chain=[signer.anchor],
            number=content.number,
            sid=sid,
            signed_at=now,
            place=content.place,
        )

    def reference_copy(self, content: AnyContent, pictures: Mapping[str, bytes]) -> bytes:
        """Return the watermarked sheet that the reference service hands out; without QR code, seal or signatures."""
        return self.sheet(content, None, pictures, Rendering.REFERENCE_COPY)

    def sheet(
        self, content: AnyContent, seal_url: str | None, pictures: Mapping[str, bytes], rendering: Rendering
    ) -> bytes:
        """Return an unsigned sheet: a COPY, a reference copy. Same input, same bytes."""
        return render(
            content,
            seal_url=seal_url,
            rendering=rendering,
            stationery=self._stationery(content.chamber.code),
            pictures=pictures,
        )

"""Where certificates become PDF files: the forms, the chamber's stationery, the PDF signature."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

from issuance.domain.pictures import named_pictures
from issuance.key_store import KeyStore
from issuance.paper import Enclosures, Rendering, Stationery, check_printable, picture_suffix, render, sign_pdf
from signing.content import AnyContent


class PrintRoom:
    """Renders and signs. `stationery` gives a chamber's pictures and the host that the paper names."""

    def __init__(self, *, keys: KeyStore, stationery: Callable[[str], Stationery]) -> None:
        self._keys = keys
        self._stationery = stationery

    def check(
        self, content: AnyContent, pictures: Mapping[str, bytes], year: int, enclosures: Enclosures | None = None
    ) -> None:
        """Raise `PaperError` or `KeyStoreError` where this content could not be printed or signed."""
        check_printable(content)
        if named_pictures(content):
            # Whether a picture can be drawn is known only when it is: a broken one must not cost a number.
            self.sheet(content, None, pictures, Rendering.REFERENCE_COPY)
        if enclosures is not None:
            if enclosures.signature is not None:
                picture_suffix(enclosures.signature, "The picture of the signatory's signature", drawings=False)
            if enclosures.chamber_seal is not None:
                picture_suffix(enclosures.chamber_seal, "The picture of the chamber's seal", drawings=False)
            if enclosures.officer_signature is not None:
                picture_suffix(enclosures.officer_signature, "The picture of the officer's signature", drawings=False)
            if enclosures.document is not None:
                self.sheet(content, None, pictures, Rendering.PREVIEW, enclosures)
        self._keys.pdf_signer(content.chamber.code, year)

    def original(
        self,
        content: AnyContent,
        seal_url: str,
        sid: bytes,
        pictures: Mapping[str, bytes],
        now: dt.datetime,
        enclosures: Enclosures | None = None,
    ) -> bytes:
        """Return the signed original. Its bytes differ from call to call: ECDSA signatures do."""
        signer = self._keys.pdf_signer(content.chamber.code, content.issued.year)
        return sign_pdf(
            self.sheet(content, seal_url, pictures, Rendering.ORIGINAL, enclosures),
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
        self,
        content: AnyContent,
        seal_url: str | None,
        pictures: Mapping[str, bytes],
        rendering: Rendering,
        enclosures: Enclosures | None = None,
    ) -> bytes:
        """Return an unsigned sheet: a COPY, a reference copy, a preview. Same input, same bytes.

        With `enclosures` the signature is the signatory's own and never the chamber folder's, the pictures of seal and
        officer's signature are those that it has, and a certified document is bound in behind its certification.
        """
        stationery = self._stationery(content.chamber.code)
        if enclosures is not None:
            stationery = replace(
                stationery,
                signatory_signature=enclosures.signature,
                chamber_seal=enclosures.chamber_seal or stationery.chamber_seal,
                officer_signature=enclosures.officer_signature or stationery.officer_signature,
            )
        return render(
            content,
            seal_url=seal_url,
            rendering=rendering,
            stationery=stationery,
            pictures=pictures,
            document=None if enclosures is None else enclosures.document,
        )

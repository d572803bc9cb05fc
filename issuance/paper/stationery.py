"""What a sheet is printed with, apart from the certificate's content."""

import re
from dataclasses import dataclass
from enum import StrEnum

from issuance.paper.errors import PaperError

_HOST = re.compile(r"[a-z0-9][a-z0-9.-]{0,200}(?::[0-9]{1,5})?")

QR_SIZES = (28, 30)
"""Edge of the QR symbol in millimetres, quiet zone not counted; 30 where standard-mode fax is expected."""


class Rendering(StrEnum):
    """The sheets that exist of one certificate. Each is rendered on its own, never made from another."""

    ORIGINAL = "original"
    COPY = "copy"
    """The same sheet with a COPY mark; it carries the QR and the signatures."""
    REFERENCE_COPY = "reference_copy"
    """What the reference service shows: watermarked, without QR, chamber's seal or signatures."""
    PREVIEW = "preview"
    """What an applicant and an officer see before there is a certificate: no number, no QR, no seal, no signatures."""
    SPECIMEN = "specimen"
    """A preview with seal and signatures, for those who choose their pictures."""

    @property
    def words(self) -> str:
        """Its name in a sentence."""
        return self.value.replace("_", " ")

    @property
    def is_bare(self) -> bool:
        """Whether the sheet carries neither seal nor signatures."""
        return self in (Rendering.REFERENCE_COPY, Rendering.PREVIEW)

    @property
    def has_qr(self) -> bool:
        """Whether the sheet carries the QR code of a seal."""
        return self in (Rendering.ORIGINAL, Rendering.COPY)


@dataclass(frozen=True)
class Enclosures:
    """What an application brings to its sheets beside the content."""

    signature: bytes | None = None
    """Picture of the signatory's own signature; without one a line for a signature by hand is printed."""
    document: bytes | None = None
    """The PDF that an invoice or signature certification is put on."""
    chamber_seal: bytes | None = None
    officer_signature: bytes | None = None
    """Pictures of the chamber's own; without one, what its stationery has."""


@dataclass(frozen=True)
class Stationery:
    """The chamber's and the applicant's pictures and the installation's reference host.

    Pictures are PNG, JPEG or plain SVG. Without a picture of the seal a plain one is drawn from the chamber's code
    and name; without a picture of a signature a line for a signature by hand is printed.
    """

    check_host: str
    """Host of the reference site, e.g. `ref.example.jp`, printed as “Check only at …”."""
    chamber_seal: bytes | None = None
    officer_signature: bytes | None = None
    signatory_signature: bytes | None = None
    qr_millimetres: int = 28
    sandbox: bool = False
    """Whether SPECIMEN stands across every sheet, whatever it is: nothing that a sandbox prints is genuine."""

    def __post_init__(self) -> None:
        """Refuse a size of the QR code that was never tried on a fax machine, and a host that is none."""
        if not _HOST.fullmatch(self.check_host):
            raise PaperError(
                f"{self.check_host!r} is no host name of a reference site: give it like ref.example.jp, in lower case."
            )
        if self.qr_millimetres not in QR_SIZES:
            raise PaperError(
                f"A QR code of {self.qr_millimetres} mm was asked for; print tests were made with 28 and 30 mm: "
                "choose one of these."
            )

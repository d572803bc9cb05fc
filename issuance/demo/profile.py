"""The demo's chamber, which does not exist: what the trust list says of it and what it prints."""

from cryptography import x509

from issuance.domain.chamber import ChamberProfile
from issuance.sandbox import NAME_BEGINS
from issuance.trust.trust_list import anchor_of
from signing.trust import TrustedChamber

CHAMBER = "TYO"
_NAME = "Demonstration Chamber of Commerce and Industry, Tokyo"

_CERTIFIED = {
    "en": "The undersigned, duly authorised, certifies on the basis of the declaration and the evidence presented that",
    "fr": "Le soussigné, dûment autorisé, certifie sur la base de la déclaration et des pièces présentées que",
    "es": "El abajo firmante, debidamente autorizado, certifica según la declaración y las pruebas presentadas que",
}
_WHAT = {
    "en": {
        "coo-jp": "the goods described above originate in Japan.",
        "coo-foreign": "the goods described above originate in the countries named in box 4.",
        "invoice": "the invoice described above was presented to this chamber by the exporter.",
        "signature": "the signature on the document described above is that of a person registered with this chamber.",
    },
    "fr": {
        "coo-jp": "les marchandises décrites ci-dessus sont originaires du Japon.",
        "coo-foreign": "les marchandises décrites ci-dessus sont originaires des pays nommés dans la case 4.",
        "invoice": "la facture décrite ci-dessus a été présentée à cette chambre par l’exportateur.",
        "signature": "la signature du document décrit ci-dessus est celle d’une personne enregistrée à cette chambre.",
    },
    "es": {
        "coo-jp": "las mercancías descritas arriba son originarias de Japón.",
        "coo-foreign": "las mercancías descritas arriba son originarias de los países indicados en la casilla 4.",
        "invoice": "la factura descrita arriba fue presentada a esta cámara por el exportador.",
        "signature": "la firma del documento descrito arriba es la de la persona registrada en esta cámara.",
    },
}

PROFILE = ChamberProfile(
    code=CHAMBER,
    place="Tokyo",
    certifying_officer="Haruka Ishibashi",
    statements={
        language: {kind: f"{_CERTIFIED[language]} {text}" for kind, text in texts.items()}
        for language, texts in _WHAT.items()
    },
)


def demo_chamber(anchor: x509.Certificate | None, *, sandbox: bool = False) -> TrustedChamber:
    """Return the chamber's entry in the trust list; its name says so where it is a sandbox's."""
    return TrustedChamber(
        code=CHAMBER,
        name=f"{NAME_BEGINS}: {_NAME}" if sandbox else _NAME,
        address="1-1 Example-cho, Chiyoda-ku\nTokyo 100-0000\nJapan",
        country="JP",
        contact="certificates@chamber.example",
        time_zone="Asia/Tokyo",
        pdf_anchors=() if anchor is None else (anchor_of(anchor),),
    )

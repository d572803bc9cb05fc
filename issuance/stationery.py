"""A chamber's stationery: pictures in one folder, `seal`, `officer-signature` and `signatory-signature`.

Each is an SVG, PNG or JPEG; one that is missing is left to the form (a drawn seal, a line for a signature by hand).
"""

from pathlib import Path

from issuance.paper import Stationery

_ENDINGS = (".svg", ".png", ".jpg")


def load_stationery(folder: Path, check_host: str, *, sandbox: bool = False) -> Stationery:
    """Read a chamber's pictures; `check_host` is printed as the only place to check at."""

    def picture(name: str) -> bytes | None:
        found = next((path for ending in _ENDINGS if (path := folder / f"{name}{ending}").is_file()), None)
        return None if found is None else found.read_bytes()

    return Stationery(
        check_host=check_host,
        sandbox=sandbox,
        chamber_seal=picture("seal"),
        officer_signature=picture("officer-signature"),
        signatory_signature=picture("signatory-signature"),
    )

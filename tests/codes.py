"""QR codes and sheets of paper that tests draw for themselves."""

import io

import cv2
import numpy as np
import numpy.typing as npt
import segno

Picture = npt.NDArray[np.uint8]

PAGE_DPI = 300
A4 = (3508, 2480)
"""Height and width at 300 dpi."""

SEAL_LIKE = "HTTPS://REF.EXAMPLE.JP/V/" + "ABCDEFG2" * 29
"""As long as the code of a certificate (257 characters, version 9), but no seal."""


def qr(text: str, module: int = 4, *, border: int = 4) -> Picture:
    """Draw a QR code in black on white, `module` pixels per module, error correction M as on certificates."""
    data = io.BytesIO()
    segno.make(text, error="m", boost_error=False, micro=False).save(data, kind="png", scale=module, border=border)
    picture = cv2.imdecode(np.frombuffer(data.getvalue(), np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture.astype(np.uint8)


def paper(height: int, width: int, grey: int = 255) -> Picture:
    """Return a blank picture."""
    return np.full((height, width, 3), grey, np.uint8)


def put(picture: Picture, code: Picture, left: int, top: int) -> Picture:
    """Return a copy of the picture with the code laid on it."""
    result = picture.copy()
    result[top : top + code.shape[0], left : left + code.shape[1]] = code
    return result


def certificate_page(text: str = SEAL_LIKE, millimetres: float = 28) -> Picture:
    """Draw an A4 page at 300 dpi with lines of text and a code of the printed size."""
    page = paper(*A4)
    for line in range(40):
        cv2.putText(
            page,
            f"{line} cartons of machine parts, gross weight {line * 17} kg",
            (150, 1000 + 50 * line),
            cv2.FONT_HERSHEY_SIMPLEX,
            1.2,
            (20, 20, 20),
            2,
        )
    side = round(millimetres / 25.4 * PAGE_DPI)
    code = cv2.resize(qr(text, 1, border=0), (side, side), interpolation=cv2.INTER_NEAREST).astype(np.uint8)
    return put(page, code, 1900, 400)

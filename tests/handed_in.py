"""Files as people hand them in."""

import io

import pikepdf
from PIL import Image


def pdf_of(pages: int, size: tuple[float, float] = (595, 842)) -> bytes:
    """Return a plain PDF of empty pages."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=size)
    output = io.BytesIO()
    pdf.save(output, deterministic_id=True)
    return output.getvalue()


def picture(kind: str, size: tuple[int, int] = (300, 120), comment: bytes = b"") -> bytes:
    """Return a picture with something on it, `PNG` or `JPEG`."""
    output = io.BytesIO()
    drawn = Image.linear_gradient("L").resize(size)
    drawn.save(output, kind, **({"comment": comment} if comment else {}))
    return output.getvalue()

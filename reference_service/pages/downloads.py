"""Files that stand inside the page which offers them.

This service stores nothing, so a result cannot be fetched later; asking again would be another answer and count again.
A `data:` link hands over exactly what the page shows, without a script.
"""

import base64
from dataclasses import dataclass

from reference_service.checks.receipts import RECEIPT_TYPE, SignedReceipt


@dataclass(frozen=True)
class Download:
    """A file to be saved: its name and its whole content as an address."""

    name: str
    address: str
    size: int


def download(name: str, media_type: str, data: bytes) -> Download:
    """Put `data` into an address."""
    encoded = base64.b64encode(data).decode("ascii")
    return Download(name, f"data:{media_type.replace(' ', '').replace(chr(34), '')};base64,{encoded}", len(data))


def receipt_download(receipt: SignedReceipt) -> Download:
    """Offer a receipt."""
    return download(receipt.file_name, RECEIPT_TYPE, receipt.data)

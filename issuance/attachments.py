"""Turn an application's own document into what the content names: its hash, its pages, their watermarked pictures."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from issuance.errors import RefusedError
from issuance.paper.pictures import page_pictures
from signing.canonical import JsonObject

MAX_DOCUMENT_BYTES = 20 * 1024 * 1024


def attach_document(draft: JsonObject, read: Callable[[str], bytes]) -> tuple[JsonObject, dict[str, bytes]]:
    """Replace `document.file`, a PDF that `read` returns by name, by its hashes.

    Returns the draft as it will be certified and its page pictures by SHA-256 in hex.
    """
    document = draft.get("document")
    if not isinstance(document, dict) or "file" not in document:
        return draft, {}
    name = document["file"]
    if not isinstance(name, str) or Path(name).name != name:
        raise RefusedError("The draft's document.file is the name of a PDF that lies beside the draft.")
    return describe_document({**draft, "document": {"title": document.get("title", name)}}, read(name))


def describe_document(draft: JsonObject, pdf: bytes) -> tuple[JsonObject, dict[str, bytes]]:
    """Say in a draft what its document is: pages, hash, and the hashes of the watermarked pictures of its pages.

    Returns the draft as it will be certified and its page pictures by SHA-256 in hex. Raises `RefusedError` where the
    draft describes another document already.
    """
    document = draft.get("document")
    said: JsonObject = document if isinstance(document, dict) else {}
    pictures = page_pictures(pdf)
    hashes = [hashlib.sha256(picture).hexdigest() for picture in pictures]
    described: JsonObject = {
        "title": said.get("title", ""),
        "pages": len(pictures),
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "page_images": list(hashes),
    }
    other = next((name for name, value in said.items() if described.get(name) != value), None)
    if other is not None:
        raise RefusedError(
            f"The document to be certified is not the one that was submitted: its {other} differs. "
            "Send the application to review again."
        )
    return {**draft, "document": described}, dict(zip(hashes, pictures, strict=True))


def document_beside(draft_file: Path) -> Callable[[str], bytes]:
    """Return a reader of documents that lie in a draft's folder."""

    def read(name: str) -> bytes:
        try:
            with (draft_file.parent / name).open("rb") as file:
                pdf = file.read(MAX_DOCUMENT_BYTES + 1)
        except (OSError, ValueError) as error:  # ValueError: a name that no file can have
            raise RefusedError(f"The document {name!r} cannot be read: {error}.") from error
        if len(pdf) > MAX_DOCUMENT_BYTES:
            raise RefusedError(f"The document {name} is larger than {MAX_DOCUMENT_BYTES // 2**20} MB.")
        return pdf

    return read

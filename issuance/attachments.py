"""Turn an application's own document into what the content names: its hash, its pages, their watermarked pictures."""

import hashlib
from pathlib import Path

from issuance.errors import RefusedError
from issuance.paper.pictures import page_pictures
from signing.canonical import JsonObject

MAX_DOCUMENT_BYTES = 20 * 1024 * 1024


def attach_document(draft: JsonObject, folder: Path) -> tuple[JsonObject, dict[str, bytes]]:
    """Replace `document.file` (a PDF beside the draft) by its hashes; return the draft and the pictures by SHA-256."""
    document = draft.get("document")
    if not isinstance(document, dict) or "file" not in document:
        return draft, {}
    name = document["file"]
    if not isinstance(name, str) or Path(name).name != name:
        raise RefusedError("The draft's document.file is the name of a PDF that lies beside the draft.")
    try:
        with (folder / name).open("rb") as file:
            pdf = file.read(MAX_DOCUMENT_BYTES + 1)
    except OSError as error:
        raise RefusedError(f"The document {name} cannot be read: {error}.") from error
    if len(pdf) > MAX_DOCUMENT_BYTES:
        raise RefusedError(f"The document {name} is larger than {MAX_DOCUMENT_BYTES // 2**20} MB.")
    pictures = page_pictures(pdf)
    hashes = [hashlib.sha256(picture).hexdigest() for picture in pictures]
    described: JsonObject = {
        "title": document.get("title", name),
        "pages": len(pictures),
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "page_images": list(hashes),
    }
    return {**draft, "document": described}, dict(zip(hashes, pictures, strict=True))

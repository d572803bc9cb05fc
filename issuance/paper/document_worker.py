"""Lays the pages of a stranger's PDF onto the sheets of its certification: a program of its own.

The process that calls it holds the chambers' keys, and a PDF comes from outside; so the two meet here, apart, under
limits that the system enforces. It imports nothing of ours. A page goes over as a form: its content alone, with what is
filled into its form fields and notes drawn in; actions, scripts and links stay behind.

Input: a line of JSON {"sheets": bytes, "boxes": [[left, bottom, right, top] in points, …]}, the sheets' PDF,
the document. The document's pages are laid, each into its box, onto the last
sheets. Output: the PDF. Exit 3: refused, the reason
is on standard error as one sentence.
"""

import io
import json
import resource
import sys

import pikepdf

MAX_MEMORY_BYTES = 1_000_000_000
MAX_CPU_SECONDS = 60
REFUSED = 3


class Refusal(Exception):  # noqa: N818 - an outcome of this program, not an error of it
    """The document cannot be bound in; the text says why and what to do."""


def bound(sheets: bytes, document: bytes, boxes: list[list[float]]) -> bytes:
    """Return the sheets with the document's pages on them."""
    try:
        with pikepdf.open(io.BytesIO(document)) as source, pikepdf.open(io.BytesIO(sheets)) as target:
            if len(source.pages) != len(boxes):
                raise Refusal(f"The document has {len(source.pages)} pages; {len(boxes)} were announced.")
            _draw_in_what_is_filled_in(source)
            first = len(target.pages) - len(boxes)
            for index, box in enumerate(boxes):
                page = source.pages[index]
                # What a reader shows is the crop box; printers' marks outside of it are none of the document.
                page.trimbox = page.cropbox
                _lay_below(target.pages[first + index], page, pikepdf.Rectangle(*box))
            _claim_no_archive(target)
            output = io.BytesIO()
            target.save(output, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
            return output.getvalue()
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refusal(f"The document cannot be bound to its certification ({error}). Save it anew as a PDF.") from error


def _lay_below(sheet: pikepdf.Page, page: pikepdf.Page, box: pikepdf.Rectangle) -> None:
    """Scale a page into a box of a sheet, below what stands there; pikepdf's own way gives it a name by chance."""
    name = sheet.add_resource(page.as_form_xobject(), pikepdf.Name.XObject, pikepdf.Name("/Document"))
    placed = sheet.calc_form_xobject_placement(
        sheet.resources.XObject[name], name, box, invert_transformations=True, allow_shrink=True, allow_expand=False
    )
    sheet.contents_add(b"q\n", prepend=True)
    sheet.contents_add(b"Q\n", prepend=False)
    sheet.contents_add(placed, prepend=True)


def _draw_in_what_is_filled_in(source: pikepdf.Pdf) -> None:
    """Make form fields and notes part of the pages, as a reader shows them on the screen."""
    if "/AcroForm" in source.Root:
        source.generate_appearance_streams()
    source.flatten_annotations("screen")


def _claim_no_archive(target: pikepdf.Pdf) -> None:
    """Take away the sheets' claim to be PDF/A: nobody knows what the document's pages hold."""
    with target.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for name in ("pdfaid:part", "pdfaid:conformance", "pdfaid:amd"):
            if name in metadata:
                del metadata[name]


def main() -> int:
    """Read the order and both files, write the PDF."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    order = json.loads(sys.stdin.buffer.readline())
    sheets = sys.stdin.buffer.read(order["sheets"])
    document = sys.stdin.buffer.read()
    try:
        output = bound(sheets, document, order["boxes"])
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    sys.stdout.buffer.write(output)
    return 0


if __name__ == "__main__":
    sys.exit(main())

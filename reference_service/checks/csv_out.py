"""The results as CSV that Excel opens as it stands, and in which no cell is ever a formula.

UTF-8 with a byte order mark (without it Excel reads another encoding), CRLF, every cell in quotation marks (so that a
semicolon in a cell parts nothing where Excel parts at semicolons). A cell that begins like a formula gets an
apostrophe: a list may come from a stranger, and its cells are shown again.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from signing.cells import defused

BYTE_ORDER_MARK = "\ufeff"


def csv_bytes(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the file."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([defused(cell) for cell in heading])
    writer.writerows([defused(cell) for cell in row] for row in rows)
    # What was typed may hold halves of characters, which UTF-8 has no form for.
    return (BYTE_ORDER_MARK + text.getvalue()).encode("utf-8", errors="replace")

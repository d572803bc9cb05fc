"""The rows of a stranger's XLSX workbook, read in a process of its own (ADR 0036)."""

import json
from collections.abc import Sequence
from pathlib import Path

from issuance.intake.running import run_worker
from issuance.language import N_

_WORKER = Path(__file__).with_name("workbook_worker.py")
SECONDS = 20.0
"""By the clock; the worker's own limit of processor time is shorter."""

SENTENCES = {
    "broken": N_("This workbook cannot be read: save it again as .xlsx, or as CSV."),
    "unpacked": N_("This workbook is too large when unpacked: save the goods list alone in a file."),
    "macros": N_("This workbook holds macros: save it as .xlsx, or as CSV."),
}
"""Why the worker refuses a workbook, for its owner."""


def workbook_rows(data: bytes, most_rows: int, most_columns: int) -> Sequence[Sequence[str]]:
    """Return the rows of the sheet that was open when it was saved; raise `RefusedError`."""
    read = run_worker(
        _WORKER,
        [str(most_rows), str(most_columns)],
        data,
        seconds=SECONDS,
        sentences=SENTENCES,
        otherwise="unpacked",
    )
    rows: list[list[str]] = json.loads(read)
    return rows

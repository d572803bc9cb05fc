"""Checks a stranger's file in a process of its own, and draws its pages there (ADR 0036)."""

import json
from dataclasses import dataclass
from pathlib import Path

from issuance.domain.uploads import MAX_PAGES, FileKind, Purpose, kind_of
from issuance.errors import RefusedError
from issuance.intake.running import run_worker
from issuance.language import N_, _

_WORKER = Path(__file__).with_name("worker.py")
_SECONDS = 40
"""By the clock; the worker's own limit of processor time is shorter."""

SENTENCES = {
    "damaged": N_("The file is damaged or cut off. Save or scan it anew, and hand it in again."),
    "encrypted": N_("The PDF is protected by a password or against copying. Save it without protection."),
    "scripts": N_(
        "The PDF holds scripts or actions that run by themselves. Print it to a new PDF, and hand in that one."
    ),
    "attachments": N_("The PDF has other files attached. Hand each of them in by itself."),
    "xfa": N_("The PDF is a dynamic form (XFA), which no page shows. Print it to a new PDF, and hand in that one."),
    "pages": N_("The file has more pages than are taken here. Split it."),
    "size": N_("The picture or page is larger than is taken here. Make it smaller."),
    "heavy": N_("The file takes too long to read. Print it to a new PDF, or scan it anew."),
}
"""Why the worker refuses a file, for its owner."""


@dataclass(frozen=True)
class Checked:
    """A file that may be kept."""

    kind: FileKind
    pages: int


class Checker:
    """Starts the worker. `seconds` is the clock's limit for one file."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds

    def check(self, data: bytes, purpose: Purpose) -> Checked:
        """Return what a file is; raise `RefusedError` unless it is a whole, plain PDF, PNG or JPEG."""
        kind = kind_of(data)
        if not data:
            raise RefusedError(_("The file is empty. Choose the file again."))
        if kind is None:
            raise RefusedError(_("This is no PDF, PNG or JPEG, whatever its name says. Save it as one of these."))
        found = json.loads(self._run(["check", kind, str(MAX_PAGES[purpose])], data))
        return Checked(kind, int(found["pages"]))

    def draw(self, data: bytes, kind: FileKind, page: int, *, clear: bool = False) -> bytes:
        """Return a page, from 1, as a PNG made anew: on white, or with `clear` see-through where a picture is so."""
        return self._run(["clear" if clear else "draw", kind, str(page)], data)

    def words(self, data: bytes, most: int) -> str:
        """Return the text of a PDF, up to `most` characters; '' where it has no text layer."""
        return self._run(["words", FileKind.PDF, str(most)], data).decode("utf-8").strip()

    def _run(self, arguments: list[str], data: bytes) -> bytes:
        return run_worker(_WORKER, arguments, data, seconds=self._seconds, sentences=SENTENCES, otherwise="heavy")

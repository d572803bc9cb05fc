"""What the texts of scanned codes ask of the register."""

import datetime as dt
import re

from reference_service.checks.question import Question, RowCode, RowError, SealQuestion, read_code
from reference_service.trust import PublishedTrust
from signing.errors import MalformedError
from signing.qr import ForeignCode, read_qr_text
from signing.reference_base import ReferenceBase
from signing.verify import OpenedSeal, open_seal

_SNIFFED_BYTES = 1024
_PDF = b"%PDF-"
_PICTURES = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|II\*\x00|MM\x00\*|RIFF.{4}WEBP|....ftyp", re.DOTALL)


def is_scan(data: bytes) -> bool:
    """Tell a PDF or picture from a list, by what it is and not by its name."""
    return _PDF in data[:_SNIFFED_BYTES] or _PICTURES.match(data) is not None


def read_scanned(text: str, base: ReferenceBase) -> Question | RowError:
    """Read the text of a code: a seal of ours, or which other site it leads to. No address is ever opened."""
    try:
        code = read_qr_text(text, [base])
    except MalformedError:
        return RowError(RowCode.SEAL_MALFORMED)
    if isinstance(code, ForeignCode):
        return RowError(RowCode.FOREIGN_CODE, host=code.host) if code.host else RowError(RowCode.OTHER_CODE)
    return read_code(text.strip(), base)


class SealSeeker:
    """Tells genuine seals from other texts while a page is searched, by one state of trust."""

    def __init__(self, trust: PublishedTrust, now: dt.datetime) -> None:
        self._trust = trust
        self._now = now

    def read(self, text: str) -> Question | RowError:
        """Read the text of a code."""
        return read_scanned(text, self._trust.trust_list.base)

    def opened(self, text: str) -> OpenedSeal | None:
        """Return the seal, where a chamber's key made it."""
        read = self.read(text)
        if not isinstance(read, SealQuestion):
            return None
        opened = open_seal(read.data, self._trust.as_of(self._now), self._now)
        return opened if isinstance(opened, OpenedSeal) else None

    def is_genuine(self, text: str) -> bool:
        """Tell whether a chamber's key made it: then the search of a page may end."""
        return self.opened(text) is not None
